import { lstatSync, statSync } from "node:fs";
import { join } from "node:path";
import { mergeFlags } from "../config/merge-flags.ts";
import { parseRegistry } from "../config/oci-reference.ts";
import { type Choice, groupSources, propose } from "../config/propose.ts";
import { type Config, emptyConfig } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import type { Graph } from "../core/graph.ts";
import { errnoText } from "../io/errno.ts";
import { progressOn } from "../io/progress.ts";
import { openTerminal, type Terminal } from "../io/terminal.ts";
import { paint, visible } from "../report/colour.ts";
import { count } from "../report/pretty.ts";
import { type Analysis, analyse, understand } from "../run.ts";
import { EXIT, UsageError } from "./exit.ts";
import { type Asked, askGroups } from "./init-ask.ts";
import { writeConfig } from "./init-write.ts";
import { StagedFiles } from "./output.ts";
import type { PromptTerminal } from "./prompt-life.ts";

/** Options of `init`. */
export interface InitOptions {
  yes?: boolean;
  registry?: string;
  exclude?: string[];
  color?: boolean;
  quiet?: boolean;
}

const NAME = "git2oci.yaml";

/**
 * `git2oci init`: asks what becomes of each source, and writes git2oci.yaml.
 * @throws UsageError without a terminal and without --yes, and where --yes would write over a file
 */
export async function init(path: string, options: InitOptions): Promise<number> {
  const terminal = openTerminal(options.color === false);
  const say = (text: string): void => {
    if (!options.quiet) terminal.writeErr(`git2oci: ${visible(text).replaceAll("\n", " ")}\n`);
  };
  const file = join(path, NAME);
  const exists = checkPlace(path, file);
  const asks = options.yes !== true;
  if (!asks && exists)
    throw new UsageError(
      `${file} is there, and --yes writes over nothing; move it away, or run init in a terminal`,
    );
  if (asks && !terminal.interactive)
    throw new UsageError("init asks, and there is no terminal; --yes takes what it proposes");
  const prompts: PromptTerminal = {
    input: process.stdin,
    output: process.stderr,
    paint: paint(terminal.colorErr),
  };
  if (exists && !(await mayReplace(file, prompts))) return nothing(say, terminal);

  let analysis = await read(path, options, terminal);
  if (analysis.graph.sources.length === 0) {
    say("there is no Git source in this tree, so there is nothing to decide");
    await terminal.flush();
    return EXIT.done;
  }
  let registry = analysis.config.registry?.url;
  if (asks && registry === undefined && hasOwn(analysis.graph)) {
    registry = await askRegistry(prompts);
    if (registry !== undefined) analysis = { ...analysis, ...again(analysis, registry) };
  }
  const all = groupSources(analysis.graph).map(
    (group): Asked => ({
      group,
      proposal: propose(group, analysis.decisions.byUnit),
    }),
  );
  const choices = asks ? await askGroups(all, prompts) : all.map(({ proposal }) => proposal.choice);
  if (choices === "quit") return nothing(say, terminal);

  const chosen = all.map(({ group }, i) => ({ group, choice: choices[i]! }));
  const { text, blocked } = await writeConfig(chosen, registry, analysis, NAME);
  write(file, text, exists);
  for (const { id, reason } of blocked) say(`warning: ${id} is still undecided: ${reason}`);
  say(`wrote ${file}: ${summary(choices)}; git2oci migrate --dry-run shows what follows`);
  await terminal.flush();
  return EXIT.done;
}

/** @returns true where the file is there, whatever it is. @throws UsageError for what is no directory */
function checkPlace(path: string, file: string): boolean {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    throw new UsageError(`${path}: ${errnoText(error)}; init takes the root of a fleet`);
  }
  if (!isDirectory) throw new UsageError(`${path}: not a directory; init takes the root of a fleet`);
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}

async function mayReplace(file: string, prompts: PromptTerminal): Promise<boolean> {
  const { askChoice } = await import("./choice-prompt.ts");
  const keys = new Map([
    ["y", "yes"],
    ["n", "no"],
  ] as const);
  const help = ["y  ask everything, and write it anew at the end", "n  leave it as it is, and stop"];
  return (
    (await askChoice(
      { subject: `${visible(file)} is there. Replace it?`, keys, help, end: "n" },
      prompts,
    )) === "y"
  );
}

async function read(
  path: string,
  { registry, exclude, quiet }: InitOptions,
  terminal: Terminal,
): Promise<Analysis> {
  const merged = mergeFlags(emptyConfig(), {
    ...(registry !== undefined && { registry }),
    ...(exclude && { exclude }),
  });
  if ("errors" in merged) throw new UsageError(...merged.errors.map(formatProblem));
  const progress = progressOn(terminal, quiet === true);
  try {
    return await analyse(path, merged.config, progress);
  } finally {
    progress.done();
  }
}

/** The decisions once a registry is known; what was read stays. */
function again({ scanned, config }: Analysis, url: string): Analysis {
  const known: Config = { ...config, registry: { url, origin: { flag: `--registry ${url}` } } };
  return understand(scanned, known);
}

function hasOwn({ sources }: Graph): boolean {
  return sources.some(({ owner }) => owner === "own" || owner === "same-owner");
}

async function askRegistry(prompts: PromptTerminal): Promise<string | undefined> {
  const { askText } = await import("./text-prompt.ts");
  const problem = (text: string) => {
    const parsed = text === "" ? undefined : parseRegistry(text);
    return parsed && "error" in parsed ? `the registry ${parsed.error}` : undefined;
  };
  const intro = [
    "Your own repositories become artifacts below one registry, as oci://host/path.",
    "Nothing here leaves them open for now.",
  ];
  prompts.output.write(`\n${intro.join("\n")}\n`);
  const text = await askText("Registry:", problem, prompts);
  const parsed = text === "" ? undefined : parseRegistry(text);
  return parsed && "url" in parsed ? parsed.url : undefined;
}

/** Under another name first, so that nobody ever reads a half. What came there meanwhile is not written over. */
function write(file: string, text: string, replace: boolean): void {
  if (!replace && lstatSync(file, { throwIfNoEntry: false }))
    throw new UsageError(`${file} has come meanwhile; nothing was written`);
  const staged = new StagedFiles();
  try {
    staged.add(file, text);
    staged.commit();
  } finally {
    staged.discard();
  }
}

function summary(choices: readonly Choice[]): string {
  const of = (action: Choice["action"]) => choices.filter((one) => one.action === action).length;
  return `${count(of("migrate"), "source")} to migrate, ${of("keep")} kept on Git, ${of("open")} left open`;
}

async function nothing(say: (text: string) => void, terminal: Terminal): Promise<number> {
  say("nothing was written");
  await terminal.flush();
  return EXIT.done;
}
