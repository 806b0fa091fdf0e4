import { stripCredentials } from "./credentials.ts";
import type { PathStep } from "./tree.ts";

const LONGEST_QUOTE = 80;

/**
 * A text of the person in a message: quoted, on one line, no longer than a line can bear. Credentials go first: a
 * cut through a url could take away the `@` that tells them.
 */
export function quote(text: string): string {
  const safe = stripCredentials(text);
  const cut = safe.length > LONGEST_QUOTE ? `${safe.slice(0, LONGEST_QUOTE)}…` : safe;
  return JSON.stringify(cut).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** ` (did you mean "x"?)` for the nearest allowed word, else nothing. */
export function didYouMean(word: string, allowed: readonly string[]): string {
  const near = nearest(word, allowed);
  return near === undefined ? "" : ` (did you mean ${quote(near)}?)`;
}

/**
 * The allowed word that a mistyped one most likely stands for: another case or hyphenation, or one edit
 * in three letters at most, never more than three. Undefined where nothing is that near.
 */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  if (word.length > 40) return undefined;
  let best: { word: string; distance: number } | undefined;
  for (const candidate of allowed) {
    const limit = Math.min(3, Math.floor(Math.max(word.length, candidate.length) / 3));
    const [from, to] = [fold(word), fold(candidate)];
    if (Math.abs(from.length - to.length) > limit) continue;
    const distance = editDistance(from, to);
    if (distance <= limit && distance < (best?.distance ?? Infinity)) best = { word: candidate, distance };
  }
  return best?.word;
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(current[column - 1]! + 1, last[column]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}

/** The first three of a list, and how many more there are: `a, b, c and 2 more`. */
export function firstOf(list: readonly string[]): string {
  const more = list.length - MOST_NAMED;
  return list.slice(0, MOST_NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** A sentence with more names than these is not read. */
const MOST_NAMED = 3;

/** `sources[0].ref`, for people. */
export function pathText(path: readonly PathStep[]): string {
  let text = "";
  for (const step of path.map(String)) {
    if (/^[0-9]+$/.test(step)) text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${quote(step)}]`;
  }
  return text;
}

/** A text as one word of a command line. */
export function shellWord(text: string): string {
  return /^[\w./@+:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
