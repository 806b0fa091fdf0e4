import { UNREAD } from "../core/code.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { ANY } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import {
  at,
  child,
  deref,
  type MapNode,
  type PathStep,
  pairsAt,
  textAt,
  type YamlNode,
} from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { type FoundReference, GIT, isSourceApi } from "./found-reference.ts";

/** True for what a program computes in a way that nobody can follow. */
export function isComputed(node: YamlNode | undefined): node is YamlNode {
  if (node?.code === undefined || node.code.form === "literal") return false;
  if (node.code.form === "computed") return node.code.known !== true;
  // A member of an enumeration that nobody knows.
  return node.type === "scalar" && hasVariable(String(node.value));
}

/** What brings fields into an object of a program that nobody can read: a spread, a computed key. */
export function unreadIn(node: YamlNode | undefined): YamlNode | undefined {
  if (deref(node)?.code === undefined) return undefined;
  return pairsAt(node).find(({ key }) => String(key.value).startsWith(UNREAD))?.value;
}

/** The expression of what a program computes, for messages. */
export function expressionOf(node: YamlNode): string {
  if (node.code?.form === "computed") return node.code.text;
  return node.type === "scalar" ? String(node.value).replace(/^\$\{|\}$/g, "") : "";
}

/** A reference that the program computes as a whole, so it may be one to any Git source. */
export function computedReference(
  row: ConsumerRow,
  manifest: Manifest,
  path: string,
  node: YamlNode,
): FoundReference[] {
  // An Alert or a health check loses nothing that works, and a release with a chartRef has no chart.
  if (row.follows || at(manifest.node, ["spec", "chartRef"])) return [];
  const kind = row.shape === "name" ? "" : "kind and ";
  const unclear = `the program computes ${path} (${expressionOf(node)}); write ${kind}${row.nameKey ?? "name"} as texts`;
  return [
    {
      row,
      manifest,
      path,
      node: undefined,
      at: node,
      name: ANY,
      namespace: undefined,
      unclear,
      computed: true,
    },
  ];
}

/** A reference that is written as an object; kind, name or namespace of it may be computed. */
export function programReference(
  row: ConsumerRow,
  manifest: Manifest,
  { path, steps, map }: { path: string; steps: readonly PathStep[]; map: MapNode },
): FoundReference[] {
  const key = row.nameKey ?? "name";
  const unread = unreadIn(map);
  const inMap = (field: string) => deref(child(map, field)) ?? unread;
  const [kindNode, nameNode, spaceNode] = [inMap("kind"), inMap(key), inMap("namespace")];
  const kind = row.shape === "name" ? GIT : (textAt(kindNode) ?? row.defaultKind);
  const isAny = row.shape !== "name" && (isComputed(kindNode) || hasVariable(kind ?? ""));
  // A kind that is computed may be any, so it counts as Git: a source too many stays, and none too few.
  if ((kind !== GIT && !isAny) || !isSourceApi(knownText(child(map, "apiVersion")))) return [];
  const open = (
    [
      ["kind", row.shape === "name" ? undefined : kindNode],
      [key, nameNode],
      ["namespace", row.sameNamespaceOnly ? undefined : spaceNode],
    ] as const
  ).flatMap(([field, node]) => (isComputed(node) ? [{ field, node }] : []));
  const [first] = open;
  const name = isComputed(nameNode) ? patternOf(nameNode) : textAt(nameNode);
  const variable = isAny && !first && { unclear: `its kind is the variable ${kind}; write the kind` };
  const unclear = first && {
    unclear: `the program computes its ${first.field} (${expressionOf(first.node)}); write the ${first.field} as a text`,
    computed: true as const,
  };
  const found: FoundReference = {
    row,
    manifest,
    path,
    steps,
    node: map,
    at: kindNode ?? nameNode ?? map,
    name: name ?? ANY,
    namespace: row.sameNamespaceOnly ? undefined : knownText(spaceNode),
  };
  const version = deref(child(manifest.node, "apiVersion"));
  const assumed = version?.code?.form === "computed" &&
    version.code.assumed && {
      unclear: `the program computes its apiVersion (${version.code.text}); write the apiVersion as a text`,
      computed: true as const,
    };
  return [{ ...found, ...variable, ...assumed, ...unclear }];
}

function knownText(node: YamlNode | undefined): string | undefined {
  return isComputed(node) ? undefined : textAt(node);
}

/** A text with variables in it, where something of it is known; undefined where it may be any. */
function patternOf(node: YamlNode): string | undefined {
  const text = textAt(node) ?? "";
  const isPattern = hasVariable(text) && text.replace(/\$\{[^}]*\}/g, "") !== "";
  return isPattern ? text : undefined;
}
