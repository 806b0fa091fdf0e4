/**
 * The values of built objects. Nodes are persistent: an operation copies the way to what it changes and shares the
 * rest, so overlays share their bases, an origin is a plain field, and two builds are compared by walking along
 * identical nodes.
 */
import type { Document } from "../core/manifest.ts";
import { plainData } from "./plain.ts";

/** A text that YAML was read from: a document of a file, or the text of a scalar of such a document. */
export interface SourceText {
  /** Its ranges count from the start of the file; those of a text in a scalar from the start of that text. */
  document: Document;
  /** The scalar that holds the text; undefined for a document of a file. */
  holder: Written | undefined;
  /** What made the text, if nobody wrote it as it is: then its ranges are in no file. */
  made?: Computed;
}

/** A place that somebody wrote: a half-open range of a text. */
export interface Written {
  text: SourceText;
  start: number;
  end: number;
}

/** What makes a value that stands nowhere as it is. */
export type Cause =
  | "namePrefix"
  | "nameSuffix"
  | "content hash"
  | "nameReference"
  | "replacement"
  | "generator"
  | "generated kustomization"
  | "buildMetadata"
  | "variables"
  | "FluxInstance"
  | "ResourceSet"
  | "default";

/** A value that is made of others, and of which. */
export interface Computed {
  by: Cause;
  from: readonly Origin[];
}

/** Where a key or value comes from. */
export type Origin = Written | Computed;

/** Types of go-yaml, which kustomize reads with: YAML 1.2 with octal numbers of 1.1 and dates. */
export type ScalarTag = "string" | "null" | "bool" | "int" | "float" | "time";

/**
 * How a scalar is written. `tagged` is a plain one behind a tag (`!!str 5`), `untyped` a plain one that kustomize made
 * without saying what it is.
 */
export type WrittenStyle = "single" | "double" | "literal" | "folded" | "tagged" | "untyped";

/** A value that is no collection. `text` is what go-yaml keeps: `0123` and `1.10` stay what was written. */
export interface BuiltScalar {
  type: "scalar";
  text: string;
  tag: ScalarTag;
  origin: Origin;
  /**
   * Left out for a plain scalar. A merge keeps the style of what it overwrites, and a JSON patch drops it: kustomize
   * prints objects between its steps, so that the style decides what is read again.
   */
  style?: WrittenStyle;
}

/** A key of a map with its value. */
export interface BuiltEntry {
  key: string;
  keyOrigin: Origin;
  value: BuiltNode;
  /** Set if the key is plain and reads as something else than a string: kustomize cannot print such a map as JSON. */
  isNoString?: true;
}

/** A map; the order of its entries is that of the text. No key occurs twice. */
export interface BuiltMap {
  type: "map";
  entries: readonly BuiltEntry[];
  origin: Origin;
  /**
   * Entries whose key an earlier one has already. A merge takes the first, a JSON patch and a kustomization.yaml the
   * last, and an object that still has one in the end does not build (build-facts 14). Left out if there is none.
   */
  repeated?: readonly BuiltEntry[];
}

/** A list. */
export interface BuiltList {
  type: "list";
  items: readonly BuiltNode[];
  origin: Origin;
}

/** Any value of a built object. */
export type BuiltNode = BuiltScalar | BuiltMap | BuiltList;

/** Kustomize (or Flux) refuses to build, for this reason; the delivery brings nothing. */
export class BuildFailure extends Error {
  /** What the reason is about; undefined if no text can be named. */
  readonly at: Origin | undefined;

  constructor(reason: string, at?: Origin) {
    super(reason);
    this.at = at;
  }
}

/** The directory of a Kustomization is not there: no file of this tree is what it would bring. */
export class MissingPath extends BuildFailure {}

/** Ends a build as kustomize does. */
export function fail(reason: string, at?: Origin): never {
  throw new BuildFailure(reason, at);
}

/** True for an origin that is a place in a text. */
export function isWritten(origin: Origin): origin is Written {
  return "text" in origin;
}

/** A string. */
export function scalar(text: string, origin: Origin, tag: ScalarTag = "string"): BuiltScalar {
  return { type: "scalar", text, tag, origin };
}

/** A map of entries. */
export function map(entries: readonly BuiltEntry[], origin: Origin): BuiltMap {
  return { type: "map", entries, origin };
}

/** True for what reads as null: nothing, an empty value, `null`, `~`. */
export function isNull(node: BuiltNode | undefined): boolean {
  return node === undefined || (node.type === "scalar" && node.tag === "null");
}

/** The value of a key; undefined if there is none, or if the node is no map. */
export function get(node: BuiltNode | undefined, key: string): BuiltNode | undefined {
  return entryOf(node, key)?.value;
}

/** The entry of a key; undefined if there is none, or if the node is no map. */
export function entryOf(node: BuiltNode | undefined, key: string): BuiltEntry | undefined {
  if (node?.type !== "map") return undefined;
  // A loop, because nothing else is called as often.
  for (const entry of node.entries) if (entry.key === key) return entry;
  return undefined;
}

/** The value at a path of keys. */
export function getIn(node: BuiltNode | undefined, path: readonly string[]): BuiltNode | undefined {
  let current = node;
  for (const key of path) current = get(current, key);
  return current;
}

/** The text of a scalar at a path of keys; empty for null, for collections and for what is not there. */
export function textIn(node: BuiltNode | undefined, path: readonly string[] = []): string {
  const found = path.length === 0 ? node : getIn(node, path);
  return found?.type === "scalar" && found.tag !== "null" ? found.text : "";
}

/** The items of the list at a path of keys; empty if there is none. */
export function itemsIn(node: BuiltNode | undefined, path: readonly string[] = []): readonly BuiltNode[] {
  const found = getIn(node, path);
  return found?.type === "list" ? found.items : [];
}

/** The entries of the map at a path of keys; empty if there is none. */
export function entriesIn(node: BuiltNode | undefined, path: readonly string[] = []): readonly BuiltEntry[] {
  const found = getIn(node, path);
  return found?.type === "map" ? found.entries : [];
}

/** The map with another value for a key; a new key goes to the end. The origin of a key that is there stays. */
export function set(
  node: BuiltMap,
  key: string,
  value: BuiltNode,
  keyOrigin: Origin = value.origin,
): BuiltMap {
  const index = node.entries.findIndex((entry) => entry.key === key);
  if (index === -1) return { ...node, entries: [...node.entries, { key, keyOrigin, value }] };
  if (node.entries[index]!.value === value) return node;
  const entries = node.entries.slice();
  entries[index] = { ...entries[index]!, value };
  return { ...node, entries };
}

/** The map without a key; the map itself if it has none. */
export function remove(node: BuiltMap, key: string): BuiltMap {
  const entries = node.entries.filter((entry) => entry.key !== key);
  return entries.length === node.entries.length ? node : { ...node, entries };
}

/** The map with a value at a path of keys; maps on the way are made, over anything else that stands there. */
export function setIn(node: BuiltMap, path: readonly string[], value: BuiltNode): BuiltMap {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  if (rest.length === 0) return set(node, key, value);
  const below = get(node, key);
  const inner: BuiltMap = below?.type === "map" ? below : map([], value.origin);
  return set(node, key, setIn(inner, rest, value), value.origin);
}

/** True if two nodes are the same data; quick for parts that are the same node. */
export function isSameData(a: BuiltNode, b: BuiltNode): boolean {
  if (a === b) return true;
  if (a.type === "scalar") return b.type === "scalar" && a.tag === b.tag && a.text === b.text;
  if (a.type === "list")
    return (
      b.type === "list" &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isSameData(item, b.items[i]!))
    );
  if (b.type !== "map" || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ key, value }) => {
    const other = get(b, key);
    return other !== undefined && isSameData(value, other);
  });
}

/** Plain data, as the API server would get it. */
export type Data = string | number | boolean | null | Data[] | { [key: string]: Data };

/** The node as data: what two builds are compared by. */
export function dataOf(node: BuiltNode): Data {
  if (node.type === "list") return node.items.map(dataOf);
  if (node.type === "map")
    return Object.fromEntries(node.entries.map(({ key, value }) => [key, dataOf(value)]));
  return plainData(node.text, node.tag);
}
