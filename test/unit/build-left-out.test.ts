import { expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { analyse } from "../../src/run.ts";
import { placeTree } from "../support/tree-copy.ts";

const URL = "https://github.com/acme/fleet";
const sync = (ignore = "") => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec:
  interval: 5m
  url: ${URL}
${ignore === "" ? "" : `  ignore: ${JSON.stringify(ignore)}\n`}---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {interval: 5m, path: ./, prune: true, sourceRef: {kind: GitRepository, name: flux-system}}
`;
const WORKFLOW = "on: push\njobs: {}\n";

/** What does not build in a cluster that applies the whole repository without a kustomization.yaml. */
async function failing(files: Readonly<Record<string, string>>): Promise<string[]> {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
  const { graph } = await analyse(placeTree(tree, URL), emptyConfig());
  return graph.failing.map(({ location }) => location.file);
}

it.each<[what: string, files: Record<string, string>, failing: string[]]>([
  ["Flux's own list leaves .github out", { "sync.yaml": sync(), ".github/w.yaml": WORKFLOW }, []],
  ["and no other folder", { "sync.yaml": sync(), "ci/w.yaml": WORKFLOW }, ["ci/w.yaml"]],
  [
    "a pattern anywhere switches the list off",
    { "sync.yaml": sync(), ".github/w.yaml": WORKFLOW, "docs/.sourceignore": "*.md\n" },
    [".github/w.yaml"],
  ],
  [
    "so does the ignore of the source",
    { "sync.yaml": sync("docs/"), ".github/w.yaml": WORKFLOW },
    [".github/w.yaml"],
  ],
  ["which can leave a file out", { "sync.yaml": sync("/ci/"), "ci/w.yaml": WORKFLOW }, []],
  [
    "as a .sourceignore can",
    { "sync.yaml": sync(), "ci/w.yaml": WORKFLOW, "ci/.sourceignore": "w.yaml\n" },
    [],
  ],
])("%s", async (_, files, expected) => {
  expect(await failing(files)).toEqual(expected);
});
