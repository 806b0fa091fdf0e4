import type { Paint, Style } from "./colour.ts";
import { charactersOf, columnsOf } from "./width.ts";

/** A piece of a line with its styles; the text is safe to print, and holds no line break. */
export interface Span {
  text: string;
  styles: readonly Style[];
  /** Prose: breaks between words, and goes on so many columns from the left. Without it every character has its place. */
  hang?: number;
}

/** A line before it is painted, so that it can be measured and cut. */
export type StyledLine = readonly Span[];

/** A line of one piece. */
export function line(text: string, ...styles: Style[]): StyledLine {
  return [{ text, styles }];
}

/** A line of words; what it says goes on below its first word, or `hang` columns from the left. */
export function prose(
  text: string,
  styles: readonly Style[] = [],
  hang = /^ */.exec(text)?.[0].length ?? 0,
): StyledLine {
  return [{ text, styles, hang }];
}

/** True for a line of words. */
export function isProse(spans: StyledLine): boolean {
  return spans[0]?.hang !== undefined;
}

/** The line as escape sequences, or without them where colour is off. */
export function paintLine(spans: StyledLine, paint: Paint): string {
  return spans
    .map(({ text, styles }) => styles.reduceRight((inner, style) => paint[style](inner), text))
    .join("");
}

/** What a tab becomes where lines are measured: its width depends on where it stands, and the terminal's own stops. */
const TAB = "    ";

/** A line as the lines that it takes on a terminal of that many columns; an empty one is one line. */
export function wrapLine(spans: StyledLine, width: number): StyledLine[] {
  const [first] = spans;
  return first?.hang === undefined ? wrapAnywhere(spans, width) : wrapWords(first, first.hang, width);
}

/** Prose is one span. A word that is longer than a line, a path or a url, breaks behind a `/`, else where the line ends. */
function wrapWords({ text, styles }: Span, hang: number, width: number): StyledLine[] {
  const indent = " ".repeat(Math.min(hang, Math.floor(width / 2)));
  const lines: string[] = [];
  let current = "";
  const words = text
    .replaceAll("\t", TAB)
    .split(/(?<=\S)(?= )/)
    .flatMap((one) => (columnsOf(indent + one.trimStart()) <= width ? [one] : one.split(/(?<=[/=])(?!\/)/)));
  for (const word of words) {
    if (columnsOf(current + word) <= width) {
      current += word;
      continue;
    }
    if (current.trim() !== "") lines.push(current);
    const [last = "", ...full] = cutWord(
      current.trim() === "" ? current + word : indent + word.trimStart(),
      indent,
      width,
    ).reverse();
    lines.push(...full.reverse());
    current = last;
  }
  return [...lines, current].map((one) => [{ text: one, styles }]);
}

function cutWord(text: string, indent: string, width: number): string[] {
  const lines = wrapAnywhere([{ text, styles: [] }], width).map((one) =>
    one.map((span) => span.text).join(""),
  );
  if (lines.length < 2) return lines;
  const [first = "", ...rest] = lines;
  const following = wrapAnywhere([{ text: rest.join(""), styles: [] }], Math.max(1, width - indent.length));
  return [first, ...following.map((one) => indent + one.map((span) => span.text).join(""))];
}

function wrapAnywhere(spans: StyledLine, width: number): StyledLine[] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const { text, styles } of spans) {
    let piece = "";
    const close = () => {
      if (piece !== "") lines.at(-1)?.push({ text: piece, styles });
      piece = "";
    };
    for (const character of charactersOf(text.replaceAll("\t", TAB))) {
      const columns = columnsOf(character);
      if (used + columns > width && used > 0) {
        close();
        lines.push([]);
        used = 0;
      }
      piece += character;
      used += columns;
    }
    close();
  }
  return lines;
}

/** The first line of what a line takes, with `…` where something is cut off. */
export function cutLine(spans: StyledLine, width: number): StyledLine {
  const [whole = [], ...more] = wrapLine(spans, width);
  if (more.length === 0) return whole;
  const [first = []] = wrapLine(spans, Math.max(1, width - 1));
  return width < 2 ? first : [...first, { text: "…", styles: [] }];
}
