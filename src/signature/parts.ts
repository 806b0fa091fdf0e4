import { isRecord } from "../registry/credential.ts";

/** What is under a way of keys and positions; undefined if it leads nowhere. */
export function at(value: unknown, ...way: readonly (string | number)[]): unknown {
  let now: unknown = value;
  for (const key of way) {
    if (typeof key === "number") now = Array.isArray(now) ? now[key] : undefined;
    else now = isRecord(now) && Object.hasOwn(now, key) ? now[key] : undefined;
  }
  return now;
}

/** As `at`, if it is a list. */
export function listAt(value: unknown, ...way: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...way);
  return Array.isArray(found) ? found : [];
}

/** As `at`, if it is a text. */
export function textAt(value: unknown, ...way: readonly (string | number)[]): string | undefined {
  const found = at(value, ...way);
  return typeof found === "string" ? found : undefined;
}

/** Bytes of base64, with or without its padding; undefined for what is none. */
export function fromBase64(text: string | undefined): Buffer | undefined {
  if (text === undefined || !/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text)) return undefined;
  return Buffer.from(text, "base64");
}

/** JSON of bytes; undefined for what is none. */
export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}
