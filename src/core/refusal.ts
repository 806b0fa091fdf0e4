import type { Range } from "./edits.ts";

/** A request that is not carried out, with one sentence that a person can act on. */
export interface Refusal {
  refused: string;
  /** The place in its file that is the reason: an expression of a program. */
  at?: Range;
}

/** Makes a refusal. The reason is a clause without a final full stop: "the value has an anchor …". */
export function refuse(reason: string): Refusal {
  return { refused: reason };
}

/** True where a result is a refusal. */
export function isRefused(result: object): result is Refusal {
  return "refused" in result;
}
