import type { ElementList } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import { leadingComments } from "./code-lines.ts";
import { isBlock, memberEdits } from "./code-members.ts";
import type { TextEdit } from "./types.ts";

/** One thing that happens to a list of a program: an element goes, or others come behind it. */
export interface ListChange {
  list: ElementList;
  /** Position of the element. */
  at: number;
  removed: boolean;
  /** New elements, without commas. */
  inserted: readonly string[];
}

/** Edits for all that happens to some lists: commas can only be settled once a list. */
export function listEdits(
  text: string,
  changes: readonly ListChange[],
  comments: readonly Range[],
): TextEdit[] {
  const lists = new Map<number, ListChange[]>();
  for (const one of changes) lists.set(one.list.start, [...(lists.get(one.list.start) ?? []), one]);
  return [...lists.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { list } = first;
    const removed = new Set(own.filter((one) => one.removed).map(({ at }) => at));
    const block = isBlock(text, list, list.members);
    const members = list.members.map((one, i) => ({
      key: undefined,
      end: one.end,
      start: removed.has(i) && block ? leadingComments(text, one.start, comments) : one.start,
    }));
    const inserted = [...own]
      .sort((a, b) => a.at - b.at)
      .flatMap((one) => one.inserted.map((added) => ({ after: one.at, text: () => added })));
    return memberEdits(text, list, members, { removed, inserted });
  });
}

/** The position of the element that a range stands in. */
export function elementAt({ members }: ElementList, { start, end }: Range): number {
  return members.findIndex((one) => one.start <= start && end <= one.end);
}
