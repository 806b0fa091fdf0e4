/** Objects on their way through a build, with what they were called before and which texts selected them. */
import type { Gap } from "./gap.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  fail,
  get,
  isNull,
  itemsIn,
  map,
  type Origin,
  remove,
  scalar,
  set,
  setIn,
  textIn,
} from "./node.ts";
import { effectiveNamespace, idKey, idOf, type ObjectId } from "./object-id.ts";

/** A text that chose an object by what it is called: it has to follow if the object's kind or name changes. */
export interface Touch {
  /** How it chose: a patch by its target or by the ids of its body, a replacement, a rule for names. */
  by: "target" | "id" | "replacement source" | "replacement target" | "nameReference";
  /** The map that holds kind, name and the like: the target, the patch body, the `select`, the rule. */
  selector: BuiltNode;
  /** What was applied: the patch body, the list of operations; left out if nothing is. */
  body?: BuiltNode;
}

/** A patch that no object got, because of its kind. */
export interface Missed {
  selector: BuiltNode;
  /** Objects that it would be for if they were of that kind. */
  near: readonly BuiltObject[];
}

/** An object of a build. Its parts are never changed in place. */
export interface BuiltObject {
  node: BuiltMap;
  /** Ids that it had before, oldest first; kustomize finds objects by all of them (build-facts 4 to 6). */
  earlier: readonly ObjectId[];
  prefixes: readonly string[];
  suffixes: readonly string[];
  touched: readonly Touch[];
  /** What may have changed it, or may hide it, and could not be built. */
  gaps: readonly Gap[];
  /** Set if its name was empty before it had another one that is known. */
  wasUnnamed?: boolean;
  /** Set for what a generator made: whether it gets a suffix of its content's hash. */
  generated?: { hash: boolean; behavior: string };
}

/** An object as it stands in a text. */
export function newObject(node: BuiltMap): BuiltObject {
  return { node, earlier: [], prefixes: [], suffixes: [], touched: [], gaps: [] };
}

/** The ids by which an object is found: the one it has, then earlier ones. Group and version are those of now. */
export function idsOf({ node, earlier }: BuiltObject): ObjectId[] {
  const now = idOf(node);
  if (earlier.length === 0) return [now];
  const { group, version } = now;
  return [now, ...earlier.map(({ kind, name, namespace }) => ({ group, version, kind, name, namespace }))];
}

/** The first id of an object. */
export function originalId(object: BuiltObject): ObjectId {
  const [now, first] = idsOf(object);
  return first ?? now!;
}

/**
 * The object with what it is called now among its earlier ids: done before anything renames it.
 * @throws BuildFailure for an empty name beside others (a replacement may leave one): kustomize loses count and panics
 */
export function remember(object: BuiltObject): BuiltObject {
  const id = idOf(object.node);
  if (id.name === "" && object.earlier.length === 0) return { ...object, wasUnnamed: true };
  if (id.name === "" || object.wasUnnamed)
    fail("an object has no metadata.name for a while", object.node.origin);
  const now = { ...id, namespace: effectiveNamespace(id, id.namespace) };
  const last = object.earlier.at(-1);
  if (last && idKey(last) === idKey(now)) return object;
  const node = object.earlier.length === 0 ? withoutEmptyAnnotations(object.node) : object.node;
  return { ...object, node, earlier: [...object.earlier, now] };
}

/** Kustomize notes ids in annotations. It takes an empty map of them away first, so that a second one is left. */
function withoutEmptyAnnotations(node: BuiltMap): BuiltMap {
  const metadata = get(node, "metadata");
  if (metadata?.type !== "map") return node;
  const second = metadata.repeated?.find(({ key }) => key === "annotations");
  const first = get(metadata, "annotations");
  const isEmpty = first?.type === "map" ? first.entries.length === 0 : first?.type === "scalar";
  return second && first && isEmpty ? set(node, "metadata", united(metadata, first, second)) : node;
}

/** The object under another name. */
export function renamed(object: BuiltObject, name: string, origin: Origin): BuiltObject {
  return { ...object, node: setIn(object.node, ["metadata", "name"], scalar(name, origin)) };
}

/** The object with one more text that selected it. */
export function touchedBy(object: BuiltObject, touch: Touch): BuiltObject {
  return { ...object, touched: [...object.touched, touch] };
}

/**
 * Objects out of documents, `*List` unpacked (build-facts 24).
 * @throws BuildFailure for what is no object.
 */
export function objectsOf(documents: readonly BuiltNode[]): BuiltObject[] {
  const objects: BuiltObject[] = [];
  const open = [...documents];
  for (let node = open.shift(); node; node = open.shift()) {
    if (isNull(node) || (node.type === "map" && node.entries.length === 0)) continue;
    if (node.type !== "map") fail("a document is no object", node.origin);
    const kind = textIn(node, ["kind"]);
    if (kind === "") fail("an object has no kind", node.origin);
    if (kind.endsWith("List") && get(node, "items") !== undefined) {
      open.push(...itemsIn(node, ["items"]));
      continue;
    }
    if (textIn(node, ["metadata", "name"]) === "" && !kind.endsWith("List"))
      fail("an object has no metadata.name", node.origin);
    refuseEmptyItems(node);
    objects.push(newObject(node));
  }
  return objects;
}

/** Kustomize refuses objects with an empty item in a list. */
function refuseEmptyItems(node: BuiltNode): void {
  if (node.type === "map") for (const { value } of node.entries) refuseEmptyItems(value);
  else if (node.type === "list")
    for (const item of node.items) {
      if (isNull(item)) fail("a list has an empty item", item.origin);
      refuseEmptyItems(item);
    }
}

/**
 * The object with annotations as kustomize writes them back whenever it touches its own: all strings, none if empty
 * (build-facts 22), and each once.
 */
export function withStringAnnotations(node: BuiltMap): BuiltMap {
  const metadata = get(node, "metadata");
  const annotations = get(metadata, "annotations");
  if (annotations === undefined || metadata?.type !== "map") return node;
  const second = metadata.repeated?.find(({ key }) => key === "annotations");
  if (second) return withStringAnnotations(set(node, "metadata", united(metadata, annotations, second)));
  if (annotations.type !== "map" || annotations.entries.length === 0)
    return set(node, "metadata", remove(metadata, "annotations"));
  const entries = stringEntries(annotations);
  const isSame = !annotations.repeated && entries.every((entry, at) => entry === annotations.entries[at]);
  if (isSame) return node;
  return setIn(node, ["metadata", "annotations"], map(entries, annotations.origin));
}

/** Entries with strings, the last of those with one key. */
function stringEntries({ entries, repeated = [] }: BuiltMap): BuiltEntry[] {
  const last = new Map(repeated.map((entry) => [entry.key, entry]));
  return entries.map((entry) => {
    const { value } = last.get(entry.key) ?? entry;
    const isString = value.type === "scalar" && value.tag === "string";
    return isString && value === entry.value ? entry : { ...entry, value: asString(value) };
  });
}

/** Kustomize takes the first of two maps of annotations away, and puts what was in it into the second. */
function united(metadata: BuiltMap, first: BuiltNode, { value: second, ...entry }: BuiltEntry): BuiltMap {
  const { repeated = [], ...rest } = metadata;
  const others = repeated.filter(({ value }) => value !== second);
  const base: BuiltMap = second.type === "map" ? second : map([], second.origin);
  const moved = first.type === "map" ? stringEntries(first) : [];
  const value = moved.reduce((into, one) => set(into, one.key, one.value, one.keyOrigin), base);
  const entries = rest.entries.map((one) => (one.key === entry.key ? { ...entry, value } : one));
  return others.length > 0 ? { ...rest, entries, repeated: others } : { ...rest, entries };
}

/** A value as kustomize puts it into a map of strings: what is no scalar becomes empty. */
export function asString(node: BuiltNode): BuiltNode {
  return node.type === "scalar"
    ? scalar(node.text, node.origin)
    : scalar("", { by: "default", from: [node.origin] });
}

/** Ends the build if two objects have one id. */
export function refuseSameIds(objects: readonly BuiltObject[], reason: string): void {
  const seen = new Set<string>();
  for (const { node } of objects) {
    const key = idKey(idOf(node));
    if (seen.has(key)) fail(`${reason}: ${key}`, node.origin);
    seen.add(key);
  }
}
