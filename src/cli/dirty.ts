import { type Area, shownPath, WHOLE } from "../core/area.ts";
import type { FileChange } from "../core/plan.ts";
import { dirtyFiles } from "../io/git.ts";
import { UsageError } from "./exit.ts";

/**
 * Refuses to write what Git could not give back: outside of a repository, or over files with changes of their own.
 * Files that the plan does not touch may be in any state.
 * @throws UsageError with the first file and the way out
 */
export async function refuseDirty(
  root: string,
  files: readonly Pick<FileChange, "path">[],
  area: Pick<Area, "base"> = WHOLE,
): Promise<void> {
  const answer = await dirtyFiles(
    root,
    files.map((one) => one.path),
  );
  if (answer.notARepository)
    throw new UsageError(
      `${answer.reason}, so a change could not be undone; nothing was written (--allow-dirty writes all the same)`,
    );
  const [first] = answer.dirty;
  if (!first) return;
  const more = answer.dirty.length > 1 ? ` and ${answer.dirty.length - 1} more` : "";
  throw new UsageError(
    `${shownPath(first.path, area)} is ${first.reason}${more}; commit or stash first, nothing was written (--allow-dirty writes all the same)`,
  );
}
