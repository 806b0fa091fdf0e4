import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster } from "../support/small-fleet.ts";

const scopesOf = (files: ReadonlyMap<string, string>) =>
  analyseTexts(files, emptyConfig()).graph.roots.map((root) => `${root.scope} by ${root.by}`);

describe("roots of a bootstrap", () => {
  it("are one where a kustomization.yaml above lists the written gotk-sync.yaml", () => {
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/kustomization.yaml", "resources: [flux-system/gotk-sync.yaml]\n"],
    ] as [string, string][]);
    expect(scopesOf(files)).toEqual(["clusters/a by gotk-sync"]);
  });

  it("are found where the listed gotk-sync.yaml is not kept in the tree, from either folder", () => {
    const list = "resources: [gotk-sync.yaml]\n";
    expect(scopesOf(new Map([["clusters/a/flux-system/kustomization.yaml", list]]))).toEqual([
      "clusters/a by gotk-sync",
    ]);
    const above = "resources: [flux-system/gotk-sync.yaml]\n";
    expect(scopesOf(new Map([["clusters/b/kustomization.yaml", above]]))).toEqual([
      "clusters/b by gotk-sync",
    ]);
  });
});

describe("a cluster that applies itself under another name", () => {
  it("was started from its own file, and its source stays with its root", () => {
    const files = new Map<string, string>();
    for (const name of ["a", "b"]) {
      const [file, text] = cluster(`clusters/${name}`);
      files.set(file.replace("flux-system/gotk-sync.yaml", "root.yaml"), text);
    }
    files.set("clusters/a/kustomization.yaml", "resources: [root.yaml]\nnamePrefix: p-\n");
    const { graph } = analyseTexts(files, emptyConfig());
    const declared = graph.sources.flatMap(({ id, declarations, roots }) =>
      declarations.map(({ location }) => [id.split("@")[0], location.file, roots.length]),
    );
    expect(declared).toContainEqual(["GitRepository/flux-system/flux-system", "clusters/a/root.yaml", 1]);
    expect(declared).toContainEqual(["GitRepository/flux-system/flux-system", "clusters/b/root.yaml", 1]);
  });
});
