/** Parts of paths to fields, as kustomize splits them (fact 27). */
import { fail, type Origin } from "./node.ts";

/** The parts of a path. `\` before a delimiter keeps it in its part, and one delimiter in front is left out. */
export function splitPath(path: string, delimiter: string): string[] {
  const [first = "", ...rest] = path.split(delimiter);
  const pieces = first === "" && rest.length > 0 ? rest : [first, ...rest];
  const parts: string[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last?.endsWith("\\")) parts[parts.length - 1] = last.slice(0, -1) + delimiter + piece;
    else parts.push(piece);
  }
  return parts;
}

/**
 * The parts of a path of a replacement. Dots between brackets stay: `[name=a.b]` is an item of a list, and of `[a.b]`
 * the key `a.b` is left (fact 27).
 */
export function smartSplit(path: string): string[] {
  const parts: string[] = [];
  let open: string[] = [];
  for (const part of splitPath(path, ".")) {
    if (open.length === 0 && !isOpening(part)) parts.push(part);
    else open.push(part);
    if (open.length > 1 && part.endsWith("]")) {
      parts.push(grouped(open));
      open = [];
    }
  }
  return open.length > 0 ? [...parts, grouped(open)] : parts;
}

function isOpening(part: string): boolean {
  return part.startsWith("[") && !part.endsWith("]");
}

function grouped(pieces: readonly string[]): string {
  const text = pieces.join(".");
  return text.includes("=") ? text : text.replace(/^[[\]]+|[[\]]+$/g, "");
}

/** A part of a path, read. */
export type Part =
  | { type: "index"; index: number }
  | { type: "item"; key: string; value: string }
  | { type: "every" }
  | { type: "key"; key: string };

/**
 * Reads a part of a path.
 * @throws BuildFailure for brackets without `=`
 */
export function readPart(text: string, at: Origin): Part {
  if (/^\+?\d+$|^-0+$/.test(text)) return { type: "index", index: Math.abs(Number(text)) };
  if (text === "*") return { type: "every" };
  if (!text.startsWith("[") || !text.endsWith("]")) return { type: "key", key: text };
  const [key, ...value] = text.slice(1, -1).split("=");
  if (value.length === 0)
    fail("list path element must contain fieldName=fieldValue for element to match", at);
  return { type: "item", key: key!, value: value.join("=") };
}
