import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeReader, type Reader } from "../../src/io/read.ts";
import { type MigrateReport, migrateReport, type ScanReport } from "../../src/report/model.ts";
import { changesOf, planSafe, understand } from "../../src/run.ts";
import { scanTree } from "../../src/scan/scan.ts";
import { ABOUT } from "../support/about.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { CORPUS } from "../support/corpus.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { fixtureNames, loadFixture, runOn } from "../support/fixture.ts";
import { checkFiles, checkReports } from "../support/report-checks.ts";
import { REPORTS, type ReportName, reportSchema, schemaProblems } from "../support/report-schemas.ts";
import { tempTree } from "../support/temp-tree.ts";
import { placeTree } from "../support/tree-copy.ts";

describe("the schemas of reports", () => {
  type Node = { [key: string]: unknown };
  function* maps(node: unknown, path = ""): Generator<[string, Node]> {
    if (typeof node !== "object" || node === null) return;
    if ((node as Node).type === "object") yield [path, node as Node];
    for (const [key, value] of Object.entries(node)) yield* maps(value, `${path}/${key}`);
  }

  test.each(REPORTS)("%s closes every map and describes every property", (name) => {
    const schema = reportSchema(name);
    const all = [...maps(schema)];
    expect(all.length).toBeGreaterThan(1);
    expect(all.filter(([, node]) => node.additionalProperties !== false).map(([path]) => path)).toEqual([]);
    const bare = all.flatMap(([path, node]) =>
      Object.entries(node.properties as Record<string, Node>)
        .filter(([, one]) => typeof one.description !== "string" && typeof one.$ref !== "string")
        .map(([key]) => `${path}/${key}`),
    );
    expect(bare).toEqual([]);
    for (const [path, node] of Object.entries(schema.$defs as Record<string, Node>))
      expect([path, typeof node.description]).toEqual([path, "string"]);
  });

  test("refuse what is no report", () => {
    expect(schemaProblems("lint-report", { apiVersion: "git2oci/v1", kind: "ScanReport" })).not.toEqual([]);
    expect(schemaProblems("scan-report", { kind: "ScanReport", more: 1 })).not.toEqual([]);
  });
});

describe("the reports of every fixture", () => {
  test.each(fixtureNames())("%s", async (name) => {
    const fixture = await loadFixture(name);
    const { analysis, plan: accepted, changes } = await runOn(fixture, fixture.before);
    checkReports(analysis, accepted, changes, fixture.before);
  });

  /** A disk that lists every directory the other way round. */
  const reversed: Reader = { ...nodeReader, list: (path) => [...nodeReader.list(path)].reverse() };

  test.each(["gotk-bootstrap", "staged-rollout", "other-consumers", "unicode-paths"])(
    "the order of %s does not depend on the disk's",
    async (name) => {
      const fixture = await loadFixture(name);
      const root = placeTree(fixture.before, fixture.origin);
      const texts = await Promise.all(
        [nodeReader, reversed].map(async (reader) => {
          const analysis = understand(
            await scanTree(root, fixture.config.exclude, { reader }),
            fixture.config,
          );
          const current = planSafe(analysis);
          return JSON.stringify(
            migrateReport(analysis.graph, current, changesOf(current, analysis), true, ABOUT),
          );
        }),
      );
      expect(texts[1]).toBe(texts[0]);
      expect(texts[0]).toContain('"sources":[{');
    },
  );
});

describe("reports of the command line", () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  const SOURCE = [
    "# Grüße 🚀, before the document",
    "---",
    "apiVersion: source.toolkit.fluxcd.io/v1",
    "kind: GitRepository",
    "metadata: {name: web, namespace: apps, annotations: {note: 'ä🚀'}}",
    "spec:",
    "  interval: 5m",
    "  url: https://github.com/acme/web # 日本語",
    "  ref: {branch: main}",
    "---",
    "apiVersion: kustomize.toolkit.fluxcd.io/v1",
    "kind: Kustomization",
    "metadata: {name: 'web', namespace: apps, annotations: {note: '🚀🚀'}}",
    "spec:",
    "  prune: true",
    "  path: ./",
    '  sourceRef: { name: "web", kind: GitRepository } # ✓',
    "",
  ];

  test.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ])("bytes, units and columns in a file with a byte-order mark and text that is no ASCII, %s", (_, eol) => {
    const bytes = Buffer.from(`\uFEFF${SOURCE.join(eol)}`, "utf8");
    const root = tempTree({ "apps/größe web.yaml": bytes });
    const flags = ["--format", "json", "--map", "apps/web=oci://ghcr.io/acme/web:v1", "--dry-run"];
    const { stdout, status } = cli.run(["migrate", root, ...flags]);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as MigrateReport;
    expect(schemaProblems("migrate-report", report)).toEqual([]);
    expect(report.dryRun).toBe(true);
    expect(report.files.map(({ path, change }) => [path, change])).toEqual([
      ["apps/größe web.yaml", "modified"],
    ]);
    checkFiles(report, new Map([["apps/größe web.yaml", bytes]]));
    const [file] = report.files;
    const kinds = file?.edits.filter((one) => one.text === "OCIRepository") ?? [];
    expect(kinds).toHaveLength(2);
    for (const { start, end, startByte, endByte } of kinds) {
      expect(bytes.toString("utf8").slice(start, end)).toBe("GitRepository");
      expect(bytes.subarray(startByte, endByte).toString("utf8")).toBe("GitRepository");
    }
    expect(report.references.map(({ line, column }) => [line, column])).toEqual([[17, 35]]);
    expect(report.sources[0]?.declared).toEqual([{ file: "apps/größe web.yaml", line: 4, as: "object" }]);
  });

  test("ids of a scan are taken by --only and --map, also that of the scanned root itself", () => {
    const sync = (path: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, url: https://github.com/acme/fleet, ref: {branch: main}}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 1m, prune: true, path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}}
`;
    const root = tempTree({
      "kustomization.yaml": "resources: [flux-system]\n",
      "flux-system/kustomization.yaml": "resources: [gotk-sync.yaml]\n",
      "flux-system/gotk-sync.yaml": sync("./"),
      "clusters/b/flux-system/gotk-sync.yaml": sync("./clusters/b"),
    });
    const scan = (...flags: string[]) =>
      JSON.parse(cli.run(["scan", root, "--format", "json", ...flags]).stdout) as ScanReport;
    const ids = scan().sources.map((one) => one.id);
    expect(ids).toEqual([
      "GitRepository/flux-system/flux-system@.",
      "GitRepository/flux-system/flux-system@clusters/b",
    ]);
    for (const id of ids) {
      expect(cli.run(["migrate", root, "--dry-run", "--only", id]).status).toBe(0);
      const decided = scan("--map", `${id}=oci://ghcr.io/acme/fleet:v1`).sources;
      expect(decided.filter((one) => one.decision.action === "migrate").map((one) => one.id)).toEqual([id]);
    }
  });

  test("a byte-order mark counts in edits and not in columns", () => {
    const flow =
      "{apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: {name: a, namespace: b}, spec: {prune: true, path: ./x, sourceRef: {kind: GitRepository, name: c}}}\n";
    const at = (text: string) =>
      (
        JSON.parse(cli.run(["scan", "-", "--format", "json"], { input: text }).stdout) as ScanReport
      ).references.map(({ file, line, column }) => [file, line, column]);
    expect(at(flow)).toEqual([["stdin.yaml", 1, flow.indexOf("GitRepository") + 1]]);
    expect(at(`\uFEFF${flow}`)).toEqual(at(flow));
  });

  const COMMANDS: readonly [string, ReportName, readonly string[]][] = [
    ["scan", "scan-report", []],
    ["migrate", "migrate-report", ["--dry-run"]],
    ["lint", "lint-report", []],
  ];
  const trees = CORPUS.filter(({ name }) =>
    ["flux2-kustomize-helm-example", "onedr0p-home-ops", "aws-multi-cluster-gitops"].includes(name),
  );
  const runs = trees.flatMap((tree) =>
    COMMANDS.map((command) => ({ tree, command, at: `${command[0]} of ${tree.name}` })),
  );

  describe.skipIf(corpusMissing !== undefined)(`real fleets ${corpusMissing ?? ""}`, () => {
    test.each(runs)("$at", ({ tree, command: [command, schema, more] }) => {
      const flags = [
        ...["--registry", "oci://ghcr.io/acme"],
        ...(tree.map ?? []).flatMap((one) => ["--map", one]),
        ...(tree.declareIn ?? []).flatMap((one) => ["--declare-in", one]),
      ];
      const { status, stdout, stderr } = cli.run([
        command,
        corpusPath(tree.name),
        ...flags,
        ...more,
        ...["--format", "json"],
      ]);
      expect(
        stderr.split("\n").filter((line) => line !== "" && !line.startsWith("git2oci: warning: ")),
      ).toEqual([]);
      expect(status).toBe(
        command === "lint" ? ((JSON.parse(stdout).summary.errors as number) > 0 ? 1 : 0) : 0,
      );
      expect(schemaProblems(schema, JSON.parse(stdout))).toEqual([]);
      expect(JSON.parse(stdout).summary.files).toBeGreaterThan(5);
      // Again, in a process of its own: the same bytes.
      if (command === "scan") {
        const again = cli.run([command, corpusPath(tree.name), ...flags, "--format", "json"]);
        expect(again.stdout).toBe(stdout);
      }
    });
  });

  test("the same report on standard output and in a file, without colour", () => {
    const root = tempTree({ "a.yaml": SOURCE.join("\n") });
    const file = join(tempTree(), "report.json");
    const { stdout } = cli.run(["scan", root, "--format", "json"]);
    const both = cli.run(["scan", root, "--format", "json", "--output", file, "--format", "pretty"], {
      env: { FORCE_COLOR: "1" },
    });
    expect(both.stdout).toContain("\x1b[1m");
    expect(readFileSync(file, "utf8")).toBe(stdout);
  });
});
