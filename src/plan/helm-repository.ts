import type { Target } from "../core/plan.ts";
import type { ChartNode } from "../core/units.ts";
import { renderBlock } from "../edit/yaml-render.ts";
import { newObject } from "./declare.ts";
import type { Tree } from "./tree.ts";

/** What a file says of a HelmRepository already. */
export type Found = "same" | "other" | "none";

/**
 * Whether a file declares the HelmRepository of a target. Such documents are not scanned, so this looks at the text:
 * one that an earlier run has written is the same byte for byte.
 */
export function declaredIn(file: string, chart: ChartNode, target: Target, tree: Tree): Found {
  const text = (tree.text(file) ?? "").replaceAll("\r\n", "\n");
  if (text.includes(renderBlock(newObject(chart, target), 0, "\n"))) return "same";
  const documents = text.split(/^---.*\n/m);
  const isOther = documents.some(
    (one) => /^kind: HelmRepository\s*$/m.test(one) && one.split("\n").includes(`  name: ${target.name}`),
  );
  return isOther ? "other" : "none";
}
