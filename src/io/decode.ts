import { isUtf8 } from "node:buffer";

/** The text of a file, or why its bytes are not text that can be edited without loss. */
export type Decoded = { text: string } | { reason: string };

/** `ignoreBOM` is named the wrong way round: true keeps the byte-order mark in the text. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
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
  return reason === undefined ? { text: decoder.decode(bytes) } : { reason };
}

/** The UTF-8 bytes of a text. */
export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}
