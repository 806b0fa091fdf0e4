import type { Review } from "../review.ts";
import type { ReviewedFile } from "../review-files.ts";

/** Everything that the files can be filtered by, sorted. */
export interface Lists {
  clusters: string[];
  sources: string[];
  rules: string[];
}

/** By what one file is found: numbers point into the lists. */
export type Found = Readonly<Record<keyof Lists, number[]>>;

/** What the files of a review can be filtered by. */
export function listsOf({ files }: Review): Lists {
  const sorted = (valuesOf: (file: ReviewedFile) => readonly string[]) =>
    [...new Set(files.flatMap(valuesOf))].sort();
  return {
    clusters: sorted((one) => one.clusters),
    sources: sorted((one) => one.sources),
    rules: sorted(rulesOf),
  };
}

/** A function that finds the values of a file in the lists. */
export function finder(lists: Lists): (file: ReviewedFile) => Found {
  const clusters = numbersIn(lists.clusters);
  const sources = numbersIn(lists.sources);
  const rules = numbersIn(lists.rules);
  return (file) => ({
    clusters: clusters(file.clusters),
    sources: sources(file.sources),
    rules: rules(rulesOf(file)),
  });
}

function rulesOf({ reasons }: ReviewedFile): string[] {
  return [...new Set(reasons.map((one) => one.rule))];
}

/** Gives values the numbers that they have in a list. */
function numbersIn(list: readonly string[]): (values: readonly string[]) => number[] {
  const numbers = new Map(list.map((one, i) => [one, i]));
  return (values) => values.flatMap((one) => numbers.get(one) ?? []);
}
