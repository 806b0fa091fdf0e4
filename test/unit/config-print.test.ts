import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { settingsInForce } from "../../src/config/in-force.ts";
import { loadConfig } from "../../src/config/load.ts";
import { type DecisionFlags, mergeFlags } from "../../src/config/merge-flags.ts";
import type { Config } from "../../src/config/types.ts";
import { paint } from "../../src/report/colour.ts";
import { settingsText } from "../../src/report/settings.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { fixtureNames } from "../support/fixture.ts";
import { schemaProblems } from "../support/report-schemas.ts";
import { tempTree } from "../support/temp-tree.ts";

const FIXTURES = join(import.meta.dirname, "../../fixtures");
const FILE = `registry: oci://ghcr.io/acme
sources:
  - source: apps/web
    action: migrate
    url: oci://ghcr.io/acme/old
    ref: { tag: main }
    secretRef: "ghcr-auth"
  - source: apps/*
    action: keep
    reason: later
`;

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

function print(files: Readonly<Record<string, string>>, ...args: string[]) {
  return cli.run(["config", "print", ...args], { cwd: tempTree(files) });
}

interface Row {
  path: string;
  value: unknown;
  from: string;
  line: number | null;
  column: number | null;
  flag: string | null;
  rule: string | null;
}

function settingsOf(files: Readonly<Record<string, string>>, ...args: string[]): Map<string, Row> {
  const { status, stdout, stderr } = print(files, "--format", "json", ...args);
  expect([status, stderr]).toEqual([0, ""]);
  const report = JSON.parse(stdout);
  expect(schemaProblems("config-report", report)).toEqual([]);
  return new Map(report.settings.map((one: Row) => [one.path, one]));
}

describe("git2oci config print", () => {
  it("shows what is in force, and where each value comes from", () => {
    const flags = ["--map", "apps/web=oci://ghcr.io/acme/web", "--exclude", "old/**", "--templates"];
    const { status, stdout, stderr } = print({ "git2oci.yaml": FILE }, ...flags);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`# Configuration: git2oci.yaml
# flux:                          # default: read from each cluster, else the newest
registry: oci://ghcr.io/acme     # git2oci.yaml:1:11
owners: []                       # default: there is no remote origin
name: "{name}"                   # default
sources:
  - source: apps/web             # --map apps/web=oci://ghcr.io/acme/web
    action: migrate              # --map apps/web=oci://ghcr.io/acme/web
    url: oci://ghcr.io/acme/web  # --map apps/web=oci://ghcr.io/acme/web
    ref:
      tag: main                  # git2oci.yaml:6:17
    secretRef: ghcr-auth         # git2oci.yaml:7:16
    root: keep                   # default
    chartKind: OCIRepository     # default
  - source: apps/*               # git2oci.yaml:8:13
    action: keep                 # git2oci.yaml:9:13
    reason: later                # git2oci.yaml:10:13
charts: []                       # default
references: []                   # default
exclude:
  - old/**                       # --exclude old/**
lint:
  preset: recommended            # default
  # baseline:                    # default: .git2oci-baseline.json, if it is there
# Without a key in the file: --templates
`);
  });

  it("says the same without a file", () => {
    const { status, stdout } = print({});
    expect(status).toBe(0);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      "# No configuration file",
      "# flux:                # default: read from each cluster, else the newest",
      "# registry:            # default: none, so it decides nothing",
    ]);
    expect(stdout.split("\n").filter((one) => one !== "" && !/ # default|^# No|^lint:$/.test(one))).toEqual(
      [],
    );
  });

  it("knows whose repository it is", () => {
    const tree = tempTree({ "apps/x.yaml": "" });
    execFileSync("git", ["init", "-q"], { cwd: tree });
    execFileSync("git", ["remote", "add", "origin", "https://bot:hunter2@github.com/acme/fleet"], {
      cwd: tree,
    });
    const { stdout } = cli.run(["config", "print", "apps"], { cwd: tree });
    expect(stdout).toContain("\nowners:\n  - github.com/acme    # default: owner of the remote origin\n");
    expect(stdout).not.toContain("hunter2");
  });

  it.each<[string, string[], string, Partial<Row>]>([
    [
      "--registry",
      ["--registry", "oci://r.example/x"],
      "registry",
      { value: "oci://r.example/x", from: "flag" },
    ],
    ["--flux-version", ["--flux-version", "v2.6.1"], "flux", { value: "2.6", flag: "--flux-version v2.6.1" }],
    [
      "--map",
      ["--map", "apps/web=oci://r.example/web:v1"],
      "sources[0].ref.tag",
      { value: "v1", from: "flag" },
    ],
    ["--map below an entry", ["--map", "apps/web=oci://r.example/web"], "sources[0].ref.tag", { line: 6 }],
    ["--templates", ["--templates"], "--templates", { value: true, flag: "--templates" }],
    ["no --templates", [], "--templates", { value: false, from: "default" }],
    ["--declare-in", ["--declare-in", "a.yaml"], "--declare-in", { value: "a.yaml", from: "flag" }],
    ["--exclude", ["--exclude", "a/*"], "exclude[0]", { value: "a/*", flag: "--exclude a/*" }],
    ["a rule", [], "flux", { value: null, from: "default", rule: "read from each cluster, else the newest" }],
    ["an entry of the file", [], "sources[1].reason", { value: "later", line: 10, column: 13 }],
  ])("as JSON: %s", (_, args, path, wanted) => {
    expect(settingsOf({ "git2oci.yaml": FILE }, ...args).get(path)).toMatchObject(wanted);
  });

  it("leaves out what a --map takes away: credentials for another registry", () => {
    const rows = settingsOf({ "git2oci.yaml": FILE }, "--map", "apps/web=oci://r.example/web");
    expect(rows.has("sources[0].secretRef")).toBe(false);
  });

  it("tells warnings on standard error, and nothing with --quiet", () => {
    const files = { "git2oci.yaml": 'chartDefaults: { verify: { provider: cosign } }\nflux: "2.9"\n' };
    expect(print(files).stderr).toMatch(
      /^git2oci: warning: git2oci\.yaml:1:26: chartDefaults\.verify: accepts/,
    );
    expect(print(files, "--quiet").stderr).toBe("");
  });

  it.each<[string, Record<string, string>, string[], RegExp]>([
    [
      "a broken file",
      { "git2oci.yaml": "sources: 1\n" },
      [],
      /^git2oci: git2oci\.yaml:1:10: sources: must be a list/,
    ],
    ["a broken flag", {}, ["--registry", "x"], /^git2oci: --registry x: /],
    ["a path that is not there", {}, ["nowhere"], /^git2oci: nowhere: no such file or directory/],
    [
      "a file that is not there",
      {},
      ["--config", "x.yaml"],
      /^git2oci: x\.yaml: no such file or directory \(ENOENT\)\n$/,
    ],
    [
      "a format that it lacks",
      {},
      ["--format", "sarif"],
      /^git2oci: unknown format "sarif" for config; allowed: pretty, json\n$/,
    ],
  ])("refuses %s in one line", (_, files, args, line) => {
    const { status, stdout, stderr } = print(files, ...args);
    expect([status, stdout, stderr.split("\n").length]).toEqual([2, "", 2]);
    expect(stderr).toMatch(line);
  });

  it("knows no other action", () => {
    const { status, stderr } = cli.run(["config", "edit"]);
    expect([status, stderr.includes("print")]).toEqual([2, true]);
  });

  it("shows no secret, and nothing that acts on a terminal or makes a line", () => {
    const files = {
      "git2oci.yaml": `sources:
  - url: https://bot:hunter2@example.com/*
    action: keep
    reason: "\\e[31m\\nregistry: oci://evil"
`,
    };
    const { stdout } = print(files, "--exclude", "a\nb\u001b[2J");
    expect(stdout).not.toMatch(/hunter2|^registry: |^b/m);
    expect(stdout).not.toContain("\u001b");
  });
});

describe("what config print shows of the fixtures", () => {
  const named = fixtureNames().filter((name) => existsSync(join(FIXTURES, name, "git2oci.yaml")));
  const flags: DecisionFlags = {
    map: ["*=oci://registry.example/all"],
    exclude: ["x/*"],
    registry: "oci://r.example",
  };

  /** A configuration without the places of its parts; the rows of consumers tell theirs in a text too. */
  const bare = (config: Config) => {
    const plain = { ...config, lint: { ...config.lint, rules: [...config.lint.rules] } };
    const text = JSON.stringify(plain, (key, value) => (key === "origin" ? undefined : value));
    return JSON.parse(text.replace(/(?:git2oci\.yaml|printed):\d+:\d+/g, ""));
  };

  it.each<[string, DecisionFlags]>([
    ["the files", {}],
    ["the files with flags on top", flags],
  ])("is a configuration that decides the same: %s", async (_, given) => {
    const different: string[] = [];
    for (const name of named) {
      const text = readFileSync(join(FIXTURES, name, "git2oci.yaml"), "utf8");
      const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
      if ("errors" in loaded) throw new Error(name);
      const merged = mergeFlags(loaded.config, given);
      if ("errors" in merged) throw new Error(name);
      const { config } = merged;
      const settings = await settingsInForce({
        config,
        flags: given,
        written: loaded.written,
        originOwner: undefined,
      });
      const again = await loadConfig(settingsText(settings, "x", paint(false)), "printed", readYamlFull);
      const [wanted, got] = [bare(config), "errors" in again ? again.errors : bare(again.config)];
      for (const entry of [...wanted.sources, ...(got.sources ?? [])])
        if (entry.chartKind === "OCIRepository") delete entry.chartKind;
      if (JSON.stringify(sorted(got)) !== JSON.stringify(sorted(wanted))) different.push(name);
    }
    expect(different).toEqual([]);
    expect(named.length).toBeGreaterThan(50);
  });

  it("points at the value itself", async () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const name of named) {
      const text = readFileSync(join(FIXTURES, name, "git2oci.yaml"), "utf8");
      const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
      if ("errors" in loaded) throw new Error(name);
      const { config, written } = loaded;
      for (const { value, from } of await settingsInForce({
        config,
        flags: {},
        written,
        originOwner: undefined,
      })) {
        if (from.by !== "file") continue;
        seen++;
        const there = text
          .split("\n")
          [from.line - 1]!.slice(from.column - 1)
          .replace(/^["']/, "");
        if (!there.startsWith(String(value)) && !/^[|>&*[]/.test(there))
          wrong.push(`${name}:${from.line}: ${value}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(500);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
