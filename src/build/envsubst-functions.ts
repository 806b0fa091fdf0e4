/**
 * What Flux can do to the value of a variable: the function table of fluxcd/pkg/envsubst v1.7.1 (template.go,
 * funcs.go). Values and arguments are bytes (envsubst-bytes.ts).
 */
import { charactersOf, mapCharacters, reverse } from "./envsubst-bytes.ts";
import { BadGlob, type GlobBudget, matchesGlob } from "./envsubst-glob.ts";

/** A function of the value and of what is written behind the operator. */
export type ValueFunction = (value: string, args: readonly string[]) => string;

const upper = (text: string): string =>
  text.replace(/\P{ASCII}|[a-z]+/gu, (part) => {
    const changed = part.toUpperCase();
    return /^\P{ASCII}/u.test(part) && [...changed].length !== 1 ? part : changed;
  });

const lower = (text: string): string =>
  text.replace(/\P{ASCII}|[A-Z]+/gu, (part) => {
    const changed = part.toLowerCase();
    return /^\P{ASCII}/u.test(part) ? String.fromCodePoint(changed.codePointAt(0)!) : changed;
  });

const FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  ",": (value) => changeFirst(value, lower),
  ",,": (value) => mapCharacters(value, lower),
  "^": (value) => changeFirst(value, upper),
  "^^": (value) => mapCharacters(value, upper),
  "#": (value, args) => (args.length === 0 ? String(value.length) : trimStart(value, args[0]!, false)),
  "##": (value, args) => trimStart(value, args[0]!, true),
  "%": (value, args) => reverse(trimStart(reverse(value), reverse(args[0]!), false)),
  "%%": (value, args) => reverse(trimStart(reverse(value), reverse(args[0]!), true)),
  ":": (value, args) => substring(value, args),
  "/": (value, [from = "", to = ""]) => value.replace(from, () => to),
  "//": (value, [from = "", to = ""]) => replaceAll(value, from, to),
  "/#": (value, [from = "", to]) =>
    to !== undefined && value.startsWith(from) ? to + value.slice(from.length) : value,
  "/%": (value, [from = "", to]) =>
    to !== undefined && value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value,
};

/** The function of an operator; undefined for a default (`:=`, `:-`, `=` and, unlike in a shell, `:+` and `:?`). */
export function functionOf(operator: string): ValueFunction | undefined {
  return Object.hasOwn(FUNCTIONS, operator) ? FUNCTIONS[operator] : undefined;
}

function changeFirst(value: string, change: (text: string) => string): string {
  const first = charactersOf(value.slice(0, 4))[0] ?? "";
  return mapCharacters(first, change) + value.slice(first.length);
}

/** Go replaces the empty text in front of every character and at the end. */
function replaceAll(value: string, from: string, to: string): string {
  if (from !== "") return value.split(from).join(to);
  return (
    to +
    charactersOf(value)
      .map((character) => character + to)
      .join("")
  );
}

/** Removes the start that a glob matches. Only a start that is not empty counts. */
function trimStart(value: string, glob: string, longest: boolean): string {
  const budget: GlobBudget = { steps: 0 };
  let found = 0;
  try {
    for (let length = value.length; length > 0; length--) {
      if (!matchesGlob(glob, value.slice(0, length), budget)) continue;
      found = length;
      if (longest) break;
    }
  } catch (error) {
    if (error instanceof BadGlob) return value;
    throw error;
  }
  return value.slice(found);
}

const MAX_INT = 2n ** 63n;

/** strconv.Atoi; undefined for what is no number. */
function integer(text: string): number | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const number = BigInt(text.replace(/^\+/, ""));
  return number < -MAX_INT || number >= MAX_INT ? undefined : Number(number);
}

function substring(value: string, [from = "", count]: readonly string[]): string {
  const offset = integer(from);
  if (offset === undefined) return value;
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  if (count === undefined) return value.slice(start);
  const length = integer(count);
  if (length === undefined) return value;
  const end = length < 0 ? value.length + length : start + length;
  return end < start ? "" : value.slice(start, end);
}
