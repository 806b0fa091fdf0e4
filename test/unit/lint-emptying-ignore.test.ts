import { expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { lintTree } from "../../src/lint-tree.ts";
import { analyse } from "../../src/run.ts";
import { needlesInLint } from "../../src/scan/needles.ts";
import { placeTree } from "../support/tree-copy.ts";

const withIgnore = (ignore: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: web\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: oci://ghcr.io/acme/web\n  ref:\n    tag: main\n  ignore: ${JSON.stringify(ignore)}\n`;

it.each([
  ["/*", true],
  ["*", true],
  ["**", true],
  ["**/*", true],
  ["*\r\n# a comment", true],
  ["/*\n!/deploy\n/*", true],
  // The matcher of Flux finds nothing that is called so; a Go oracle holds it to that (test/oracle/delivery).
  ["/**", false],
  ["/", false],
  ["/*\n!/deploy", false],
  ["*.yaml", false],
  ["# *", false],
  ["", false],
])("ignore %j leaves nothing of an artifact: %s", async (ignore, isEmpty) => {
  const tree = new Map([["web.yaml", Buffer.from(withIgnore(ignore))]]);
  const place = placeTree(tree, "https://github.com/acme/fleet");
  const analysis = await analyse(place, emptyConfig(), undefined, needlesInLint);
  const { findings } = lintTree(analysis, { preset: "recommended", rules: new Map() });
  expect(findings.filter(({ rule }) => rule === "emptying-ignore")).toHaveLength(isEmpty ? 1 : 0);
});
