import type { Severity } from "../../core/plan.ts";
import { type Rule, sourceLink } from "../../flux/rules/rule.ts";
import { ruleOf } from "../../flux/rules.ts";
import type { Told } from "./sarif.ts";
import type { LintView } from "./view.ts";

/** What SARIF says about each rule that ran, or that found something. */
export function sarifRules({ levels }: LintView, results: readonly Told[]) {
  const found = new Map(results.map(({ finding }) => [finding.rule, finding.severity]));
  const ids = [...new Set([...levels.keys(), ...found.keys()])];
  return ids.map((id) => descriptor(id, levels.get(id) ?? found.get(id) ?? "warning"));
}

function descriptor(id: string, level: Severity) {
  const page = ruleOf(id);
  return {
    id,
    name: nameOf(id),
    shortDescription: { text: page?.title ?? id },
    fullDescription: { text: page ? plain(`${page.what} ${page.why}`) : id },
    help: page
      ? { text: plain(`${page.why}\n\n${page.decide}`), markdown: markdown(page) }
      : { text: `git2oci explain ${id}` },
    ...helpUri(page),
    defaultConfiguration: { level },
    properties: { tags: ["flux", "gitops", "oci"] },
  };
}

/** `git-source` as `GitSource`: viewers show it as an identifier. */
function nameOf(id: string): string {
  return id
    .split("-")
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join("");
}

/** Where the fact of a rule can be read; the page itself is in `help`, and has no address of its own. */
function helpUri(page: Rule | undefined): { helpUri?: string } {
  const [fact] = page?.facts ?? [];
  return fact ? { helpUri: sourceLink(fact.from) } : {};
}

function markdown({ id, title, what, why, facts, decide }: Rule): string {
  const known = facts.map(({ says, from }) => `- ${says} [${from}](${sourceLink(from)})`);
  return [
    `# ${title}`,
    what,
    `## Why\n\n${why}`,
    `## Where this is known from\n\n${known.join("\n")}`,
    `## How to decide\n\n${decide}`,
    `\`git2oci explain ${id}\` prints this page with an example.`,
  ].join("\n\n");
}

function plain(text: string): string {
  return text.replaceAll("`", "");
}
