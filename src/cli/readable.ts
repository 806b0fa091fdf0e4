import { accessSync, constants, statSync } from "node:fs";
import { errnoText } from "../io/errno.ts";
import { UsageError } from "./exit.ts";

/**
 * A file inside a tree that cannot be read is skipped and listed; a path that a person names is an error.
 * @throws UsageError for it
 */
export function checkReadable(path: string): void {
  const shown = path === "" ? '""' : path;
  let facts: { isFile(): boolean; isDirectory(): boolean };
  try {
    facts = statSync(path);
    // A directory that can be listed and not entered would be a tree of unreadable files.
    accessSync(path, facts.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  } catch (error) {
    throw new UsageError(
      `${shown}: ${errnoText(error)}; give the directory of a fleet, a file, or - for standard input`,
    );
  }
  if (!facts.isFile() && !facts.isDirectory())
    throw new UsageError(`${shown}: neither a directory nor a regular file; - reads standard input`);
}
