import { applyEdits } from "../../src/core/edits.ts";
import { isRefused } from "../../src/core/refusal.ts";
import { at, type MapNode, type PathStep, type ScalarNode, type SeqNode } from "../../src/core/tree.ts";
import type { Edited } from "../../src/edit/types.ts";
import { treeOf } from "./tree-from-yaml.ts";

/** The text after an edit; a refusal is an error. */
export function applied(text: string, result: object): string {
  return applyEdits(
    text,
    accepted(result).edits.map((edit) => ({ ...edit, rule: "test", why: "test" })),
  );
}

/** The result as edits; a refusal is an error. */
export function accepted(result: object): Edited {
  if (isRefused(result)) throw new Error(`refused: ${result.refused}`);
  if (!("edits" in result)) throw new Error(`no edits: ${JSON.stringify(result)}`);
  return result as Edited;
}

/** The reason of a refusal, or the word "accepted". */
export function reason(result: object): string {
  return isRefused(result) ? result.refused : "accepted";
}

/** The map at a path of a one-document text. */
export function mapAt(text: string, path: readonly PathStep[] = []): MapNode {
  const node = at(treeOf(text), path);
  if (node?.type !== "map") throw new Error(`no map at ${path.join(".")}`);
  return node;
}

/** The sequence at a path of a one-document text. */
export function seqAt(text: string, path: readonly PathStep[] = []): SeqNode {
  const node = at(treeOf(text), path);
  if (node?.type !== "seq") throw new Error(`no sequence at ${path.join(".")}`);
  return node;
}

/** The scalar at a path of a one-document text. */
export function scalarAt(text: string, path: readonly PathStep[]): ScalarNode {
  const node = at(treeOf(text), path);
  if (node?.type !== "scalar") throw new Error(`no scalar at ${path.join(".")}`);
  return node;
}

/** The ranges of the documents of a text: each from its `---` line to the next; comments before the first join it. */
export function documentRanges(text: string): { start: number; end: number }[] {
  const marks = [...text.matchAll(/^\uFEFF?---(?=[ \t\r\n]|$)/gm)].map((match) => match.index);
  const first = marks[0];
  const introduces =
    first !== undefined && /^\uFEFF?(?:[ \t]*(?:#[^\n]*)?\r?\n)*$/.test(text.slice(0, first));
  const starts = [0, ...(introduces ? marks.slice(1) : marks)];
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? text.length }));
}
