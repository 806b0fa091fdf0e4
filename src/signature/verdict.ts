import type { Finding } from "../registry/finding.ts";

/** What one signature, or all of one form, come to; undefined: it is there and right. */
export type Verdict = Finding | undefined;

/** Of several signatures one right one is enough. Else what is said first: unknown outweighs what is wrong. */
const ORDER: readonly Finding["row"][] = ["not-checked", "other-digest", "wrong-identity", "wrong-key"];

/** The verdict of several; there has to be one. */
export function best(verdicts: readonly [Verdict, ...Verdict[]]): Verdict {
  if (verdicts.includes(undefined)) return undefined;
  const rank = (one: Verdict) => {
    const index = one === undefined ? -1 : ORDER.indexOf(one.row);
    return index < 0 ? ORDER.length : index;
  };
  return verdicts.toSorted((a, b) => rank(a) - rank(b))[0];
}
