import { checkResult } from "../check.ts";
import type { LintResult } from "../core/lint.ts";
import { onInterrupt } from "../io/interrupt.ts";
import type { Progress } from "../io/progress.ts";
import { planFixes } from "../lint-tree.ts";
import { count } from "../report/pretty.ts";
import type { Analysis } from "../run.ts";
import { cleanUp } from "./leftovers.ts";

/** How `--fix` may write. */
export interface FixRun {
  allowDirty: boolean;
  say: (line: string) => void;
  progress: Progress;
}

/**
 * Writes the safe fixes of the findings that count, with the checks of `migrate`.
 * @returns whether anything was written, so that the tree has to be read again
 */
export async function fixTree(analysis: Analysis, result: LintResult, run: FixRun): Promise<boolean> {
  const { say, progress } = run;
  const { plan, files, left } = planFixes(analysis, result);
  const [broken] = checkResult(analysis, plan, files);
  if (broken !== undefined)
    throw new Error(`the fixes would break the fleet, nothing was written: ${broken.text}`);
  const { root, leftovers } = analysis.scanned;
  await cleanUp(root, leftovers, say);
  if (files.length > 0) {
    if (!run.allowDirty) await (await import("./dirty.ts")).refuseDirty(root, files, analysis.scanned.area);
    const { writeTree } = await import("./write-tree.ts");
    const interrupt = onInterrupt();
    try {
      await writeTree(root, files, interrupt, say, progress);
    } finally {
      await interrupt.release();
    }
  }
  say(`fixed: ${count(files.length, "file")} written`);
  for (const { file, fix, reason } of left) say(`left for the next run, ${file}: ${fix.why} (${reason})`);
  return files.length > 0;
}
