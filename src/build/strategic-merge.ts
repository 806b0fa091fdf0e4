/** Strategic merge as kyaml/merge2 does it if no schema is known: that of custom resources (facts 7 to 10, 14). */
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  entryOf,
  fail,
  get,
  isNull,
  remove,
} from "./node.ts";
import { inPlaceOf, walked } from "./scalar-text.ts";

const DIRECTIVE = "$patch";

/** What a map of a patch asks for, and the map without that. */
interface Directed {
  directive: "merge" | "replace" | "delete";
  body: BuiltMap;
}

/**
 * The object with a patch merged in. Maps and keys that stay keep the origin of the base. Changed values, new keys
 * and lists have that of the patch. What does not change is the very node of the base.
 *
 * - A list is replaced as a whole; a `$patch` in its items stays as text (fact 7).
 * - `$patch: delete` at the root removes the object, `$patch: replace` there does nothing (facts 8 and 9).
 * - `k: null` removes. An empty `k:` in a map of the object vanishes, a written `null` stays (fact 10).
 * - Of two equal keys in a patch the first counts, in a new map both stay (fact 14).
 * - A number or bool over a quoted string becomes a string: kyaml keeps the style of what it overwrites.
 *
 * Name, kind and namespace are merged like the rest: to set them back is up to the caller (fact 12).
 * @returns undefined if the object is deleted, or if nothing of it is left
 * @throws BuildFailure if a map, list or scalar meets one of another type, or if a `$patch` is not known
 */
export function mergeStrategic(base: BuiltMap, patch: BuiltMap): BuiltMap | undefined {
  const { directive, body } = directed(patch);
  if (directive === "delete") return undefined;
  if (directive === "replace") return base;
  const merged = mergeMap(base, body);
  return merged.entries.length === 0 ? undefined : merged;
}

function directed(patch: BuiltMap): Directed {
  const found = directiveIn(patch);
  if (found) return found;
  const value = get(patch, DIRECTIVE);
  const text = value?.type === "scalar" ? value.text : "";
  return fail(`unknown patch strategy '${text}'`, value?.origin);
}

/** Undefined for a directive that is not known. */
function directiveIn(patch: BuiltMap): Directed | undefined {
  const value = get(patch, DIRECTIVE);
  if (value === undefined) return { directive: "merge", body: patch };
  const directive = value.type === "scalar" ? value.text : "";
  if (directive !== "merge" && directive !== "replace" && directive !== "delete") return undefined;
  return { directive, body: remove(patch, DIRECTIVE) };
}

function mergeMap(base: BuiltMap, patch: BuiltMap): BuiltMap {
  const patches = new Map(patch.entries.map((entry) => [entry.key, entry.value]));
  const kept = base.entries.flatMap((entry) =>
    changed(entry, mergeValue(entry.value, patches.get(entry.key))),
  );
  return withEntries(base, [...kept, ...newEntries(base, patch)]);
}

/** A map that a patch says nothing about; it is walked all the same (fact 10), and most of an object is such. */
function untouchedMap(base: BuiltMap): BuiltMap {
  let entries: BuiltEntry[] | undefined;
  for (const [at, entry] of base.entries.entries()) {
    const value = untouched(entry.value);
    if (value !== entry.value) entries ??= base.entries.slice(0, at);
    entries?.push(...changed(entry, value));
  }
  return entries ? withEntries(base, entries) : base;
}

/** New keys go to the end in the order of their names, as kyaml appends them. */
function newEntries(base: BuiltMap, patch: BuiltMap): BuiltEntry[] {
  const known = new Set(base.entries.map(({ key }) => key));
  return patch.entries
    .filter(({ key }) => !known.has(key))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .flatMap((entry) => changed(entry, fresh(entry.value)));
}

/** The entry with a value; the entry itself if that is its value already, and none if there is no value. */
function changed(entry: BuiltEntry, value: BuiltNode | undefined): BuiltEntry[] {
  if (value === undefined) return [];
  return [value === entry.value ? entry : { ...entry, value }];
}

/** What a value becomes; undefined if it goes. */
function mergeValue(old: BuiltNode, patch: BuiltNode | undefined): BuiltNode | undefined {
  if (patch === undefined) return untouched(old);
  if (isNull(patch)) return undefined;
  if (isNull(old)) return fresh(patch);
  if (old.type === "map" && patch.type === "map") return mergeMaps(old, patch);
  if (old.type === "list" && patch.type === "list") return patch;
  if (old.type === "scalar" && patch.type === "scalar") return inPlaceOf(old, patch);
  return fail(`wrong node kind: expected ${old.type} but got ${patch.type}`, patch.origin);
}

/** Fact 10: an empty value vanishes on any merge, in maps at any depth; lists are not walked. */
function untouched(old: BuiltNode): BuiltNode | undefined {
  if (old.type === "map") return untouchedMap(old);
  if (old.type === "list") return old;
  const vanishes = isNull(old) && old.text === "" && old.style !== "untyped";
  return vanishes ? undefined : walked(old);
}

function mergeMaps(old: BuiltMap, patch: BuiltMap): BuiltMap | undefined {
  const { directive, body } = directed(patch);
  if (directive === "delete") return undefined;
  return directive === "replace" ? freshMap(body) : mergeMap(old, body);
}

/** A value of a patch at a key that the base has not got. kyaml ignores there what directives it does not know. */
function fresh(patch: BuiltNode): BuiltNode | undefined {
  if (patch.type !== "map") return isNull(patch) ? undefined : patch;
  const { directive, body } = directiveIn(patch) ?? { directive: "merge", body: patch };
  return directive === "delete" ? undefined : freshMap(body);
}

/** A map that kyaml merges with itself: nulls go, written or not, and directives below count. */
function freshMap(body: BuiltMap): BuiltMap {
  const entries = body.entries.flatMap((entry) => changed(entry, freshValue(entry.value)));
  return withEntries(body, entries);
}

function freshValue(value: BuiltNode): BuiltNode | undefined {
  if (isNull(value)) return undefined;
  return value.type === "map" ? mergeSelf(value) : value;
}

function mergeSelf(patch: BuiltMap): BuiltMap | undefined {
  const { directive, body } = directed(patch);
  return directive === "delete" ? undefined : freshMap(body);
}

/** The map with other entries. If the first of two equal keys goes, the second is left (fact 14). */
function withEntries(node: BuiltMap, entries: readonly BuiltEntry[]): BuiltMap {
  if (entries.length === node.entries.length && entries.every((entry, at) => entry === node.entries[at]))
    return node;
  const { repeated, ...rest } = node;
  if (!repeated) return { ...rest, entries };
  return repeated.reduce(withRepeated, { ...rest, entries });
}

function withRepeated(node: BuiltMap, entry: BuiltEntry): BuiltMap {
  return entryOf(node, entry.key)
    ? { ...node, repeated: [...(node.repeated ?? []), entry] }
    : { ...node, entries: [...node.entries, entry] };
}
