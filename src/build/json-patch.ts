/** JSON patches (RFC 6902) as kustomize applies them with evanphx/json-patch v4 (facts 14 to 17). */
import { goNumber } from "./go-number.ts";
import {
  type BuiltEntry,
  type BuiltList,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  fail,
  get,
  isNull,
  type Origin,
  remove,
  scalar,
  set,
} from "./node.ts";
import { plainData, plainTag } from "./plain.ts";
import { printStyle } from "./printed-scalar.ts";
import { styled } from "./scalar-text.ts";
import { asYaml11 } from "./yaml11.ts";

type Container = BuiltMap | BuiltList;

/** An operation, read; `fail` names it. */
interface Operation {
  op: string;
  path: string;
  from: string;
  value: BuiltNode;
  /** That of a key that the operation adds. */
  keyOrigin: Origin;
  origin: Origin;
  fail: (reason: string) => never;
}

/**
 * The object after the operations. Values have the origin of the `value` that they are written in, copied and moved
 * ones that of their source, and a new key that of the `path`. What does not change is the very node of the base.
 *
 * - `add` below a parent that is missing or null, and a failed `test`, end the build (fact 15).
 * - `replace` of a missing last key adds it; `copy` from a missing one adds null; `-1` counts from the end (fact 16).
 * - The object goes through JSON: an empty value counts as written null from then on (fact 10), two equal keys end
 *   the build (fact 14), numbers are printed anew, and strings lose their style.
 * - Operations are read as YAML 1.1: `yes` is a bool, and of two equal keys the last counts.
 * @throws BuildFailure with the origin of the operation
 */
export function applyJsonPatch(base: BuiltMap, operations: readonly BuiltNode[]): BuiltMap {
  const read = operations.map(readOperation);
  return read.reduce(applied, throughJson(base, true) as BuiltMap);
}

function readOperation(node: BuiltNode): Operation {
  const refuse = (reason: string): never => fail(reason, node.origin);
  if (node.type !== "map") return refuse("an operation of a JSON patch has to be a map");
  const operation = throughJson(asYaml11(node)) as BuiltMap;
  const path = get(operation, "path");
  return {
    op: stringIn(operation, "op") ?? refuse("Unexpected kind: unknown"),
    path: stringIn(operation, "path") ?? refuse("operation missing path field"),
    from: stringIn(operation, "from") ?? "",
    value: get(operation, "value") ?? nothing(node),
    keyOrigin: path?.origin ?? node.origin,
    origin: node.origin,
    fail: refuse,
  };
}

/** Null that nobody wrote. */
function nothing({ origin }: { origin: Origin }): BuiltScalar {
  return scalar("null", { by: "default", from: [origin] }, "null");
}

function stringIn(node: BuiltMap, key: string): string | undefined {
  const found = get(node, key);
  return found?.type === "scalar" && found.tag === "string" ? found.text : undefined;
}

function applied(object: BuiltMap, operation: Operation): BuiltMap {
  const apply = OPERATIONS.get(operation.op);
  return apply ? apply(object, operation) : operation.fail(`Unexpected kind: ${operation.op}`);
}

const OPERATIONS: ReadonlyMap<string, (object: BuiltMap, operation: Operation) => BuiltMap> = new Map([
  ["add", (object, operation) => change(object, operation.path, operation, added(operation.value))],
  ["remove", (object, operation) => change(object, operation.path, operation, removed)],
  ["replace", replace],
  ["test", tested],
  ["copy", copy],
  ["move", move],
]);

/** The empty path stands for the whole object; only another object can take its place. */
function replace(object: BuiltMap, operation: Operation): BuiltMap {
  const { path, value } = operation;
  if (path !== "") return change(object, path, operation, replaced);
  return value.type === "map" ? value : operation.fail("replace operation value must be object");
}

function tested(object: BuiltMap, operation: Operation): BuiltMap {
  const { path, value } = operation;
  const found = path === "" ? object : lookUp(object, path, operation);
  return isSame(found, value) ? object : operation.fail(`testing value ${path} failed`);
}

/** Fact 16: what is not there is copied as null. */
function copy(object: BuiltMap, operation: Operation): BuiltMap {
  const found = lookUp(object, operation.from, operation) ?? nothing(operation);
  return change(object, operation.path, operation, added(found));
}

function move(object: BuiltMap, operation: Operation): BuiltMap {
  const found = lookUp(object, operation.from, operation);
  const without = change(object, operation.from, operation, removed);
  return change(without, operation.path, operation, added(found ?? nothing(operation)));
}

/** What an operation does to the container that its path leads to. */
type Change = (container: Container, key: string, operation: Operation) => Container;

function added(value: BuiltNode): Change {
  return (container, key, operation) => {
    if (container.type === "map") return set(container, key, value, operation.keyOrigin);
    const { length } = container.items;
    const at = key === "-" ? length : indexOf(key, length + 1, operation);
    return { ...container, items: container.items.toSpliced(at, 0, value) };
  };
}

const removed: Change = (container, key, operation) => {
  if (container.type === "list") {
    const at = indexOf(key, container.items.length, operation);
    return { ...container, items: container.items.toSpliced(at, 1) };
  }
  if (get(container, key) === undefined) operation.fail(`Unable to remove nonexistent key: ${key}`);
  return remove(container, key);
};

const replaced: Change = (container, key, operation) => withChild(container, key, operation.value, operation);

function change(object: BuiltMap, path: string, operation: Operation, how: Change): BuiltMap {
  const keys = keysOf(path, operation);
  return changeBelow(object, keys, 0, operation, how) as BuiltMap;
}

function changeBelow(
  node: Container,
  keys: string[],
  at: number,
  operation: Operation,
  how: Change,
): Container {
  const key = keys[at]!;
  if (at === keys.length - 1) return how(node, key, operation);
  const below = containerAt(node, key, operation);
  return withChild(node, key, changeBelow(below, keys, at + 1, operation, how), operation);
}

/** The last part of a path may be missing in a map, not in a list. */
function lookUp(object: BuiltMap, path: string, operation: Operation): BuiltNode | undefined {
  const keys = keysOf(path, operation);
  const last = keys.pop()!;
  let container: Container = object;
  for (const key of keys) container = containerAt(container, key, operation);
  return childOf(container, last, operation);
}

/** What stands before the first slash does not count, and a path without one leads nowhere. */
function keysOf(path: string, operation: Operation): string[] {
  const [, ...keys] = path.split("/");
  if (keys.length === 0)
    operation.fail(`${operation.op} operation does not apply: doc is missing path: "${path}"`);
  return keys.map((key) => key.replace(/~[01]/g, (escaped) => (escaped === "~1" ? "/" : "~")));
}

function containerAt(node: Container, key: string, operation: Operation): Container {
  const below = childOf(node, key, operation);
  if (below !== undefined && below.type !== "scalar") return below;
  const { op, path } = operation;
  return operation.fail(`${op} operation does not apply: doc is missing path: "${path}"`);
}

function childOf(node: Container, key: string, operation: Operation): BuiltNode | undefined {
  return node.type === "map" ? get(node, key) : node.items[indexOf(key, node.items.length, operation)];
}

function withChild(node: Container, key: string, value: BuiltNode, operation: Operation): Container {
  if (node.type === "map") return set(node, key, value, operation.keyOrigin);
  const at = indexOf(key, node.items.length, operation);
  return node.items[at] === value ? node : { ...node, items: node.items.with(at, value) };
}

/** A position before `end`; negative ones count from there. */
function indexOf(key: string, end: number, operation: Operation): number {
  if (!/^[-+]?\d+$/.test(key)) operation.fail(`value was not a proper array index: '${key}'`);
  const index = Number(key);
  if (index >= end || index < -end) operation.fail(`Unable to access invalid index: ${key}`);
  return index < 0 ? index + end : index;
}

function isSame(a: BuiltNode | undefined, b: BuiltNode): boolean {
  if (a === undefined || isNull(a)) return isNull(b);
  if (a.type === "map") return b.type === "map" && hasSameEntries(a, b);
  if (a.type === "list") return b.type === "list" && hasSameItems(a, b);
  return b.type === "scalar" && plainData(a.text, a.tag) === plainData(b.text, b.tag);
}

function hasSameEntries(a: BuiltMap, b: BuiltMap): boolean {
  if (a.entries.length !== b.entries.length) return false;
  const values = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => {
    const other = values.get(key);
    return other !== undefined && isSame(value, other);
  });
}

function hasSameItems(a: BuiltList, b: BuiltList): boolean {
  return a.items.length === b.items.length && a.items.every((item, at) => isSame(item, b.items[at]!));
}

/**
 * The node as it comes out of JSON; the very node if nothing of it changes. Keys have to be strings, but for the top,
 * where strings are made of them.
 */
function throughJson(node: BuiltNode, isTop = false): BuiltNode {
  if (node.type === "scalar") return scalarThroughJson(node);
  if (node.type === "list") {
    const items = node.items.map((item) => throughJson(item));
    return items.every((item, at) => item === node.items[at]) ? node : { ...node, items };
  }
  const second = node.repeated?.[0];
  if (second) fail(`mapping key "${second.key}" already defined`, second.keyOrigin);
  const entries = node.entries.map((entry): BuiltEntry => {
    if (entry.isNoString && !isTop)
      fail(`the key ${entry.key} is no string, as JSON needs it`, entry.keyOrigin);
    const value = throughJson(entry.value);
    return value === entry.value ? entry : { ...entry, value };
  });
  return entries.every((entry, at) => entry === node.entries[at]) ? node : { ...node, entries };
}

/** Styles are lost, and go-yaml v3, which reads objects, makes a time of a date. */
function scalarThroughJson(node: BuiltScalar): BuiltScalar {
  if (node.tag === "string" || node.tag === "time") return stringThroughJson(node);
  const text = node.tag === "null" ? "null" : textInJson(node);
  const tag = plainTag(text);
  return text === node.text && tag === node.tag && node.style === undefined
    ? node
    : styled({ ...node, text, tag }, undefined);
}

/** A string that YAML needs quotes or a block for has them from then on. */
function stringThroughJson(node: BuiltScalar): BuiltScalar {
  const text = node.tag === "time" ? String(plainData(node.text, node.tag)) : node.text;
  const printed = printStyle(text);
  const style = printed === "plain" ? undefined : printed;
  if (text === node.text && node.tag === "string" && node.style === style) return node;
  return styled({ ...node, text, tag: "string" }, style);
}

function textInJson(node: BuiltScalar): string {
  const data = plainData(node.text, node.tag);
  if (typeof data !== "number") return String(data);
  return Number.isFinite(data) ? goNumber(data) : fail(`json: unsupported value: ${node.text}`, node.origin);
}
