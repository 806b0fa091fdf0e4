import type { Progress } from "../core/progress.ts";
import { PARALLEL } from "../registry/limits.ts";
import { type Checked, type CheckOptions, checkSubject } from "./check.ts";
import { rankOf } from "./rows.ts";
import type { Subject } from "./subject.ts";

/** Checks all subjects, many at a time; the worst come first, then by name. */
export async function checkAll(
  subjects: readonly Subject[],
  options: CheckOptions,
  progress: Progress,
): Promise<Checked[]> {
  progress.phase("artifacts asked for", subjects.length);
  const results: Checked[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < subjects.length; i = next++) {
      const checked = await checkSubject(subjects[i]!, options);
      checked.findings.sort((a, b) => rankOf(a.row) - rankOf(b.row));
      results[i] = checked;
      progress.tick();
      await progress.pause?.();
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, subjects.length) }, work));
  const worst = ({ findings }: Checked) => (findings[0] ? rankOf(findings[0].row) : Infinity);
  // Sorting is stable: what is equally bad stays in the order of the tree.
  return results.sort((a, b) => (worst(a) === worst(b) ? 0 : worst(a) - worst(b)));
}

/** True if everything is proven: notes do not count. */
export function isGood(checked: readonly Checked[]): boolean {
  return checked.every(({ findings }) => findings.every(({ row }) => row === "note"));
}
