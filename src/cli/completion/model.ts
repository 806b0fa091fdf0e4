import type { Command, Option } from "commander";
import { type Values, valuesOf } from "./values.ts";

/** One option as a shell sees it. */
export interface CompletedOption {
  /** `-h` and `--help`, the short one first. */
  flags: readonly string[];
  description: string;
  /** What can stand behind it; undefined where it takes nothing. */
  values: Values | undefined;
  /** How help calls that value, such as `file`. */
  placeholder: string;
}

/** One command as a shell sees it. */
export interface CompletedCommand {
  name: string;
  description: string;
  options: readonly CompletedOption[];
  arguments: readonly { placeholder: string; values: Values }[];
}

/** Everything that can be completed: the program's own options, and its commands in the order of help. */
export interface Completed {
  options: readonly CompletedOption[];
  commands: readonly CompletedCommand[];
}

/**
 * Reads the command table.
 * @param formats the formats of each `--format`, which differ by command.
 */
export function completedOf(program: Command, formats: ReadonlyMap<Option, readonly string[]>): Completed {
  const help = program.createHelp();
  const optionsOf = (command: Command) =>
    help.visibleOptions(command).map((option) => completedOption(option, formats.get(option)));
  const visible = help.visibleCommands(program);
  const names = visible.map((command) => command.name());
  return {
    options: optionsOf(program),
    commands: visible.map((command) => ({
      name: command.name(),
      description: command.description(),
      options: command.name() === "help" ? [] : optionsOf(command),
      arguments: command.registeredArguments.map((argument) => ({
        placeholder: argument.name(),
        values: known(argument.name(), "", command.name() === "help" ? names : argument.argChoices),
      })),
    })),
  };
}

function completedOption(option: Option, words: readonly string[] | undefined): CompletedOption {
  const [, placeholder = ""] = /[<[](.*?)[>\]]/.exec(option.flags) ?? [];
  return {
    flags: [option.short, option.long].flatMap((flag) => flag ?? []),
    description: option.description,
    values:
      placeholder === "" ? undefined : known(placeholder, option.long ?? "", words ?? option.argChoices),
    placeholder,
  };
}

function known(placeholder: string, flag: string, choices: readonly string[] | undefined): Values {
  const values = valuesOf(placeholder, flag, choices);
  if (!values) throw new Error(`src/cli/completion/values.ts does not say what <${placeholder}> takes`);
  return values;
}
