import { fill } from "./placeholders.ts";

/** What Go's syntax has not got, although JavaScript's has: the controller would refuse the object. */
const NOT_IN_GO: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, "looks around, which Go cannot"],
  [/\\[1-9]/, "refers back to a group, which Go cannot"],
];

/** Go's own spellings, as JavaScript writes the same or something that is legal at the same places. */
const AS_IN_JAVASCRIPT: readonly (readonly [RegExp, string])[] = [
  [/\\Q[\s\S]*?(?:\\E|$)/g, "q"],
  [/\(\?P</g, "(?<"],
  [/\(\?[a-zA-Z]*-?[a-zA-Z]*:/g, "(?:"],
  [/\(\?[a-zA-Z]+(?:-[a-zA-Z]+)?\)|\(\?-[a-zA-Z]+\)/g, ""],
  [/\[:\^?[a-z]+:\]/g, "a"],
];

/** What is wrong with a Go regular expression, in one clause; undefined where nothing is. `${VAR}` may stand anywhere. */
export function goRegexpError(text: string): string | undefined {
  const filled = fill(text, "v");
  const unknown = NOT_IN_GO.find(([pattern]) => pattern.test(filled.replace(/\\\\/g, "")));
  if (unknown) return unknown[1];
  const translated = AS_IN_JAVASCRIPT.reduce((now, [from, to]) => now.replace(from, to), filled);
  try {
    new RegExp(translated);
    return undefined;
  } catch (error) {
    return `is no regular expression (${reasonOf(error)})`;
  }
}

/** The last clause of `Invalid regular expression: /(/: Unterminated group`, which repeats the text before it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
}
