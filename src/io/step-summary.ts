import { appendFileSync, statSync } from "node:fs";
import { errnoText } from "./errno.ts";

/** GitHub takes so many bytes a step, and drops the whole summary where there are more. */
const MOST_BYTES = 1024 * 1024;
/** A heading and one line are worth writing; less is not. */
const LEAST_BYTES = 1024;

/**
 * Adds to the summary of a job: the file that a runner of GitHub Actions names in `GITHUB_STEP_SUMMARY`.
 * @param file nothing happens where the runner names none
 * @param text makes what fits into so many bytes
 * @returns why nothing was written although there is a file; undefined where all went well
 */
export function appendStepSummary(
  file: string | undefined,
  text: (limit: number) => string,
): string | undefined {
  if (!file) return undefined;
  try {
    const room = MOST_BYTES - (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
    if (room < LEAST_BYTES) return `${file}: no room left in the summary of the step`;
    const addition = `${text(room - 1)}\n`;
    if (Buffer.byteLength(addition) > room) return `${file}: no room left in the summary of the step`;
    appendFileSync(file, addition);
    return undefined;
  } catch (error) {
    return `${file}: ${errnoText(error)}`;
  }
}
