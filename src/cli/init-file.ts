/** The file that `init` writes. */
import { lstatSync, statSync } from "node:fs";
import { errnoText } from "../io/errno.ts";
import { UsageError } from "./exit.ts";
import { StagedFiles } from "./output.ts";

/**
 * Looks where it would go.
 * @returns true where the file is there, whatever it is
 * @throws UsageError for what is no directory
 */
export function checkPlace(path: string, file: string): boolean {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`${path}: ${errnoText(error)}; init takes the root of a fleet`);
  }
  if (!isDirectory) throw new UsageError(`${path}: not a directory; init takes the root of a fleet`);
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

/** Under another name first, so that nobody ever reads a half. What came there meanwhile is not written over. */
export function writeFile(file: string, text: string, replace: boolean): void {
  if (!replace && lstatSync(file, { throwIfNoEntry: false }))
    throw new UsageError(`${file} has come meanwhile; nothing was written`);
  const staged = new StagedFiles();
  try {
    staged.add(file, text);
    staged.commit();
  } finally {
    staged.discard();
  }
}
