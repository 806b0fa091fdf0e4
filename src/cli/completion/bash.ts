import type { Completed, CompletedCommand, CompletedOption } from "./model.ts";
import type { Values } from "./values.ts";

/**
 * The script for bash, of version 3.2 as well: `mapfile` and associative arrays are not there, and `compopt` may fail.
 * Nothing that was typed is evaluated.
 */
export function bashScript({ options, commands }: Completed): string {
  return `# bash completion for git2oci. Load it with: source <(git2oci completion bash)
${flagsFunction(options, commands)}
${valuesFunction(commands)}
${DRIVER}
complete -F _git2oci git2oci
`;
}

/** Sets \`words\` to the options of a command; of the program itself, with the commands, where there is none yet. */
function flagsFunction(options: readonly CompletedOption[], commands: readonly CompletedCommand[]): string {
  const names = commands.map(({ name }) => name);
  const cases = commands.map(({ name, options }) => arm([name], `words="${flagsOf(options).join(" ")}"`));
  return `_git2oci_flags() {
  case "$1" in
${arm(['""'], `words="${[...names, ...flagsOf(options)].join(" ")}"`)}
${cases.join("\n")}
  esac
}`;
}

function flagsOf(options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ flags }) => flags);
}

/** Sets \`kind\` and \`words\` for the value of an option, or for an argument by its number; false for a plain option. */
function valuesFunction(commands: readonly CompletedCommand[]): string {
  const keysOf = new Map<string, string[]>();
  const add = (key: string, values: Values) => {
    const action = actionOf(values);
    keysOf.set(action, [...(keysOf.get(action) ?? []), `"${key}"`]);
  };
  for (const command of commands) {
    for (const { flags, values } of command.options)
      if (values) for (const flag of flags) add(`${command.name} ${flag}`, values);
    for (const [i, { values }] of command.arguments.entries()) add(`${command.name} ${i}`, values);
  }
  return `_git2oci_values() {
  case "$1 $2" in
${[...keysOf].map(([action, keys]) => arm(keys, action)).join("\n")}
  *) return 1 ;;
  esac
}`;
}

function actionOf(values: Values): string {
  return values.kind === "words" ? `kind=words words="${values.words.join(" ")}"` : `kind=${values.kind}`;
}

function arm(patterns: readonly string[], action: string): string {
  return `  ${patterns.join(" | ")}) ${action} ;;`;
}

/** What is the same for every command table. */
const DRIVER = `_git2oci() {
  COMPREPLY=()
  local word glued="" cur="" command="" option="" waits="" typed="" kind="" words="" number=0 i
  local -a line
  line=()
  # Readline cuts words at "="; what was typed as one word is put together again.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ \${#line[@]} -gt 0 && ( $word == "=" || -n $glued ) ]]; then
      line[\${#line[@]} - 1]+=$word
    else
      line+=("$word")
    fi
    if [[ $word == "=" ]]; then glued=yes; else glued=""; fi
  done
  [[ \${#line[@]} -gt 0 ]] || return 0
  cur=\${line[\${#line[@]} - 1]}
  for ((i = 0; i < \${#line[@]} - 1; i++)); do
    word=\${line[i]}
    if [[ -n $waits ]]; then
      waits=""
    elif [[ $word == -?* ]]; then
      if [[ $word != *=* ]] && _git2oci_values "$command" "$word"; then waits=$word; fi
    elif [[ -z $command ]]; then
      command=$word
    else
      number=$((number + 1))
    fi
  done
  kind="" words=""
  if [[ -n $waits ]]; then
    typed=$cur
    _git2oci_values "$command" "$waits"
  elif [[ $cur == --*=* ]]; then
    option=\${cur%%=*} typed=\${cur#*=}
    _git2oci_values "$command" "$option" || return 0
    option+="="
  elif [[ $cur == -* || -z $command ]]; then
    kind=words typed=$cur
    _git2oci_flags "$command"
  else
    typed=$cur
    _git2oci_values "$command" "$number" || return 0
  fi
  # Readline replaces only what stands behind the last "=", where that ends a word.
  local front=""
  if [[ $COMP_WORDBREAKS == *"="* && $cur == *"="* ]]; then front=\${cur%"\${cur##*=}"}; fi
  case $kind in
  words)
    while IFS= read -r word; do
      word=$option$word
      COMPREPLY+=("\${word#"$front"}")
    done < <(compgen -W "$words" -- "$typed")
    ;;
  # Readline itself knows how to quote the names of files; where it cannot be asked, bash lists them.
  files) compopt -o default 2>/dev/null || _git2oci_list -f "$typed" ;;
  directories) compopt -o dirnames 2>/dev/null || _git2oci_list -d "$typed" ;;
  esac
}
_git2oci_list() {
  local word
  while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "$1" -- "$2")
}`;
