import type { ObjectForm } from "../core/code.ts";
import type { FieldOp } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { type MapNode, type Pair, type PathStep, pairOf, type SeqNode, type YamlNode } from "../core/tree.ts";
import { Changes } from "./code-changes.ts";
import { computedRefusal, withValue } from "./code-computed.ts";
import { Dialect, isRefusal } from "./code-dialect.ts";
import { isWritten } from "./code-imports.ts";
import { changeItem } from "./code-items.ts";
import { override } from "./code-override.ts";
import { walk } from "./code-paths.ts";
import { renderText } from "./code-render.ts";
import { type CodeRecord, type CodeValue, Expression, isCodeRecord, plainOf } from "./code-values.ts";
import { type Edited, edited, type TextEdit } from "./types.ts";

type Op = Exclude<FieldOp, { op: "text" }>;

/**
 * Carries out field operations on an object of a program as edits of its file. What a constant gives to several places
 * is overridden where it is used; what is computed is refused, with what to write.
 * @param isCopy true where the object stays as it is, and the edits are for a copy of it
 */
export function applyCodeOps(
  text: string,
  object: MapNode,
  ops: readonly FieldOp[],
  isCopy = false,
): Edited | Refusal {
  const unit = object.code?.form === "object" ? object.code.unit : undefined;
  const changes = new Changes(text, unit);
  const dialect = Dialect.of(unit, object, ops, isCopy);
  if (isRefused(dialect)) return dialect;
  for (const op of ops) {
    if (op.op === "text") {
      changes.edits.push({ start: op.start, end: op.end, text: op.text });
      continue;
    }
    const refused = applyOne(changes, object, op, dialect);
    if (refused) return { ...refused, refused: `${op.path.join(".")}: ${refused.refused}` };
  }
  const edits = changes.finish();
  const followed = followClass(object, edits, dialect);
  if (isRefused(followed)) return followed;
  const all = [...edits, ...dialect.edits, ...followed.edits];
  // A member that was there is changed in its place, and needs nothing.
  const needs = dialect.needs.filter(({ local, instead }) => local === instead || isWritten(local, all));
  return { ...edited(all, changes.lostComments), needs };
}

/** Enumerations that are called after the class of the object follow it, where nothing else is written over them. */
function followClass(
  object: MapNode,
  edits: readonly TextEdit[],
  dialect: Dialect,
): { edits: TextEdit[] } | Refusal {
  const followed: TextEdit[] = [];
  const visit = (node: YamlNode | undefined, path: readonly PathStep[]): Refusal | undefined => {
    if (node?.type === "map")
      return firstOf(node.items, ({ key, value }) => visit(value, [...path, String(key.value)]));
    if (node?.type === "seq") return firstOf(node.items, (item, i) => visit(item, [...path, i]));
    if (node?.type !== "scalar" || node.code?.form !== "enum") return undefined;
    const { start, end, code } = node;
    if (edits.some((edit) => edit.start < end && start < edit.end)) return undefined;
    const member = dialect.follow(path, code, String(node.value));
    if (isRefusal(member)) return member;
    if (member) followed.push({ start, end, text: member.text });
    return undefined;
  };
  return visit(object, []) ?? { edits: followed };
}

function firstOf<T>(
  list: readonly T[],
  refuses: (one: T, index: number) => Refusal | undefined,
): Refusal | undefined {
  for (const [i, one] of list.entries()) {
    const refused = refuses(one, i);
    if (refused) return refused;
  }
  return undefined;
}

function applyOne(changes: Changes, object: MapNode, op: Op, dialect: Dialect): Refusal | undefined {
  const parent = walk(object, op.path.slice(0, -1));
  if (isRefused(parent)) return op.op === "remove" && parent.missing ? undefined : withValue(parent, op);
  const { node } = parent;
  if (op.op === "copy-item" || op.op === "remove-item") {
    if ("shared" in parent) return override(changes, parent, op, null);
    const done = changeItem(changes.text, node, op, changes.unit, applyCodeOps);
    if (isRefused(done)) return done;
    changes.element(done);
    return undefined;
  }
  const given = writtenValue(op, dialect);
  if (isRefusal(given)) return given;
  if ("shared" in parent) return override(changes, parent, op, given);
  if (node.type === "seq") return setItem(changes, node, op, given);
  if (node.type !== "map") return refuse("it is not an object");
  const key = String(op.path.at(-1) ?? "");
  const pair = pairOf(node, key);
  const value = pair?.value;
  // What is put together from constants alone is known, and may be right as it is.
  if (op.op === "set" && value?.type === "scalar" && value.value === op.value) return undefined;
  if (value?.code?.form === "computed") return withValue(computedRefusal(value), op);
  if (op.op === "remove") return pair && changes.remove(node, key);
  if (op.op === "replace") return changes.replace(node, key, dialect.key(op.to), given);
  if (op.op === "rename") return rename(changes, node, pair, dialect.key(op.to), given);
  if (!pair || !value) return void changes.insert(node, dialect.key(key), given, op.after);
  // What its class says is what the dialect has seen to.
  if (value.code?.form === "class") return undefined;
  return set(changes, node, key, value, given);
}

/** What an operation writes, as the generator of the object's class has it. */
function writtenValue(op: Op, dialect: Dialect): CodeValue | Refusal {
  if (op.op === "set") return dialect.value(op.path, op.value);
  if (op.op === "rename" || op.op === "replace")
    return dialect.value([...op.path.slice(0, -1), op.to], op.value);
  return null;
}

/** Gives an item of a list a value, where it is written there and nowhere else. */
function setItem(changes: Changes, list: SeqNode, op: Op, given: CodeValue): Refusal | undefined {
  const item = list.items[Number(op.path.at(-1))];
  if (op.op !== "set" || !item) return refuse("there is no such item");
  if (item.code?.form === "computed") return withValue(computedRefusal(item), op);
  if (item.code?.form === "shared")
    return refuse(`the constant ${item.code.constant} gives it; edit by hand`);
  return changes.setOwn(item, given);
}

/** Gives a field that is there a value. */
function set(
  changes: Changes,
  map: MapNode,
  key: string,
  old: YamlNode,
  value: CodeValue,
): Refusal | undefined {
  if (old.type === "map" && old.code?.form === "object" && isCodeRecord(value) && sameKeys(old, value)) {
    for (const [name, one] of Object.entries(value)) {
      const inner = pairOf(old, name)?.value;
      if (inner?.code?.form === "computed") return computedRefusal(inner);
      const refused = inner && set(changes, old, name, inner, one);
      if (refused) return refused;
    }
    return undefined;
  }
  if (old.type === "scalar" && old.value === plainOf(value)) return undefined;
  if (old.code?.form === "enum") {
    const isOther = value instanceof Expression && value.declared !== old.code.declared;
    return isOther ? changes.setOwn(old, value) : changes.setMember(old, value);
  }
  if (old.code?.form === "shared") return changes.setShared(map, key, old, value);
  return changes.setOwn(old, value);
}

function sameKeys(map: MapNode, record: CodeRecord): boolean {
  const keys = Object.keys(record);
  return map.items.length === keys.length && keys.every((key) => pairOf(map, key) !== undefined);
}

function rename(
  changes: Changes,
  map: MapNode,
  pair: Pair | undefined,
  to: string,
  value: CodeValue,
): Refusal | undefined {
  if (!pair?.value) return refuse("the field is not there");
  const { key, value: old } = pair;
  const name = String(key.value);
  if (changes.memberOf(map, name) === undefined) return refuse("a spread gives it; edit by hand");
  if (old.code?.form === "shared" && old.code.shorthand) return changes.replace(map, name, to, value);
  const written = changes.text.slice(key.start, key.end);
  // In `{ name }` the name of the field is that of a constant, which stays.
  if (changes.isShorthand(map, name)) {
    changes.edits.push({ start: key.start, end: key.end, text: `${to}: ${written}` });
    return set(changes, map, name, old, value);
  }
  const quoted = /^["'`]/.exec(written)?.[0];
  if (name !== to)
    changes.edits.push({ start: key.start, end: key.end, text: quoted ? renderText(to, quoted) : to });
  return set(changes, map, name, old, value);
}

/** True for objects of programs. */
export function isCode(node: YamlNode): node is MapNode & { code: ObjectForm } {
  return node.code?.form === "object";
}
