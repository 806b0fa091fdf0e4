import { existsSync, readFileSync } from "node:fs";
import type { Location } from "../../src/core/manifest.ts";
import type { FileChange, Finding } from "../../src/core/plan.ts";
import type { Rule } from "../../src/flux/rules/rule.ts";
import { lintFindings } from "../../src/plan/lint.ts";
import { fileDiff } from "../../src/report/unified-diff.ts";
import { loadFixture, type Run, runOn } from "./fixture.ts";

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
  const findings: Finding[] = [...plan.findings, ...lintFindings(analysis.graph, plan)];
  const finding = findings.find((one) => one.rule === rule);
  const excerpt = ({ file, line }: Location) => {
    const lines = before.get(file)?.toString("utf8").split("\n") ?? [];
    // Documents beside the one that the place is in say nothing about it.
    const from = lines.lastIndexOf("---", line - 1) + 1;
    const to = lines.indexOf("---", line);
    const end = to === -1 ? line + 3 : Math.min(to, line + 3);
    return lines
      .slice(Math.max(from, line - 5), end)
      .join("\n")
      .replace(/\n+$/, "");
  };
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
