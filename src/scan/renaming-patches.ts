import type { Context } from "../core/graph.ts";
import { child, deref, itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import { type PatchFiles, patchesOnWay, type WayPatch } from "./way-patches.ts";

/** The object that a patch might reach. */
export interface Patched {
  kind: string;
  name: string;
  namespace: string;
}

/**
 * The patch on a way to a cluster that gives an object another name, namespace or kind, or takes it away; undefined
 * where there is none. A pattern that is not plain counts as one that fits.
 */
export function renamingPatch(context: Context, object: Patched, files: PatchFiles): string | undefined {
  return patchesOnWay(context, files).find((piece) => changesIdentity(piece, object))?.where;
}

function changesIdentity({ content, target, renames }: WayPatch, object: Patched): boolean {
  const whole = deref(content);
  if (whole?.type === "map" && itemsAt(whole, ["targets"]).length > 0) return replaces(whole, object);
  const parts = whole?.type === "seq" ? whole.items : whole ? [whole] : [];
  return parts.some((part) => {
    if (textAt(part, ["op"]) !== undefined) return fits(target, object) && isIdentity(part);
    if (target ? !fits(target, object) : !isFor(part, object)) return false;
    return renames || textAt(part, ["$patch"]) !== undefined;
  });
}

/** True for an operation of a JSON6902 patch that touches what an object is found by. */
function isIdentity(operation: YamlNode): boolean {
  const paths = [
    textAt(operation, ["path"]),
    textAt(operation, ["op"]) === "move" ? textAt(operation, ["from"]) : "",
  ];
  return (
    textAt(operation, ["op"]) !== "test" &&
    paths.some(
      (path, i) =>
        (i === 0 && (path === "" || path === undefined)) ||
        /^\/(kind|apiVersion|metadata|metadata\/name|metadata\/namespace)$/.test(path ?? ""),
    )
  );
}

/** A replacement writes into fields of what it selects. */
function replaces(replacement: YamlNode, object: Patched): boolean {
  return itemsAt(replacement, ["targets"]).some(
    (target) =>
      fits(deref(child(target, "select")), object) &&
      itemsAt(target, ["fieldPaths"]).some((path) =>
        /^(kind|apiVersion|metadata|metadata\.name|metadata\.namespace)$/.test(textAt(path) ?? ""),
      ),
  );
}

/** True where a merge without a target is meant for the object. */
function isFor(part: YamlNode, { kind, name, namespace }: Patched): boolean {
  const own = textAt(part, ["metadata", "namespace"]);
  return (
    textAt(part, ["kind"]) === kind &&
    textAt(part, ["metadata", "name"]) === name &&
    (own === undefined || own === namespace)
  );
}

/** kustomize reads each field of a target as an anchored regular expression; what is not given fits everything. */
function fits(target: YamlNode | undefined, object: Patched): boolean {
  return (["kind", "name", "namespace"] as const).every((field) => {
    const pattern = textAt(target, [field]);
    if (pattern === undefined || pattern === "") return true;
    const choices = pattern.replace(/^\^|\$$/g, "").split("|");
    return choices.some((one) => one === object[field] || !/^[A-Za-z0-9-]+$/.test(one));
  });
}
