/** Short escapes of git's C-style quoting; every other byte outside printable ASCII is three octal digits. */
const ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
  [0x22, '\\"'],
  [0x5c, "\\\\"],
]);

/**
 * A path as git writes it in a diff header (`core.quotePath` at its default, true): unchanged when it is printable
 * ASCII without quotes and backslashes, else in double quotes with the UTF-8 bytes escaped. Spaces are not escaped.
 */
export function quotePath(path: string): string {
  let quoted = "";
  let plain = true;
  for (const byte of new TextEncoder().encode(path)) {
    const printable = byte >= 0x20 && byte < 0x7f;
    const escaped = ESCAPES.get(byte) ?? (printable ? undefined : `\\${byte.toString(8).padStart(3, "0")}`);
    if (escaped !== undefined) plain = false;
    quoted += escaped ?? String.fromCharCode(byte);
  }
  return plain ? path : `"${quoted}"`;
}
