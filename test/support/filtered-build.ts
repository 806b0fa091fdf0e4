/** Trees as the program reads them: without files and documents that the byte search leaves out. */
import type { BuildFiles } from "../../src/build/files.ts";
import { memoryReader } from "../../src/io/memory-reader.ts";
import { nodeReader } from "../../src/io/read.ts";
import { buildFiles } from "../../src/scan/build-tree.ts";
import { discover } from "../../src/scan/discover.ts";
import { type Comparison, differences } from "./compare-builds.ts";
import type { OurAnswer } from "./our-build.ts";

/** A folder of the disk. */
export async function filteredDisk(root: string): Promise<BuildFiles> {
  const found = await discover(root);
  return buildFiles(found.root, found.files, nodeReader);
}

/** Files by their path. */
export function filteredMemory(files: Readonly<Record<string, string>>): BuildFiles {
  const root = "/memory";
  const bytes = Object.entries(files).map(([path, text]) => [`${root}/${path}`, Buffer.from(text)] as const);
  return buildFiles(root, Object.keys(files).sort(), memoryReader(new Map(bytes)));
}

/**
 * Compares a filtered build with that of all files. What fails only for an object that was left out is allowed to
 * build: that is counted as `both fail`, and by `spared`.
 */
export function compareFiltered(filtered: OurAnswer, all: OurAnswer): Comparison & { spared?: true } {
  if (!Array.isArray(all)) {
    if (Array.isArray(filtered)) return { outcome: "both fail", spared: true };
    const kinds = [filtered, all].map((answer) => ("failure" in answer ? "failure" : "gaps"));
    return kinds[0] === kinds[1]
      ? { outcome: kinds[0] === "failure" ? "both fail" : "cannot be built offline" }
      : {
          outcome: "different",
          difference: `${JSON.stringify(filtered)}, with all files ${JSON.stringify(all)}`,
        };
  }
  if (!Array.isArray(filtered))
    return { outcome: "different", difference: `only all files build: ${JSON.stringify(filtered)}` };
  const lines = differences(filtered, all);
  return lines.length === 0
    ? { outcome: "equal" }
    : { outcome: "different", difference: lines.join("\n").replaceAll("theirs", "with all files") };
}
