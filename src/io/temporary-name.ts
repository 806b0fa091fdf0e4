/** Names of temporary files. A scan reads none of them, and a later run tells by the process if one is still in use. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { errnoCode } from "./errno.ts";

/** Those of versions before the process was in the name count too. */
const NAME = /^\.(.{1,40})\.git2oci-(?:(\d+)-)?[0-9a-f]{12}\.(new|old)\.tmp$/s;

/**
 * A path for a temporary file beside `target`, hidden. Its name is cut, as file systems allow 255 bytes.
 * @param part the new text of the target, or what stood there
 */
export function temporaryBeside(target: string, part: "new" | "old" = "new"): string {
  const mark = randomBytes(6).toString("hex");
  const name = `.${basename(target).slice(0, 40)}.git2oci-${process.pid}-${mark}.${part}.tmp`;
  return join(dirname(target), name);
}

/** The start of the name of the file that a temporary one belongs to; its first 40 characters. */
export function targetStart(name: string): string | undefined {
  return NAME.exec(name)?.[1];
}

/** True for the name of a temporary file of a run that is no longer there. */
export function isLeftover(name: string): boolean {
  const match = name.endsWith(".tmp") ? NAME.exec(name) : null;
  return match !== null && !isRunning(Number(match[2] ?? 0));
}

function isRunning(id: number): boolean {
  if (id === 0) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return errnoCode(error) === "EPERM";
  }
}
