import type { Command, Option } from "commander";
import { openTerminal } from "../io/terminal.ts";
import { bashScript } from "./completion/bash.ts";
import { fishScript } from "./completion/fish.ts";
import { type Completed, completedOf } from "./completion/model.ts";
import type { Shell } from "./completion/shells.ts";
import { zshScript } from "./completion/zsh.ts";
import { EXIT } from "./exit.ts";

const SCRIPTS: Readonly<Record<Shell, (completed: Completed) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * `git2oci completion`: prints a script for a shell, made from the command table.
 * @param formats the formats of each `--format`.
 */
export async function completion(
  shell: Shell,
  program: Command,
  formats: ReadonlyMap<Option, readonly string[]>,
): Promise<number> {
  const terminal = openTerminal();
  terminal.writeOut(SCRIPTS[shell](completedOf(program, formats)));
  await terminal.flush();
  return EXIT.done;
}
