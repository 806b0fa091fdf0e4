import { join } from "node:path";
import { groupBy } from "../core/group.ts";
import { dirname } from "../core/paths.ts";
import { decode } from "../io/decode.ts";
import { readBytes } from "../io/read.ts";
import type { KustomizeTree } from "./kustomize.ts";
import type { Scanned } from "./scan.ts";

/** The texts of a tree, as planning and layout read them; every file is read once and kept. */
export interface TreeTexts {
  text(file: string): string | undefined;
  kustomizationOf(
    directory: string,
  ): { file: string; root: Scanned["documents"][number]["root"]; resources: readonly string[] } | undefined;
}

/**
 * Reads whole files on demand. A file whose documents are no longer what the scan read counts as unreadable,
 * so that no range of an old text is applied to a new one.
 */
export function openTree(scanned: Scanned, kustomize: KustomizeTree): TreeTexts {
  const known = new Map<string, string | undefined>();
  const documents = groupBy(scanned.documents, (document) => document.file);
  const read = (file: string): string | undefined => {
    const bytes = readBytes(join(scanned.root, file), scanned.reader);
    if (bytes === undefined) return undefined;
    const decoded = decode(bytes);
    if ("reason" in decoded) return undefined;
    const same = (documents.get(file) ?? []).every((one) => decoded.text.startsWith(one.text, one.start));
    return same ? decoded.text : undefined;
  };
  return {
    text(file) {
      if (!known.has(file)) known.set(file, read(file));
      return known.get(file);
    },
    kustomizationOf(directory) {
      const found = kustomize.byDirectory.get(directory === "." ? "" : directory);
      if (!found || dirname(found.file) !== directory) return undefined;
      return { file: found.file, root: found.document.root, resources: found.resources };
    },
  };
}
