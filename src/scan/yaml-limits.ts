/**
 * What a YAML document may cost. Manifests come from repositories that nobody here has reviewed, so no document
 * may overflow the stack or take more than a small multiple of the time of an ordinary one of its size.
 */

import type { YamlNode } from "../core/tree.ts";

/** Why a document has no tree: `message` is one line, `offset` a place in the file, `code` a stable kebab-case name. */
export interface YamlProblem {
  message: string;
  offset: number;
  code: string;
}

/** Outcome of reading one document; `root` is undefined where the document holds nothing but comments. */
export type YamlResult = { root: YamlNode | undefined } | { error: YamlProblem };

/**
 * Largest file worth reading, in bytes. The largest generated manifest seen in real fleets has 0.8 MB; the full
 * parser needs about two seconds and a few hundred MB of heap for 5 MiB.
 */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/**
 * Deepest nesting of collections. Both the parser and every rule that walks a tree recurse; the deepest real
 * manifests (schemas inside CRDs) stay below 50, and the stack holds more than ten times 100.
 */
export const MAX_DEPTH = 100;

/** Most aliases (`*name`) in a document. Real ones have a dozen; a document of thousands is an expansion attack. */
export const MAX_ALIASES = 1000;

/**
 * Budget for the one place where `yaml` 2.9 is quadratic: in front of each indented comment its parser looks again
 * at all blank lines and spaces since the last content. A look costs about 4 ns and parsing about 300 ns a
 * character, so 64 looks a character at most double the time. Sixty-four blank lines between two blocks of
 * comments never come near it.
 */
export const LOOKS_PER_CHARACTER = 64;

/**
 * Most blank lines in a row, before a comment, that the fast reader takes itself. So few can never exceed the
 * budget above: at two tokens a line and at least three characters a comment they cost under 25 looks a character.
 */
export const MAX_FAST_BLANK_LINES = 32;

/** Marks that the lexer adds to its output; they are not in the text. The last announces plain or block content. */
const DOCUMENT_MARK = "\u0002";
const FLOW_END_MARK = "\u0018";
const CONTENT_MARK = "\u001f";

/** The problem of nesting below `MAX_DEPTH` at `offset`. */
export function tooDeep(offset: number): YamlProblem {
  return { code: "too-deep", message: `more than ${MAX_DEPTH} nested collections`, offset };
}

/**
 * Watches the lexer's tokens, one by one and in constant time each, and refuses a document before the recursive
 * stages see it.
 */
export class LimitGuard {
  readonly #stack: readonly unknown[];
  readonly #budget: number;
  #offset = 0;
  #content = false;
  #aliases = 0;
  #blanks = 0;
  #commented = false;
  #afterSpace = false;
  #looks = 0;

  /** `stack` is the parser's stack of open nodes, read after each token; `length` that of the text. */
  constructor(stack: readonly unknown[], length: number) {
    this.#stack = stack;
    this.#budget = LOOKS_PER_CHARACTER * length;
  }

  /** Takes the token that the parser has just consumed; the answer is the problem that ends the reading. */
  after(token: string): YamlProblem | undefined {
    const start = this.#offset;
    if (this.#content) {
      this.#content = false;
      this.#offset += token.length;
      this.#resetFiller();
    } else if (token === CONTENT_MARK) this.#content = true;
    else if (token !== DOCUMENT_MARK && token !== FLOW_END_MARK) {
      this.#offset += token.length;
      this.#count(token);
    }
    // The document and an open scalar are on the stack too.
    if (this.#stack.length > MAX_DEPTH + 2) return tooDeep(start);
    if (this.#aliases > MAX_ALIASES)
      return { code: "too-many-aliases", message: `more than ${MAX_ALIASES} aliases`, offset: start };
    if (this.#looks > this.#budget)
      return { code: "too-complex", message: "too many comments after too many blank lines", offset: start };
    return undefined;
  }

  #count(token: string): void {
    const first = token[0];
    const space = first === " " || first === "\t";
    if (first === "#") {
      if (this.#afterSpace) this.#looks += this.#blanks;
      this.#commented = true;
    } else if (space || first === "\n" || first === "\r") {
      if (!this.#commented) this.#blanks++;
    } else {
      if (first === "*") this.#aliases++;
      this.#resetFiller();
    }
    this.#afterSpace = space;
  }

  #resetFiller(): void {
    this.#blanks = 0;
    this.#commented = false;
  }
}
