/** How much of a program is read; hostile and generated ones have no bounds of their own. */
export interface Budget {
  /** How deep the expression nests that is being read. */
  depth: number;
  /** How many more values may be made for this file. */
  left: number;
}

/** As deep as YAML may nest: everything behind the readers works on trees of that depth. */
export const MAX_DEPTH = 100;

/** A program of the largest size has fewer, unless its constants are made of one another. */
export const MAX_VALUES = 500_000;

/** Thrown where constants that are made of one another stand for more values than the memory should hold. */
export class TooManyValues extends Error {}

/** Counts a value that is made. */
export function spend(budget: Budget): void {
  budget.left--;
  if (budget.left < 0) throw new TooManyValues();
}
