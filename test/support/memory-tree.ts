import type { Config } from "../../src/config/types.ts";
import { WHOLE } from "../../src/core/area.ts";
import { memoryReader } from "../../src/io/memory-reader.ts";
import { type Analysis, understand } from "../../src/run.ts";
import { SearchedFiles } from "../../src/scan/build-needles.ts";
import { candidateKind } from "../../src/scan/candidates.ts";
import type { OpenPrograms } from "../../src/scan/program-files.ts";
import { readPaths } from "../../src/scan/read-paths.ts";
import type { Scanned } from "../../src/scan/scan.ts";

/** Analyses files that are on no disk: path → text. */
export function analyseTexts(files: ReadonlyMap<string, string>, config: Config): Analysis {
  return analyseBytes(bytesOf(files), config);
}

/** The bytes of texts. */
export function bytesOf(files: ReadonlyMap<string, string>): Map<string, Uint8Array> {
  return new Map([...files].map(([path, text]) => [path, Buffer.from(text, "utf8")]));
}

/**
 * As `analyseTexts`, for files that need not be text.
 * @param programs reads programs among them; without it they are passed over
 */
export function analyseBytes(
  files: ReadonlyMap<string, Uint8Array>,
  config: Config,
  programs?: OpenPrograms,
): Analysis {
  const root = "/memory";
  const reader = memoryReader(new Map([...files].map(([path, one]) => [`${root}/${path}`, one])));
  const scanned: Scanned = {
    root,
    area: WHOLE,
    reader,
    files: files.size,
    paths: [...files.keys()].filter((path) => candidateKind(path) !== "program").sort(),
    documents: [],
    skipped: [],
    leftovers: [],
    unread: [],
    programTexts: [],
    texts: [],
    otherTexts: [],
    templates: [],
    modes: new Map(),
    searched: new SearchedFiles(),
    programs,
  };
  const skip = ({ path, reason }: { path: string; reason: string }) =>
    scanned.skipped.push({ file: path, reason });
  readPaths([...files.keys()].sort(), scanned, { reader, skip, program: programs?.() });
  return understand(scanned, config);
}
