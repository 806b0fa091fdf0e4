import { shownPath } from "../core/area.ts";
import type { FileChange, Migration, Plan } from "../core/plan.ts";
import { inArea, type Shown } from "../report/in-area.ts";
import type { Analysis } from "../run.ts";

/** What reports show of a run: all of it, or the part of the tree that a path or patterns leave. */
export function shownOf(
  { graph, scanned }: Analysis,
  plan: Plan,
  files: readonly FileChange[] = [],
  waiting: readonly Migration[] = [],
): Shown {
  return inArea({ graph, plan, files, waiting }, scanned.area, knownFiles(scanned));
}

/** Every file of a tree that a sentence may name. */
export function knownFiles({ paths, modes, texts }: Analysis["scanned"]): string[] {
  return [...paths, ...modes.keys(), ...texts.map(({ path }) => path)];
}

/** Changed files with the paths that reports show. */
export function shownFiles(files: readonly FileChange[], { scanned }: Analysis): FileChange[] {
  return files.map((file) => ({ ...file, path: shownPath(file.path, scanned.area) }));
}
