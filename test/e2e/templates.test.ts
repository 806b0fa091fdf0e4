import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { findHelm } from "../support/helm.ts";
import { placeTree } from "../support/tree-copy.ts";

const { helm = "", missing } = findHelm();
const reason = missing === undefined ? "" : ` (SKIPPED: ${missing})`;

/** Values that take every branch of the chart. */
const VALUES = [[], ["gitops=false"], ["suspend=true", "environment=prod", "labels.team=api"]];

describe.skipIf(missing !== undefined)(`templates, rendered by Helm${reason}`, () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  test("only the kind of the edited references differs, whatever the values", async () => {
    const { before, directory } = await loadFixture("helm-template-literals");
    const fleet = placeTree(before, undefined);
    commitAll(fleet);
    const chart = join(fleet, "chart");
    const old = VALUES.map((values) => render(chart, values));
    const flags = readFileSync(join(directory, "flags.txt"), "utf8").split(/\s+/).filter(Boolean);
    const { status, stderr } = cli.run(["migrate", "--yes", ...flags, fleet]);
    expect([status, stderr]).toEqual([0, expect.stringContaining("wrote 4 files")]);
    const differences = VALUES.map((values, i) => differencesOf(old[i] ?? "", render(chart, values)));
    const kind = (name: string) => `${name} spec.sourceRef.kind: GitRepository → OCIRepository`;
    expect(differences).toEqual([
      [kind("api-static"), kind("prod-jobs"), kind("prod-web")],
      [kind("api-static")],
      [kind("api-static"), kind("prod-jobs"), kind("prod-web")],
    ]);
  });

  test("without --templates a chart renders to the same bytes", async () => {
    const { before } = await loadFixture("helm-templates");
    const fleet = placeTree(before, undefined);
    commitAll(fleet);
    const chart = join(fleet, "chart");
    const old = render(chart, ["enabled=true"]);
    const { status } = cli.run(["migrate", "--yes", "--map", "apps/web=oci://ghcr.io/acme/web:main", fleet]);
    expect(status).toBe(0);
    expect(render(chart, ["enabled=true"])).toBe(old);
    expect(old).toContain("kind: GitRepository");
  });
});

function render(chart: string, values: readonly string[]): string {
  const given = values.flatMap((one) => ["--set", one]);
  const ran = spawnSync(helm, ["template", "prod", chart, "--namespace", "apps", ...given], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent" },
  });
  expect([ran.status, ran.stderr]).toEqual([0, ""]);
  return ran.stdout;
}

/** Every scalar that differs between two renderings, by the name of its object. */
function differencesOf(before: string, after: string): string[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .map((key) => `${key}: ${old.get(key)} → ${now.get(key)}`)
    .sort();
}

function leavesOf(text: string): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) leaves.set(path, value);
    else for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`);
  };
  for (const document of parseAllDocuments(text)) {
    const object: unknown = document.toJS();
    const { name = "?" } = (object as { metadata?: { name?: string } } | null)?.metadata ?? {};
    for (const [key, inner] of Object.entries(object ?? {})) visit(inner, `${name} ${key}`);
  }
  return leaves;
}
