/**
 * How Flux prints a string before it replaces variables: sigs.k8s.io/yaml v1.6.0 on go.yaml.in/yaml v2.4.3
 * (encode.go, emitterc.go). Quotes and block style of the file are gone: a string is plain if it can be, and a long
 * one is broken into lines.
 */
import { needsQuotes } from "./yaml11.ts";

/** Where a string is printed. */
export interface PrintPlace {
  /** Column at which it starts. */
  column: number;
  /** Column of its further lines. */
  indent: number;
  /** A key in front of a colon, which has to stay on its line. */
  simpleKey?: boolean;
}

/** A line gets no further word behind this column. */
const WIDTH = 80;

/** Bytes of the longest key that gets no `? `. */
const MAX_SIMPLE_KEY = 128;

/** Not printed as it is, by is_printable of go-yaml; surrogates are among it, so an emoji is escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const SPECIAL = /[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]/;

const BREAK = /[\n\u2028\u2029]/;
const BREAK_SPACE = /[\n\u2028\u2029] /;
const SPACE_BREAK = / [\n\u2028\u2029]/;
const EDGE = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/;

/** What would be read as part of YAML, in a text without breaks. */
const INDICATOR = /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?-](?:[ \t]|$)|:(?:[ \t]|$)|[ \t]#/;

/** The styles of printed scalars. */
export type PrintStyle = "plain" | "single" | "double" | "literal";

/** The style that go-yaml takes for a string. */
export function printStyle(text: string, simpleKey = false): PrintStyle {
  if (text === "") return "double";
  const special = SPECIAL.test(text) || SPACE_BREAK.test(text);
  if (text.includes("\n")) return special || simpleKey || text.endsWith(" ") ? "double" : "literal";
  if (special || needsQuotes(text) || (simpleKey && BREAK.test(text))) return "double";
  if (!BREAK.test(text) && !EDGE.test(text) && !INDICATOR.test(text)) return "plain";
  return BREAK_SPACE.test(text) ? "double" : "single";
}

/** True for a text with characters that go-yaml prints only in double quotes. */
export function hasSpecial(text: string): boolean {
  return SPECIAL.test(text);
}

/** True for a key that is printed in front of a colon, not behind a `? `. */
export function isSimpleKey(key: string): boolean {
  return !BREAK.test(key) && new TextEncoder().encode(key).length <= MAX_SIMPLE_KEY;
}

/** The string as it is printed at a place; a text of several lines ends with a newline only in a block. */
export function printScalar(text: string, place: PrintPlace): string {
  switch (printStyle(text, place.simpleKey)) {
    case "plain":
      return broken(text, place, (_before, after) => after !== " ");
    case "single": {
      const inside = { ...place, column: place.column + 1 };
      const wraps = (before: string, after: string): boolean =>
        before !== "" && after !== "" && after !== " ";
      return `'${broken(text.replaceAll("'", "''"), inside, wraps)}'`;
    }
    case "double":
      return `"${brokenDouble(text, { ...place, column: place.column + 1 })}"`;
    case "literal":
      return literal(text, place.indent);
  }
}

function literal(text: string, indent: number): string {
  const hint = /^[ \n\u2028\u2029]/.test(text) ? "2" : "";
  const lines = text.replace(/[^\n]+/g, (line) => " ".repeat(indent) + line);
  return `|${hint}${chomping(text)}\n${lines}${text.endsWith("\n") ? "" : "\n"}`;
}

function chomping(text: string): string {
  if (!/[\n\u2028\u2029]$/.test(text)) return "-";
  return /^.$|[\n\u2028\u2029][\n\u2028\u2029]$/s.test(text) ? "+" : "";
}

/** Breaks the text at single spaces behind the width; a break stands for its space. */
function broken(text: string, place: PrintPlace, wraps: (before: string, after: string) => boolean): string {
  if (place.simpleKey || place.column + text.length <= WIDTH) return text;
  let out = "";
  let { column } = place;
  let before = "";
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const after = characters[index + 1] ?? "";
    if (character === " " && before !== " " && column > WIDTH && wraps(before, after)) {
      out += `\n${" ".repeat(place.indent)}`;
      column = place.indent;
    } else {
      out += character;
      column++;
    }
    before = character;
  }
  return out;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "0",
  "\x07": "a",
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\v": "v",
  "\f": "f",
  "\r": "r",
  "\x1b": "e",
  '"': '"',
  "\\": "\\",
  "\x85": "N",
  "\u2028": "L",
  "\u2029": "P",
};

/** A break in double quotes is followed by `\` if further spaces follow, so that they count. */
function brokenDouble(text: string, place: PrintPlace): string {
  let out = "";
  let { column } = place;
  let spaces = false;
  const characters = [...text];
  for (const [index, character] of characters.entries()) {
    const after = characters[index + 1];
    if (
      character === " " &&
      !place.simpleKey &&
      !spaces &&
      column > WIDTH &&
      index > 0 &&
      after !== undefined
    ) {
      out += `\n${" ".repeat(place.indent)}${after === " " ? "\\" : ""}`;
      column = place.indent + (after === " " ? 1 : 0);
    } else {
      const printed = escaped(character);
      out += printed;
      column += printed.length;
    }
    spaces = character === " ";
  }
  return out;
}

function escaped(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return `\\${short}`;
  if (!SPECIAL.test(character)) return character;
  const hex = character.codePointAt(0)!.toString(16).toUpperCase();
  if (hex.length <= 2) return `\\x${hex.padStart(2, "0")}`;
  return hex.length <= 4 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
