import type { Manifest } from "../../core/manifest.ts";
import { child, deref, pairOf } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { API_VERSIONS, NEWEST_MINOR, servedVersions } from "../../flux/api-versions.ts";
import { isFluxGroup } from "../../flux/groups.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";
import { nearestName } from "../schema/nearest-name.ts";

/** An object that looks like one of Flux, and whose group or kind is none: no cluster knows what to do with it. */
export const unknownApi: LintRule = {
  id: "unknown-api",
  find: (context) => context.objects.manifests.flatMap((manifest) => found(manifest, context)),
};

function found(manifest: Manifest, context: LintContext): Found[] {
  const { apiVersion, group, kind, name } = manifest;
  if (isFilledLater(apiVersion) || isFilledLater(kind)) return [];
  const field = faultOf(manifest);
  if (!field) return [];
  return [
    {
      message: `${kind} ${name ?? "?"}: no version of Flux has ${kind} in ${group}; write ${field.key}: ${field.write}`,
      location: placeIn(manifest, pairOf(manifest.node, field.key)?.value),
      object: identityOf(manifest, context.graph),
    },
  ];
}

interface Slip {
  key: "apiVersion" | "kind";
  write: string;
}

function faultOf({ group, kind, version, node }: Manifest): Slip | undefined {
  const rows = API_VERSIONS.filter(({ kinds }) => kinds.includes(kind));
  if (rows.some((row) => row.group === group)) return undefined;
  const ofGroup = API_VERSIONS.filter((row) => row.group === group).flatMap(({ kinds }) => kinds);
  if (ofGroup.length > 0) {
    const near = nearestName(singular(kind), ofGroup) ?? initialsOf(kind, ofGroup);
    if (near !== undefined) return { key: "kind", write: near };
    // Then it is the group that is wrong, if Flux has the kind at all.
  }
  const row =
    rows.find((one) => ofGroup.length > 0 || isMeant(one.group, group)) ??
    rows.find(() => isFileAsObject(group, node));
  if (!row) return undefined;
  const served = servedVersions(kind, NEWEST_MINOR).filter((one) =>
    one.apiVersion.startsWith(`${row.group}/`),
  );
  const same = served.find((one) => one.version === version) ?? served[0];
  return { key: "apiVersion", write: same?.apiVersion ?? `${row.group}/${row.version}` };
}

/** People write the plural, as the URLs of the API have it. */
function singular(kind: string): string {
  return kind.replace(/ies$/i, "y").replace(/s$/i, "");
}

/** Fewer letters stand for too much. */
const SHORTEST = 4;

/** `OciRepository` in other letters is known to `nearestName`; this one is short for a kind: `OCIRepo`, `GitRepo`. */
function initialsOf(kind: string, kinds: readonly string[]): string | undefined {
  const lower = kind.toLowerCase();
  const longer = new Set(kinds.filter((one) => one.toLowerCase().startsWith(lower)));
  const [only] = longer;
  return lower.length >= SHORTEST && longer.size === 1 ? only : undefined;
}

/** Groups of others have their own domain; what shares most of its parts with one of Flux is a slip. */
function isMeant(real: string, written: string): boolean {
  if (isFluxGroup(written)) return real.split(".")[0] === written.split(".")[0];
  const parts = new Set(written.split("."));
  const shared = real.split(".").filter((part) => parts.has(part)).length;
  return shared >= real.split(".").length - 1 || nearestName(written, [real]) !== undefined;
}

/** kustomization.yaml has the same kind, and no `spec`. */
function isFileAsObject(group: string, node: Manifest["node"]): boolean {
  const spec = deref(child(node, "spec"));
  return (
    group === "kustomize.config.k8s.io" && spec?.type === "map" && child(spec, "sourceRef") !== undefined
  );
}
