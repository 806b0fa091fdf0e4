import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeConfig } from "../../src/cli/init-write.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Choice, groupSources, idOf, officialChoice, propose } from "../../src/config/propose.ts";
import { emptyConfig } from "../../src/config/types.ts";
import {
  artifactTag,
  KNOWN_ARTIFACTS,
  KNOWN_CHARTS,
  knownArtifact,
  knownChart,
} from "../../src/flux/known-artifacts.ts";
import { configText } from "../../src/report/config-text.ts";
import { analyse, understand } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { fixtureNames, loadFixture } from "../support/fixture.ts";
import { tempTree } from "../support/temp-tree.ts";
import { placeTree } from "../support/tree-copy.ts";

const REGISTRY = "oci://ghcr.io/acme";
/** Every Git source with a Secret has access here, so that proposals are written as they are. */
const ACME = {
  registry: REGISTRY,
  access: [{ host: "ghcr.io", access: { secretRef: "ghcr-auth" }, origin: { flag: "--access" } }],
};
const NOWHERE = { ...ACME, registry: undefined };

/** A fixture as `init` sees it: no configuration but a registry, with an origin so that somebody owns something. */
async function tree(name: string, origin = "https://github.com/acme/fleet") {
  const fixture = await loadFixture(name);
  const merged = mergeFlags(emptyConfig(), { registry: REGISTRY, access: ["ghcr.io=anonymous"] });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const analysis = await analyse(placeTree(fixture.before, fixture.origin ?? origin), merged.config);
  const groups = groupSources(analysis.graph);
  return { analysis, groups, proposals: groups.map((group) => propose(group, analysis.decisions.byUnit)) };
}

describe("the groups and proposals of init", () => {
  it("come in the order of what depends on them, each source in exactly one", async () => {
    const { analysis, groups } = await tree("demo");
    expect(groups.map((group) => [idOf(group), group.references])).toEqual([
      ["flux-system/fleet", 5],
      ["flux-system/flux-system", 5],
      ["flux-system/shop", 3],
      ["flux-system/gateway-api", 1],
      ["flux-system/web", 1],
      ["team-data/data-pipelines", 1],
    ]);
    const all = groups.flatMap(({ sources }) => sources.map(({ id }) => id));
    expect(all.sort()).toEqual(analysis.graph.sources.map(({ id }) => id).sort());
  });

  it("migrate what is ours, keep what is not, and leave open what nobody can know", async () => {
    const { proposals } = await tree("demo");
    expect(proposals.map(({ choice }) => (choice.action === "migrate" ? choice.url : choice.action))).toEqual(
      [`${REGISTRY}/fleet`, `${REGISTRY}/fleet`, `${REGISTRY}/shop`, "keep", `${REGISTRY}/web`, "open"],
    );
  });

  it("tell sources of one name apart by their cluster where they follow different things", async () => {
    const { groups } = await tree("shared-reference-two-urls");
    expect(groups.some((group) => group.in.length > 0)).toBe(true);
    for (const group of groups) expect([0, group.sources.length]).toContain(group.in.length);
  });
});

describe("what init writes", () => {
  /** Choices of every kind, in turn, so that every kind meets every fixture sooner or later. */
  const turns: readonly ((proposed: Choice, i: number) => Choice)[] = [
    (proposed) => proposed,
    (_, i) => ({ action: "migrate", url: `${REGISTRY}/of/${i}`, tag: "v1", note: "a: b # c" }),
    () => ({ action: "keep", reason: 'it\'s: "ours" # no' }),
    (_, i) =>
      i % 2 === 0
        ? { action: "open", why: "later" }
        : { action: "migrate", url: `${REGISTRY}/x/${i}`, semver: ">=1.0.0", note: "" },
  ];

  it.each(fixtureNames())("%s: is valid, and decides what was chosen", async (name) => {
    const { analysis, groups, proposals } = await tree(name);
    const [proposed, ...others] = turns;
    for (const turn of [proposed!, others[fixtureNames().indexOf(name) % others.length]!]) {
      const chosen = groups.map((group, i) => ({ group, choice: turn(proposals[i]!.choice, i) }));
      // Throws where the text, read back, decides otherwise.
      const { text, blocked } = await writeConfig(chosen, ACME, analysis, "git2oci.yaml", undefined);
      const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
      expect("errors" in loaded ? loaded.errors : []).toEqual([]);
      const decided = chosen.filter(({ choice }) => choice.action !== "open").length;
      expect("config" in loaded && loaded.config.sources.length).toBe(decided);
      expect(text.split("\n").filter((line) => line.startsWith("  # Still undecided: ")).length).toBe(
        blocked.length,
      );
      if (!("config" in loaded)) continue;
      const { decisions } = understand(analysis.scanned, loaded.config);
      expect(decisions.warnings.filter(({ message }) => message.includes("matches no Git source"))).toEqual(
        [],
      );
    }
  });

  it("says why a source that somebody decided stays undecided", async () => {
    const { analysis, groups } = await tree("commit-verification");
    const chosen = groups.map((group): { group: typeof group; choice: Choice } => ({
      group,
      choice: { action: "migrate", url: `${REGISTRY}/x`, tag: "v1", note: "" },
    }));
    const { text, blocked } = await writeConfig(chosen, NOWHERE, analysis, "git2oci.yaml", undefined);
    expect(blocked.length).toBeGreaterThan(0);
    expect(text).toContain("# Still undecided: it verifies commit signatures");
  });

  it("makes the registry a comment where it would decide what was left open", async () => {
    const { analysis, groups, proposals } = await tree("demo");
    const chosen = groups.map((group, i): { group: typeof group; choice: Choice } => ({
      group,
      choice: i === 0 ? { action: "open", why: "later" } : proposals[i]!.choice,
    }));
    const { text } = await writeConfig(chosen, ACME, analysis, "git2oci.yaml", undefined);
    expect(text).toContain(`\n# registry: ${REGISTRY}\n`);
    expect(text).toContain("\n  # Not decided: later\n  # - source: flux-system/fleet\n");
  });

  it("holds entries of charts that can be read once they are completed, whatever a chart is called", async () => {
    const names = ["charts/${VERSION}/web", "charts/a, b", "{x}", "charts/web"];
    const charts = names.map((chart) => ({ source: "apps/charts", chart, url: undefined }));
    const text = configText({ schema: undefined, registry: undefined, access: [], sources: [], charts });
    const completed = text
      .replace(/^# (?=charts:$| {2}- )/gm, "")
      .replaceAll("oci://…", "oci://ghcr.io/acme/web")
      .replaceAll("…", "'>=1.0.0'");
    const loaded = await loadConfig(completed, "git2oci.yaml", readYamlFull);
    expect("errors" in loaded ? loaded.errors : loaded.config.charts.map((one) => one.chart)).toEqual(names);
  });
});

describe("known artifacts", () => {
  it("are in lower case, at a registry, each with its source", () => {
    for (const { repository, url, source } of [...KNOWN_ARTIFACTS, ...KNOWN_CHARTS]) {
      expect(repository).toBe(repository.toLowerCase());
      expect(url).toMatch(/^oci:\/\/[a-z0-9.-]+\/[a-z0-9/-]+$/);
      expect(source).toMatch(new RegExp(`^https://${repository}/blob/HEAD/`));
    }
    expect(knownArtifact("github.com/stefanprodan/PodInfo")?.path).toBe("kustomize");
    expect(knownArtifact(undefined)).toBeUndefined();
    const [without, , withV] = KNOWN_ARTIFACTS.map((one) =>
      ["v1.2.3", "1.2.3", "vega"].map((tag) => artifactTag(one, tag)),
    );
    expect(without).toEqual(["1.2.3", "1.2.3", "vega"]);
    expect(withV).toEqual(["v1.2.3", "v1.2.3", "vega"]);
    expect(knownChart("github.com/kyverno/kyverno", "charts/kyverno")).toBe(
      "oci://ghcr.io/kyverno/charts/kyverno",
    );
    const none = [
      ["github.com/kyverno/kyverno", "charts/kyverno/charts/crds"],
      // It lies there, and is in no registry.
      ["github.com/fluxcd/flagger", "charts/grafana"],
      ["github.com/stefanprodan/podinfo", "charts/"],
      ["github.com/external-secrets/external-secrets", "external-secrets"],
    ] as const;
    expect(none.map(([repository, path]) => knownChart(repository, path))).toEqual(none.map(() => undefined));
    expect(knownChart("github.com/External-Secrets/external-secrets", "deploy/charts/external-secrets")).toBe(
      "oci://ghcr.io/external-secrets/charts/external-secrets",
    );
  });

  it("are offered where their files are those of one directory, with the version that Git followed", async () => {
    const source = (ref: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: podinfo, namespace: apps }
spec: { interval: 5m, url: "https://github.com/stefanprodan/podinfo", ref: { ${ref} } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: podinfo, namespace: apps }
spec: { interval: 5m, path: ./kustomize, prune: true, sourceRef: { kind: GitRepository, name: podinfo } }
`;
    const offered = async (ref: string) => {
      const analysis = await analyse(tempTree({ "a.yaml": Buffer.from(source(ref)) }), emptyConfig());
      const [group] = groupSources(analysis.graph);
      return {
        choice: officialChoice(group!, propose(group!, analysis.decisions.byUnit).known),
        group: group!,
        analysis,
      };
    };
    const url = "oci://ghcr.io/stefanprodan/manifests/podinfo";
    expect((await offered("tag: v6.5.0")).choice).toMatchObject({ url, tag: "6.5.0", path: "kustomize" });
    expect((await offered("branch: master")).choice).not.toHaveProperty("tag");
    const { choice, group, analysis } = await offered('semver: ">=6.0.0"');
    const { text, blocked } = await writeConfig(
      [{ group, choice: choice! }],
      NOWHERE,
      analysis,
      "git2oci.yaml",
      undefined,
    );
    expect(blocked).toEqual([]);
    expect(text).toContain(
      `    url: ${url}\n    ref:\n      semver: ">=6.0.0"\n    artifact:\n      path: kustomize\n`,
    );
  });
});

describe("git2oci init", () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  const seed = () => readFileSync(join(import.meta.dirname, "../../fixtures/seed/before/app.yaml"));
  const fleet = () => tempTree({ "app.yaml": seed() });

  it.each<[string, string, string, RegExp]>([
    [
      "the package beside it",
      ".",
      "node_modules",
      /^# yaml-language-server: \$schema=node_modules\/git2oci\/schema\//,
    ],
    [
      "a package above it",
      "clusters",
      "node_modules",
      /^# yaml-language-server: \$schema=\.\.\/node_modules\//,
    ],
    [
      "no package: as a comment in a comment",
      ".",
      "other",
      /^# For completion .*\n# # yaml-language-server: /,
    ],
    ["a package that is not of this repository", "repo", "node_modules", /^# For completion /],
  ])("names the JSON Schema: %s", (_, folder, modules, head) => {
    const cwd = tempTree({
      "clusters/app.yaml": seed(),
      "repo/app.yaml": seed(),
      [`${modules}/git2oci/schema/git2oci.schema.json`]: "{}",
    });
    execFileSync("git", ["init", "-q"], { cwd: folder === "repo" ? join(cwd, folder) : cwd });
    expect(cli.run(["init", "--yes", "--quiet", folder], { cwd }).stderr).toBe("");
    const text = readFileSync(join(cwd, folder, "git2oci.yaml"), "utf8");
    expect(text).toMatch(head);
    const { status, stderr } = cli.run(["scan", "--quiet", folder], { cwd });
    expect([status, stderr]).toEqual([0, ""]);
  });

  it("--yes writes what it proposes, which the next command takes", () => {
    const cwd = fleet();
    const { status, stdout, stderr } = cli.run(["init", "--yes", "--registry", REGISTRY], { cwd });
    expect([status, stdout]).toEqual([0, ""]);
    expect(stderr).toBe(
      "git2oci: wrote git2oci.yaml: 0 sources to migrate, 0 kept on Git, 1 left open; git2oci migrate --dry-run shows what follows\n",
    );
    expect(readdirSync(cwd).sort()).toEqual(["app.yaml", "git2oci.yaml"]);
    expect(cli.run(["scan"], { cwd })).toMatchObject({ status: 0, stderr: "" });
  });

  it("--yes writes over nothing, not even a link that leads nowhere", () => {
    const cases: [(file: string) => void, string][] = [
      [
        (file) => writeFileSync(file, "owners: []\n"),
        "git2oci.yaml is there, and --yes writes over nothing; move it away, or run init in a terminal",
      ],
      [
        (file) => symlinkSync("nowhere", file),
        "git2oci.yaml: a symbolic link; init writes through none, move it away",
      ],
    ];
    for (const [make, line] of cases) {
      const cwd = fleet();
      make(join(cwd, "git2oci.yaml"));
      const { status, stderr } = cli.run(["init", "--yes"], { cwd });
      expect([status, stderr]).toEqual([2, `git2oci: ${line}\n`]);
      expect(existsSync(join(cwd, "nowhere"))).toBe(false);
    }
  });

  it.each([
    [["init"], "init asks, and there is no terminal; --yes takes what it proposes"],
    [["init", "app.yaml", "--yes"], "app.yaml: not a directory; init takes the root of a fleet"],
    [["init", "gone", "--yes"], "gone: no such file or directory (ENOENT); init takes the root of a fleet"],
    [["init", "--yes", "--registry", "ghcr.io/acme"], "--registry ghcr.io/acme: must start with oci://"],
  ])("%j ends with 2 and one line, and writes nothing", (args, message) => {
    const cwd = fleet();
    const { status, stdout, stderr } = cli.run(args, { cwd });
    expect([status, stdout, stderr]).toEqual([2, "", `git2oci: ${message}\n`]);
    expect(readdirSync(cwd)).toEqual(["app.yaml"]);
  });

  it("writes nothing where nothing is to be decided", () => {
    const cwd = tempTree({ "a.yaml": Buffer.from("a: b\n") });
    const { status, stderr } = cli.run(["init", "--yes"], { cwd });
    expect([status, stderr, readdirSync(cwd)]).toEqual([
      0,
      "git2oci: there is no Git source in this tree, so there is nothing to decide\n",
      ["a.yaml"],
    ]);
  });
});
