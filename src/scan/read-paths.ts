import type { Reader } from "../io/read.ts";
import { candidateKind } from "./candidates.ts";
import { needlesInProgram } from "./needles.ts";
import { readPrograms } from "./program-files.ts";
import { readNow, type Scanned } from "./scan.ts";
import { searchFiles, type Unusable } from "./search.ts";
import type { ReadProgram } from "./typescript/programs.ts";

/** How files that are known already are read. */
export interface ReadPaths {
  reader: Reader;
  skip: (unusable: Unusable) => void;
  /** Reads programs; without it they are passed over. */
  program: ReadProgram | undefined;
}

/** Reads manifests and programs at these paths into `scanned`, however long an edit has made a program. */
export function readPaths(
  paths: readonly string[],
  scanned: Scanned,
  { reader, skip, program }: ReadPaths,
): void {
  const isProgram = (path: string) => candidateKind(path) === "program";
  const manifests = paths.filter((path) => !isProgram(path));
  readNow(searchFiles(scanned.root, manifests, skip, reader), scanned);
  if (!program) return;
  const hits = searchFiles(scanned.root, paths.filter(isProgram), skip, reader, needlesInProgram);
  readPrograms(hits, scanned, program, Number.POSITIVE_INFINITY);
}
