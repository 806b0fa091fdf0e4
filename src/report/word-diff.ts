import { diffWordsWithSpace } from "diff";

/** A piece of a text, and whether the other text lacks it. */
export interface Word {
  text: string;
  isChanged: boolean;
}

/** Above these, what changes is no longer a few words, and finding them would cost a hostile file's time. */
const MAX_LENGTH = 4_000;
const MAX_DIFFERENCES = 200;
/** Below this part of common letters, marks on nearly everything tell nothing; `kind: GitRepository` has a quarter. */
const MIN_COMMON = 0.15;

/** The words by which two texts differ; undefined where they have little in common, or are too long to look. */
export function changedWords(before: string, after: string): { before: Word[]; after: Word[] } | undefined {
  if (before.length > MAX_LENGTH || after.length > MAX_LENGTH) return undefined;
  const parts = diffWordsWithSpace(before, after, { maxEditLength: MAX_DIFFERENCES });
  if (!parts) return undefined;
  const common = parts.filter((one) => !one.added && !one.removed).map((one) => one.value);
  const letters = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, "").length;
  const least = MIN_COMMON * Math.min(letters(before), letters(after));
  if (letters(common.join("")) === 0 || letters(common.join("")) < least) return undefined;
  const side = (other: "added" | "removed"): Word[] =>
    parts
      .filter((one) => !one[other])
      .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed }));
  return { before: side("added"), after: side("removed") };
}
