import { join } from "node:path";
import { compare } from "../../core/text.ts";
import type { Reader } from "../../io/read.ts";

/** Templates looked at in one chart, and how deep their folders go. */
const MAX_TEMPLATES = 500;
const MAX_DEPTH = 12;

/** A file below `templates/` of a chart, or of one in its `charts/`. */
export interface ChartFile {
  /** Path in the tree. */
  path: string;
  /** Path in the chart, as templates name it. */
  name: string;
  inCharts: boolean;
  /** Helm takes its named templates and nothing else. */
  isPartial: boolean;
}

/** What is there of a chart's templates. */
export interface ChartFiles {
  found: readonly ChartFile[];
  /** What Helm reads and this does not, and why. */
  unread: readonly { file: string; why: string }[];
  /** Names of packed charts in `charts/`. */
  packed: readonly string[];
}

/** Lists the templates of a chart and of the charts in its folder. No link is followed. */
export function chartFiles(root: string, directory: string, reader: Reader): ChartFiles {
  const prefix = directory === "" ? "" : `${directory}/`;
  const found: ChartFile[] = [];
  const unread: { file: string; why: string }[] = [];
  const packed: string[] = [];
  const visit = (folder: string, depth: number, isTemplate: boolean): void => {
    for (const entry of entriesOf(join(root, prefix + folder), reader)) {
      const name = `${folder}/${entry.name}`;
      const path = prefix + name;
      const parts = name.split("/");
      const inTemplates = isTemplate || isTemplateFolder(parts);
      if (found.length >= MAX_TEMPLATES || depth > MAX_DEPTH) {
        unread.push({ file: path, why: "the chart has more templates than are read" });
        return;
      }
      if (entry.isSymbolicLink() && (inTemplates || parts.length === 2))
        unread.push({ file: path, why: "a link is not followed" });
      else if (entry.isDirectory()) {
        if (inTemplates || parts.at(-1) === "charts" || parts.at(-2) === "charts")
          visit(name, depth + 1, inTemplates);
      } else if (isTemplate && entry.isFile())
        found.push({ path, name, inCharts: folder.startsWith("charts/"), isPartial: isPartial(name) });
      else if (parts.at(-2) === "charts" && entry.name.endsWith(".tgz")) packed.push(entry.name);
    }
  };
  for (const folder of ["templates", "charts"])
    for (const entry of entriesOf(join(root, directory), reader))
      if (entry.name === folder && entry.isSymbolicLink())
        unread.push({ file: prefix + folder, why: "a link is not followed" });
      else if (entry.name === folder) visit(folder, 1, folder === "templates");
  return { found, unread: unread.slice(0, 10), packed };
}

function entriesOf(folder: string, reader: Reader): ReturnType<Reader["list"]> {
  try {
    return [...reader.list(folder)].sort((a, b) => compare(a.name, b.name));
  } catch {
    return [];
  }
}

/** `charts/redis/templates`, however deep charts lie in charts. */
function isTemplateFolder(parts: readonly string[]): boolean {
  return parts.at(-1) === "templates" && parts.at(-3) === "charts";
}

function isPartial(name: string): boolean {
  const last = name.slice(name.lastIndexOf("/") + 1);
  return last.startsWith("_") || last === "NOTES.txt";
}
