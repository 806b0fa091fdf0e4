import { count } from "./pretty.ts";
import type { Review } from "./review.ts";

/** Git shows a subject of so many columns whole; the lines below it are wrapped at the same width. */
const WIDTH = 72;
/** A message is read in a log: its subject and an empty line are two of so many lines. */
const MOST_LINES = 40;

/**
 * The message of a commit that holds this change: a subject of at most 72 characters, an empty line, and wrapped
 * lines, 40 at most. What to do before and after merging is for the body of the pull request. Plain text, in which
 * nothing of the fleet mentions a team, closes an issue or skips a pipeline.
 */
export function commitMessage(review: Review): string {
  const { moves, summary } = review;
  const lines = wrapped(summary.join(" "), "");
  const items = moves.map((one) =>
    wrapped(`${one.name} → ${one.artifact}, ${count(one.references, "reference")}`, "- "),
  );
  // Two lines of the head, one that is empty, and one for what is left out.
  let room = MOST_LINES - lines.length - 4;
  const shown = items.filter((one) => {
    room -= one.length;
    return room >= 0;
  });
  const left = items.length - shown.length;
  return `${[
    subject(review.title),
    "",
    ...lines,
    ...(items.length > 0 ? ["", ...shown.flat()] : []),
    ...(left > 0 ? [`- and ${count(left, "source")} more`] : []),
  ].join("\n")}\n`;
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
