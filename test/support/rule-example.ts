import { existsSync, readFileSync } from "node:fs";
import { emptyConfig } from "../../src/config/types.ts";
import type { Location } from "../../src/core/manifest.ts";
import type { FileChange, Finding } from "../../src/core/plan.ts";
import type { Rule } from "../../src/flux/rules/rule.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { fileDiff } from "../../src/report/unified-diff.ts";
import { loadFixture, type Run, runOn } from "./fixture.ts";
import { lintOf, loadLintFixture } from "./lint-fixture.ts";
import type { FileTree } from "./tree-copy.ts";

/** What a fixture shows of a rule: the part of a file before and after, and what is said about a place. */
export interface RuleExample {
  /** Configuration and flags of the fixture, as a person gives them. */
  given: { file: string; text: string }[];
  change: { file: string; diff: string } | undefined;
  said:
    | { level: string; location: Location; excerpt: string; message: string; help: string | undefined }
    | undefined;
}

const runs = new Map<string, Promise<Run>>();

/** A fixture on its own tree; each is run once. */
function runOf(name: string): Promise<Run> {
  const run = runs.get(name) ?? loadFixture(name).then((fixture) => runOn(fixture, fixture.before));
  runs.set(name, run);
  return run;
}

/** @throws Error where nothing of the rule is to be seen in its fixture */
export async function exampleOf(rule: Rule): Promise<RuleExample> {
  if (rule.lint) return lintExample(rule);
  if (!rule.example) throw new Error(`${rule.id} has no example`);
  const { fixture, shows = rule.id } = rule.example;
  const run = await runOf(fixture);
  const change = changeOf(run, shows);
  const said = saidOf(run, rule.id) ?? saidOf(run, shows);
  if (!change && !said) throw new Error(`fixtures/${fixture} shows nothing of ${shows}`);
  const { directory } = await loadFixture(fixture);
  const given = ["git2oci.yaml", "flags.txt"].flatMap((file) => {
    const path = `${directory}/${file}`;
    return existsSync(path) ? [{ file, text: readFileSync(path, "utf8") }] : [];
  });
  return { given, change, said };
}

function changeOf({ changes }: Run, rule: string): RuleExample["change"] {
  for (const change of changes) {
    const edit = change.edits.find((one) => one.rule === rule);
    if (!edit) continue;
    const line = (change.before ?? "").slice(0, edit.start).split("\n").length;
    return { file: change.path, diff: hunkAt(change, line) };
  }
  return undefined;
}

/** The hunk of a diff that covers a line of the old text. */
function hunkAt(change: FileChange, line: number): string {
  const hunks = fileDiff(change)
    .split(/^(?=@@ )/m)
    .slice(1);
  const covers = (hunk: string) => {
    const [, start = "0", count = "1"] = /^@@ -(\d+)(?:,(\d+))?/.exec(hunk) ?? [];
    return line < Number(start) + Math.max(1, Number(count));
  };
  return (hunks.find(covers) ?? hunks.at(-1) ?? "").replace(/^@@.*\n/, "");
}

function saidOf({ plan, analysis, before }: Run, rule: string): RuleExample["said"] {
  const findings: Finding[] = [...plan.findings, ...lintTree(analysis, emptyConfig().lint).findings];
  const finding = findings.find((one) => one.rule === rule);
  const excerpt = (location: Location) => excerptOf(before, location);
  if (finding) {
    const { severity, location, message, help } = finding;
    return { level: severity, location, excerpt: excerpt(location), message, help };
  }
  const reference = analysis.graph.references.find((one) => one.row.id === rule);
  const outcome = reference && plan.outcomes.get(reference);
  if (!reference || outcome?.outcome !== "keep") return undefined;
  const { location } = reference;
  return {
    level: outcome.outcome,
    location,
    excerpt: excerpt(location),
    message: outcome.reason,
    help: undefined,
  };
}

/** The lines around a place. */
function excerptOf(tree: FileTree, { file, line }: Location): string {
  const lines = tree.get(file)?.toString("utf8").split("\n") ?? [];
  // Documents beside the one that the place is in say nothing about it.
  const from = lines.lastIndexOf("---", line - 1) + 1;
  const to = lines.indexOf("---", line);
  const end = to === -1 ? line + 3 : Math.min(to, line + 3);
  return lines
    .slice(Math.max(from, line - 5), end)
    .join("\n")
    .replace(/\n+$/, "");
}

/** The first finding of a rule of lint in what its fixture has wrong, and what its fix makes of it. */
async function lintExample(rule: Rule): Promise<RuleExample> {
  const fixture = await loadLintFixture(rule.id);
  const result = await lintOf(fixture.invalid, fixture, "recommended");
  const all = rule.lint?.recommended === "off" ? await lintOf(fixture.invalid, fixture) : result;
  const finding = all.findings.find((one) => one.rule === rule.id);
  if (!finding) throw new Error(`fixtures/lint/${rule.id} shows nothing of it`);
  const { severity, location, message, help, fix } = finding;
  const config = `${fixture.directory}/git2oci.yaml`;
  const [file] = fix ? result.edits(fix) : [];
  const [edit] = file?.edits ?? [];
  const line = (file?.before ?? "").slice(0, edit?.start).split("\n").length;
  return {
    given: existsSync(config) ? [{ file: "git2oci.yaml", text: readFileSync(config, "utf8") }] : [],
    change: file && { file: file.path, diff: hunkAt(file, line) },
    said: { level: severity, location, excerpt: excerptOf(fixture.invalid, location), message, help },
  };
}
