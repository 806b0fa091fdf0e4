/** What a saved plan says against itself: a checksum that fits proves only that somebody computed it. */
import type { SavedPlan } from "./plan-schema.ts";

type PlannedFile = SavedPlan["files"][number];

/** The first contradiction of a plan, as the end of a sentence; undefined if there is none. */
export function contradictionIn({ files, read }: SavedPlan): string | undefined {
  return (
    twiceIn("files", files) ??
    twiceIn("read", read) ??
    files.map(contradictionOf).find((problem) => problem !== undefined)
  );
}

function twiceIn(list: string, entries: readonly { path: string }[]): string | undefined {
  const known = new Set<string>();
  for (const { path } of entries) {
    if (known.has(path)) return `${list} names ${JSON.stringify(path)} twice`;
    known.add(path);
  }
  return undefined;
}

/** Which texts a change has: the old one, the new one. */
const TEXTS: Readonly<Record<PlannedFile["change"], readonly [before: boolean, after: boolean]>> = {
  modified: [true, true],
  added: [false, true],
  removed: [true, false],
};

function contradictionOf({ path, change, sha256, edits }: PlannedFile): string | undefined {
  const [before, after] = TEXTS[change];
  if ((sha256.before !== null) !== before || (sha256.after !== null) !== after)
    return `the checksums of ${JSON.stringify(path)} are not those of a file that is ${change}`;
  let done = 0;
  for (const { start, end } of edits) {
    if (end < start) return `an edit of ${JSON.stringify(path)} ends at ${end}, before its start at ${start}`;
    if (start < done)
      return `the edits of ${JSON.stringify(path)} overlap or are not in order at ${start} (the one before ends at ${done})`;
    done = end;
  }
  return undefined;
}
