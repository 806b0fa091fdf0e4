import picocolors from "picocolors";

/** The styles the reports use. */
export type Style = "bold" | "dim" | "red" | "green" | "cyan" | "yellow";

/** One function a style; each returns its text unchanged where colour is off. */
export type Paint = Readonly<Record<Style, (text: string) => string>>;

/** The styles, as escape sequences or as nothing; the environment is not asked again. */
export function paint(enabled: boolean): Paint {
  const { bold, dim, red, green, cyan, yellow } = picocolors.createColors(enabled);
  return { bold, dim, red, green, cyan, yellow };
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

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/**
 * A patch for people: coloured, and safe to print whatever the files hold. For a terminal only; it can no longer be
 * applied. Hunks are followed by their line counts, so a removed line `-- x` is not taken for a header `--- x`. The
 * carriage return of a CRLF line is shown as `\r` on changed lines and left out on the others.
 */
export function colourDiff(text: string, colours: Paint): string {
  let oldLeft = 0;
  let newLeft = 0;
  const style = (line: string): string => {
    const inHunk = oldLeft > 0 || newLeft > 0;
    if (inHunk && line.startsWith("-")) {
      oldLeft--;
      return colours.red(showCr(line));
    }
    if (inHunk && line.startsWith("+")) {
      newLeft--;
      return colours.green(showCr(line));
    }
    if (inHunk && line.startsWith(" ")) {
      oldLeft--;
      newLeft--;
      return visible(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    if (line.startsWith("\\")) return colours.dim(visible(line));
    const hunk = HUNK.exec(line);
    if (!hunk) return line === "" ? "" : colours.bold(visible(line));
    oldLeft = Number(hunk[1] ?? 1);
    newLeft = Number(hunk[2] ?? 1);
    return colours.cyan(visible(line));
  };
  return text.split("\n").map(style).join("\n");
}

/** As `visible`, with the carriage return in its short form. */
function showCr(line: string): string {
  return line.endsWith("\r") ? `${visible(line.slice(0, -1))}\\r` : visible(line);
}
