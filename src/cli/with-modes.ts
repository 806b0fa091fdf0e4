import type { FileChange, Migration } from "../core/plan.ts";
import { layout } from "../plan/layout.ts";
import type { Analysis } from "../run.ts";

/** The files that one migration changes, as if it were the only one. */
export function filesOf(migration: Migration, analysis: Analysis): FileChange[] {
  return withModes(layout([migration], analysis.tree), analysis);
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
