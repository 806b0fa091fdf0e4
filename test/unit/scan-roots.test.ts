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
