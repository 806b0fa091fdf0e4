import type { Config } from "../../src/config/types.ts";
import { memoryReader } from "../../src/io/memory-reader.ts";
import { type Analysis, understand } from "../../src/run.ts";
import { candidateKind } from "../../src/scan/candidates.ts";
import { needlesInProgram } from "../../src/scan/needles.ts";
import { type OpenPrograms, readPrograms } from "../../src/scan/program-files.ts";
import { readFiles, type Scanned } from "../../src/scan/scan.ts";
import { searchFiles } from "../../src/scan/search.ts";
import { openPrograms } from "../../src/scan/typescript/programs.ts";

/** Analyses manifests and programs that are on no disk: path → text. Apart from `analyseTexts`, as it loads the compiler. */
export function analyseTree(files: ReadonlyMap<string, string>, config: Config): Analysis {
  const root = "/memory";
  const reader = memoryReader(
    new Map([...files].map(([path, text]) => [`${root}/${path}`, Buffer.from(text, "utf8")])),
  );
  const programs: OpenPrograms = (changed = new Map()) =>
    openPrograms((path) => changed.get(path) ?? files.get(path));
  const scanned: Scanned = {
    root,
    reader,
    files: files.size,
    documents: [],
    skipped: [],
    unread: [],
    programTexts: [],
    texts: [],
    templates: [],
    modes: new Map(),
    programs,
  };
  const paths = [...files.keys()].sort();
  const isProgram = (path: string) => candidateKind(path) === "program";
  const skip = ({ path, reason }: { path: string; reason: string }) =>
    scanned.skipped.push({ file: path, reason });
  const manifests = paths.filter((path) => !isProgram(path));
  readFiles(searchFiles(root, manifests, skip, reader), scanned);
  const hits = searchFiles(root, paths.filter(isProgram), skip, reader, needlesInProgram);
  readPrograms(hits, scanned, programs());
  return understand(scanned, config);
}
