/**
 * Go's regular expressions, run as Go runs them: all possibilities at once, so the time grows with the text and no
 * pattern can stall. JavaScript's own backtrack, and `(a+)+$` takes them forever.
 */
import { type CharTest, type GoPattern, type Place, readGoPattern } from "./go-regexp-syntax.ts";
import { MAX_PATTERN } from "./limits.ts";
import { fail } from "./node.ts";

/** A regular expression of Go; a RegExp can stand in for it. */
export interface GoRegExp {
  /** True if the text has a match. @throws BuildFailure if text and pattern are too long to find out */
  test(text: string): boolean;
}

/** Steps of a pattern, with what it repeats written out. */
const MAX_STEPS = 20_000;

/** Steps times characters of a text. */
const MAX_WORK = 20_000_000;

/** Patterns without a sign that means something: most of them. */
const LITERAL = /^[\w /:@=,<>"'%&!#;~`-]*$/;

const known = new Map<string, GoRegExp>();
const MAX_KNOWN = 1000;

/**
 * A Go pattern to test texts with.
 * @param anchored has to match the whole text, as in selectors (fact 4); else any part of it, as in paths (fact 27)
 * @throws BuildFailure for what Go refuses, and for what is longer than a limit of ours, which the reason names
 */
export function goRegExp(pattern: string, anchored: boolean): GoRegExp {
  const whole = anchored ? `^(?:${pattern})$` : pattern;
  const before = known.get(whole);
  if (before) return before;
  if (pattern.length > MAX_PATTERN) fail(`a regular expression has more than ${MAX_PATTERN} characters`);
  const made = LITERAL.test(pattern) ? literal(pattern, anchored) : new Program(readGoPattern(whole));
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(whole, made);
  return made;
}

function literal(pattern: string, anchored: boolean): GoRegExp {
  return { test: (text) => (anchored ? text === pattern : text.includes(pattern)) };
}

/** Goes on at `next` behind a character, at all of `to` without one, or at `next` if the place is right. */
type Step =
  | { type: "character"; test: CharTest; next: number }
  | { type: "place"; place: Place; next: number }
  | { type: "fork"; to: readonly number[] }
  | { type: "match" };

class Program implements GoRegExp {
  readonly #steps: Step[] = [{ type: "match" }];
  readonly #start: number;

  constructor(pattern: GoPattern) {
    this.#start = this.#add(pattern, 0);
  }

  test(text: string): boolean {
    const characters = [...text];
    if (characters.length * this.#steps.length > MAX_WORK)
      fail(`a regular expression and its text are too long: ${MAX_WORK} steps are the limit`);
    let reached = new Set<number>();
    for (let at = 0; at <= characters.length; at++) {
      this.#reach(this.#start, characters, at, reached);
      if (reached.has(0)) return true;
      const character = characters[at];
      if (character === undefined) break;
      reached = this.#behind(character, characters, at, reached);
    }
    return reached.has(0);
  }

  /** The steps that are reached behind a character. */
  #behind(
    character: string,
    characters: readonly string[],
    at: number,
    from: ReadonlySet<number>,
  ): Set<number> {
    const reached = new Set<number>();
    for (const index of from) {
      const step = this.#steps[index]!;
      if (step.type === "character" && step.test(character))
        this.#reach(step.next, characters, at + 1, reached);
    }
    return reached;
  }

  /** Adds a step, and all that are reached from it without a character. */
  #reach(from: number, characters: readonly string[], at: number, reached: Set<number>): void {
    const open = [from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (reached.has(index)) continue;
      reached.add(index);
      const step = this.#steps[index]!;
      if (step.type === "fork") open.push(...step.to);
      else if (step.type === "place" && isAt(step.place, characters, at)) open.push(step.next);
    }
  }

  /** Adds the steps of a pattern in front of a step. @returns the first of them */
  #add(pattern: GoPattern, next: number): number {
    switch (pattern.type) {
      case "character":
        return this.#push({ type: "character", test: pattern.test, next });
      case "place":
        return this.#push({ type: "place", place: pattern.place, next });
      case "sequence":
        return pattern.parts.reduceRight((behind, part) => this.#add(part, behind), next);
      case "choice":
        return this.#push({ type: "fork", to: pattern.options.map((option) => this.#add(option, next)) });
      case "repeat":
        return this.#repeat(pattern, next);
    }
  }

  #repeat({ of, min, max }: GoPattern & { type: "repeat" }, next: number): number {
    let first = next;
    if (max === Number.POSITIVE_INFINITY) first = this.#loop(of, next);
    else
      for (let count = min; count < max; count++)
        first = this.#push({ type: "fork", to: [this.#add(of, first), next] });
    for (let count = 0; count < min; count++) first = this.#add(of, first);
    return first;
  }

  #loop(of: GoPattern, next: number): number {
    const fork = this.#push({ type: "fork", to: [] });
    this.#steps[fork] = { type: "fork", to: [this.#add(of, fork), next] };
    return fork;
  }

  #push(step: Step): number {
    if (this.#steps.length >= MAX_STEPS) fail(`a regular expression has more than ${MAX_STEPS} steps`);
    return this.#steps.push(step) - 1;
  }
}

function isAt(place: Place, characters: readonly string[], at: number): boolean {
  switch (place) {
    case "text start":
      return at === 0;
    case "text end":
      return at === characters.length;
    case "line start":
      return at === 0 || characters[at - 1] === "\n";
    case "line end":
      return at === characters.length || characters[at] === "\n";
    case "word boundary":
      return isWord(characters[at - 1]) !== isWord(characters[at]);
    case "no word boundary":
      return isWord(characters[at - 1]) === isWord(characters[at]);
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^[0-9A-Za-z_]$/.test(character);
}
