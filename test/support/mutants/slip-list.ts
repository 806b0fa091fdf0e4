import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import type { LintFinding } from "../../../src/core/lint.ts";
import { lintTree } from "../../../src/lint-tree.ts";
import { analyse } from "../../../src/run.ts";
import { needlesInLint } from "../../../src/scan/needles.ts";
import { readYamlFull } from "../../../src/scan/read-yaml.ts";
import { type FileTree, placeTree, readTree } from "../tree-copy.ts";

const ROOT = join(import.meta.dirname, "../../../../shared/cases/slips");
const ORIGIN = "https://github.com/acme/fleet.git";
/** These change with any text. */
const BY_CHANCE = new Set(["mutable-tag", "unpinned-digest", "unverified-source"]);

/** One change of a good fleet, as a person makes it. */
interface Slip {
  id: string;
  what: string;
  file: string;
  old: string;
  new: string;
  /** Files in which it may be found; that of the slip if it is left out. */
  at?: string[];
}

/** Slips that others wrote down, as lint finds them; undefined if the list is not there. */
export async function slipScore(): Promise<{ made: number; missed: string[] } | undefined> {
  if (!existsSync(ROOT)) return undefined;
  const good = readTree(join(ROOT, "fleet"));
  const slips = JSON.parse(readFileSync(join(ROOT, "slips.json"), "utf8")) as Slip[];
  const known = new Set((await lintOf(good)).findings.map(keyOf));
  const missed: string[] = [];
  for (const { id, what, file, at = [file], ...change } of slips) {
    const text = String(good.get(file)?.toString("utf8"));
    if (text.split(change.old).length !== 2) throw new Error(`${id}: the old text does not occur once`);
    const slipped = new Map(good).set(file, Buffer.from(text.replace(change.old, () => change.new)));
    const { findings, skipped } = await lintOf(slipped);
    const found =
      at.some((one) => skipped.has(one)) ||
      findings.some((one) => at.includes(one.location.file) && !known.has(keyOf(one)));
    if (!found) missed.push(what);
  }
  return { made: slips.length, missed };
}

function keyOf({ rule, message, location: { file } }: LintFinding): string {
  return JSON.stringify([rule, file, message]);
}

/** What a run finds, and the files that it does not read: a file that is broken is seen, too. */
async function lintOf(tree: FileTree): Promise<{ findings: readonly LintFinding[]; skipped: Set<string> }> {
  const file = "git2oci.yaml";
  const loaded = await loadConfig(String(tree.get(file)), file, readYamlFull);
  if ("errors" in loaded) throw new Error(loaded.errors[0]?.message);
  const analysis = await analyse(placeTree(tree, ORIGIN), loaded.config, undefined, needlesInLint);
  const { findings, skipped } = lintTree(analysis, { ...loaded.config.lint, preset: "strict" });
  return {
    findings: findings.filter(({ severity, rule }) => severity !== "note" && !BY_CHANCE.has(rule)),
    skipped: new Set(skipped.map((one) => one.file)),
  };
}
