/** The file that `init` writes. */

import {
  accessSync,
  constants,
  linkSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { errnoCode, errnoText } from "../io/errno.ts";
import { readNamed } from "../io/read.ts";
import { temporaryBeside } from "../io/temporary-name.ts";
import { UsageError } from "./exit.ts";

/** What stands in the place of the file before anything is asked; undefined where nothing does. */
export type Former = Buffer | undefined;

/**
 * Looks where it would go.
 * @returns the bytes of the file that is there
 * @throws UsageError for what is no directory that can be written, and for a link or anything else that is no file: a link
 * may lead out of the tree
 */
export function checkPlace(path: string, file: string): Former {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`${path}: ${errnoText(error)}; init takes the root of a fleet`);
  }
  if (!isDirectory) throw new UsageError(`${path}: not a directory; init takes the root of a fleet`);
  const former = bytesAt(file);
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UsageError(`${path}: ${errnoText(error)}; init writes a file there`);
  }
  return former;
}

/**
 * Writes the file under another name first, so that nobody ever reads a half.
 * @param former what it replaces
 * @throws UsageError where something else stands there by now; that stays
 */
export function writeFile(file: string, text: string, former: Former): void {
  const temporary = temporaryBeside(file);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    if (former === undefined) place(temporary, file, text);
    else {
      if (bytesAt(file)?.equals(former) !== true)
        throw new UsageError(`${file} has changed meanwhile; nothing was written`);
      renameSync(temporary, file);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (errnoCode(error) === "EEXIST")
      throw new UsageError(`${file} has come meanwhile; nothing was written`);
    throw new UsageError(`${file}: ${errnoText(error)}`);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Gives a new file its name; unlike a rename, it fails where something has that name by now. */
function place(temporary: string, file: string, text: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if (errnoCode(error) === "EEXIST") throw error;
    // Not every file system has links.
    writeFileSync(file, text, { flag: "wx" });
  }
}

function bytesAt(file: string): Former {
  const facts = lstatSync(file, { throwIfNoEntry: false });
  if (facts === undefined) return undefined;
  if (!facts.isFile())
    throw new UsageError(
      `${file}: ${facts.isSymbolicLink() ? "a symbolic link" : "not a regular file"}; init writes through none, move it away`,
    );
  try {
    return readNamed(file, "configuration");
  } catch (error) {
    throw new UsageError(`${file}: ${errnoText(error)}`);
  }
}
