/** Half-open range of bytes of one YAML document in its file. */
export interface ByteRange {
  byteStart: number;
  byteEnd: number;
}

const NEWLINE = 0x0a;
const MARKER = Buffer.from("---");
const MARKER_ON_LINE = Buffer.from("\n---");
const BYTE_ORDER_MARK = Buffer.from("\uFEFF");
const KIND = Buffer.from("kind: CustomResourceDefinition");

/** What may follow `---`: a blank, a line end, or the end of the file. */
const AFTER_MARKER = new Set([..." \t\r\n"].map((c) => c.charCodeAt(0)));

/**
 * Splits a file into YAML documents on its bytes. The ranges lie side by side and cover the file.
 * A document starts with its own `---` line, because content may stand on that line. What only introduces a document
 * (byte-order mark, comments, directives before the first `---`) belongs to the first document, as in YAML itself.
 * A document that follows `...` without a `---` is not split off.
 */
export function splitDocuments(bytes: Buffer): ByteRange[] {
  const starts = [0];
  for (let at = bytes.indexOf(MARKER_ON_LINE); at !== -1; at = bytes.indexOf(MARKER_ON_LINE, at + 1)) {
    const start = at + 1;
    if (!endsMarker(bytes, start + MARKER.length)) continue;
    if (starts.length === 1 && isIntroduction(bytes, start)) continue;
    starts.push(start);
  }
  return starts.map((byteStart, i) => ({ byteStart, byteEnd: starts[i + 1] ?? bytes.length }));
}

/** True where a document is a CustomResourceDefinition: `kind` at the start of a line, told on bytes. */
export function isCustomResourceDefinition(document: Buffer): boolean {
  for (let at = document.indexOf(KIND); at !== -1; at = document.indexOf(KIND, at + 1)) {
    const after = document[at + KIND.length];
    const startsLine = at === 0 || document[at - 1] === NEWLINE;
    if (startsLine && (after === undefined || AFTER_MARKER.has(after))) return true;
  }
  return false;
}

/** Counts line feeds in `[from, to)`. */
export function countLines(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE, from); at !== -1 && at < to; at = bytes.indexOf(NEWLINE, at + 1))
    lines++;
  return lines;
}

function endsMarker(bytes: Buffer, at: number): boolean {
  return at >= bytes.length || AFTER_MARKER.has(bytes[at]!);
}

/** True where the bytes before the first `---` hold no content. */
function isIntroduction(bytes: Buffer, end: number): boolean {
  const hasMark = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  for (let line = hasMark ? BYTE_ORDER_MARK.length : 0; line < end; ) {
    const next = bytes.indexOf(NEWLINE, line) + 1;
    const text = bytes.toString("latin1", line, next);
    const opens = text.startsWith("---") && endsMarker(bytes, line + MARKER.length);
    if (opens || !/^(?:%.*|[ \t]*(?:#.*)?)\r?\n$/.test(text)) return false;
    line = next;
  }
  return true;
}
