import type { Completed, CompletedCommand, CompletedOption } from "./model.ts";
import type { Values } from "./values.ts";

/** The script for zsh: a file `_git2oci` of `fpath`, or sourced where compinit has run. */
export function zshScript({ options, commands }: Completed): string {
  return `#compdef git2oci
# zsh completion for git2oci. Load it behind compinit with: source <(git2oci completion zsh)
_git2oci() {
  local curcontext=$curcontext state line
  typeset -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quote(`${name}:${escapeColons(description)}`)}`).join("\n")}
  )
  _arguments -C \\
${options
  .flatMap(optionSpecs)
  .map((spec) => `    ${quote(spec)} \\`)
  .join("\n")}
    '1:command:->command' \\
    '*::argument:->rest' && return
  case $state in
  command) _describe -t commands command commands ;;
  rest)
    case $line[1] in
${commands.map(commandCase).join("\n")}
    esac
    ;;
  esac
}
# As a file of fpath this is the body of the function; sourced, it only has to be made known.
if [[ $funcstack[1] == _git2oci ]]; then
  _git2oci "$@"
else
  compdef _git2oci git2oci
fi
`;
}

function commandCase({ name, options, arguments: positional }: CompletedCommand): string {
  const specs = [
    ...options.flatMap(optionSpecs),
    ...positional.map(({ placeholder, values }, i) => `${i + 1}:${valueSpec(placeholder, values)}`),
  ];
  return `    ${name})\n      _arguments \\\n${specs.map((spec) => `        ${quote(spec)}`).join(" \\\n")}\n      ;;`;
}

function optionSpecs({ flags, description, values, placeholder }: CompletedOption): string[] {
  const told = `[${description.replace(/[[\]\\]/g, "\\$&")}]`;
  const value = values ? `=${told}:${valueSpec(placeholder, values)}` : told;
  // `*` lets an option come again, as most of ours may; names of one option exclude each other.
  const before = flags.length === 1 ? "*" : `(${flags.join(" ")})`;
  return flags.map((flag) => `${before}${flag}${value}`);
}

function valueSpec(placeholder: string, values: Values): string {
  const ways: Readonly<Record<Values["kind"], string>> = {
    words: `(${values.kind === "words" ? values.words.join(" ") : ""})`,
    files: "_files",
    directories: "_files -/",
    // A space: there is something to type, and nothing to offer.
    free: " ",
  };
  return `${escapeColons(placeholder)}:${ways[values.kind]}`;
}

function escapeColons(text: string): string {
  return text.replace(/[\\:]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
