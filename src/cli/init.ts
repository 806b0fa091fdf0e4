import { join } from "node:path";
import { hostOf, parseAccess } from "../config/access.ts";
import { mergeFlags } from "../config/merge-flags.ts";
import { type Choice, groupSources, propose, type SourceGroup } from "../config/propose.ts";
import { type Config, emptyConfig, type HostAccess } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import type { Graph } from "../core/graph.ts";
import { progressOn } from "../io/progress.ts";
import { openTerminal, type Terminal } from "../io/terminal.ts";
import { count } from "../report/pretty.ts";
import { type Analysis, analyse, understand } from "../run.ts";
import type { Ui } from "./confirm/ui.ts";
import { EXIT, UsageError } from "./exit.ts";
import type { Asked } from "./init-ask.ts";
import { checkPlace, type Former, writeFile } from "./init-file.ts";
import { installedSchema } from "./init-schema.ts";
import { writeConfig } from "./init-write.ts";
import { sayOn } from "./say.ts";
import { refuseMisnamed } from "./settings.ts";

/** Options of `init`. */
export interface InitOptions {
  yes?: boolean;
  registry?: string;
  access?: string[];
  exclude?: string[];
  color?: boolean;
  quiet?: boolean;
  linePrompts?: boolean;
}

const NAME = "git2oci.yaml";

/**
 * `git2oci init`: asks what becomes of each source, and writes git2oci.yaml.
 * @throws UsageError without a terminal and without --yes, and where --yes would write over a file
 */
export async function init(path: string, options: InitOptions): Promise<number> {
  const terminal = openTerminal(options.color === false);
  const say = sayOn(terminal, options.quiet === true);
  const file = join(path, NAME);
  const former = checkPlace(path, file);
  refuseMisnamed([path]);
  const asks = options.yes !== true;
  if (!asks && former)
    throw new UsageError(
      `${file} is there, and --yes writes over nothing; move it away, or run init in a terminal`,
    );
  if (asks && !terminal.interactive)
    throw new UsageError("init asks, and there is no terminal; --yes takes what it proposes");
  const ui = asks
    ? await (await import("./confirm/open-ui.ts")).openUi(terminal, options.linePrompts === true)
    : undefined;
  try {
    for (const line of await decide(path, file, former, options, terminal, ui)) say(line);
  } finally {
    ui?.close();
  }
  await terminal.flush();
  return EXIT.done;
}

/** Reads, asks and writes. @param ui how to ask; without it what is proposed is taken. @returns what to say of it */
async function decide(
  path: string,
  file: string,
  former: Former,
  options: InitOptions,
  terminal: Terminal,
  ui: Ui | undefined,
): Promise<string[]> {
  const nothing = ["nothing was written"];
  const asking = ui && { ui, ...(await import("./init-texts.ts")), ...(await import("./init-ask.ts")) };
  if (former && !(await asking?.mayReplace(file, asking.ui))) return nothing;
  const first = await read(path, options, terminal);
  if (first.graph.sources.length === 0)
    return ["there is no Git source in this tree, so there is nothing to decide"];
  const given = first.config.registry?.url;
  const registry = given ?? (hasOwn(first.graph) ? await asking?.askRegistry(asking.ui) : undefined);
  const analysis = registry === undefined ? first : { ...first, ...again(first, registry) };
  const all = groupSources(analysis.graph).map(
    (group): Asked => ({ group, proposal: propose(group, analysis.decisions.byUnit) }),
  );
  const talk = asking?.startTalk(all);
  const said = new Map<string, string>();
  for (;;) {
    const choices =
      asking && talk ? await asking.askGroups(talk, asking.ui) : all.map(({ proposal }) => proposal.choice);
    if (choices === "quit") return nothing;
    const chosen = all.map(({ group }, i) => ({ group, choice: choices[i]! }));
    const known = new Set(first.config.access.map(({ host }) => host));
    for (const host of hostsToAsk(chosen)) {
      if (known.has(host)) continue;
      const given = await asking?.askAccess(host, said.get(host) ?? "", asking.ui);
      if (given !== undefined) said.set(host, given);
      else said.delete(host);
    }
    const access = [...(options.access ?? []), ...[...said].map(([host, given]) => `${host}=${given}`)];
    const { text, blocked } = await writeConfig(
      chosen,
      { registry, access: access.map(accessOfFlag) },
      analysis,
      NAME,
      installedSchema(path),
    );
    const answer = asking && talk ? await asking.askWrite(talk, file, text, asking.ui) : "yes";
    if (answer === "quit") return nothing;
    if (answer === "again") continue;
    writeFile(file, text, former);
    return [
      ...blocked.map(({ id, reason }) => `warning: ${id} is still undecided: ${reason}`),
      `wrote ${file}: ${summary(choices)}; git2oci migrate --dry-run shows what follows`,
    ];
  }
}

async function read(
  path: string,
  { registry, access, exclude, quiet }: InitOptions,
  terminal: Terminal,
): Promise<Analysis> {
  const merged = mergeFlags(emptyConfig(), {
    ...(registry !== undefined && { registry }),
    ...(access && { access }),
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

/** Registries of artifacts whose Git sources sign in. */
function hostsToAsk(chosen: readonly { group: SourceGroup; choice: Choice }[]): Set<string> {
  return new Set(
    chosen.flatMap(({ group, choice }) =>
      choice.action === "migrate" && group.sources.some((one) => one.credentials !== undefined)
        ? [hostOf(choice.url)]
        : [],
    ),
  );
}

/** @throws Error for a value that was checked before, which is our own bug */
function accessOfFlag(text: string): HostAccess {
  const parsed = parseAccess(text, { flag: `--access ${text}` });
  if ("error" in parsed) throw new Error(parsed.error.message);
  return parsed;
}

/**
 * The decisions once a registry is known; what was read stays. How clusters sign in is asked later, and must not keep
 * what the registry decides from being proposed.
 */
function again({ scanned, config }: Analysis, url: string): Analysis {
  const origin = { flag: `--registry ${url}` };
  const later: HostAccess = { host: hostOf(url), access: { anonymous: true }, origin };
  const known: Config = { ...config, registry: { url, origin }, access: [...config.access, later] };
  return understand(scanned, known);
}

function hasOwn({ sources }: Graph): boolean {
  return sources.some(({ owner }) => owner === "own" || owner === "same-owner");
}

function summary(choices: readonly Choice[]): string {
  const of = (action: Choice["action"]) => choices.filter((one) => one.action === action).length;
  return `${count(of("migrate"), "source")} to migrate, ${of("keep")} kept on Git, ${of("open")} left open`;
}
