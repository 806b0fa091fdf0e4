import { cdk8sField } from "../../core/generators.ts";
import type { MapNode, Pair, YamlNode } from "../../core/tree.ts";

/** The fields of a generated class under the names of the CRD, so that rules need not know the generator's. */
export function canonical(props: MapNode): MapNode {
  const items = props.items.map((pair) =>
    pair.key.value === "spec" ? { ...pair, value: pair.value && renamed(pair.value) } : pair,
  );
  return { ...props, items };
}

/** Values of a chart are the chart's own, and are called as they are written. */
const FREE = new Set(["values"]);

function renamed<T extends YamlNode>(node: T): T {
  if (node.type === "seq") return { ...node, items: node.items.map(renamed) };
  if (node.type !== "map") return node;
  const { code } = node;
  const members =
    code?.form === "object"
      ? code.members.map((one) => (one.key === undefined ? one : { ...one, key: cdk8sField(one.key) }))
      : [];
  const items = node.items.map(pairRenamed);
  return code?.form === "object" ? { ...node, items, code: { ...code, members } } : { ...node, items };
}

function pairRenamed({ key, value }: Pair): Pair {
  const name = String(key.value);
  if (FREE.has(name)) return { key, value };
  return { key: { ...key, value: cdk8sField(name) }, value: value && renamed(value) };
}
