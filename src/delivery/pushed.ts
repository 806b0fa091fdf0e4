import { join } from "../core/paths.ts";
import { nodeReader, type Reader } from "../io/read.ts";
import { pushRules } from "./rules.ts";
import { type DeliveredEntry, DeliveryError, kept, TOP, type TreeEntry } from "./tree.ts";

/** Paths of a folder that are looked at; more are no folder that anybody pushes. */
const MAX_PATHS = 200_000;

/**
 * What `flux push artifact --path folder --ignore-paths a,b` packs: everything but links and what the list keeps out,
 * also what Git does not track. No `.sourceignore` is read (publish-facts 4 and 5).
 * @param ignorePaths the list, one pattern an item; an empty one keeps everything
 * @throws the system error where the folder cannot be read, DeliveryError
 */
export function packedBy(
  folder: string,
  ignorePaths: readonly string[],
  reader: Reader = nodeReader,
): DeliveredEntry[] {
  return kept(treeIn(folder, reader), pushRules(ignorePaths), ({ mode }) => mode);
}

function treeIn(folder: string, reader: Reader): TreeEntry[] {
  const tree: TreeEntry[] = [{ path: TOP, kind: "directory", mode: reader.stat(folder).mode }];
  const queue = [""];
  for (const directory of queue) {
    for (const entry of reader.list(directory === "" ? folder : `${folder}/${directory}`)) {
      const kind = entry.isDirectory() ? "directory" : entry.isFile() ? "file" : undefined;
      if (kind === undefined) continue;
      const path = join(directory, entry.name);
      tree.push({ path, kind, mode: reader.stat(`${folder}/${path}`).mode });
      if (kind === "directory") queue.push(path);
      if (tree.length > MAX_PATHS) throw new DeliveryError(`${folder} holds more than ${MAX_PATHS} paths`);
    }
  }
  return tree;
}
