import type { Reference } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Mention, ProgramText } from "../core/neighbours.ts";

/** Those places of programs that no reference of the graph explains: a patch in an object is one, and says so itself. */
export function unexplained(texts: readonly ProgramText[], references: readonly Reference[]): ProgramText[] {
  if (texts.length === 0) return [];
  const inPrograms = references.filter(({ manifest }) => manifest.document.code);
  const byFile = groupBy(inPrograms, ({ location }) => location.file);
  const starts = new Map(
    [...byFile].map(([file, list]) => [
      file,
      list.map(({ range }) => range).sort((a, b) => a.start - b.start),
    ]),
  );
  return texts.filter(({ location, start, end }) => {
    const ranges = starts.get(location.file) ?? [];
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranges[middle]!.end <= start) low = middle + 1;
      else high = middle;
    }
    const next = ranges[low];
    return next === undefined || next.start >= end;
  });
}

/** A place of a program as what keeps the sources that it names. */
export function asMention({ location, text, what }: ProgramText): Mention {
  const { file, line, column } = location;
  return { file, line, column, text, why: what };
}
