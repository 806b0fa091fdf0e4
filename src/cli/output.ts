import { writeFileSync } from "node:fs";
import { errnoText } from "../io/errno.ts";
import type { Terminal } from "../io/terminal.ts";
import { UsageError } from "./exit.ts";

/** A report to make: its format, and the file it goes to; standard output where there is none. */
export interface OutputChoice {
  format: string;
  output?: string;
}

/** Renders a report; `colour` is off for files. */
export type Renderer = (colour: boolean) => string;

/**
 * Makes the reports that were asked for, each in its format; the default goes to standard output.
 * @throws UsageError for an unknown format, or a file that cannot be written
 */
export function emit(
  choices: readonly OutputChoice[],
  renderers: ReadonlyMap<string, Renderer>,
  terminal: Terminal,
): void {
  for (const { format, output } of choices) {
    const render = renderers.get(format);
    if (!render) continue;
    if (output === undefined || output === "-") terminal.writeOut(render(terminal.color));
    else
      try {
        writeFileSync(output, render(false));
      } catch (error) {
        throw new UsageError(`${output}: ${errnoText(error)}`);
      }
  }
}

/** Refuses formats that a command does not have, before any work is done. */
export function checkFormats(
  choices: readonly OutputChoice[],
  known: readonly string[],
  command: string,
): void {
  for (const { format } of choices)
    if (!known.includes(format))
      throw new UsageError(
        `unknown format ${JSON.stringify(format)} for ${command}; allowed: ${known.join(", ")}`,
      );
  const toStdout = choices.filter((one) => one.output === undefined || one.output === "-");
  if (toStdout.length > 1)
    throw new UsageError(
      `${toStdout.map((one) => `--format ${one.format}`).join(" and ")} would share standard output; give all but one an --output`,
    );
}
