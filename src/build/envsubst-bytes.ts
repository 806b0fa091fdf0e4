/**
 * Texts as Go has them: one character a byte. Flux counts and cuts bytes, and may cut a character in two.
 */

const ASCII = /^[\0-\x7f]*$/;

/** One character of UTF-8, or one byte that is part of none; as Go's utf8.DecodeRune. */
const CHARACTER =
  /[\0-\x7f]|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\s\S]/g;

/** A text as bytes. */
export function toBytes(text: string): string {
  if (ASCII.test(text)) return text;
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}

/** Bytes as a text; undefined if they are no UTF-8. */
export function fromBytes(bytes: string): string | undefined {
  if (ASCII.test(bytes)) return bytes;
  try {
    const array = Uint8Array.from(bytes, (byte) => byte.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(array);
  } catch {
    return undefined;
  }
}

/** Bytes cut into characters; a byte that is part of none stands alone. */
export function charactersOf(bytes: string): string[] {
  return ASCII.test(bytes) ? [...bytes] : (bytes.match(CHARACTER) ?? []);
}

/** The number of a character of `charactersOf`; that of U+FFFD for a byte that is part of none. */
export function codePoint(character: string): number {
  return character === "" ? 0xfffd : (fromBytes(character)?.codePointAt(0) ?? 0xfffd);
}

/** The first character of bytes; empty if there is none. */
export function firstCharacter(bytes: string): string {
  return charactersOf(bytes.slice(0, 4))[0] ?? "";
}

/** Changes every character; a byte that is part of none becomes U+FFFD, as in Go. */
export function mapCharacters(bytes: string, change: (character: string) => string): string {
  if (ASCII.test(bytes)) return change(bytes);
  return charactersOf(bytes)
    .map((character) => toBytes(change(String.fromCodePoint(codePoint(character)))))
    .join("");
}

/** Turns the order of the characters around; a byte that is part of none becomes U+FFFD, as in Go. */
export function reverse(bytes: string): string {
  const characters = charactersOf(bytes);
  return characters
    .map((character) => toBytes(String.fromCodePoint(codePoint(character))))
    .reverse()
    .join("");
}
