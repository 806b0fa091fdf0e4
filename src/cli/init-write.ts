import { loadConfig } from "../config/load.ts";
import { type Choice, entryOf, idOf, type SourceGroup } from "../config/propose.ts";
import type { HostAccess } from "../config/types.ts";
import { formatProblem } from "../config/wording.ts";
import { knownChart } from "../flux/known-artifacts.ts";
import { LINT_RULE_IDS } from "../flux/rules/lint.ts";
import { type ConfigEntry, configText, sourceText } from "../report/config-text.ts";
import { type Analysis, understand } from "../run.ts";
import { readYamlFull } from "../scan/read-yaml.ts";
import { choiceText } from "./init-pages.ts";

/** A choice for each group. */
export interface Chosen {
  group: SourceGroup;
  choice: Choice;
}

/** The text to write, and the groups that somebody decided and that something blocks, with the reason. */
export interface Written {
  text: string;
  blocked: { id: string; reason: string }[];
}

/** What holds for all artifacts of a registry. */
export interface Registries {
  registry: string | undefined;
  access: readonly HostAccess[];
}

/**
 * The configuration for some choices, read back: what it decides is what was chosen.
 * @param name what the file is called in messages
 * @param schema path of its JSON Schema, where there is one
 * @throws Error where it decides otherwise, which is our own bug
 */
export async function writeConfig(
  chosen: readonly Chosen[],
  registries: Registries,
  analysis: Analysis,
  name: string,
  schema: string | undefined,
): Promise<Written> {
  const first = textOf(chosen, registries, new Map(), schema);
  const reasons = await readBack(first, chosen, analysis, name);
  const text = reasons.size === 0 ? first : textOf(chosen, registries, reasons, schema);
  return {
    text,
    blocked: [...reasons].map(([group, reason]) => ({ id: `GitRepository/${idOf(group)}`, reason })),
  };
}

function textOf(
  chosen: readonly Chosen[],
  { registry, access }: Registries,
  reasons: ReadonlyMap<SourceGroup, string>,
  schema: string | undefined,
): string {
  const ours = chosen.filter(({ group }) =>
    group.sources.some(({ owner }) => owner === "own" || owner === "same-owner"),
  );
  return configText({
    schema,
    access: access.map((one) => ({ host: one.host, access: { ...one.access } })),
    registry:
      registry === undefined
        ? undefined
        : { url: registry, decides: ours.every(({ choice }) => choice.action !== "open") },
    sources: chosen.map(({ group, choice }): ConfigEntry => {
      const [source] = group.sources;
      const reason = reasons.get(group);
      return {
        comments: [
          ...(source ? sourceText(source, group.references) : []),
          ...commentsOf(choice),
          ...(reason === undefined ? [] : [`Still undecided: ${reason}`]),
        ],
        entry: entryOf(group, choice),
        open: choice.action === "open",
      };
    }),
    charts: chosen.flatMap(({ group }) => {
      const [source] = group.sources;
      return (source?.charts ?? []).map(({ path }) => ({
        source: group.selector,
        chart: path === "" ? "." : path,
        url: knownChart(source?.repository, path),
      }));
    }),
  });
}

function commentsOf(choice: Choice): string[] {
  if (choice.action === "open") return [`Not decided: ${choice.why}`];
  return choice.action === "migrate" && choice.note !== "" ? [choice.note] : [];
}

/** Decides with the text as every command does. @returns the groups that stay undecided, each with the reason */
async function readBack(
  text: string,
  chosen: readonly Chosen[],
  { scanned, config: flags }: Analysis,
  name: string,
): Promise<Map<SourceGroup, string>> {
  const loaded = await loadConfig(text, name, readYamlFull, { rules: LINT_RULE_IDS });
  if ("errors" in loaded) throw wrong(loaded.errors.map(formatProblem).join("; "));
  const { graph, decisions } = understand(scanned, { ...loaded.config, exclude: flags.exclude });
  if (decisions.errors.length > 0) throw wrong(decisions.errors.map(formatProblem).join("; "));
  const byId = new Map(graph.sources.map((source) => [source.id, decisions.byUnit.get(source)]));
  const blocked = new Map<SourceGroup, string>();
  for (const { group, choice } of chosen)
    for (const { id } of group.sources) {
      const decision = byId.get(id);
      const action = decision?.action ?? "undecided";
      if (action === "undecided" && choice.action === "migrate")
        blocked.set(group, decision?.reason.replace(/^undecided: /, "") ?? "");
      else if (decision?.action === "migrate" && choice.action === "migrate" && decision.url !== choice.url)
        throw wrong(`${id} would go to ${decision.url}, not ${choice.url}`);
      else if (action !== "undecided" && action !== choice.action && !onlyCharts(action, choice))
        throw wrong(`${id} would be ${action}, and was: ${choiceText(choice)}`);
    }
  return blocked;
}

/** A source that feeds nothing but charts counts as kept where each of them is decided. */
function onlyCharts(action: string, choice: Choice): boolean {
  return action === "keep" && choice.action === "open";
}

function wrong(what: string): Error {
  return new Error(`the configuration would not say what was chosen: ${what}`);
}
