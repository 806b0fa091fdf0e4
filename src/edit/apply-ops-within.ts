import type { FieldOp } from "../core/ops.ts";
import { isRefused, type Refusal } from "../core/refusal.ts";
import type { MapNode, ScalarNode } from "../core/tree.ts";
import { applyOps } from "./apply-ops.ts";
import { type Edited, edited, type NestedText, type TextEdit } from "./types.ts";
import { nestedText } from "./yaml-nested-text.ts";

/** Field operations on one object that stands in a text inside scalars. */
export interface OpsWithin {
  /** The scalars that hold the object's text, the one of the file first, each with places in the one before. */
  holders: readonly ScalarNode[];
  /** The object, with places in the innermost text. */
  object: MapNode;
  ops: readonly FieldOp[];
}

/**
 * Carries out field operations on objects inside block scalars as edits of the file's text.
 * @returns a refusal where one of them cannot be done safely; nothing is edited then
 */
export function applyOpsWithin(text: string, work: readonly OpsWithin[]): Edited | Refusal {
  return edit(text, work, 0);
}

/** Those works whose next holder is the same are done together, as one round of edits of that scalar. */
function edit(text: string, work: readonly OpsWithin[], depth: number): Edited | Refusal {
  const edits: TextEdit[] = [];
  const lostComments: string[] = [];
  const add = (done: Edited | Refusal): Refusal | undefined => {
    if (isRefused(done)) return done;
    edits.push(...done.edits);
    lostComments.push(...done.lostComments);
    return undefined;
  };
  const inner = new Map<number, { holder: ScalarNode; work: OpsWithin[] }>();
  for (const one of work) {
    const holder = one.holders[depth];
    if (!holder) {
      const refused = add(applyOps(text, one.object, one.ops));
      if (refused) return refused;
      continue;
    }
    const known = inner.get(holder.start);
    if (known) known.work.push(one);
    else inner.set(holder.start, { holder, work: [one] });
  }
  for (const { holder, work: mine } of inner.values()) {
    const nested = nestedText(text, holder);
    if (isRefused(nested)) return nested;
    const done = edit(nested.text, mine, depth + 1);
    const refused = isRefused(done) ? done : add(outward(nested, done));
    if (refused) return refused;
  }
  return edited(
    edits.sort((a, b) => a.start - b.start || a.end - b.end),
    lostComments,
  );
}

function outward(nested: NestedText, done: Edited): Edited | Refusal {
  const result = nested.outward(done.edits);
  return isRefused(result) ? result : { edits: result.edits, lostComments: done.lostComments };
}
