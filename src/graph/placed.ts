/** Where values of built objects are written, as readers of texts see it: nodes of files, and of texts in scalars. */
import { isWritten, type Origin } from "../build/node.ts";
import type { Slot, Spot } from "../core/patch.ts";
import { deref, type PathStep, type ScalarNode, type YamlNode } from "../core/tree.ts";
import { pathText } from "../core/wording.ts";

/** A written value with the keys and indices to it in each text, that of the file first. */
export interface Placed extends Spot {
  steps: readonly (readonly PathStep[])[];
  /** What the value stands in; undefined for a whole document. */
  parent: YamlNode | undefined;
}

/** The place of a value; undefined for one that stands in no text as it is. */
export function placedAt(origin: Origin | undefined): Placed | undefined {
  if (!origin || !isWritten(origin) || origin.text.made) return undefined;
  const { text, start, end } = origin;
  const found = find(text.document.root, { start, end }, []);
  if (!found) return undefined;
  if (!text.holder) return { ...found, document: text.document, holders: [], steps: [found.steps] };
  const outer = placedAt(text.holder);
  if (outer?.node.type !== "scalar") return undefined;
  const { document, holders, steps, node } = outer;
  return { ...found, document, holders: [...holders, node], steps: [...steps, found.steps] };
}

interface Found {
  node: YamlNode;
  steps: readonly PathStep[];
  parent: YamlNode | undefined;
}

function find(
  node: YamlNode | undefined,
  range: { start: number; end: number },
  steps: readonly PathStep[],
  parent?: YamlNode,
): Found | undefined {
  if (!node || node.type === "alias" || node.start > range.start || range.end > node.end) return undefined;
  if (node.start === range.start && node.end === range.end) return { node, steps, parent };
  const below: readonly (readonly [PathStep, YamlNode | undefined])[] =
    node.type === "map"
      ? node.items.map(({ key, value }) => [String(key.value), value] as const)
      : node.type === "seq"
        ? node.items.map((item, i) => [i, item] as const)
        : [];
  for (const [step, value] of below) {
    const found = find(value, range, [...steps, step], node);
    if (found) return found;
  }
  return undefined;
}

/** What a rewrite of the value sets; undefined if it is no value of a key. */
export function slotOf({ document, holders, parent, steps }: Placed): Slot | undefined {
  const map = deref(parent);
  const key = steps.at(-1)?.at(-1);
  return map?.type === "map" && typeof key === "string" ? { document, holders, map, key } : undefined;
}

/** The scalar of the file that holds the text, else the node itself: what can be pointed at. */
export function shownAt({ holders, node }: { holders: readonly ScalarNode[]; node: YamlNode }): YamlNode {
  return holders[0] ?? node;
}

/** The way to the item of a list that a value of a text stands in; undefined if it stands in none. */
export function itemSteps(steps: readonly PathStep[]): readonly PathStep[] | undefined {
  const index = steps.findIndex((step) => typeof step === "number");
  return index < 1 ? undefined : steps.slice(0, index + 1);
}

/**
 * `spec.patches[2]: patches[0].target`: the item of each text that holds the value, for people.
 * @param last which of the steps in the innermost text are told
 */
export function itemPath(
  { steps }: Pick<Placed, "steps">,
  last = itemSteps(steps.at(-1) ?? []) ?? [],
): string {
  const above = steps.slice(0, -1).map((one) => itemSteps(one) ?? []);
  return [...above, last].flatMap((one) => pathText(one) || []).join(": ");
}
