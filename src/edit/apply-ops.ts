import { OverlapError, sortEdits } from "../core/edits.ts";
import { type FieldOp, isRecord, type PlainRecord, type PlainValue } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { lineStart } from "../core/text.ts";
import { type MapNode, type Pair, type PathStep, pairOf, type SeqNode, type YamlNode } from "../core/tree.ts";
import { applyCodeOps, isCode } from "./code-ops.ts";
import { type Edited, edited, type TextEdit } from "./types.ts";
import { isBlockScalar, nodeEnd } from "./yaml-ends.ts";
import { insertItemAfter, itemRange, removeItem, rewrittenSlice } from "./yaml-items.ts";
import { replaceLiteral } from "./yaml-literal.ts";
import { appendPairs, insertPairsAfter, removePair } from "./yaml-pairs.ts";
import { replacePair } from "./yaml-replace-pair.ts";
import { replaceKey, replaceScalar } from "./yaml-scalar.ts";
import { replacePairValue } from "./yaml-values.ts";

/**
 * Carries out field operations on one YAML object as edits of the file's text.
 * @returns a refusal, with the field's path, where a field cannot be changed safely; nothing is edited then
 */
export function applyOps(text: string, object: MapNode, ops: readonly FieldOp[]): Edited | Refusal {
  if (isCode(object)) return settled(text, object, applyCodeOps(text, object, ops));
  const edits: TextEdit[] = [];
  const lostComments: string[] = [];
  for (const op of ops) {
    const done =
      op.op === "text"
        ? edited([{ start: op.start, end: op.end, text: op.text }])
        : applyOne(text, object, op);
    if (isRefused(done)) return op.op === "text" ? done : refuse(`${op.path.join(".")}: ${done.refused}`);
    edits.push(...done.edits);
    lostComments.push(...done.lostComments);
  }
  return settled(text, object, edited(edits, lostComments));
}

/** Sorted edits, of which none wants what another one wants. */
function settled(text: string, object: MapNode, done: Edited | Refusal): Edited | Refusal {
  if (isRefused(done)) return done;
  try {
    const sorted = sortEdits(
      merge(joinLast(text, object, done.edits)).map((edit) => ({ ...edit, rule: "edit", why: "" })),
    );
    return {
      ...edited(
        sorted.map(({ start, end, text: replacement }) => ({ start, end, text: replacement })),
        done.lostComments,
      ),
      ...(done.needs && { needs: done.needs }),
    };
  } catch (error) {
    if (error instanceof OverlapError)
      return refuse("two fields that change share the same text; edit by hand");
    throw error;
  }
}

/**
 * Joins deletions at the end of a text without a final newline. The last one takes the line break before it, which
 * belongs to another one if the line above goes too; together they take the line break above them all.
 */
function joinLast(text: string, object: MapNode, edits: readonly TextEdit[]): TextEdit[] {
  const last = edits.find((one) => one.text === "" && one.start < one.end && one.end === text.length);
  if (!last || text.endsWith("\n")) return [...edits];
  let { start } = last;
  const joined = new Set([last]);
  for (;;) {
    const above = edits.find(
      (one) => one.text === "" && !joined.has(one) && one.start < start && one.end >= start,
    );
    if (!above) break;
    joined.add(above);
    start = above.start;
    // The line break of a block scalar is part of its value.
    const leaf = leafBefore(object, start);
    if (isBlockScalar(leaf) && nodeEnd(text, leaf) >= start) break;
    start -= text[start - 2] === "\r" ? 2 : Math.min(1, start);
  }
  const others = edits.filter((one) => !joined.has(one));
  // Lines that are put between them come to stand at the end, and there is none after them.
  const lines = others.filter((one) => one.start === one.end && one.start > start && one.start < text.length);
  if (lines.length === 0) return [...others, { start, end: text.length, text: "" }];
  const added = text.slice(start, lines[0]?.start).match(/^\r?\n/)?.[0] ?? "";
  const inserted =
    added +
    lines
      .map((one) => one.text)
      .join("")
      .replace(/\r?\n$/, "");
  return [...others.filter((one) => !lines.includes(one)), { start, end: text.length, text: inserted }];
}

/** The last scalar or bracket that begins before an offset. */
function leafBefore(node: YamlNode, offset: number): YamlNode | undefined {
  const inner =
    node.type === "map" ? node.items.map(({ value }) => value) : node.type === "seq" ? node.items : [];
  const last = inner.findLast((one) => one !== undefined && one.start < offset);
  if (last === undefined || node.type === "scalar" || node.type === "alias" || node.flow) return node;
  return leafBefore(last, offset);
}

/** Joins inserts at one offset in the order they were asked for, so that sorting cannot reorder them. */
function merge(edits: readonly TextEdit[]): TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of edits) {
    const same =
      edit.start === edit.end
        ? merged.find((other) => other.start === edit.start && other.end === edit.end)
        : undefined;
    if (same) same.text += edit.text;
    else merged.push({ ...edit });
  }
  return merged;
}

function applyOne(text: string, object: MapNode, op: Exclude<FieldOp, { op: "text" }>): Edited | Refusal {
  if (op.op === "copy-item" || op.op === "remove-item") return applyToItem(text, object, op);
  const key = String(op.path.at(-1) ?? "");
  const parent = ownMap(object, op.path.slice(0, -1));
  if (isRefused(parent)) return op.op === "remove" && parent.missing ? edited([]) : parent;
  const pair = pairOf(parent.map, key);
  if (op.op === "remove") return pair ? removePair(text, parent.map, key) : edited([]);
  if (op.op === "replace") return replacePair(text, parent.map, key, op.to, op.value);
  if (op.op === "rename") return rename(text, parent.map, pair, op.to, op.value);
  if (!pair) {
    const pairs: PlainRecord = { [key]: op.value };
    return op.after !== undefined && pairOf(parent.map, op.after)
      ? insertPairsAfter(text, parent.map, op.after, pairs)
      : appendPairs(text, parent.map, pairs);
  }
  return setValue(text, parent.map, pair, key, op.value);
}

function setValue(text: string, map: MapNode, pair: Pair, key: string, value: PlainValue): Edited | Refusal {
  const old = pair.value;
  if (typeof value === "string" && old?.type === "scalar" && old.style === "literal") {
    const lines = old.anchor === undefined ? replaceLiteral(text, old, value) : undefined;
    if (lines) return edited([lines]);
  }
  if (old?.type === "map" && old.anchor === undefined && isRecord(value) && sameKeys(old, value))
    return setAll(text, old, value);
  if (
    typeof value !== "string" ||
    old?.type !== "scalar" ||
    old.style === "literal" ||
    old.style === "folded"
  )
    return replacePairValue(text, map, key, value);
  return replaceScalar(text, old, value, { flow: map.flow });
}

/** A map that keeps its keys keeps its lines too: each value is set in place, and comments stay where they are. */
function setAll(text: string, map: MapNode, record: PlainRecord): Edited | Refusal {
  const edits: TextEdit[] = [];
  const lostComments: string[] = [];
  for (const [key, value] of Object.entries(record)) {
    const pair = pairOf(map, key);
    const set = pair ? setValue(text, map, pair, key, value) : refuse(`the field ${key} is not there`);
    if (isRefused(set)) return set;
    edits.push(...set.edits);
    lostComments.push(...set.lostComments);
  }
  return edited(edits, lostComments);
}

function sameKeys(map: MapNode, record: PlainRecord): boolean {
  const keys = Object.keys(record);
  return map.items.length === keys.length && keys.every((key) => pairOf(map, key) !== undefined);
}

function rename(
  text: string,
  map: MapNode,
  pair: Pair | undefined,
  to: string,
  value: string,
): Edited | Refusal {
  if (!pair) return refuse("the field is not there");
  const renamed = replaceKey(text, pair, to);
  if (isRefused(renamed)) return renamed;
  const set = setValue(text, map, pair, String(pair.key.value), value);
  if (isRefused(set)) return set;
  return edited([...renamed.edits, ...set.edits], set.lostComments);
}

function applyToItem(
  text: string,
  object: MapNode,
  op: Extract<FieldOp, { op: "copy-item" | "remove-item" }>,
): Edited | Refusal {
  const list = ownNode(object, op.path.slice(0, -1));
  if (isRefused(list)) return list;
  if (list.node.type !== "seq") return refuse("it is not a list");
  const seq = list.node;
  const index = Number(op.path.at(-1));
  if (op.op === "remove-item") {
    const removed = removeItem(text, seq, index);
    return "empty" in removed ? refuse("it is the only item of its list") : removed;
  }
  const item = seq.items[index];
  if (item?.type === "alias") return refuse(`it is the alias *${item.name}; edit by hand`);
  if (item?.type !== "map") return refuse("it is not a map");
  const range = itemRange(text, seq, index);
  if (isRefused(range)) return range;
  const rewrite = applyOps(text, item, op.ops);
  if (isRefused(rewrite)) return rewrite;
  // The comments above say why the original is there, so they stay with it alone.
  const start = seq.flow ? range.start : lineStart(text, item.start);
  return insertItemAfter(text, seq, index, rewrittenSlice(text, { start, end: range.end }, rewrite.edits));
}

/** The map at a path through own keys only: what an alias or a merge key gives is written somewhere else. */
function ownMap(
  object: MapNode,
  path: readonly PathStep[],
): { map: MapNode } | (Refusal & { missing: boolean }) {
  const own = ownNode(object, path);
  if (isRefused(own)) return own;
  return own.node.type === "map" ? { map: own.node } : { ...refuse("it is not a map"), missing: false };
}

function ownNode(
  object: MapNode,
  path: readonly PathStep[],
): { node: MapNode | SeqNode } | (Refusal & { missing: boolean }) {
  let here: MapNode | SeqNode = object;
  for (const step of path) {
    const next: YamlNode | undefined =
      here.type === "seq" ? here.items[Number(step)] : pairOf(here, String(step))?.value;
    if (!next)
      return {
        ...refuse(
          pairOf(here, "<<") ? "it comes from a merge key (<<); edit by hand" : "there is no such map",
        ),
        missing: !pairOf(here, "<<"),
      };
    if (next.type === "alias")
      return { ...refuse(`it is the alias *${next.name}; edit by hand`), missing: false };
    if (next.anchor !== undefined)
      return {
        ...refuse(`the anchor &${next.anchor} stands here and other places may use it; edit by hand`),
        missing: false,
      };
    if (next.type === "scalar") return { ...refuse("it is not a map"), missing: next.value === null };
    here = next;
  }
  return { node: here };
}
