import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type Scalar } from "yaml";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  dataOf,
  isWritten,
  type Origin,
  type SourceText,
  type WrittenStyle,
} from "../../src/build/node.ts";
import { plainTag } from "../../src/build/plain.ts";
import type { Document } from "../../src/core/manifest.ts";

/** A node out of YAML, as simply as the tests of `src/build` need it: no aliases, no tags. */
export function nodeOf(yaml: string, file = "base"): BuiltNode {
  const { contents, errors } = parseDocument(yaml, { schema: "failsafe", uniqueKeys: false });
  if (errors[0] || !contents) throw errors[0] ?? new Error("empty");
  return converted(contents, sourceText(yaml, file));
}

/** A map out of YAML. */
export function mapOf(yaml: string, file = "base"): BuiltMap {
  const node = nodeOf(yaml, file);
  if (node.type !== "map") throw new Error(`no map: ${yaml}`);
  return node;
}

/** The items of a list out of YAML. */
export function itemsOf(yaml: string, file = "patch"): readonly BuiltNode[] {
  const node = nodeOf(yaml, file);
  if (node.type !== "list") throw new Error(`no list: ${yaml}`);
  return node.items;
}

/** The data of a node as JSON, keys in order. */
export function jsonOf(node: BuiltNode | undefined): string {
  return node === undefined ? "undefined" : JSON.stringify(dataOf(node));
}

/** For every key and scalar the file that it comes from: `spec.a: key base, value patch`. */
export function originsOf(node: BuiltNode, path = ""): string[] {
  if (node.type === "scalar") return [`${path} = ${fileOf(node.origin)}`];
  if (node.type === "list")
    return [
      `${path}[] = ${fileOf(node.origin)}`,
      ...node.items.flatMap((item, at) => originsOf(item, `${path}.${at}`)),
    ];
  return [
    `${path}{} = ${fileOf(node.origin)}`,
    ...node.entries.flatMap(({ key, keyOrigin, value }) => [
      `${path}.${key}: ${fileOf(keyOrigin)}`,
      ...originsOf(value, `${path}.${key}`),
    ]),
  ];
}

/** The file of an origin, or what computed it. */
export function fileOf(origin: Origin): string {
  return isWritten(origin) ? origin.text.document.file : origin.by;
}

/** The text that stands at an origin. */
export function writtenAt(origin: Origin): string {
  if (!isWritten(origin)) throw new Error("not written");
  return origin.text.document.text.slice(origin.start, origin.end);
}

function sourceText(text: string, file: string): SourceText {
  const root: Document["root"] = { type: "scalar", start: 0, end: 0, value: null, style: "plain" };
  return { document: { file, index: 0, start: 0, end: text.length, line: 1, text, root }, holder: undefined };
}

function converted(node: Node | null, text: SourceText): BuiltNode {
  const [start = 0, end = 0] = node?.range ?? [];
  const origin: Origin = { text, start, end };
  if (isMap<Node, Node>(node)) return mapFrom(node.items, text, origin);
  if (isSeq<Node>(node))
    return { type: "list", items: node.items.map((item) => converted(item, text)), origin };
  if (isAlias(node)) throw new Error("no aliases here");
  const value = isScalar(node) ? String(node.value ?? "") : "";
  const style = isScalar(node) ? STYLES[node.type ?? "PLAIN"] : undefined;
  return style === undefined
    ? { type: "scalar", text: value, tag: plainTag(value), origin }
    : { type: "scalar", text: value, tag: "string", origin, style };
}

const STYLES: Readonly<Partial<Record<Scalar.Type, WrittenStyle>>> = {
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

function mapFrom(pairs: readonly Pair<Node, Node>[], text: SourceText, origin: Origin): BuiltMap {
  const entries: BuiltEntry[] = [];
  const repeated: BuiltEntry[] = [];
  for (const pair of pairs) {
    const key = converted(pair.key, text);
    if (key.type !== "scalar") throw new Error("no such keys here");
    const isKnown = entries.some((entry) => entry.key === key.text);
    const entry = { key: key.text, keyOrigin: key.origin, value: converted(pair.value, text) };
    (isKnown ? repeated : entries).push(entry);
  }
  return repeated.length > 0 ? { type: "map", entries, origin, repeated } : { type: "map", entries, origin };
}
