import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import type { Pair, ScalarNode, ScalarStyle, YamlNode } from "../../src/core/tree.ts";

const STYLES: Record<string, ScalarStyle> = {
  PLAIN: "plain",
  QUOTE_SINGLE: "single",
  QUOTE_DOUBLE: "double",
  BLOCK_LITERAL: "literal",
  BLOCK_FOLDED: "folded",
};

/**
 * The tree of one document, for tests.
 * @param offset where the document starts in its file
 * @throws for a text that does not parse without an error
 */
export function treeOf(text: string, offset = 0): YamlNode {
  // With the mark in place, `yaml` counts it as a column and misreads a compact map on the first line.
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const doc = parseDocument(text.slice(mark), { uniqueKeys: false });
  const [error] = doc.errors;
  if (error) throw error;
  if (!doc.contents) throw new Error("empty document");
  return convert(doc.contents, offset + mark, new Map());
}

function convert(node: Node, offset: number, anchors: Map<string, YamlNode>): YamlNode {
  const result = convertBare(node, offset, anchors);
  if (result.anchor !== undefined) anchors.set(result.anchor, result);
  return result;
}

function convertBare(node: Node, offset: number, anchors: Map<string, YamlNode>): YamlNode {
  const [start = 0, end = 0] = node.range ?? [];
  const anchor = "anchor" in node && node.anchor ? { anchor: String(node.anchor) } : {};
  const base = { start: start + offset, end: end + offset, ...anchor };
  if (isAlias(node)) return { ...base, type: "alias", name: node.source, target: anchors.get(node.source) };
  if (isScalar(node)) {
    const value = node.value as ScalarNode["value"];
    return { ...base, type: "scalar", value, style: STYLES[node.type ?? "PLAIN"] ?? "plain" };
  }
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node, offset, anchors));
    return { ...base, type: "seq", flow: node.flow ?? false, items };
  }
  if (!isMap(node)) throw new Error("unknown node");
  const items = node.items.map((pair): Pair => {
    const value = pair.value as Node | null;
    const empty = !value || (isScalar(value) && value.value === null && !value.source && !value.anchor);
    return {
      key: convert(pair.key as Node, offset, anchors) as ScalarNode,
      value: empty ? undefined : convert(value, offset, anchors),
    };
  });
  return { ...base, type: "map", flow: node.flow ?? false, items };
}
