import type { SourceNode } from "../core/graph.ts";
import { covers, isWild, narrowness } from "./match.ts";
import { sameTarget } from "./merge-flags.ts";
import type { ConfigProblem, Selector, SourceEntry } from "./types.ts";
import { originText } from "./wording.ts";

/**
 * Two decisions for one source, both meant for it: an entry without wildcards that an earlier one of the file leaves
 * nothing in any tree, and two flags of the same narrowness that say different things. A wide entry under a narrow
 * one is what narrowness is for, and a flag over the file too; neither is a problem.
 * @param entries as they decide: the first that matches wins
 */
export function rivalEntries(
  entries: readonly SourceEntry[],
  matches: ReadonlyMap<SourceEntry, readonly SourceNode[]>,
): ConfigProblem[] {
  return entries.flatMap((entry, i) => {
    const matched = matches.get(entry) ?? [];
    const rival = isFlag(entry) ? contradict : isDead;
    for (const earlier of entries.slice(0, i)) {
      if (isFlag(earlier) !== isFlag(entry) || !rival(earlier, entry)) continue;
      const shared = matched.filter((source) => matches.get(earlier)?.includes(source));
      const [first] = shared;
      // An earlier entry by url may be about this name in some clusters only.
      if (!first || (!isFlag(entry) && shared.length < matched.length)) continue;
      const message = `is a second decision for ${first.id}, which ${originText(earlier.origin)} decides; keep one of the two, or make them exclude each other`;
      return [{ origin: entry.origin, message }];
    }
    return [];
  });
}

function isFlag({ origin }: SourceEntry): boolean {
  return "flag" in origin;
}

function contradict(earlier: SourceEntry, entry: SourceEntry): boolean {
  return narrowness(earlier.selector) === narrowness(entry.selector) && !sameTarget(earlier, entry);
}

function isDead(earlier: SourceEntry, entry: SourceEntry): boolean {
  return isLiteral(entry.selector) && covers(earlier.selector, entry.selector);
}

function isLiteral(selector: Selector): boolean {
  return !isWild(selector.by === "url" ? selector.pattern : `${selector.namespace ?? ""}/${selector.name}`);
}
