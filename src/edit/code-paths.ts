import type { SharedForm } from "../core/code.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import {
  type MapNode,
  type PathStep,
  pairOf,
  type ScalarNode,
  type SeqNode,
  type YamlNode,
} from "../core/tree.ts";
import { computedRefusal } from "./code-computed.ts";

/** An object or list that an operation is about. */
export interface Found {
  node: MapNode | SeqNode;
}

/** Where a path enters what a constant gives: the pair that uses it, and the rest of the path. */
export interface FoundShared extends Found {
  shared: SharedForm;
  holder: MapNode;
  key: string;
  rest: readonly PathStep[];
}

/**
 * The object or list at a path of an object of a program; `missing` where nothing stands there, so that there is
 * nothing to take away either.
 */
export function walk(
  object: MapNode,
  path: readonly PathStep[],
): Found | FoundShared | (Refusal & { missing: boolean }) {
  let here: Found["node"] = object;
  let entered: Omit<FoundShared, "node" | "rest"> | undefined;
  const rest: PathStep[] = [];
  for (const step of path) {
    const next: YamlNode | undefined =
      here.type === "seq" ? here.items[Number(step)] : pairOf(here, String(step))?.value;
    if (!next) return { ...refuse("there is no such object"), missing: true };
    if (next.code?.form === "computed") return { ...computedRefusal(next), missing: false };
    if (next.type === "scalar" || next.type === "alias")
      return { ...refuse("it is not an object"), missing: next.type === "scalar" && next.value === null };
    if (entered) rest.push(step);
    else if (next.code?.form === "shared" && here.type === "map")
      entered = { shared: next.code, holder: here, key: String(step) };
    else if (next.code?.form === "shared")
      entered = { shared: next.code, holder: holderOf(next), key: ELEMENT };
    here = next;
  }
  return entered ? { node: here, ...entered, rest } : { node: here };
}

const ELEMENT = "element";
const holders = new WeakMap<YamlNode, MapNode>();

/** An element of a list as the only field of an object, so that it is overridden like any field; one for all changes of it. */
function holderOf(element: YamlNode): MapNode {
  const { start, end } = element;
  const key: ScalarNode = { type: "scalar", style: "code", value: ELEMENT, start, end };
  const holder = holders.get(element) ?? {
    ...{ type: "map" as const, flow: false, start, end },
    items: [{ key, value: element }],
    code: { form: "object" as const, members: [{ start, end, key: ELEMENT }] },
  };
  holders.set(element, holder);
  return holder;
}
