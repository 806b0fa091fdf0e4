/** A patch for people: styled, words marked, and safe to print whatever the files hold. */
import { maskSignIn } from "../core/credentials.ts";
import type { Paint, Style } from "./colour.ts";
import { visible } from "./colour.ts";
import { line, paintLine, type Span, type StyledLine } from "./styled.ts";
import { changedWords, type Word } from "./word-diff.ts";

const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/;

/** What a line of a patch is; text without its sign. */
interface PatchLine {
  kind: "removed" | "added" | "same" | "header" | "hunk" | "note" | "empty";
  text: string;
}

/**
 * The lines of a patch, for a terminal only: it can no longer be applied. Hunks are followed by their line counts, so a
 * removed line `-- x` is not taken for a header `--- x`. The carriage return of a line end is shown where the line
 * changes, as git does it.
 */
export function diffLines(text: string): StyledLine[] {
  const lines = kinds(maskSignIn(text).split("\n"));
  const result: StyledLine[] = [];
  for (let i = 0; i < lines.length; ) {
    const run = runAt(lines, i);
    result.push(...(run.length > 1 ? marked(run) : run.map(plainLine)));
    i += run.length;
  }
  return result;
}

/** A patch as one text; see `diffLines`. */
export function colourDiff(text: string, paint: Paint): string {
  return diffLines(text)
    .map((one) => paintLine(one, paint))
    .join("\n");
}

function kinds(texts: readonly string[]): PatchLine[] {
  let oldLeft = 0;
  let newLeft = 0;
  return texts.map((text): PatchLine => {
    const inHunk = oldLeft > 0 || newLeft > 0;
    const rest = text.slice(1);
    if (inHunk && text.startsWith("-")) {
      oldLeft--;
      return { kind: "removed", text: showCr(rest) };
    }
    if (inHunk && text.startsWith("+")) {
      newLeft--;
      return { kind: "added", text: showCr(rest) };
    }
    if (inHunk && text.startsWith(" ")) {
      oldLeft--;
      newLeft--;
      return { kind: "same", text: visible(text.endsWith("\r") ? text.slice(0, -1) : text) };
    }
    if (text.startsWith("\\")) return { kind: "note", text: visible(text) };
    const hunk = HUNK.exec(text);
    if (!hunk) return { kind: text === "" ? "empty" : "header", text: visible(text) };
    oldLeft = Number(hunk[1] ?? 1);
    newLeft = Number(hunk[2] ?? 1);
    return { kind: "hunk", text: visible(text) };
  });
}

/** As `visible`, with the carriage return in its short form. */
function showCr(text: string): string {
  return text.endsWith("\r") ? `${visible(text.slice(0, -1))}\\r` : visible(text);
}

/** Removed lines and the added ones that stand for them, with notes between; or the one line that is neither. */
function runAt(lines: readonly PatchLine[], start: number): PatchLine[] {
  let end = start;
  while (lines[end]?.kind === "removed" || (end > start && lines[end]?.kind === "note")) end++;
  while (lines[end]?.kind === "added") end++;
  return lines.slice(start, Math.max(end, start + 1));
}

const STYLES: Readonly<Record<PatchLine["kind"], readonly Style[]>> = {
  removed: ["red"],
  added: ["green"],
  same: [],
  header: ["bold"],
  hunk: ["cyan"],
  note: ["dim"],
  empty: [],
};

const SIGNS: Partial<Record<PatchLine["kind"], string>> = { removed: "-", added: "+" };

function plainLine({ kind, text }: PatchLine): StyledLine {
  return text === "" && SIGNS[kind] === undefined ? [] : line(`${SIGNS[kind] ?? ""}${text}`, ...STYLES[kind]);
}

/** The lines of a run with the words marked by which they differ. */
function marked(run: readonly PatchLine[]): StyledLine[] {
  const textOf = (kind: PatchLine["kind"]) =>
    run
      .filter((one) => one.kind === kind)
      .map((one) => one.text)
      .join("\n");
  const isReplaced = run.some((one) => one.kind === "removed") && run.some((one) => one.kind === "added");
  const words = isReplaced ? changedWords(textOf("removed"), textOf("added")) : undefined;
  if (!words) return run.map(plainLine);
  const removed = splitWords(words.before);
  const added = splitWords(words.after);
  return run.map((one) => {
    const own = one.kind === "removed" ? removed.shift() : one.kind === "added" ? added.shift() : undefined;
    if (!own) return plainLine(one);
    const styles = STYLES[one.kind];
    const spans = own.map(
      ({ text, isChanged }): Span => ({ text, styles: isChanged ? [...styles, "inverse"] : styles }),
    );
    return [{ text: SIGNS[one.kind] ?? "", styles }, ...spans];
  });
}

/** Words by line. */
function splitWords(words: readonly Word[]): Word[][] {
  const lines: Word[][] = [[]];
  for (const { text, isChanged } of words)
    text.split("\n").forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== "") lines.at(-1)?.push({ text: piece, isChanged });
    });
  return lines;
}
