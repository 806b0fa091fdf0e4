import { count } from "./pretty.ts";
import type { Review } from "./review.ts";

/** Git shows a subject of so many columns whole; the lines below it are wrapped at the same width. */
const WIDTH = 72;
/** What a message says of more sources than these is a number: it is read in a log. */
const MOST_MOVES = 20;

/**
 * The message of a commit that holds this change: a subject of at most 72 characters, an empty line, and wrapped
 * lines. Plain text, in which nothing of the fleet mentions a team, closes an issue or skips a pipeline.
 */
export function commitMessage(review: Review): string {
  const { moves, before, after, summary } = review;
  const lines: string[] = [
    ...wrapped(summary.join(" "), ""),
    ...(moves.length > 0 ? [""] : []),
    ...moves
      .slice(0, MOST_MOVES)
      .flatMap((one) =>
        wrapped(`${one.name} → ${one.artifact}, ${count(one.references, "reference")}`, "- "),
      ),
    ...(moves.length > MOST_MOVES ? [`- and ${count(moves.length - MOST_MOVES, "source")} more`] : []),
    ...steps("Before merging:", before),
    ...steps("After merging:", after),
  ];
  return `${subject(review.title)}\n\n${lines.join("\n")}\n`;
}

function steps(heading: string, list: readonly string[]): string[] {
  return list.length > 0 ? ["", heading, ...list.flatMap((line) => wrapped(line, "- "))] : [];
}

function subject(title: string): string {
  return title.length <= WIDTH ? title : `${title.slice(0, WIDTH - 1)}…`;
}

/** Words in lines of at most the width; a longer word has a line of its own, because a url must stay whole. */
function wrapped(text: string, mark: string): string[] {
  const indent = " ".repeat(mark.length);
  const lines: string[] = [];
  let line = "";
  for (const word of inert(text)
    .split(/\s+/)
    .filter((one) => one !== "")) {
    if (line !== "" && mark.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((one, i) => `${i === 0 ? mark : indent}${one}`);
}

/** Forges read messages too: `@team`, `#12`, `!12`, `GH-12`, and `[skip ci]`, each of which acts. */
function inert(text: string): string {
  return text
    .replace(/(^|[^\w])@(?=\w)/g, "$1@ ")
    .replace(/([#!]|\bGH-)(?=\d)/gi, "$1 ")
    .replaceAll("[", "(")
    .replaceAll("]", ")");
}
