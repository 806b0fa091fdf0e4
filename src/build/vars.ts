/** `vars` of a kustomization.yaml: deprecated, and no known fleet has them, so what they fill in is a gap. */
import type { Accumulation } from "./accumulation.ts";
import { changes } from "./gap.ts";
import { type BuiltNode, textIn } from "./node.ts";

/** Marks objects that hold a variable `$(NAME)` of `vars`. */
export function blurVariables(state: Accumulation, vars: readonly BuiltNode[]): void {
  for (const item of vars) {
    const variable = `$(${textIn(item, ["name"])})`;
    const gap = changes(`vars fills in ${variable}`, item.origin);
    state.objects = state.objects.map((object) =>
      holds(object.node, variable) ? { ...object, gaps: [...object.gaps, gap] } : object,
    );
  }
}

function holds(node: BuiltNode, text: string): boolean {
  if (node.type === "scalar") return node.text.includes(text);
  if (node.type === "list") return node.items.some((item) => holds(item, text));
  return node.entries.some(({ value }) => holds(value, text));
}
