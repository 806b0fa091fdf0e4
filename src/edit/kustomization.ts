import { refuse } from "../core/refusal.ts";
import { deref, pairOf, type YamlNode } from "../core/tree.ts";
import type { EditResult } from "./types.ts";
import { appendPairs } from "./yaml-pairs.ts";
import { appendToSequence } from "./yaml-sequences.ts";
import { replacePairValue } from "./yaml-values.ts";

/** Adds a file to the `resources` of a kustomization.yaml, which would not be applied otherwise. */
export function listResource(text: string, root: YamlNode, entry: string): EditResult {
  if (root.type !== "map") return refuse("the file is no kustomization");
  const pair = pairOf(root, "resources");
  if (!pair) return appendPairs(text, root, { resources: [entry] });
  if (pair.value?.type === "seq") return appendToSequence(text, pair.value, entry);
  const value = deref(pair.value);
  if (pair.value === undefined || (value?.type === "scalar" && value.value === null))
    return replacePairValue(text, root, "resources", [entry]);
  return refuse("resources is not a plain list; add the file by hand");
}
