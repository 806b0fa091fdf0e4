import { type CodeUnit, isPlainName } from "../core/code.ts";
import { lineEnding, lineStart } from "../core/text.ts";
import { blanksAt, indentUnit } from "./code-members.ts";
import { type CodeRecord, type CodeValue, Expression, isCodeRecord } from "./code-values.ts";

/** How a value is written into a program. */
export interface RenderStyle {
  quote: string;
  /** Blanks before the line that the value stands on. */
  indent: string;
  /** One level of indentation. */
  unit: string;
  eol: string;
  /** How much stands before the value on its line, behind the blanks: its key. */
  lead?: number;
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
  return isPlainName(key) ? key : renderText(key, quote === "`" ? '"' : quote);
}

/** A field as it stands in an object literal. */
export function renderField(key: string, value: CodeValue, style: RenderStyle): string {
  const before = `${renderKey(key, style.quote)}: `;
  return before + renderValue(value, { ...style, lead: before.length });
}

function renderRecord(record: CodeRecord, style: RenderStyle): string {
  const entries = Object.entries(record);
  if (entries.length === 0) return "{}";
  const line = `{ ${entries.map(([key, value]) => renderField(key, value, inline(style))).join(", ")} }`;
  if (fits(line, style)) return line;
  const indent = style.indent + style.unit;
  const lines = entries.map(([key, value]) => `${indent}${renderField(key, value, { ...style, indent })},`);
  return ["{", ...lines, `${style.indent}}`].join(style.eol);
}

/** Of parts of a line: the whole of it is measured at the end. */
function inline(style: RenderStyle): RenderStyle {
  return { ...style, oneLine: true };
}

function fits(line: string, { indent, lead = 0, oneLine = false }: RenderStyle): boolean {
  return (oneLine || indent.length + lead + line.length <= LINE) && !line.includes("\n");
}

function renderList(list: readonly CodeValue[], style: RenderStyle): string {
  const line = `[${list.map((one) => renderValue(one, inline(style))).join(", ")}]`;
  if (fits(line, style)) return line;
  const indent = style.indent + style.unit;
  const lines = list.map((one) => `${indent}${renderValue(one, { ...style, indent, lead: 0 })},`);
  return ["[", ...lines, `${style.indent}]`].join(style.eol);
}

/** How a value is written that starts at an offset, behind its key where nothing else stands on the line. */
export function styleAt(text: string, unit: CodeUnit | undefined, offset: number): RenderStyle {
  const indent = blanksAt(text, offset);
  const before = text.slice(lineStart(text, offset) + indent.length, offset);
  const lead = /^[^\s{[(,]+: ?$/.test(before) ? before.length : 0;
  return { quote: quoteOf(unit), indent, unit: indentUnit(text), eol: lineEnding(text), lead };
}

/** The quote of a file's texts. */
export function quoteOf(unit: CodeUnit | undefined): string {
  return unit?.file.quote ?? '"';
}
