import { isUtf8 } from "node:buffer";

/** The text of a file, or why its bytes are not text that can be edited without loss. */
export type Decoded = { text: string } | { reason: string };

const encoder = new TextEncoder();

/**
 * Why bytes are not lossless UTF-8 text, or undefined where they are.
 * The order matters: UTF-16 holds zero bytes too, and its own name helps more than "binary".
 */
export function undecodable(bytes: Uint8Array): string | undefined {
  if (isUtf16(bytes)) return "UTF-16, only UTF-8 is read";
  if (bytes.includes(0)) return "binary";
  return isUtf8(bytes) ? undefined : "not valid UTF-8";
}

/** True where the bytes start with a byte-order mark of UTF-16 (or UTF-32), which YAML allows and we refuse. */
export function isUtf16(bytes: Uint8Array): boolean {
  const [a, b] = bytes;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
}

/** Decodes without loss: `encode` of the text gives the same bytes, a byte-order mark included. */
export function decode(bytes: Uint8Array): Decoded {
  const reason = undecodable(bytes);
  if (reason !== undefined) return { reason };
  // Valid UTF-8 loses nothing here, the byte-order mark stays, and it is much faster than a TextDecoder.
  return { text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8") };
}

/** The UTF-8 bytes of a text. */
export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}
