/** Go's regular expressions (RE2, as regexp.Compile of Go 1.26 reads them), read into a tree. */
import { fail } from "./node.ts";

/** Tells whether a character, a whole code point, is meant. */
export type CharTest = (character: string) => boolean;

/** Where a text is without taking a character of it. */
export type Place =
  | "text start"
  | "text end"
  | "line start"
  | "line end"
  | "word boundary"
  | "no word boundary";

/** A regular expression. Groups and laziness are gone, since only whether it matches is asked. */
export type GoPattern =
  | { type: "character"; test: CharTest }
  | { type: "place"; place: Place }
  | { type: "sequence"; parts: readonly GoPattern[] }
  | { type: "choice"; options: readonly GoPattern[] }
  | { type: "repeat"; of: GoPattern; min: number; max: number };

interface Flags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
}

const MAX_REPEAT = 1000;

const PERL: Readonly<Record<string, string>> = { d: "0-9", s: "\\t\\n\\f\\r ", w: "0-9A-Za-z_" };

const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7F",
  blank: "\\t ",
  cntrl: "\\x00-\\x1F\\x7F",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const CONTROLS: Readonly<Record<string, string>> = {
  a: "\x07",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const PLACES: Readonly<Record<string, Place>> = {
  "\\A": "text start",
  "\\z": "text end",
  "\\b": "word boundary",
  "\\B": "no word boundary",
};

/**
 * Reads a pattern.
 * @throws BuildFailure for what Go refuses: lookarounds, references back, ranges and repetitions that are none
 */
export function readGoPattern(text: string): GoPattern {
  const reader = new Reader(text);
  const pattern = reader.choice();
  return reader.done() ? pattern : refuse("unexpected )", text);
}

function refuse(what: string, at: string): never {
  return fail(`error parsing regexp: ${what}: \`${at}\``);
}

class Reader {
  readonly #text: string;
  #at = 0;
  #flags: Flags = { ignoreCase: false, multiline: false, dotAll: false };

  constructor(text: string) {
    this.#text = text;
  }

  done(): boolean {
    return this.#at === this.#text.length;
  }

  /** Flags that are set inside of brackets end with these. */
  choice(): GoPattern {
    const flags = this.#flags;
    const options = [this.#sequence()];
    while (this.#take(/\|/y)) options.push(this.#sequence());
    this.#flags = flags;
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  #sequence(): GoPattern {
    const parts: GoPattern[] = [];
    let repeated = "";
    while (!this.done() && !this.#sees(/[|)]/y)) {
      const repeat = this.#take(/(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y);
      if (!repeat) parts.push(...this.#part());
      else if (repeated !== "") refuse("invalid nested repetition operator", repeated + repeat[0]);
      else
        parts.push(
          repetition(parts.pop() ?? refuse("missing argument to repetition operator", repeat[0]), repeat),
        );
      repeated = repeat?.[0] ?? "";
    }
    return parts.length === 1 ? parts[0]! : { type: "sequence", parts };
  }

  /** One part; none for flags, several for `\Q..\E`. */
  #part(): GoPattern[] {
    const quoted = this.#take(/\\Q(.*?)(?:\\E|$)/sy);
    if (quoted) return [...quoted[1]!].map((character) => this.#character(character));
    if (this.#take(/\(/y)) return this.#group();
    const place = this.#take(/\\[AzbB]/y);
    if (place) return [{ type: "place", place: PLACES[place[0]]! }];
    if (this.#take(/\^/y))
      return [{ type: "place", place: this.#flags.multiline ? "line start" : "text start" }];
    if (this.#take(/\$/y)) return [{ type: "place", place: this.#flags.multiline ? "line end" : "text end" }];
    if (this.#take(/\./y)) return [this.#any()];
    if (this.#take(/\[/y)) return [{ type: "character", test: this.#class() }];
    const test = this.#named();
    return [test ? { type: "character", test } : this.#character(this.#literal())];
  }

  #any(): GoPattern {
    const { dotAll } = this.#flags;
    return { type: "character", test: (character) => dotAll || character !== "\n" };
  }

  #character(character: string): GoPattern {
    if (this.#flags.ignoreCase) return { type: "character", test: this.#oneOf(escapeInClass(character)) };
    return { type: "character", test: (other) => other === character };
  }

  #group(): GoPattern[] {
    const outer = this.#flags;
    const options = this.#take(/\?(?:P?<([^>]*)>|([imsU]*(?:-[imsU]+)?)([:)]))/y);
    if (!options && this.#sees(/\?/y)) refuse("invalid or unsupported Perl syntax", `(${this.#rest()}`);
    const [, name, flags = "", end] = options ?? [];
    if (name !== undefined && !/^\w+$/.test(name)) refuse("invalid named capture", `(?P<${name}>`);
    if (end !== undefined) this.#flags = withFlags(outer, flags);
    if (end === ")") return [];
    const inside = this.choice();
    this.#flags = outer;
    return this.#take(/\)/y) ? [inside] : refuse("missing closing )", this.#text);
  }

  /** What stands behind `[`. */
  #class(): CharTest {
    const from = this.#at - 1;
    const negated = this.#take(/\^/y) !== undefined;
    const tests: CharTest[] = [];
    for (let first = true; first || !this.#take(/\]/y); first = false) {
      if (this.done()) refuse("missing closing ]", this.#text.slice(from));
      tests.push(this.#posix() ?? this.#named() ?? this.#range());
    }
    return (character) => tests.some((test) => test(character)) !== negated;
  }

  #posix(): CharTest | undefined {
    const found = this.#take(/\[:(\^?)([^\]:]*):\]/y);
    if (!found) return undefined;
    const set = POSIX[found[2]!] ?? refuse("invalid character class range", found[0]);
    return this.#oneOf(set, found[1] === "^");
  }

  /** Classes with a name of one letter, and those of Unicode. */
  #named(): CharTest | undefined {
    const perl = this.#take(/\\([dswDSW])/y);
    if (perl) return this.#oneOf(PERL[perl[1]!.toLowerCase()]!, /[DSW]/.test(perl[1]!));
    const unicode = this.#take(/\\([pP])(?:\{(\^?)([^}]*)\}|(\p{L}))/uy);
    if (!unicode) return undefined;
    const [whole, letter, caret, name = unicode[4]!] = unicode;
    return this.#oneOf(unicodeSet(name, whole), (letter === "P") !== (caret === "^"));
  }

  #range(): CharTest {
    const from = this.#at;
    const low = this.#literal();
    if (!this.#take(/-(?!\])/y)) return this.#oneOf(escapeInClass(low));
    const high = this.done() ? refuse("missing closing ]", this.#text.slice(from)) : this.#literal();
    if (high.codePointAt(0)! < low.codePointAt(0)!)
      refuse("invalid character class range", this.#text.slice(from, this.#at));
    return this.#oneOf(`${escapeInClass(low)}-${escapeInClass(high)}`);
  }

  /** The character that is meant by itself or by an escape. */
  #literal(): string {
    const plain = this.#take(/[^\\]/uy);
    if (plain) return plain[0];
    const code = this.#take(/\\(?:x\{([0-9a-fA-F]+)\}|x([0-9a-fA-F]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/y);
    if (code) return this.#coded(code);
    const escaped = this.#take(/\\(?:([afnrtv])|([!-/:-@[-`{-~]))/y);
    if (!escaped)
      return refuse(
        this.#rest() === "\\" ? "trailing backslash at end of expression" : "invalid escape sequence",
        this.#rest().slice(0, 2),
      );
    return escaped[2] ?? CONTROLS[escaped[1]!]!;
  }

  #coded([whole, long, short, octal]: RegExpExecArray): string {
    const code = octal === undefined ? Number.parseInt(long ?? short!, 16) : Number.parseInt(octal, 8);
    return code <= 0x10ffff ? String.fromCodePoint(code) : refuse("invalid escape sequence", whole!);
  }

  /** A set in the notation of JavaScript, which is asked for one character at a time. */
  #oneOf(set: string, negated = false): CharTest {
    const flags = this.#flags.ignoreCase ? "iu" : "u";
    const pattern = new RegExp(`^[${set}]$`, flags);
    return (character) => pattern.test(character) !== negated;
  }

  #rest(): string {
    return this.#text.slice(this.#at);
  }

  #sees(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }
}

function withFlags(flags: Flags, change: string): Flags {
  const [on = "", off = ""] = change.split("-");
  const flag = (letter: string, old: boolean) => (old || on.includes(letter)) && !off.includes(letter);
  return {
    ignoreCase: flag("i", flags.ignoreCase),
    multiline: flag("m", flags.multiline),
    dotAll: flag("s", flags.dotAll),
  };
}

function repetition(of: GoPattern, [whole, min, comma, max]: RegExpExecArray): GoPattern {
  if (min === undefined)
    return {
      type: "repeat",
      of,
      min: whole!.startsWith("+") ? 1 : 0,
      max: whole!.startsWith("?") ? 1 : Number.POSITIVE_INFINITY,
    };
  const least = Number(min);
  const most = comma === undefined ? least : max === "" ? Number.POSITIVE_INFINITY : Number(max);
  const repeat: GoPattern = { type: "repeat", of, min: least, max: most };
  const isTooOften = least > MAX_REPEAT || (Number.isFinite(most) && most > MAX_REPEAT) || least > most;
  return isTooOften || !isWithin(repeat, MAX_REPEAT) ? refuse("invalid repeat count", whole!) : repeat;
}

/** Go multiplies counts that stand in each other. */
function isWithin(pattern: GoPattern, limit: number): boolean {
  switch (pattern.type) {
    case "repeat": {
      const count = Number.isFinite(pattern.max) ? pattern.max : pattern.min;
      if (count > limit) return false;
      return isWithin(pattern.of, count > 1 ? Math.floor(limit / count) : limit);
    }
    case "sequence":
      return pattern.parts.every((part) => isWithin(part, limit));
    case "choice":
      return pattern.options.every((option) => isWithin(option, limit));
    default:
      return true;
  }
}

function escapeInClass(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

/** A category of one or two letters, or a script. */
function unicodeSet(name: string, whole: string): string {
  const property = /^(?:\p{Lu}\p{Ll}?|Any)$/u.test(name) ? name : `Script=${name}`;
  const set = `\\p{${property}}`;
  try {
    new RegExp(`[${set}]`, "u");
    return set;
  } catch {
    return refuse("invalid character class range", whole);
  }
}
