import type { Context } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { at, child, deref, itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import { type PatchFiles, patchesOnWay } from "./way-patches.ts";

/** Fields of a Flux Kustomization that say where its files are. */
const PATH_FIELDS = ["path", "components"] as const;

/**
 * The patch on a way to a cluster that changes where a Flux Kustomization looks for its files: the new root of the
 * artifact would have to be taken from that text too. What it aims at is compared only where that is plain.
 */
export function pathPatch(context: Context, object: Manifest, files: PatchFiles): string | undefined {
  return patchesOnWay(context, files).find(({ content, target }) => moves(content, target, object))?.where;
}

function moves(content: YamlNode | undefined, target: YamlNode | undefined, object: Manifest): boolean {
  const whole = deref(content);
  const targets = whole?.type === "map" ? itemsAt(whole, ["targets"]) : [];
  if (targets.length > 0)
    return targets.some(
      (one) =>
        mayFit(deref(child(one, "select")), object) &&
        itemsAt(one, ["fieldPaths"]).some((path) =>
          /^spec(\.(path|components)\b|$)/.test(textAt(path) ?? ""),
        ),
    );
  const parts = whole?.type === "seq" ? whole.items : whole ? [whole] : [];
  return parts.some((part) => {
    if (textAt(part, ["op"]) !== undefined)
      return (
        mayFit(target, object) && /^\/spec(\/(path|components)(\/|$)|$)/.test(textAt(part, ["path"]) ?? "")
      );
    const isMeant = target
      ? mayFit(target, object)
      : textAt(part, ["kind"]) === object.kind && textAt(part, ["metadata", "name"]) === object.name;
    return isMeant && PATH_FIELDS.some((field) => at(part, ["spec", field]) !== undefined);
  });
}

/** True unless a plain kind or name of the target says that it is about something else. */
function mayFit(target: YamlNode | undefined, object: Manifest): boolean {
  return (["kind", "name"] as const).every((field) => {
    const pattern = textAt(target, [field]);
    return pattern === undefined || !/^[A-Za-z0-9-]+$/.test(pattern) || pattern === object[field];
  });
}
