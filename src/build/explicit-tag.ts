/** Tags that somebody wrote (`!!str 5`), as go-yaml obeys them. */
import type { ScalarTag } from "./node.ts";
import { plainTag } from "./plain.ts";

const TAGS: Readonly<Record<string, ScalarTag>> = {
  "!!null": "null",
  "!!bool": "bool",
  "!!int": "int",
  "!!float": "float",
  "!!timestamp": "time",
};

/** A scalar's text and type, or why go-yaml refuses it. */
export type Tagged = { text: string; tag: ScalarTag } | { refused: string };

/** What a written tag makes of a text. Tags that go-yaml does not know make strings. */
export function withTag(text: string, written: string): Tagged {
  if (written === "!!binary") return fromBase64(text);
  const tag = TAGS[written];
  if (tag === undefined) return { text, tag: "string" };
  const own = plainTag(text);
  if (own === tag || (tag === "float" && own === "int")) return { text, tag };
  return { refused: `cannot decode !!${goName(own)} \`${text}\` as a ${written}` };
}

function fromBase64(text: string): Tagged {
  const digits = text.replace(/[\r\n]/g, "");
  const valid = digits.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(digits);
  if (!valid) return { refused: "!!binary value contains invalid base64 data" };
  return { text: Buffer.from(digits, "base64").toString(), tag: "string" };
}

function goName(tag: ScalarTag): string {
  if (tag === "string") return "str";
  return tag === "time" ? "timestamp" : tag;
}
