import type { ConstantUse, Origin } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import type { FieldOp, PlainValue } from "../core/ops.ts";
import { at, type MapNode, pairOf, type ScalarNode, type YamlNode } from "../core/tree.ts";

/** An object with what changes in it. */
export interface ObjectOps {
  object: MapNode;
  ops: readonly FieldOp[];
}

/** What is left of each object's operations, and what happens to constants instead. */
export interface Settled {
  rest: ObjectOps[];
  /** The constants as fields of an object that nobody wrote; undefined where none changes. */
  constants: ObjectOps | undefined;
  /** Which of the objects asked first for a change of a constant. */
  first: number;
}

/** One operation that reaches into a constant. */
interface Shared {
  node: YamlNode;
  origin: Origin;
  /** What changes in the constant: a path below it. */
  op: Exclude<FieldOp, { op: "text" }>;
  places: { index: number; op: FieldOp; range: Range }[];
}

/**
 * A constant that several objects use is edited once, where it is written, if everything that uses it changes alike.
 * Where something does not, each of the others overrides it at its own place.
 */
export function settleShared(all: readonly ObjectOps[]): Settled {
  const groups = new Map<string, Shared>();
  const written = ownValues(all);
  const settled = new Set<FieldOp>();
  all.forEach(({ object, ops }, index) => {
    for (const op of ops) {
      if (op.op === "text") continue;
      const found = sharedBy(object, op);
      if (!found) continue;
      if (found.origin.whole) {
        // The field of another object that changes in the same way: what reads it follows by itself.
        if (op.op === "set" && written.get(keyOf(found.origin.node)) === op.value) settled.add(op);
        continue;
      }
      const { origin } = found;
      const { node } = origin;
      const id = JSON.stringify([keyOf(node), found.op]);
      const group = groups.get(id) ?? { node, origin, op: found.op, places: [] };
      group.places.push({ index, op, range: found.range });
      groups.set(id, group);
    }
  });
  const whole = [...groups.values()].filter(isWhole);
  for (const { places } of whole) for (const { op } of places) settled.add(op);
  const rest = all.map(({ object, ops }) => ({ object, ops: ops.filter((op) => !settled.has(op)) }));
  const first = Math.min(...whole.flatMap(({ places }) => places.map(({ index }) => index)));
  return { rest, constants: holderOf(whole, all[first]?.object), first };
}

/** True where every use of the constant changes in this way. */
function isWhole({ origin: { uses, path }, places }: Shared): boolean {
  const within = (use: Range) => places.some(({ range }) => range.start <= use.start && use.end <= range.end);
  return uses.length > 0 && uses.every((use) => within(use) || !reads(use, path));
}

/** True where a place that uses a constant gets what stands at a path in it, or a part of that. */
function reads(use: ConstantUse, path: readonly string[]): boolean {
  const same = (a: readonly string[], b: readonly string[]) =>
    a.every((step, i) => i >= b.length || step === b[i]);
  if (!same(use.path, path)) return false;
  const next = path[use.path.length];
  return next === undefined || !use.hidden.includes(next);
}

/** The constants as fields `0`, `1`, … of one object, so that their commas are settled together. */
function holderOf(groups: readonly Shared[], like: MapNode | undefined): ObjectOps | undefined {
  if (groups.length === 0 || like?.code?.form !== "object") return undefined;
  const nodes = [...new Map(groups.map((one) => [keyOf(one.node), one.node])).values()];
  const names = new Map(nodes.map((node, i) => [keyOf(node), String(i)]));
  const key = (node: YamlNode, name: string): ScalarNode => ({
    type: "scalar",
    style: "code",
    value: name,
    start: node.start,
    end: node.start,
  });
  const { members: _, ...code } = like.code;
  return {
    object: {
      ...like,
      code: { ...code, members: [] },
      items: nodes.map((node, i) => ({ key: key(node, String(i)), value: node })),
    },
    ops: groups.map(({ node, op }) => ({ ...op, path: [names.get(keyOf(node)) ?? "", ...op.path] })),
  };
}

function keyOf({ start, end }: Range): string {
  return `${start} ${end}`;
}

/** The constant that an operation reaches, and the operation as seen from it. */
function sharedBy(
  object: MapNode,
  op: Exclude<FieldOp, { op: "text" }>,
): { origin: Origin; range: Range; op: Shared["op"] } | undefined {
  const parent = at(object, op.path.slice(0, -1));
  const key = op.path.at(-1) ?? "";
  const old = parent?.type === "map" ? pairOf(parent, String(key))?.value : undefined;
  const value = old && originOf(old);
  if (op.op === "set" && old && value) return { origin: value, range: old, op: { ...op, path: [] } };
  const origin = parent && originOf(parent);
  return origin && { origin, range: parent, op: { ...op, path: [key] } };
}

function originOf({ code }: YamlNode): Origin | undefined {
  return code?.form === "shared" ? code.origin : undefined;
}

/** New values of fields that objects say themselves, by the place of the old one. */
function ownValues(all: readonly ObjectOps[]): Map<string, PlainValue> {
  const values = new Map<string, PlainValue>();
  for (const { object, ops } of all)
    for (const op of ops) {
      if (op.op !== "set") continue;
      const old = at(object, op.path);
      if (old && old.code?.form !== "shared") values.set(keyOf(old), op.value);
    }
  return values;
}
