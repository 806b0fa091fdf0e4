import picocolors from "picocolors";

/** The styles the reports use. */
export type Style = "bold" | "dim" | "red" | "green" | "cyan" | "yellow" | "inverse";

/** One function a style; each returns its text unchanged where colour is off. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

/** The styles, as escape sequences or as nothing; the environment is not asked again. */
export function paint(enabled: boolean): Paint {
  const { bold, dim, red, green, cyan, yellow, inverse } = picocolors.createColors(enabled);
  return { bold, dim, red, green, cyan, yellow, inverse };
}

/**
 * Characters that act on a terminal or deceive the eye: controls (escape sequences begin with them), formatting
 * characters such as bidirectional overrides and zero-width ones, Unicode line separators, halves of surrogate pairs.
 * Line feed and tab stay: they are the layout of text.
 */
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text of a hostile file made safe to show: each dangerous character as `\x1b`, `\u202e` or `\u{e0041}`. */
export function visible(text: string): string {
  return text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0)!;
    const hex = code.toString(16);
    if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
    return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\u{${hex}}`;
  });
}

/** The same on one line: a name or message with a line end in it must not forge a line of a report. */
export function oneLine(text: string): string {
  return visible(text).replace(/[\n\t]+/g, " ");
}
