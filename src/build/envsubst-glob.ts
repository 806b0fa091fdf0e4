/** Globs of `${N#glob}`: path.Match of Go without a meaning of `/` (fluxcd/pkg/envsubst v1.7.1, path/match.go). */
import { charactersOf, codePoint, firstCharacter } from "./envsubst-bytes.ts";
import { fail } from "./node.ts";

/** Comparisons of one glob; each is of one character. Real values have less than a hundred characters. */
const MAX_GLOB_STEPS = 5_000_000;

/** Counts what a glob costs, over all texts that it is held against. */
export interface GlobBudget {
  steps: number;
}

/** Thrown for a malformed glob; Flux then leaves the value as it is. */
export class BadGlob extends Error {}

interface Chunk {
  star: boolean;
  pattern: string;
  rest: string;
}

/**
 * True if the glob matches all of `name`; both are bytes.
 * @throws BadGlob if the glob is found malformed on the way, BuildFailure if it takes too long.
 */
export function matchesGlob(glob: string, name: string, budget: GlobBudget): boolean {
  let rest = glob;
  let left = name;
  while (rest !== "") {
    const chunk = nextChunk(rest);
    rest = chunk.rest;
    if (chunk.star && chunk.pattern === "") return true;
    const after = skip(chunk, left, budget);
    if (after === undefined) return false;
    left = after;
  }
  return left === "";
}

/** What is left of `name` behind a chunk; undefined if it does not match. */
function skip({ star, pattern, rest }: Chunk, name: string, budget: GlobBudget): string | undefined {
  const last = rest === "";
  for (let from = 0; from <= (star ? name.length : 0); from++) {
    const left = matchChunk(pattern, name.slice(from), budget);
    if (left !== undefined && !(last && left !== "")) return left;
  }
  return undefined;
}

function nextChunk(glob: string): Chunk {
  const pattern = glob.replace(/^\*+/, "");
  const star = pattern !== glob;
  let inClass = false;
  let at = 0;
  for (; at < pattern.length; at++) {
    const byte = pattern[at];
    if (byte === "\\" && at + 1 < pattern.length) at++;
    else if (byte === "[") inClass = true;
    else if (byte === "]") inClass = false;
    else if (byte === "*" && !inClass) break;
  }
  return { star, pattern: pattern.slice(0, at), rest: pattern.slice(at) };
}

/** Matches the start of `name`, and gives what is behind; a fault behind the end of `name` stays unseen, as in Go. */
function matchChunk(pattern: string, name: string, budget: GlobBudget): string | undefined {
  let rest = pattern;
  let left = name;
  while (rest !== "") {
    if (++budget.steps > MAX_GLOB_STEPS) fail("a pattern of a variable takes too long to match");
    if (left === "") return undefined;
    const character = firstCharacter(left);
    if (rest.startsWith("[")) {
      const found = matchClass(rest.slice(1), codePoint(character));
      if (!found.matches) return undefined;
      rest = found.rest;
      left = left.slice(character.length);
    } else if (rest.startsWith("?")) {
      rest = rest.slice(1);
      left = left.slice(character.length);
    } else {
      if (rest.startsWith("\\")) rest = rest.slice(1);
      if (rest === "") throw new BadGlob();
      if (rest[0] !== left[0]) return undefined;
      rest = rest.slice(1);
      left = left.slice(1);
    }
  }
  return left;
}

function matchClass(pattern: string, wanted: number): { matches: boolean; rest: string } {
  const negated = pattern.startsWith("^");
  let rest = negated ? pattern.slice(1) : pattern;
  let matches = false;
  for (let ranges = 0; !(rest.startsWith("]") && ranges > 0); ranges++) {
    const low = classCharacter(rest);
    const high = low.rest.startsWith("-") ? classCharacter(low.rest.slice(1)) : low;
    if (low.code <= wanted && wanted <= high.code) matches = true;
    rest = high.rest;
  }
  return { matches: matches !== negated, rest: rest.slice(1) };
}

function classCharacter(pattern: string): { code: number; rest: string } {
  if (pattern === "" || pattern.startsWith("-") || pattern.startsWith("]")) throw new BadGlob();
  const own = pattern.startsWith("\\") ? pattern.slice(1) : pattern;
  const character = charactersOf(own.slice(0, 4))[0] ?? "";
  const rest = own.slice(character.length);
  const invalid = character.length === 1 && character > "\x7f";
  if (character === "" || invalid || rest === "") throw new BadGlob();
  return { code: codePoint(character), rest };
}
