import { describe, expect, it } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, reader } from "../support/small-fleet.ts";

/** One line a source of the fleet: what was decided, or why nothing. */
function decisionsFor(
  sources: Readonly<Record<string, readonly [url: string, ref: string]>>,
  config: Config,
) {
  const files = new Map([cluster("clusters/a")]);
  for (const [name, [url, ref]] of Object.entries(sources)) {
    const spec = ["interval: 5m", `url: ${url}`, `ref: {${ref}}`];
    const source = { name, namespace: "apps" };
    files.set(`clusters/a/${name}.yaml`, `${gitText(source, spec)}---\n${reader(name, source)}`);
  }
  const { graph, decisions } = analyseTexts(files, config);
  return Object.fromEntries(
    graph.sources.map((source) => {
      const decision = decisions.bySource.get(source);
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

  it("yields to what a person wrote, which stands", () => {
    const made = decisionsFor(
      { w1: [HUB, "branch: main"], w2: [LAB, "branch: main"] },
      configWith(["w2=oci://ghcr.io/acme/web:main"]),
    );
    expect(made.w1).toMatch(/^undecided: .* are different repositories/);
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
