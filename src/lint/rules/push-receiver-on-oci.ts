import { describe, type Manifest } from "../../core/manifest.ts";
import { child, itemsAt, textAt } from "../../core/tree.ts";
import { GROUP } from "../../flux/groups.ts";
import { receiverFor } from "../../flux/receivers.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { lookingFrom, ociAt } from "../existing.ts";
import type { Found, LintRule } from "../rule.ts";
import { sourceRefsOf } from "../source-refs.ts";

/**
 * Events of a forge that say no more than that Git has changed, by the type of the Receiver (notification-controller
 * internal/server/receiver_handlers.go compares them to the header of the webhook). All others may come after the
 * artifact: a published package, a pipeline that has ended.
 */
const BEFORE_PUBLISH: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["github", new Set(["ping", "push", "create", "pull_request"])],
  ["gitlab", new Set(["Push Hook", "Tag Push Hook", "Merge Request Hook"])],
  ["bitbucket", new Set(["repo:push", "repo:refs_changed", "diagnostics:ping"])],
]);

/** A Receiver that is called by a push, and turns to an OCIRepository before the pipeline has published (flux-facts 3.3). */
export const pushReceiverOnOci: LintRule = {
  id: "push-receiver-on-oci",
  find: (context) =>
    context.objects.manifests
      .filter(({ group, kind }) => group === GROUP.notification && kind === "Receiver")
      .flatMap((manifest) => found(manifest, context)),
};

function found(manifest: Manifest, context: LintContext): Found[] {
  const { graph } = context;
  const type = textAt(manifest.node, ["spec", "type"]) ?? "";
  const pushes = BEFORE_PUBLISH.get(type);
  const events = itemsAt(manifest.node, ["spec", "events"]).map((item) => textAt(item) ?? "");
  if (!pushes || events.some((event) => !pushes.has(event))) return [];
  return sourceRefsOf(manifest)
    .filter(({ kind }) => kind === "OCIRepository")
    .map((ref) => {
      const [source] = ociAt(ref.name, lookingFrom(ref, graph), context);
      const { type: better, how } = receiverFor(source?.url ?? "");
      const when = events.length > 0 ? `for ${events.join(" and ")}` : "for every webhook";
      return {
        message: `${describe(manifest)} is called ${when} from ${type}, before the pipeline has published what OCIRepository ${ref.name} looks for; use a Receiver of type ${better}, and ${how}`,
        location: placeIn(manifest, child(ref.node, "kind")),
        object: identityOf(manifest, graph),
      };
    });
}
