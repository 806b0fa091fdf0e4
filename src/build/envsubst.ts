/**
 * Variables in a text, exactly as Flux replaces them: fluxcd/pkg/envsubst v1.7.1 (parse/parse.go, template.go) with
 * a mapping that knows every name (kustomize_varsub.go without strict mode). It is no shell: `$N` stays, `:+` is a
 * default, and lengths count bytes (build-facts 31).
 */
import { fromBytes, toBytes } from "./envsubst-bytes.ts";
import { functionOf } from "./envsubst-functions.ts";
import { fail, type Origin } from "./node.ts";

/** `${}` inside of `${}`. Flux has no limit; people write two. */
const MAX_DEPTH = 100;

/** Bytes of a text with its variables replaced; etcd takes no object of more than 1.5 MiB. */
const MAX_LENGTH = 4_000_000;

/** The value of a name; undefined for a name without one, which reads as the empty text. */
export type ValueOf = (name: string) => string | undefined;

/** A text with its variables replaced. */
export interface Substituted {
  text: string;
  /** Names whose value the text depends on, in the order of their first use. */
  used: readonly string[];
  /** Those of them that have no value and no default. */
  missing: readonly string[];
}

/** `${name operator args}`; the operator of `${name}` is empty. */
interface Expression {
  name: string;
  operator: string;
  args: readonly Part[];
}

type Part = string | Expression;

interface Cursor {
  text: string;
  at: number;
  depth: number;
  origin: Origin | undefined;
}

/**
 * The text with its variables replaced.
 * @throws BuildFailure if Flux cannot parse an expression, or if the result is no text.
 */
export function substituteText(text: string, value: ValueOf, origin?: Origin): string {
  return substituted(text, value, origin).text;
}

/**
 * The text with its variables replaced, and the names that were used for it. A name in a default that is not needed
 * is not used.
 * @throws BuildFailure like substituteText
 */
export function substituted(text: string, value: ValueOf, origin?: Origin): Substituted {
  if (!text.includes("$")) return { text, used: [], missing: [] };
  const evaluation: Evaluation = { value, used: new Set(), missing: new Set(), length: 0, origin };
  const parts = parse({ text, at: 0, depth: 0, origin });
  const bytes = parts.map((part) => evaluate(part, evaluation)).join("");
  const result = fromBytes(bytes) ?? fail("variable substitution cuts a character in two", origin);
  return { text: result, used: [...evaluation.used], missing: [...evaluation.missing] };
}

interface Evaluation {
  value: ValueOf;
  used: Set<string>;
  missing: Set<string>;
  length: number;
  origin: Origin | undefined;
}

function evaluate(part: Part, evaluation: Evaluation): string {
  const bytes = typeof part === "string" ? toBytes(part) : call(part, evaluation);
  evaluation.length += bytes.length;
  if (evaluation.length > MAX_LENGTH) fail("variable substitution makes a text too long", evaluation.origin);
  return bytes;
}

function call({ name, operator, args }: Expression, evaluation: Evaluation): string {
  const text = evaluation.value(name);
  const value = toBytes(text ?? "");
  const change = functionOf(operator);
  evaluation.used.add(name);
  if (text === undefined && (change || args.length === 0)) evaluation.missing.add(name);
  const written = (): string[] => args.map((arg) => evaluate(arg, evaluation));
  if (change) return change(value, written());
  return value === "" ? written().join("") : value;
}

/** A text: `${` starts an expression, `$$` is `$`. */
function parse(cursor: Cursor): Part[] {
  const parts: Part[] = [];
  const { text } = cursor;
  while (cursor.at < text.length) {
    const dollar = text.indexOf("$", cursor.at);
    const end = dollar === -1 ? text.length : dollar;
    if (end > cursor.at) parts.push(text.slice(cursor.at, end));
    cursor.at = end;
    if (dollar === -1) break;
    const next = text[dollar + 1];
    if (next === "{") parts.push(expression(cursor));
    else parts.push("$");
    if (next !== "{") cursor.at += next === "$" ? 2 : 1;
  }
  return parts;
}

function expression(cursor: Cursor): Expression {
  if (++cursor.depth > MAX_DEPTH) refuse(cursor, "too many variables in each other");
  cursor.at += 2;
  const found = peek(cursor) === "#" ? lengthOf(cursor) : named(cursor);
  if (!take(cursor, /\}/y))
    refuse(cursor, found.operator === "" ? "missing closing brace" : "bad substitution");
  cursor.depth--;
  return found;
}

function lengthOf(cursor: Cursor): Expression {
  cursor.at++;
  return { name: take(cursor, NAME) || refuse(cursor, "bad substitution"), operator: "#", args: [] };
}

/** What Flux scans as a name. Only names of letters, digits and `_` without a leading digit can have a value. */
const NAME = /[\p{L}\p{Nd}_]+/uy;

const DEFAULT = /:[=\-?+]|=/y;

function named(cursor: Cursor): Expression {
  const name = take(cursor, NAME) || refuse(cursor, "unable to parse variable name");
  const operator = take(cursor, DEFAULT);
  if (operator !== "") return { name, operator, args: defaultOf(cursor) };
  switch (peek(cursor)) {
    case ":":
      return { name, operator: ":", args: offsets(cursor) };
    case ",":
    case "^":
      return { name, operator: take(cursor, /[,^]{1,2}/y), args: [] };
    case "/":
      return { name, operator: take(cursor, /\/[/#%]?/y), args: replacement(cursor) };
    case "#":
      return { name, operator: take(cursor, /#{1,2}/y), args: [argument(cursor, NOT_CLOSING)] };
    case "%":
      return { name, operator: take(cursor, /%{1,2}/y), args: [argument(cursor, NOT_CLOSING)] };
    default:
      return { name, operator: "", args: [] };
  }
}

function defaultOf(cursor: Cursor): Part[] {
  const args: Part[] = [];
  while (peek(cursor) !== "}") args.push(argument(cursor, NOT_CLOSING));
  return args;
}

/** `:offset` and `:offset:length`. The scanner of Flux loses its place before a character of several bytes. */
function offsets(cursor: Cursor): Part[] {
  cursor.at++;
  if (peek(cursor) === "" || peek(cursor) > "\x7f") refuse(cursor, "bad substitution");
  const offset = argument(cursor, NOT_COLON);
  if (take(cursor, /:+/y) === "") return [offset];
  return [offset, argument(cursor, NOT_CLOSING)];
}

/** `/text/other`; `\/`, `\\` and `$$` stand for the second character. */
function replacement(cursor: Cursor): Part[] {
  const from = argument(cursor, NOT_SLASH);
  if (take(cursor, /\/+/y) === "") refuse(cursor, "bad substitution");
  return peek(cursor) === "}" ? [from] : [from, argument(cursor, NOT_CLOSING_ESCAPED)];
}

const NOT_CLOSING = /(?:(?!\$\{)[^}])+/y;
const NOT_COLON = /(?:(?!\$\{)[^}:])+/y;
const NOT_SLASH = /(?:\$\$|\\[/\\]|(?!\$\{)[^/])+/y;
const NOT_CLOSING_ESCAPED = /(?:\$\$|\\[/\\]|(?!\$\{)[^}])+/y;

/** One variable, or the text up to the next one or to what ends it. */
function argument(cursor: Cursor, allowed: RegExp): Part {
  if (cursor.text.startsWith("${", cursor.at)) return expression(cursor);
  const text = take(cursor, allowed);
  if (text === "") refuse(cursor, "unable to parse substitution within function");
  const escaped = allowed === NOT_SLASH || allowed === NOT_CLOSING_ESCAPED;
  return escaped ? text.replace(/\$(\$)|\\([/\\])/g, "$1$2") : text;
}

function peek({ text, at }: Cursor): string {
  return text[at] ?? "";
}

/** Takes what a pattern matches here; empty if it does not match. */
function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? "";
  cursor.at += found.length;
  return found;
}

function refuse(cursor: Cursor, reason: string): never {
  return fail(`variable substitution failed: ${reason}`, cursor.origin);
}
