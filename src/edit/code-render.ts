import type { CodeUnit } from "../core/code.ts";
import { type CodeRecord, type CodeValue, Expression, isCodeRecord } from "./code-values.ts";

/** How a value is written into a program. */
export interface RenderStyle {
  quote: string;
  /** Blanks before the line that the value stands on. */
  indent: string;
  /** One level of indentation. */
  unit: string;
  eol: string;
  /** True where what stands around is on one line, however long it gets. */
  oneLine?: boolean;
}

/** A longer object goes over several lines. */
const LINE = 80;

/** A value as an expression: objects on one line where they fit. */
export function renderValue(value: CodeValue, style: RenderStyle): string {
  if (typeof value === "string") return renderText(value, style.quote);
  if (value instanceof Expression) return value.text;
  if (Array.isArray(value)) return renderList(value, style);
  if (isCodeRecord(value)) return renderRecord(value, style);
  return String(value);
}

/** A text literal. A backquote stays one, unless the text would be read as an expression in it. */
export function renderText(value: string, quote: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\n", quote === "`" ? "\n" : "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("${", quote === "`" ? "\\${" : "${");
  return quote + escaped + quote;
}

/** A key as it stands before its colon. */
export function renderKey(key: string, quote: string): string {
  // A backquote stands around no key.
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : renderText(key, quote === "`" ? '"' : quote);
}

function renderRecord(record: CodeRecord, style: RenderStyle): string {
  const entries = Object.entries(record);
  if (entries.length === 0) return "{}";
  const inline = entries.map(
    ([key, value]) => `${renderKey(key, style.quote)}: ${renderValue(value, style)}`,
  );
  const line = `{ ${inline.join(", ")} }`;
  if (fits(line, style)) return line;
  const indent = style.indent + style.unit;
  const lines = entries.map(
    ([key, value]) => `${indent}${renderKey(key, style.quote)}: ${renderValue(value, { ...style, indent })},`,
  );
  return ["{", ...lines, `${style.indent}}`].join(style.eol);
}

function fits(line: string, { indent, oneLine = false }: RenderStyle): boolean {
  return (oneLine || line.length + indent.length <= LINE) && !line.includes("\n");
}

function renderList(list: readonly CodeValue[], style: RenderStyle): string {
  const line = `[${list.map((one) => renderValue(one, style)).join(", ")}]`;
  if (fits(line, style)) return line;
  const indent = style.indent + style.unit;
  const lines = list.map((one) => `${indent}${renderValue(one, { ...style, indent })},`);
  return ["[", ...lines, `${style.indent}]`].join(style.eol);
}

/** The quote of a file's texts. */
export function quoteOf(unit: CodeUnit | undefined): string {
  return unit?.file.quote ?? '"';
}
