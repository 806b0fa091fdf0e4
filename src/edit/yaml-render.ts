import { isRecord, type PlainRecord, type PlainValue } from "../core/ops.ts";
import { writeScalar } from "./yaml-scalar.ts";

/** How nested blocks are laid out, in spaces. */
export interface BlockStyle {
  /** Indentation of a nested map under its key. */
  step: number;
  /** Indentation of a sequence's dashes under its key: 0 or more. */
  sequenceStep: number;
  /** Write multi-line strings as literal block scalars; off where no line break can follow them. */
  literals: boolean;
}

const DEFAULT_STYLE: BlockStyle = { step: 2, sequenceStep: 2, literals: true };

/** A value cut at the end of its key's line. */
export interface ValueLayout {
  /** What stands on the key's line (or after the dash); empty for a non-empty map or list. */
  inline: string;
  /** The lines below, without line breaks, indented relative to the key. */
  lines: string[];
}

/**
 * A value as the lines of a block document, each ended by `eol`; sequences stand two spaces under their keys.
 * @param indent spaces before every line
 */
export function renderBlock(value: PlainValue, indent: number, eol: string): string {
  const lines = isRecord(value) && Object.keys(value).length > 0 ? mapLines(value) : bareLines(value);
  return indentLines(lines, indent)
    .map((line) => line + eol)
    .join("");
}

/** The lines of a map, unindented. */
export function mapLines(map: PlainRecord, style: BlockStyle = DEFAULT_STYLE): string[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const { inline, lines } = layoutValue(value, style);
    return [`${writeScalar(key)}:${inline && ` ${inline}`}`, ...lines];
  });
}

/** Lays out a value under a key. */
export function layoutValue(value: PlainValue, style: BlockStyle = DEFAULT_STYLE): ValueLayout {
  if (typeof value === "string" && style.literals && isLiteralSafe(value)) {
    const body = value.endsWith("\n") ? value.slice(0, -1) : value;
    const header = value.endsWith("\n") ? "|" : "|-";
    return { inline: header, lines: indentLines(body.split("\n"), style.step) };
  }
  const inline = inlineText(value);
  if (inline !== undefined) return { inline, lines: [] };
  if (Array.isArray(value))
    return {
      inline: "",
      lines: indentLines(
        value.flatMap((item) => itemLines(item, style)),
        style.sequenceStep,
      ),
    };
  return { inline: "", lines: indentLines(mapLines(value as PlainRecord, style), style.step) };
}

/** The lines of a sequence item, its dash included; `dash` may carry the siblings' spacing (`-   `). */
export function itemLines(value: PlainValue, style: BlockStyle = DEFAULT_STYLE, dash = "- "): string[] {
  const { inline, lines } = layoutValue(value, { ...style, step: dash.length, sequenceStep: dash.length });
  if (inline !== "") return [dash + inline, ...lines];
  const inner = isRecord(value)
    ? mapLines(value, style)
    : (value as PlainValue[]).flatMap((item) => itemLines(item, style));
  const [first = "", ...rest] = inner;
  return [dash + first, ...indentLines(rest, dash.length)];
}

/** Indents lines; empty ones stay empty. */
export function indentLines(lines: readonly string[], indent: number): string[] {
  return lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line));
}

function bareLines(value: PlainValue): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((item) => itemLines(item));
  return [layoutValue(value, { ...DEFAULT_STYLE, literals: false }).inline];
}

function inlineText(value: PlainValue): string | undefined {
  if (typeof value === "string") return writeScalar(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "[]" : undefined;
  return Object.keys(value).length === 0 ? "{}" : undefined;
}

/** Multi-line, and readable back from `|` or `|-` without an indentation indicator or a doubt about blanks. */
function isLiteralSafe(value: string): boolean {
  if (!value.includes("\n") || /^[\s]|\n\n$/.test(value)) return false;
  return (
    /^[\x20-\x7E\n\xA0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]*$/u.test(value) &&
    !/^[ ]+$/m.test(value)
  );
}
