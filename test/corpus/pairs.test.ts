import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { analyse, changesOf, plan } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { differencesOf, objectsOf, PAIRS, PAIRS_FOLDER, pairsMissing } from "../support/pairs.ts";
import { pairsPage } from "../support/pairs-page.ts";
import { readTree } from "../support/tree-copy.ts";

const PAGE = join(import.meta.dirname, "../../docs/pairs.md");

/** What git2oci makes of a pair's tree with the person's decisions, and what the person made. */
async function bothSides(name: string, config: string) {
  const excerpt = join(PAIRS_FOLDER, name, "before");
  const loaded = await loadConfig(config, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  const analysis = await analyse(withListedFiles(excerpt), loaded.config);
  const ours = new Map(readTree(excerpt));
  for (const { path, after } of changesOf(plan(analysis), analysis))
    if (after !== undefined) ours.set(path, Buffer.from(after));
  return { ours: objectsOf(ours), theirs: objectsOf(readTree(join(PAIRS_FOLDER, name, "after"))) };
}

/**
 * A copy of an excerpt that builds: the folder keeps the files that a person changed, and leaves out others that a
 * kustomization.yaml lists.
 */
function withListedFiles(tree: string): string {
  const copy = mkdtempSync(join(tmpdir(), "git2oci-pair-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(tree, copy, { recursive: true });
  for (const [path, bytes] of readTree(tree)) {
    if (!path.endsWith("kustomization.yaml")) continue;
    for (const [, listed = ""] of bytes.toString().matchAll(/^\s*- ([\w.-]+\.yaml)\s*$/gm)) {
      const file = join(copy, dirname(path), listed);
      if (!existsSync(file)) writeFileSync(file, "# left out of the excerpt\n");
    }
  }
  return copy;
}

const at = (objects: Map<string, unknown>, field: string): unknown => {
  const [key = "", path = ""] = field.split(" ");
  return path
    .split(".")
    .reduce<unknown>(
      (value, step) => (value as Record<string, unknown> | undefined)?.[step],
      objects.get(key),
    );
};

describe.skipIf(pairsMissing !== "")(`migrations made by hand${pairsMissing && ` (${pairsMissing})`}`, () => {
  it.each(PAIRS.map((pair) => [pair.name, pair] as const))(
    "%s: what a rule writes is what the person wrote",
    async (_, pair) => {
      const { ours, theirs } = await bothSides(pair.name, pair.config);
      for (const field of pair.same) {
        if (!field.endsWith("spec.chart")) expect([field, at(theirs, field)]).not.toEqual([field, undefined]);
        expect([field, at(ours, field)]).toEqual([field, at(theirs, field)]);
      }
    },
  );

  it.each(PAIRS.map((pair) => [pair.name, pair] as const))(
    "%s: every difference is explained, and nothing else is",
    async (_, pair) => {
      const { ours, theirs } = await bothSides(pair.name, pair.config);
      const found = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) =>
        differencesOf(ours.get(key), theirs.get(key)).map((path) => `${key} ${path}`),
      );
      const unexplained = found.filter(
        (one) => !pair.differences.some(({ at: pattern }) => pattern.test(one)),
      );
      expect(unexplained).toEqual([]);
      const idle = pair.differences.filter(({ at: pattern }) => !found.some((one) => pattern.test(one)));
      expect(idle.map(({ what }) => what)).toEqual([]);
    },
  );
});

it("docs/pairs.md lists them", () => {
  const page = pairsPage(PAIRS);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, "utf8")).toBe(page);
});
