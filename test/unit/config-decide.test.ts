import { describe, expect, it } from "vitest";
import { decideSource } from "../../src/config/decide-source.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { formatProblem } from "../../src/config/wording.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { gitText, ociText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, reader } from "../support/small-fleet.ts";

type Sources = Readonly<Record<string, readonly [url: string, ref: string]>>;

/** A fleet of one cluster with these sources, and one reader each. */
function decide(sources: Sources, config: Config) {
  const files = new Map([cluster("clusters/a")]);
  for (const [name, [url, ref]] of Object.entries(sources)) {
    const spec = ["interval: 5m", `url: ${url}`, `ref: {${ref}}`];
    const source = { name, namespace: "apps" };
    files.set(`clusters/a/${name}.yaml`, `${gitText(source, spec)}---\n${reader(name, source)}`);
  }
  return analyseTexts(files, config);
}

/** What was decided for each source, or why nothing. */
function decisionsFor(sources: Sources, config: Config) {
  const { graph, decisions } = decide(sources, config);
  return Object.fromEntries(
    graph.sources.map((source) => {
      const decision = decisions.byUnit.get(source);
      const text = decision?.action === "migrate" ? decision.url : (decision?.reason ?? "");
      return [source.name, text];
    }),
  );
}

function configWith(
  map: readonly string[],
  owners: readonly string[] = ["github.com/acme", "gitlab.com/acme"],
) {
  const merged = mergeFlags(
    { ...emptyConfig(), owners: [...owners] },
    { map, registry: "oci://ghcr.io/acme" },
  );
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return merged.config;
}

const HUB = "https://github.com/acme/Web";
const LAB = "https://gitlab.com/acme/web";

describe("what was derived", () => {
  it("makes no artifact of two repositories", () => {
    const made = decisionsFor({ w1: [HUB, "branch: main"], w2: [LAB, "branch: dev"] }, configWith([]));
    expect(made.w1).toBe(
      "undecided: github.com/acme/Web and gitlab.com/acme/web (GitRepository/apps/w2) are different repositories, and both would become oci://ghcr.io/acme/web; say where its own artifact is, as in --map apps/w1=oci://…:<tag>",
    );
    expect(made.w2).toContain("(GitRepository/apps/w1)");
  });

  it("is not compared with what a person wrote", () => {
    const made = decisionsFor(
      { w1: [HUB, "branch: main"], w2: [LAB, "branch: main"] },
      configWith(["w2=oci://ghcr.io/acme/web:main"]),
    );
    expect(made.w1).toBe("oci://ghcr.io/acme/web");
    expect(made.w2).toBe("oci://ghcr.io/acme/web");
  });

  it("makes no tag of two branches, nor of a branch and a tag", () => {
    const branches = { w1: [HUB, "branch: feat/x"], w2: [HUB, "branch: feat-x"] } as const;
    expect(decisionsFor(branches, configWith([])).w1).toBe(
      "undecided: branch feat/x, and branch feat-x of GitRepository/apps/w2, would both become tag feat-x of oci://ghcr.io/acme/web; say which tag is its own, as in --map apps/w1=oci://ghcr.io/acme/web:<tag>",
    );
    const wide = configWith(["w*=oci://ghcr.io/acme/all"]);
    expect(decisionsFor(branches, wide).w2).toMatch(/^undecided: branch feat-x, and branch feat\/x/);
    const kinds = { w1: [HUB, "branch: v1"], w2: [HUB, "tag: v1"] } as const;
    expect(decisionsFor(kinds, configWith([])).w2).toMatch(/^undecided: tag v1, and branch v1 of/);
  });

  it.each([
    [
      "one repository spelt in two ways",
      [HUB, "branch: main"],
      ["git@github.com:acme/web.git", "branch: main"],
    ],
    ["one branch spelt in two ways", [HUB, "branch: main"], [HUB, "name: refs/heads/main"]],
    ["two branches with tags of their own", [HUB, "branch: main"], [HUB, "branch: dev"]],
    ["a ref that Git ignores", [HUB, "tag: v1"], [HUB, "tag: v1, branch: main"]],
  ] as const)("decides %s", (_name, w1, w2) => {
    const made = decisionsFor({ w1, w2 }, configWith([]));
    expect([made.w1, made.w2]).toEqual(["oci://ghcr.io/acme/web", "oci://ghcr.io/acme/web"]);
  });

  it("decides where each got an artifact or a tag of its own", () => {
    const maps = configWith(["w1=oci://ghcr.io/acme/web:feat-slash-x"]);
    const branches = { w1: [HUB, "branch: feat/x"], w2: [HUB, "branch: feat-x"] } as const;
    expect(decisionsFor(branches, maps).w2).toBe("oci://ghcr.io/acme/web");
  });
});

async function fileWith(entries: readonly string[], map: readonly string[] = []) {
  const text = `sources:${entries.length === 0 ? " []" : ""}\n${entries.map((entry) => `  - {${entry}}\n`).join("")}`;
  const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  const merged = mergeFlags(loaded.config, { map });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return merged.config;
}

const one = { web: [HUB, "branch: main"] } as const;
const MOVE = "action: migrate, url: oci://ghcr.io/acme/web";
const KEEP = "action: keep, reason: not yet";

describe("two decisions for one source", () => {
  const errorsOf = (config: Config) => decide(one, config).decisions.errors.map(formatProblem);

  it.each([
    ["a wider name", "source: web"],
    ["a wildcard", 'source: "apps/w*"'],
    ["the url", "url: https://github.com/acme/*"],
  ])("are an error where %s stands before the entry that could never decide", async (_name, first) => {
    expect(errorsOf(await fileWith([`${first}, ${KEEP}`, `source: apps/web, ${MOVE}`]))).toEqual([
      "git2oci.yaml:3:5: is a second decision for GitRepository/apps/web, which git2oci.yaml:2:5 decides; keep one of the two, or make them exclude each other",
    ]);
  });

  it.each([
    ["a narrow entry before a wider one", [`source: apps/web, ${KEEP}`, `source: web, ${MOVE}`]],
    ["a scope before all", [`source: web, in: clusters/a, ${KEEP}`, `source: web, ${MOVE}`]],
    ["a wildcard at the end", [`source: web, ${KEEP}`, `source: "apps/*", ${KEEP}`]],
    [
      "a scope that another one does not cover",
      [`source: web, in: "clusters/*", ${KEEP}`, `source: web, ${MOVE}`],
    ],
    [
      "the name before its url",
      [`source: apps/web, ${KEEP}`, "url: https://github.com/acme/Web, action: migrate"],
    ],
  ])("are none: %s", async (_name, entries) => {
    expect(errorsOf(await fileWith(entries))).toEqual([]);
  });

  it("are an error in two flags of the same narrowness", async () => {
    const maps = ["w*=oci://ghcr.io/acme/web:a", "we*=oci://ghcr.io/acme/web:b"];
    expect(errorsOf(await fileWith([], maps))).toEqual([
      "--map we*=oci://ghcr.io/acme/web:b: is a second decision for GitRepository/apps/web, which --map w*=oci://ghcr.io/acme/web:a decides; keep one of the two, or make them exclude each other",
    ]);
  });

  it.each([
    ["the same artifact twice", ["w*=oci://ghcr.io/acme/web:a", "we*=oci://ghcr.io/acme/web:a"]],
    ["a name over a wildcard", ["w*=oci://ghcr.io/acme/web:a", "web=oci://ghcr.io/acme/web:b"]],
    ["a namespace over none", ["web=oci://ghcr.io/acme/web:a", "apps/web=oci://ghcr.io/acme/web:b"]],
    ["a scope over a wildcard of scopes", ["web@clusters/*=oci://g.io/a:1", "web@clusters/a=oci://g.io/a:2"]],
    ["two that share no source", ["w*=oci://ghcr.io/acme/web:a", "x*=oci://ghcr.io/acme/web:b"]],
  ])("are none in flags: %s", async (_name, maps) => {
    expect(errorsOf(await fileWith([], maps))).toEqual([]);
  });

  it("are none where a flag speaks over the file", async () => {
    const config = await fileWith([`source: apps/web, ${MOVE}`], ["web=oci://ghcr.io/acme/web:b"]);
    expect(errorsOf(config)).toEqual([]);
  });
});

describe("a field that the Flux of a cluster does not have", () => {
  it.each([
    [6, "trustedRootSecretRef: roots", "verify.trustedRootSecretRef needs Flux 2.9 or newer"],
    [
      1,
      'matchOIDCIdentity: [{issuer: "^x$", subject: "^y$"}]',
      "verify.matchOIDCIdentity needs Flux 2.2 or newer",
    ],
    [2, "provider: notation, secretRef: trust", "verify.provider: notation needs Flux 2.3 or newer"],
  ])("leaves the source undecided on 2.%i with %s", async (minor, verify, needs) => {
    const on = async (version: number) => {
      const config = await fileWith([`source: web, ${MOVE}, verify: {${verify}}`]);
      config.flux = [{ origin: { flag: "" }, scope: undefined, minor: version }];
      return decisionsFor(one, config).web;
    };
    expect(await on(minor)).toBe(
      `undecided: ${needs}, and clusters/a has Flux 2.${minor}; raise Flux first, or leave it out`,
    );
    expect(await on(9)).toBe("oci://ghcr.io/acme/web");
  });
});

describe("an entry whose Git source is gone", () => {
  const files = new Map([
    cluster("clusters/a"),
    ["clusters/a/web.yaml", ociText({ name: "web", namespace: "apps" }, "oci://ghcr.io/acme/web")],
  ]);
  const warningsFor = async (entry: string) => {
    const config = await fileWith([entry]);
    config.registry = { url: "oci://ghcr.io/acme", origin: { flag: "" } };
    return analyseTexts(files, config).decisions.warnings.map(({ message }) => message);
  };

  it.each([
    `source: apps/web, ${MOVE}`,
    "source: apps/web, action: migrate",
    "source: apps/web, in: clusters/a, action: migrate",
    "url: https://github.com/acme/Web, action: migrate",
    "url: https://github.com/acme/*, action: migrate",
  ])("is silent where its OCIRepository is declared: %s", async (entry) => {
    expect(await warningsFor(entry)).toEqual([]);
  });

  it.each([
    "source: apps/wbe, action: migrate",
    "source: other/web, action: migrate",
    "source: web, in: clusters/b, action: migrate",
    "source: web, action: migrate, url: oci://ghcr.io/acme/other",
    "url: https://github.com/acme/other, action: migrate",
    `source: nothing, ${KEEP}`,
  ])("is a warning where nothing answers it: %s", async (entry) => {
    expect(await warningsFor(entry)).toEqual([expect.stringMatching(/matches no Git source of this tree$/)]);
  });
});

describe("a mistyped source", () => {
  it.each([
    ["source: apps/wbe, action: migrate", "apps/web"],
    ["source: wbe, action: migrate", "web"],
    ["source: other/web, action: migrate", "apps/web"],
    [`source: appz/web, ${KEEP}`, "apps/web"],
  ])("%s: the warning names what it most likely means", async (entry, name) => {
    const { warnings } = decide(one, await fileWith([entry])).decisions;
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        new RegExp(`matches no Git source of this tree \\(did you mean "${name}"\\?\\)$`),
      ),
    ]);
  });

  it("says nothing more if nothing is near, or only the cluster differs", async () => {
    for (const entry of [`source: nothing, ${KEEP}`, `source: apps/web, in: clusters/z, ${KEEP}`]) {
      const { warnings } = decide(one, await fileWith([entry])).decisions;
      expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/ of this tree$/)]);
    }
  });
});

describe("the name template", () => {
  it("leaves a source undecided whose name would be too long", async () => {
    const name = "w".repeat(250);
    const config = await fileWith([`source: ${name}, ${MOVE}`]);
    config.name = "{name}-oci";
    const made = decisionsFor({ [name]: one.web }, config);
    expect(made[name]).toMatch(/^undecided: its OCIRepository would be named "w+…", which no cluster takes/);
    config.name = "{name}";
    expect(decisionsFor({ [name]: one.web }, config)[name]).toBe("oci://ghcr.io/acme/web");
  });
});

describe("a second run", () => {
  const source = (namespace: string) =>
    gitText({ name: "lib", namespace }, [
      `url: https://github.com/acme/lib-${namespace}`,
      "ref: {branch: main}",
    ]);
  const entry =
    "charts:\n  - { source: a/lib, chart: web, url: oci://ghcr.io/acme/charts/web, ref: { tag: 1.0.0 } }\n";
  const config = async (text: string, flags: Parameters<typeof mergeFlags>[1]) => {
    const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
    if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
    const merged = mergeFlags(loaded.config, flags);
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    return merged.config;
  };
  const wide = "lib=oci://ghcr.io/acme/lib:main";

  it.each([
    ["decides what one entry matches", "", [], "migrate"],
    [
      "does not decide what the first run left open, because another entry names one that has moved",
      entry,
      [],
      "undecided",
    ],
    [
      "decides what the first run would have decided, because a narrower entry took the one that has moved",
      "",
      ["a/lib=oci://ghcr.io/acme/lib-a:main"],
      "migrate",
    ],
  ])("%s", async (_, text, narrow, action) => {
    const { graph, decisions } = analyseTexts(
      new Map([["b.yaml", source("b")]]),
      await config(text, { map: [wide, ...narrow] }),
    );
    expect(decisions.byUnit.get(graph.sources[0]!)?.action).toBe(action);
  });

  it("has nothing to decide, because charts of a source that an entry leaves open stay with it", async () => {
    const release = `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: a}
spec: {interval: 1m, chart: {spec: {chart: ./charts/web, sourceRef: {kind: GitRepository, name: lib}}}}
`;
    const files = new Map([
      ["a.yaml", source("a") + release],
      ["b.yaml", source("b")],
    ]);
    const flags = { map: [wide], registry: "oci://ghcr.io/acme" };
    const { decisions } = analyseTexts(files, { ...(await config("", flags)), owners: ["github.com/acme"] });
    expect([...decisions.byUnit].map(([{ id }, { action }]) => `${id} ${action}`)).toEqual([
      "GitRepository/a/lib undecided",
      "GitRepository/b/lib undecided",
      "GitRepository/a/lib#charts/web undecided",
    ]);
  });
});

describe("why nothing is derived", () => {
  it.each([
    [
      "a variable as owner",
      "https://github.com/${OWNER}/x",
      ["github.com/acme"],
      "its url https://github.com/${OWNER}/x does not tell whose repository it is;",
    ],
    [
      "a variable as name",
      "https://github.com/acme/${NAME}",
      ["github.com/acme"],
      "the name of its repository in https://github.com/acme/${NAME} cannot be read;",
    ],
    [
      "a name for no registry",
      "https://github.com/acme/.github",
      ["github.com/acme"],
      "no registry takes the name of its repository https://github.com/acme/.github;",
    ],
    ["no origin", "https://github.com/acme/x", [], "(no origin remote, no owners);"],
  ])("%s", (_, url, owners, reason) => {
    expect(decisionsFor({ web: [url, "branch: main"] }, configWith([], owners)).web).toContain(reason);
  });

  it("the origin names no owner", () => {
    const config = configWith([], []);
    const { graph } = decide({ web: ["https://github.com/acme/x", "branch: main"] }, config);
    const web = graph.sources.find(({ name }) => name === "web");
    expect(web && decideSource(web, undefined, graph, config, "/srv/git/fleet").reason).toContain(
      "(the origin remote /srv/git/fleet names no owner, no owners);",
    );
  });

  it("two files tell two urls", () => {
    const twin = (at: string) =>
      gitText({ name: "web", namespace: "apps" }, [`url: https://github.com/acme/${at}`]);
    const files = new Map([
      ["one.yaml", twin("one")],
      ["two.yaml", `${twin("two")}---\n${reader("web", { name: "web", namespace: "apps" })}`],
    ]);
    const { graph, decisions } = analyseTexts(files, configWith([]));
    const reasons = graph.sources.map((source) => decisions.byUnit.get(source)?.reason);
    expect(reasons.join()).toContain("undecided: its files tell several urls;");
  });
});
