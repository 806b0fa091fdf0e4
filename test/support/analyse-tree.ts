import type { Config } from "../../src/config/types.ts";
import type { Analysis } from "../../src/run.ts";
import { openPrograms } from "../../src/scan/typescript/programs.ts";
import { analyseBytes, bytesOf } from "./memory-tree.ts";

/** Analyses manifests and programs that are on no disk: path → text. Apart from `analyseTexts`, as it loads the compiler. */
export function analyseTree(files: ReadonlyMap<string, string>, config: Config): Analysis {
  return analyseBytes(bytesOf(files), config, (changed = new Map()) =>
    openPrograms((path) => changed.get(path) ?? files.get(path)),
  );
}
