/**
 * The part of a tree that a run lists and edits. The rest is read too, because it may need what goes: a run for
 * `sources/` must not take a source from a reader in `apps/`.
 */
export interface Area {
  /** The directory from which paths in reports count, from the root; empty for the root itself. */
  readonly base: string;
  /** Why a file is not edited, in words that go on after its name; undefined for one that is. */
  outside(file: string): string | undefined;
}

/** The whole tree. */
export const WHOLE: Area = { base: "", outside: () => undefined };

/** A path as reports show it: from the base of the area, with `../` for what is outside of it. */
export function shownPath(file: string, { base }: Pick<Area, "base">): string {
  if (base === "") return file;
  const from = base.split("/");
  const to = file.split("/");
  let common = 0;
  // The last step is the file itself.
  while (common < from.length && common < to.length - 1 && from[common] === to[common]) common++;
  return [...from.slice(common).map(() => ".."), ...to.slice(common)].join("/");
}

/** The path from the root that `shownPath` shows. */
export function pathOfShown(shown: string, { base }: Pick<Area, "base">): string {
  const steps = base === "" ? [] : base.split("/");
  for (const step of shown.split("/"))
    if (step === "..") steps.pop();
    else steps.push(step);
  return steps.join("/");
}
