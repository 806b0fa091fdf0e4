import { type CodeForm, fieldAccess, type Use } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import type { YamlNode } from "../core/tree.ts";

/**
 * A value as it is written within a range of its file. A constant that only this object uses counts as a part of it;
 * where a copy of the range is made, both use the constant, so the copy overrides what it gives.
 */
export function viewWithin(node: YamlNode, range: Range): YamlNode {
  if (node.use && !(node.start >= range.start && node.end <= range.end)) return shared(node, node.use);
  if (node.type === "map")
    return {
      ...node,
      items: node.items.map(({ key, value }) => ({ key, value: value && viewWithin(value, range) })),
    };
  if (node.type === "seq") return { ...node, items: node.items.map((one) => viewWithin(one, range)) };
  return node;
}

function shared(node: YamlNode, use: Use): YamlNode {
  if (node.type === "alias") return node;
  const { use: _, ...plain } = node;
  const { start, end, expression, constant, shorthand } = use;
  const code: CodeForm =
    node.code?.form === "computed"
      ? node.code
      : { form: "shared", expression, constant, shorthand, origin: undefined };
  const inside = (step: string): Use => ({ ...use, shorthand: false, expression: expression + step });
  if (plain.type === "scalar") return { ...plain, start, end, code };
  if (plain.type === "seq")
    return { ...plain, start, end, code, items: plain.items.map((one, i) => shared(one, inside(`[${i}]`))) };
  const items = plain.items.map(({ key, value }) => {
    const name = String(key.value);
    return { key: { ...key, start, end }, value: value && shared(value, inside(fieldAccess(name))) };
  });
  return { ...plain, start, end, code, items };
}
