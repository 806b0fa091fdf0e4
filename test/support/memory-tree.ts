import type { Config } from "../../src/config/types.ts";
import { memoryReader } from "../../src/io/memory-reader.ts";
import { type Analysis, understand } from "../../src/run.ts";
import { readFiles, type Scanned } from "../../src/scan/scan.ts";
import { searchFiles } from "../../src/scan/search.ts";

/** Analyses files that are on no disk: path → text. */
export function analyseTexts(files: ReadonlyMap<string, string>, config: Config): Analysis {
  return analyseBytes(new Map([...files].map(([path, text]) => [path, Buffer.from(text, "utf8")])), config);
}

/** As `analyseTexts`, for files that need not be text. */
export function analyseBytes(files: ReadonlyMap<string, Uint8Array>, config: Config): Analysis {
  const root = "/memory";
  const bytes = new Map([...files].map(([path, one]) => [`${root}/${path}`, one]));
  const reader = memoryReader(bytes);
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
    programs: undefined,
  };
  const skip = ({ path, reason }: { path: string; reason: string }) =>
    scanned.skipped.push({ file: path, reason });
  readFiles(searchFiles(root, [...files.keys()].sort(), skip, reader), scanned);
  return understand(scanned, config);
}
