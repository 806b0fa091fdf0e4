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
 * parser needs about four seconds for 5 MiB.
 */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/**
 * How far a larger file is searched for what makes it worth a word. One of 20 GB took two minutes; what is behind the
 * limit is unknown, so the file is told of.
 */
export const MAX_SEARCHED_BYTES = 256 * 1024 * 1024;

/**
 * Deepest nesting of collections. The parser recurses and so does every rule that walks a tree; the stack holds far
 * more than 100 levels, and the deepest manifests of real fleets (schemas inside CRDs) have 38.
 */
export const MAX_DEPTH = 100;

/** Most aliases (`*name`) in a document. Real ones have a dozen; a document of thousands is an expansion attack. */
export const MAX_ALIASES = 1000;

/**
 * Most tokens of the lexer in a document. Each needs about 350 bytes until the tree is made, so that 5 MiB of
 * brackets or colons would need 2.5 GB. A 5 MiB map of ordinary pairs has 2 million, a large CRD 0.3 million.
 */
export const MAX_TOKENS = 2_500_000;

/** Longest document that the fast reader takes, in characters: no text so short has more than `MAX_TOKENS`. */
export const MAX_FAST_LENGTH = 1024 * 1024;

/**
 * Budget for the two places where `yaml` 2.9 looks at tokens again and again. In front of each indented comment it
 * looks at all blank lines and spaces since the last content, which is quadratic. And where a flow collection is a
 * key, it looks through all of it for line breaks, once a level of nesting. A look costs about 5 ns, parsing 300 to
 * 3000 ns a character. To exceed 16 needs hundreds of blank lines before hundreds of comments.
 */
export const LOOKS_PER_CHARACTER = 16;

/**
 * Most blank lines in a row, before a comment, that the fast reader takes itself. So few can never exceed the
 * budget above: at two tokens a line and at least three characters a comment they make 11 looks a character.
 */
export const MAX_FAST_BLANK_LINES = 16;

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
 * stages see it. With it, no text takes more than 12 times as long as the full reader needs for a map of ordinary
 * pairs of the same size (measured: 7 times, for texts in which every second character is an empty key).
 */
export class LimitGuard {
  readonly #stack: readonly unknown[];
  readonly #budget: number;
  #offset = 0;
  #tokens = 0;
  #aliases = 0;
  #looks = 0;
  /** The next token is content of a plain or block scalar. */
  #content = false;
  /** Blank tokens since the last content and before the first comment after it. */
  #blanks = 0;
  #commented = false;
  #afterSpace = false;
  /** Where the open flow collections start, and the size of one that has just ended, in tokens. */
  readonly #flows: number[] = [];
  #ended = 0;

  /** `stack` is the parser's stack of open nodes, read after each token; `length` that of the text. */
  constructor(stack: readonly unknown[], length: number) {
    this.#stack = stack;
    this.#budget = LOOKS_PER_CHARACTER * length;
  }

  /** Takes the token that the parser has just consumed; an answer is the problem that ends the reading. */
  after(token: string): YamlProblem | undefined {
    const offset = this.#offset;
    this.#tokens++;
    if (this.#content) {
      this.#content = false;
      this.#offset += token.length;
      this.#onContent(undefined);
    } else if (token === CONTENT_MARK) this.#content = true;
    else if (token !== DOCUMENT_MARK && token !== FLOW_END_MARK) {
      this.#offset += token.length;
      this.#onToken(token[0]);
    }
    // The document and an open scalar are on the stack too.
    if (this.#stack.length > MAX_DEPTH + 2) return tooDeep(offset);
    if (this.#aliases > MAX_ALIASES)
      return { code: "too-many-aliases", message: `more than ${MAX_ALIASES} aliases`, offset };
    if (this.#tokens > MAX_TOKENS)
      return { code: "too-large", message: `more than ${MAX_TOKENS} tokens`, offset };
    if (this.#looks > this.#budget)
      return { code: "too-complex", message: "built so that reading it takes too long", offset };
    return undefined;
  }

  #onToken(first: string | undefined): void {
    const space = first === " " || first === "\t";
    if (first === "#") {
      if (this.#afterSpace) this.#looks += this.#blanks;
      this.#commented = true;
    } else if (!space && first !== "\n" && first !== "\r") this.#onContent(first);
    else if (!this.#commented) this.#blanks++;
    this.#afterSpace = space;
  }

  #onContent(first: string | undefined): void {
    this.#blanks = 0;
    this.#commented = false;
    if (first === ":") this.#looks += this.#ended;
    this.#ended = 0;
    if (first === "*") this.#aliases++;
    else if (first === "[" || first === "{") this.#flows.push(this.#tokens);
    else if (first === "]" || first === "}") this.#ended = this.#tokens - (this.#flows.pop() ?? this.#tokens);
  }
}
