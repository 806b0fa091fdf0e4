import { itemsIn, textIn } from "../../build/node.ts";
import { describe } from "../../core/manifest.ts";
import { GROUP } from "../../flux/groups.ts";
import { receiverFor } from "../../flux/receivers.ts";
import type { InCluster } from "../../graph/built-manifests.ts";
import { namedRefs } from "../../graph/source-refs.ts";
import { buildsOf, placeOfValue } from "../builds.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

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
  find: (context) => {
    const receivers = buildsOf(context).all.filter(
      ({ object: { id } }) => id.group === GROUP.notification && id.kind === "Receiver",
    );
    const found = receivers.flatMap((one) => foundIn(one, context));
    // One text may be a Receiver of several clusters.
    return new Map(found.map((one) => [JSON.stringify([one.location, one.message]), one])).values();
  },
};

function foundIn(one: InCluster, { graph }: LintContext): Found[] {
  const { manifest, object, sources } = one;
  const type = textIn(object.built.node, ["spec", "type"]);
  const pushes = BEFORE_PUBLISH.get(type);
  const events = itemsIn(object.built.node, ["spec", "events"]).map((item) => textIn(item));
  if (!pushes || events.some((event) => !pushes.has(event))) return [];
  return namedRefs(object)
    .filter(({ kind }) => kind === "OCIRepository")
    .map((ref) => {
      const [source] = sources.meant(ref);
      const { type: better, how } = receiverFor(textIn(source?.built.node, ["spec", "url"]));
      const when = events.length > 0 ? `for ${events.join(" and ")}` : "for every webhook";
      return {
        message: `${describe(manifest)} is called ${when} from ${type}, before the pipeline has published what OCIRepository ${ref.name} looks for; use a Receiver of type ${better}, and ${how}`,
        location: placeOfValue(one, [...ref.path, "kind"]),
        object: identityOf(manifest, graph),
      };
    });
}
