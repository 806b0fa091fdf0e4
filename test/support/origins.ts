/** Whether the places that built values come from hold them. */
import { isDeepStrictEqual } from "node:util";
import { attempt } from "../../src/build/files.ts";
import {
  BuildFailure,
  type BuiltNode,
  type BuiltScalar,
  dataOf,
  isWritten,
  type SourceText,
  type Written,
} from "../../src/build/node.ts";
import { readText } from "../../src/build/read.ts";
import { asYaml11 } from "../../src/build/yaml11.ts";
import { readYamlAsBuilt } from "../../src/scan/read-yaml.ts";

/** How many scalars come from where, and those whose place holds something else. */
export interface OriginCount {
  written: number;
  /** Of these, the ones in a text that a scalar holds. */
  nested: number;
  computed: number;
  wrong: string[];
}

/** Nothing counted yet. */
export function newCount(): OriginCount {
  return { written: 0, nested: 0, computed: 0, wrong: [] };
}

/** Counts the scalars of an object. */
export function countOrigins(node: BuiltNode, count: OriginCount, path = ""): void {
  if (node.type === "list")
    for (const [at, item] of node.items.entries()) countOrigins(item, count, `${path}.${at}`);
  else if (node.type === "map")
    for (const { key, value } of node.entries) countOrigins(value, count, `${path}.${key}`);
  else if (!isWritten(node.origin)) count.computed++;
  else {
    count.written++;
    if (node.origin.text.holder) count.nested++;
    const { document } = node.origin.text;
    if (!isThere(node, node.origin))
      count.wrong.push(
        `${path} is ${JSON.stringify(node.text)}, but ${document.file} holds ${rawAt(node.origin)}`,
      );
  }
}

function isThere(node: BuiltScalar, origin: Written): boolean {
  return readsAs(rawAt(origin), node) && isHeld(origin.text);
}

function rawAt({ text: { document }, start, end }: Written): string {
  return document.text.slice(start - document.start, end - document.start);
}

/** True if a text is the value, or reads as it; labels have the text of whatever was written, and a path may make a number of a string. */
function readsAs(raw: string, node: BuiltScalar): boolean {
  if (raw === node.text) return true;
  const read = scalarIn(raw);
  if (!read) return false;
  const texts = [read.text, String(dataOf(read)), String(dataOf(asYaml11(read)))];
  return (
    texts.includes(node.text) ||
    [read, asYaml11(read)].some((one) => isDeepStrictEqual(dataOf(one), dataOf(node)))
  );
}

/** True if a text in a scalar is what that scalar holds there. Kustomize cuts blanks at the edges of some. */
function isHeld({ document, holder }: SourceText): boolean {
  if (!holder) return true;
  const read = scalarIn(rawAt(holder));
  if (!read) return false;
  const held = read.text.slice(document.start, document.end);
  return held.trim() === document.text.trim() && isHeld(holder.text);
}

/** The scalar that a text is; undefined if it is none. */
function scalarIn(raw: string): BuiltScalar | undefined {
  const list = attempt(() => readText({ text: `- ${raw}`, file: "a place" }, readYamlAsBuilt));
  const [map] = list instanceof BuildFailure ? [] : list;
  const [read] = map?.type === "list" ? map.items : [];
  return read?.type === "scalar" ? read : undefined;
}
