import { compare } from "./text.ts";

/** Something with a place in a file. */
export interface Placed {
  file: string;
  line: number;
  column: number;
}

/** By file, line and column. */
export function byPlace(a: Placed, b: Placed): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column;
}

/** By the place that something points at. */
export function byLocation(a: { location: Placed }, b: { location: Placed }): number {
  return byPlace(a.location, b.location);
}
