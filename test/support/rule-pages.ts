import type { LintLevel } from "../../src/core/lint.ts";
import { LINT_META_IDS } from "../../src/flux/rules/lint-meta.ts";
import { type Rule, sourceLink } from "../../src/flux/rules/rule.ts";
import { RULE_CHAPTERS } from "../../src/flux/rules.ts";
import { exampleOf, type RuleExample } from "./rule-example.ts";

/** What a person reads as the kind of a rule: `a finding (warning, sometimes note)`. */
function kindOf({ level, also = [] }: Rule): string {
  if (level === "keep") return "a reference that stays on Git";
  const edit = "an edit that `git2oci migrate` makes";
  const findings = also.filter((one) => one !== "change");
  if (level === "change")
    return findings.length === 0 ? edit : `${edit}, or a finding (${findings.join(", ")})`;
  const finding = `a finding (${[level, ...findings.map((one) => `sometimes ${one}`)].join(", ")})`;
  return also.includes("change") ? `${finding}, or ${edit}` : finding;
}

function levelText(level: LintLevel): string {
  return level === "off" ? "off" : `${level === "error" ? "an" : "a"} ${level}`;
}

/** More of a configuration or a help text would hide the rest. */
const MOST_LINES = 30;

/** The page of a rule, as docs/rules has it and `git2oci explain` prints it. */
export async function rulePage(rule: Rule): Promise<string> {
  const example = await exampleOf(rule);
  const { id, title, what, why, facts, decide, lint } = rule;
  const parts = [
    `# ${id}`,
    `**${title}.** This is ${kindOf(rule)}.${lint ? ` In the preset recommended it is ${levelText(lint.recommended)}, in strict ${levelText(lint.strict)}.` : ""}`,
    `## What\n\n${what}`,
    `## Why\n\n${why}`,
    `## Example\n\n${exampleText(example)}`,
    ...(facts.length > 0 ? [`## Where this is known from\n\n${factLines(facts)}`] : []),
    `## How to decide\n\n${decide}`,
    ...(lint ? [`## How to suppress it\n\n${suppressing(id)}`] : []),
  ];
  return `${parts.join("\n\n")}\n`;
}

function factLines(facts: Rule["facts"]): string {
  return facts.map(({ says, from }) => `- ${says} [${from}](${sourceLink(from)})`).join("\n");
}

/** How a team says that one finding is fine; what lint says about such words cannot be silenced by them. */
function suppressing(id: string): string {
  const level = `\`lint: { rules: { ${id}: off } }\` in git2oci.yaml switches it off everywhere.`;
  if (LINT_META_IDS.includes(id)) return `It cannot be suppressed, and no baseline takes it. ${level}`;
  return [
    "With a reason, in the line or directly above it (in a program behind `//`):",
    fenced("yaml", `# git2oci-ignore ${id}: <why it is fine here>`),
    "Or for the whole object, which works in JSON too:",
    fenced("yaml", `metadata:\n  annotations:\n    git2oci.dev/ignore-${id}: <why it is fine here>`),
    `\`git2oci lint --update-baseline\` accepts what is there on the day lint is switched on. ${level}`,
  ].join("\n\n");
}

function exampleText({ given, change, said }: RuleExample): string {
  const parts: string[] = [];
  for (const { file, text } of given) {
    if (text.split("\n").length > MOST_LINES) continue;
    const intro = file === "flags.txt" ? "With these flags:" : `With this ${file}:`;
    parts.push(intro, fenced(file === "flags.txt" ? "" : "yaml", text));
  }
  if (change) parts.push(`In \`${change.file}\`:`, fenced("diff", change.diff));
  if (said) {
    const { level, location, excerpt, message, help } = said;
    const { file, line } = location;
    parts.push(
      `In \`${file}\`, before:`,
      fenced("", excerpt),
      `It says, for line ${line} (${level}):`,
      fenced("", message),
    );
    if (help !== undefined && help.split("\n").length <= MOST_LINES)
      parts.push("With this help:", fenced("", help));
  }
  return parts.join("\n\n");
}

/** A block with more backticks around it than it holds. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, "")}\n${fence}`;
}

/** The list of all pages. */
export function rulesIndex(): string {
  const chapters = RULE_CHAPTERS.map(({ title, rules }) => {
    const rows = rules.map((rule) => `- [${rule.id}](${rule.id}.md): ${rule.title}`);
    return `## ${title}\n\n${rows.join("\n")}\n`;
  });
  const intro =
    "Every edit and every finding of a report names a rule. `git2oci explain <rule>` prints its page.\n\nThe pages are written by `UPDATE_DOCS=1 npx vitest run --project unit test/unit/docs-rules.test.ts` from the table of rules in `src/flux/rules.ts` and from fixtures, whose examples run as tests.";
  return `# Rules\n\n${intro}\n\n${chapters.join("\n")}`;
}
