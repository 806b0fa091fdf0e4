/** What kustomize does once, for the top: hashes, names that follow, and what never leaves it. */
import type { Accumulation } from "./accumulation.ts";
import { withoutTrackingAnnotations } from "./build-metadata.ts";
import { contentHash } from "./content-hash.ts";
import type { Gap } from "./gap.ts";
import type { Kustomization } from "./kustomization.ts";
import { followNames } from "./name-references.ts";
import { type BuiltMap, type BuiltNode, entriesIn, fail, getIn, type Origin, textIn } from "./node.ts";
import {
  type BuiltObject,
  type Missed,
  refuseSameIds,
  remember,
  renamed,
  withStringAnnotations,
} from "./object.ts";
import { idOf } from "./object-id.ts";
import { plainTag } from "./plain.ts";

/** What a delivery brings, as far as it can be built. */
export interface Build {
  objects: readonly BuiltObject[];
  gaps: readonly Gap[];
  missed: readonly Missed[];
  /** Files and directories of the tree that it is made of. */
  visited: ReadonlySet<string>;
}

const LOCAL_CONFIG = ["metadata", "annotations", "config.kubernetes.io/local-config"];

/** The build of what was gathered. @throws BuildFailure if kustomize would not print it */
export function finish({ objects, rules, gaps, missed, visited }: Accumulation, top: Kustomization): Build {
  const named = followNames(objects.map(withHash), rules);
  for (const { node } of named)
    if (textIn(node, ["metadata", "name"]) === "") fail("an object has no metadata.name", node.origin);
  const written = withoutLocal(named).map((object) => {
    const node = withStringAnnotations(withoutTrackingAnnotations(withStringAnnotations(object.node), top));
    refuseKeys(node, true);
    refuseAnnotationKeys(node);
    return node === object.node ? object : { ...object, node };
  });
  return { objects: written, gaps, missed, visited };
}

/**
 * The objects without those that are marked as local. Kustomize takes them away by their ids, so that one stays that
 * has the id of an object that stays.
 */
function withoutLocal(objects: readonly BuiltObject[]): readonly BuiltObject[] {
  const isLocal = ({ node }: BuiltObject) => {
    const mark = getIn(node, LOCAL_CONFIG);
    return mark?.type === "scalar" && mark.text !== "false";
  };
  const kept = objects.filter((object) => !isLocal(object));
  refuseSameIds(kept, "two resources have the id");
  if (kept.length === objects.length) return objects;
  const ids = new Set(kept.map(({ node }) => exactId(node)));
  const removed = objects.map(({ node }) => exactId(node)).filter((id) => !ids.has(id));
  if (new Set(removed).size < removed.length) fail("two objects that are marked as local have one id");
  return objects.filter(({ node }) => ids.has(exactId(node)));
}

function exactId(node: BuiltMap): string {
  const { group, version, kind, namespace, name } = idOf(node);
  return JSON.stringify([group, version, kind, namespace, name]);
}

function withHash(object: BuiltObject): BuiltObject {
  if (!object.generated?.hash) return object;
  const name = getIn(object.node, ["metadata", "name"])!;
  const origin: Origin = { by: "content hash", from: [name.origin] };
  return renamed(remember(object), `${textIn(name)}-${contentHash(object.node)}`, origin);
}

/** Kustomize prints as JSON: a key once, and a string, but for the top, where it makes a string of it. */
function refuseKeys(node: BuiltNode, isTop = false): void {
  if (node.type === "list") for (const item of node.items) refuseKeys(item);
  if (node.type !== "map") return;
  const [repeated] = node.repeated ?? [];
  if (repeated) fail(`the key ${repeated.key} is repeated in its map`, repeated.keyOrigin);
  for (const { key, keyOrigin, value, isNoString } of node.entries) {
    if (isNoString && !isTop) fail(`the key ${key} is no string, as JSON needs it`, keyOrigin);
    refuseKeys(value);
  }
}

/** Keys of annotations are written anew, without quotes. */
function refuseAnnotationKeys(node: BuiltMap): void {
  for (const { key, keyOrigin } of entriesIn(node, ["metadata", "annotations"]))
    if (plainTag(key) !== "string") fail(`the key ${key} is no string, as JSON needs it`, keyOrigin);
}
