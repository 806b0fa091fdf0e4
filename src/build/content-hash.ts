/** The suffix that kustomize puts onto the name of a generated ConfigMap or Secret. */
import { createHash } from "node:crypto";
import { type BuiltMap, type Data, dataOf, get, textIn } from "./node.ts";

/** Ten characters of a hash of the content, without those that could spell a word (kustomize api/hasher). */
export function contentHash(node: BuiltMap): string {
  const kind = textIn(node, ["kind"]);
  const field = (name: string): Data => {
    const value = get(node, name);
    return value ? dataOf(value) : "";
  };
  const content: Record<string, Data> = { data: field("data"), kind, name: "" };
  if (kind === "Secret") content.type = field("type");
  for (const name of kind === "Secret" ? ["stringData"] : ["binaryData"])
    if (get(node, name)) content[name] = field(name);
  const hex = createHash("sha256").update(goJson(content)).digest("hex").slice(0, 10);
  return hex.replace(/[013ae]/g, (letter) => READABLE[letter]!);
}

const READABLE: Readonly<Record<string, string>> = { 0: "g", 1: "h", 3: "k", a: "m", e: "t" };

/** JSON as Go writes it: sorted keys, and characters of HTML escaped. */
function goJson(value: Data): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function sorted(value: Data): Data {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}
