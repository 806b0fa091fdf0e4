import type { FileChange, Migration, Plan } from "../core/plan.ts";
import { layout } from "../plan/layout.ts";
import type { Analysis } from "../run.ts";

/** The files that one migration changes, as if it were the only one. */
export function filesOf(migration: Pick<Migration, "id" | "changes">, analysis: Analysis): FileChange[] {
  return withModes(layout([migration], analysis.tree), analysis);
}

/** The repairs of a plan as one change of their own, with the id of the question about it. */
export function repairsOf({ repairs }: Plan): Pick<Migration, "id" | "changes"> {
  return { id: "repairs", changes: repairs };
}

/** Files with the permission bits that a patch needs for added and removed ones. */
export function withModes(
  files: readonly FileChange[],
  analysis: Analysis,
): (FileChange & { mode?: number })[] {
  return files.map((file) => {
    const mode = analysis.scanned.modes.get(file.path);
    return mode === undefined ? file : { ...file, mode };
  });
}
