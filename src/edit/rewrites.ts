/** All changes of objects where they stand, in one file. */
import { groupBy } from "../core/group.ts";
import { isRefused, type Refusal } from "../core/refusal.ts";
import { applyOps } from "./apply-ops.ts";
import { isCode } from "./code-ops.ts";
import { type ObjectOps, settleShared } from "./code-shared.ts";
import type { Edited } from "./types.ts";

/** Edits with the position of the first change that asks for them. */
export type Rewritten = Edited & { of: number };

/**
 * Carries out all changes of a file's objects. In a program, changes of one object are made together, because its
 * commas are settled once, and what all users of a constant want alike is done to the constant.
 */
export function rewriteAll(text: string, all: readonly ObjectOps[]): Rewritten[] | Refusal {
  if (!all.some(({ object }) => isCode(object))) return each(text, all, (_, index) => index);
  const { rest, constants, first } = settleShared(all);
  const done = together(text, rest);
  const shared = constants && applyOps(text, constants.object, constants.ops);
  if (isRefused(done) || (shared && isRefused(shared))) return together(text, all);
  return shared ? [...done, { ...shared, of: first }] : done;
}

/** One edit of an object for all that happens to it. */
function together(text: string, all: readonly ObjectOps[]): Rewritten[] | Refusal {
  const byObject = groupBy(all, ({ object }) => object);
  const indices = new Map(all.map(({ object }, index) => [object, index] as const).reverse());
  const merged = [...byObject].map(([object, some]) => ({ object, ops: some.flatMap(({ ops }) => ops) }));
  return each(text, merged, ({ object }) => indices.get(object) ?? 0);
}

function each(
  text: string,
  all: readonly ObjectOps[],
  of: (one: ObjectOps, index: number) => number,
): Rewritten[] | Refusal {
  const results: Rewritten[] = [];
  for (const [index, one] of all.entries()) {
    const done = applyOps(text, one.object, one.ops);
    if (isRefused(done)) return done;
    results.push({ ...done, of: of(one, index) });
  }
  return results;
}
