import type { Paint } from "./colour.ts";
import { colourDiff } from "./diff-lines.ts";

/** Wider lines are hard to read, however wide the terminal is. */
const WIDEST = 100;

/**
 * A rule page, which is Markdown of a few forms, as text for a terminal: headings stand out, links are addresses on a
 * line of their own, blocks are indented and diffs coloured.
 */
export function pageText(page: string, paint: Paint, columns: number): string {
  const width = Math.max(20, Math.min(columns, WIDEST) - 1);
  const parts = page.split(/^(`{3,})([a-z]*)\n([\s\S]*?)\n\1$/m);
  const out: string[] = [];
  for (let i = 0; i < parts.length; i += 4) {
    out.push(prose(parts[i] ?? "", paint, width));
    const block = parts[i + 3];
    if (block !== undefined) out.push(indented(parts[i + 2] === "diff" ? asDiff(block, paint) : block));
  }
  return `${out
    .map((part) => part.trim() && part.replace(/^\n+|\n+$/g, ""))
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** A hunk without its header: the colours of a diff need one to count its lines by. */
function asDiff(block: string, paint: Paint): string {
  const lines = block.split("\n");
  const counted = (mark: string) =>
    lines.filter((line) => line.startsWith(mark) || line.startsWith(" ")).length;
  const coloured = colourDiff(`@@ -1,${counted("-")} +1,${counted("+")} @@\n${block}`, paint);
  return coloured.slice(coloured.indexOf("\n") + 1);
}

function indented(block: string): string {
  return block.replace(/^(?=.)/gm, "    ");
}

function prose(text: string, paint: Paint, width: number): string {
  return text
    .split("\n")
    .map((line) => {
      const heading = /^#+ (.*)$/.exec(line)?.[1];
      if (heading !== undefined) return paint.bold(heading);
      const item = line.startsWith("- ") ? "  " : "";
      const links: string[] = [];
      const plain = line.replace(/ ?\[[^\]]*\]\(([^)]*)\)/g, (_, url: string) => {
        links.push(url);
        return "";
      });
      const lines = wrapped(plain, width - item.length);
      return [...lines, ...links.map((url) => paint.dim(url))]
        .map((one, i) => (i === 0 ? one : item + one))
        .map((one) => styled(one, paint))
        .join("\n");
    })
    .join("\n");
}

/** Stands for a blank inside of code, which no line may break. */
const GLUE = "\0";

/** Lines of at most `width` characters, broken at blanks; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  const whole = text
    // Each word is bold for itself, so that a line may end between two.
    .replace(/\*\*[^*]+\*\*/g, (span) => span.replaceAll(" ", "** **"))
    .replace(/`[^`]+`/g, (span) => span.replaceAll(" ", GLUE));
  const size = (part: string) => part.replaceAll("**", "").length;
  for (const word of whole.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && size(last) + 1 + size(word) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll(GLUE, " "));
}

function styled(line: string, paint: Paint): string {
  return line
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => paint.bold(text))
    .replace(/`[^`]+`/g, (code) => paint.cyan(code));
}
