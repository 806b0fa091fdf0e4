import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { errnoText } from "../io/errno.ts";
import { temporaryBeside } from "../io/temporary-name.ts";
import type { Terminal } from "../io/terminal.ts";
import { UsageError } from "./exit.ts";

/** A report to make: its format, and the file it goes to; standard output where there is none. */
export interface OutputChoice {
  format: string;
  output?: string;
}

/** Renders a report; `colour` is off for files. */
export type Renderer = (colour: boolean) => string;

/** Files that are written completely, but under another name until `commit`. */
export class StagedFiles {
  readonly #files: { path: string; temporary: string }[] = [];

  /**
   * Writes a file beside its place. Nothing can stand beside a device or a pipe, so they get the text at once:
   * what cannot take it must say so while nothing else is written.
   * @throws UsageError where the disk says no; what was staged before stays staged
   */
  add(path: string, text: string): void {
    try {
      const place = placeOf(path);
      if (place === undefined) writeFileSync(path, text);
      else this.#beside(place, text);
    } catch (error) {
      throw new UsageError(`${path}: ${errnoText(error)}`);
    }
  }

  #beside(path: string, text: string): void {
    const temporary = temporaryBeside(path);
    this.#files.push({ path, temporary });
    writeFileSync(temporary, text, { flag: "wx" });
  }

  /** Gives all files their names. @throws UsageError for the first that fails; it and the rest stay staged */
  commit(): void {
    for (let file = this.#files[0]; file; file = this.#files[0]) {
      try {
        renameSync(file.temporary, file.path);
      } catch (error) {
        throw new UsageError(`${file.path}: ${errnoText(error)}`);
      }
      this.#files.shift();
    }
  }

  /** Takes everything back that was not committed. */
  discard(): void {
    for (const { temporary } of this.#files.splice(0)) rmSync(temporary, { force: true });
  }
}

/** Where a regular file is or will be, links followed; undefined for a device or pipe. */
function placeOf(path: string): string | undefined {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
  if (facts) return facts.isFile() ? realpathSync.native(path) : undefined;
  return resolve(path);
}

/** Stages the reports that go to files. @throws UsageError for a file that cannot be written */
export function stageReports(
  choices: readonly OutputChoice[],
  renderers: ReadonlyMap<string, Renderer>,
  staged: StagedFiles,
): void {
  for (const { format, output } of choices) {
    const render = renderers.get(format);
    if (render && output !== undefined && output !== STDOUT) staged.add(output, render(false));
  }
}

/** Prints the report that goes to standard output. */
export function printReport(
  choices: readonly OutputChoice[],
  renderers: ReadonlyMap<string, Renderer>,
  terminal: Terminal,
): void {
  for (const choice of choices)
    if (toStdout(choice)) terminal.writeOut(renderers.get(choice.format)?.(terminal.color) ?? "");
}

/** Makes all reports at once; for commands that write nothing else. */
export function emit(
  choices: readonly OutputChoice[],
  renderers: ReadonlyMap<string, Renderer>,
  terminal: Terminal,
): void {
  const staged = new StagedFiles();
  try {
    stageReports(choices, renderers, staged);
    staged.commit();
  } finally {
    staged.discard();
  }
  printReport(choices, renderers, terminal);
}

const STDOUT = "-";

function toStdout({ output }: OutputChoice): boolean {
  return output === undefined || output === STDOUT;
}

/**
 * Refuses, before any work is done, formats that a command does not have, and two reports in one place.
 * @param files other files that the command writes
 */
export function checkFormats(
  choices: readonly OutputChoice[],
  known: readonly string[],
  command: string,
  files: readonly string[] = [],
): void {
  for (const { format } of choices)
    if (!known.includes(format))
      throw new UsageError(
        `unknown format ${JSON.stringify(format)} for ${command}; allowed: ${known.join(", ")}`,
      );
  const printed = choices.filter(toStdout);
  if (printed.length > 1)
    throw new UsageError(
      `${printed.map((one) => `--format ${one.format}`).join(" and ")} would share standard output; give all but one an --output`,
    );
  const seen = new Set<string>();
  for (const file of [...choices.flatMap((one) => (toStdout(one) ? [] : (one.output ?? []))), ...files]) {
    if (file === "")
      throw new UsageError("a file without a name cannot be written; --output and --patch take a path");
    if (seen.has(resolve(file))) throw new UsageError(`${file} would be written twice; name two files`);
    seen.add(resolve(file));
  }
}
