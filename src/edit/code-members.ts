import type { Member } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import { lineEnding, lineStart } from "../core/text.ts";
import type { TextEdit } from "./types.ts";

/** What changes among the members of one object literal. */
export interface MemberChanges {
  /** Positions of members that go. */
  removed: ReadonlySet<number>;
  /** New members as text without a comma, each after the member at a position; -1 is before all. */
  inserted: readonly { after: number; text: (indent: string, block: boolean) => string }[];
}

/**
 * Edits that add members to an object literal and take members out. Commas stay as they are used in it: a last member
 * without one stays without one.
 */
export function memberEdits(
  text: string,
  map: Range,
  members: readonly Member[],
  { removed, inserted }: MemberChanges,
): TextEdit[] {
  const block = isBlock(text, map, members);
  const trailing = members.length > 0 && commaAfter(text, members.at(-1)!.end) !== undefined;
  const kept = members.flatMap((_, i) => (removed.has(i) ? [] : [i]));
  const anchorOf = (after: number) => kept.findLast((i) => i <= after) ?? -1;
  const edits = removals(text, members, removed, block);
  const groups = new Map<number, string[]>();
  const indent = indentOf(text, map, members);
  for (const { after, text: render } of inserted) {
    const anchor = anchorOf(after);
    groups.set(anchor, [...(groups.get(anchor) ?? []), render(indent, block)]);
  }
  const lastKept = kept.at(-1) ?? -1;
  for (const [anchor, texts] of groups) {
    const closes = anchor === lastKept && !trailing;
    edits.push(
      ...insertion(text, map, members[anchor], texts, {
        block,
        closes,
        indent,
        only: kept.length === 0,
        trailing,
        first: members[0],
      }),
    );
  }
  // What was followed by others and is the last one now loses its comma, where last members have none.
  const last = members[lastKept];
  if (last && !trailing && lastKept < members.length - 1 && !groups.has(lastKept)) {
    const comma = commaAfter(text, last.end);
    const isTaken = edits.some((edit) => comma !== undefined && edit.start <= comma && comma < edit.end);
    if (comma !== undefined && !isTaken) edits.push({ start: comma, end: comma + 1, text: "" });
  }
  return edits;
}

/** True where members stand on lines of their own. */
export function isBlock(text: string, map: Range, members: readonly Range[]): boolean {
  const [first] = members;
  return first !== undefined && text.slice(map.start, first.start).includes("\n");
}

/** The blanks before the members of an object literal, or before those that it would have. */
function indentOf(text: string, map: Range, members: readonly Member[]): string {
  const [first] = members;
  const own = blanksAt(text, map.start);
  return first && isBlock(text, map, members) ? blanksAt(text, first.start) : own + indentUnit(text);
}

/** What one level of indentation is in a file: that of its first indented line. */
export function indentUnit(text: string): string {
  // Asked for each object of a file; one that is not indented would be searched to its end as often.
  if (text !== last.text) last = { text, unit: /^(?:\t|[ ]{2,8})(?=[^\s*])/m.exec(text)?.[0] ?? "  " };
  return last.unit;
}

let last = { text: "", unit: "  " };

/** The blanks that the line of an offset starts with. */
export function blanksAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? "";
}

interface Style {
  block: boolean;
  /** True where the last of the new members gets no comma. */
  closes: boolean;
  indent: string;
  /** True where nothing else is left. */
  only: boolean;
  /** True where the last member has a comma. */
  trailing: boolean;
  /** The first member, if it goes or not. */
  first: Member | undefined;
}

function insertion(
  text: string,
  map: Range,
  anchor: Member | undefined,
  texts: readonly string[],
  { block, closes, indent, only, trailing, first }: Style,
): TextEdit[] {
  const eol = lineEnding(text);
  const at = (offset: number, insert: string): TextEdit => ({ start: offset, end: offset, text: insert });
  if (!anchor) {
    const open = map.start + 1;
    if (block) return [at(open, texts.map((one) => `${eol}${indent}${one},`).join(""))];
    if (first && only) return [at(first.start, texts.join(", ") + (trailing ? "," : ""))];
    if (first) return [at(open, ` ${texts.join(", ")},`)];
    return [at(open, ` ${texts.join(", ")}${/^\s/.test(text.slice(open)) ? "" : " "}`)];
  }
  // Where commas stand before members, new ones have theirs there too.
  const before = first && block ? leadingComma(text, first.end) : undefined;
  if (before !== undefined) return [at(anchor.end, texts.map((one) => `${eol}${before}${one}`).join(""))];
  if (!block) return [at(anchor.end, texts.map((one) => `, ${one}`).join(""))];
  const comma = commaAfter(text, anchor.end);
  const lines = texts.map((one, i) => `${eol}${indent}${one}${closes && i === texts.length - 1 ? "" : ","}`);
  const place = lineBreakAfter(text, (comma ?? anchor.end - 1) + 1) ?? (comma ?? anchor.end - 1) + 1;
  if (comma !== undefined) return [at(place, lines.join(""))];
  return place === anchor.end
    ? [at(place, `,${lines.join("")}`)]
    : [at(anchor.end, ","), at(place, lines.join(""))];
}

function removals(
  text: string,
  members: readonly Member[],
  removed: ReadonlySet<number>,
  block: boolean,
): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let from = 0; from < members.length; from++) {
    if (!removed.has(from)) continue;
    let to = from;
    while (removed.has(to + 1)) to++;
    edits.push(removal(text, members, from, to, block));
    from = to;
  }
  return edits;
}

function removal(
  text: string,
  members: readonly Member[],
  from: number,
  to: number,
  block: boolean,
): TextEdit {
  const first = members[from]!;
  const last = members[to]!;
  const start = lineStart(text, first.start);
  const end = lineBreakAfter(text, (commaAfter(text, last.end) ?? last.end - 1) + 1);
  if (block && end !== undefined && text.slice(start, first.start).trim() === "")
    return { start, end: text.indexOf("\n", end) + 1, text: "" };
  const next = members[to + 1];
  if (next) return { start: first.start, end: next.start, text: "" };
  const previous = members[from - 1];
  if (previous) return { start: previous.end, end: last.end, text: "" };
  // A comma alone is no literal.
  return { start: first.start, end: (commaAfter(text, last.end) ?? last.end - 1) + 1, text: "" };
}

/** What stands between a line break and the next member where that is a comma with blanks; undefined elsewhere. */
function leadingComma(text: string, offset: number): string | undefined {
  const comma = commaAfter(text, offset);
  if (comma === undefined || !text.slice(offset, comma).includes("\n")) return undefined;
  const blanks = /^[ \t]*/.exec(text.slice(comma + 1))?.[0] ?? "";
  const before = text.slice(lineStart(text, comma), comma);
  return before.trim() === "" ? `${before},${blanks}` : undefined;
}

/** The comma that follows a member, comments passed over; undefined where the next thing is no comma. */
export function commaAfter(text: string, offset: number): number | undefined {
  const found = skipTrivia(text, offset);
  return text[found] === "," ? found : undefined;
}

/** The end of the line, before its break, where only blanks and whole comments follow; undefined for anything else. */
function lineBreakAfter(text: string, offset: number): number | undefined {
  const newline = text.indexOf("\n", offset);
  if (newline === -1) return undefined;
  const end = text[newline - 1] === "\r" ? newline - 1 : newline;
  const rest = text.slice(offset, end);
  return /^[ \t]*(?:\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*)*(?:\/\/.*)?$/.test(rest) ? end : undefined;
}

function skipTrivia(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (text.startsWith("//", at)) at = endOf(text, "\n", at);
    else if (text.startsWith("/*", at)) at = endOf(text, "*/", at);
    else return at;
  }
}

function endOf(text: string, close: string, from: number): number {
  const end = text.indexOf(close, from + close.length);
  return end === -1 ? text.length : end + close.length;
}
