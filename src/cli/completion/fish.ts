import type { Completed, CompletedCommand, CompletedOption } from "./model.ts";
import type { Values } from "./values.ts";

/** The script for fish, 3.0 and later. */
export function fishScript({ options, commands }: Completed): string {
  const none = "-n __git2oci_no_command";
  return [
    "# fish completion for git2oci. Load it with: git2oci completion fish | source",
    "# The first word behind the program is its command; a later word of that name is not.",
    "function __git2oci_no_command",
    "    test (count (commandline -opc)) -eq 1",
    "end",
    "function __git2oci_command",
    "    set -l words (commandline -opc)",
    '    test (count $words) -ge 2; and test "$words[2]" = $argv[1]',
    "end",
    "complete -c git2oci -f",
    ...options.map((option) => line(none, optionWords(option))),
    ...commands.map(({ name, description }) => line(none, ["-a", name, "-d", quote(description)])),
    ...commands.flatMap(commandLines),
    "",
  ].join("\n");
}

function commandLines({ name, options, arguments: positional }: CompletedCommand): string[] {
  const condition = `-n '__git2oci_command ${name}'`;
  return [
    ...options.map((option) => line(condition, optionWords(option))),
    ...positional.flatMap(({ values }) => {
      const words = argumentWords(values);
      return words.length === 0 ? [] : [line(condition, words)];
    }),
  ];
}

function line(condition: string, words: readonly string[]): string {
  return `complete -c git2oci ${condition} ${words.join(" ")}`;
}

function optionWords({ flags, description, values }: CompletedOption): string[] {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  // `-x` takes a value and no file; `-r -F` takes a file.
  const takes = values ? (values.kind === "files" ? ["-r", "-F"] : ["-x", ...argumentWords(values)]) : [];
  return [...names, ...takes, "-d", quote(description)];
}

function argumentWords(values: Values): string[] {
  const ways: Readonly<Record<Values["kind"], readonly string[]>> = {
    words: ["-a", quote(values.kind === "words" ? values.words.join(" ") : "")],
    files: ["-F"],
    directories: ["-a", "'(__fish_complete_directories)'"],
    free: [],
  };
  return [...ways[values.kind]];
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
