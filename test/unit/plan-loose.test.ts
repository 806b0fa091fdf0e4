import { expect, it } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { plan } from "../../src/run.ts";
import { analyseTexts } from "../support/memory-tree.ts";

const READER = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: web, namespace: apps }
spec:
  path: ./deploy
  sourceRef:
    kind: GitRepository
    name: web
`;
const OCI = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: web, namespace: apps }
spec:
  url: oci://ghcr.io/acme/web
  ref:
    tag: main
`;

function outcomesOf(files: Record<string, string>) {
  const map = ["apps/web=oci://ghcr.io/acme/web:main"];
  const merged = mergeFlags(emptyConfig(), { map, declareIn: [], exclude: [] });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const made = plan(analyseTexts(new Map(Object.entries(files)), merged.config));
  return [...made.outcomes.values()].map(({ outcome }) => outcome);
}

const list = (file: string) => `resources: [${file}]\n`;

it("takes no OCIRepository of another folder that is applied by hand for one of its own cluster", () => {
  const edge = { "edge/web.yaml": READER, "edge/kustomization.yaml": list("web.yaml") };
  const lab = { "lab/oci.yaml": OCI, "lab/kustomization.yaml": list("oci.yaml") };
  expect(outcomesOf({ ...edge, ...lab })).toEqual(["manual"]);
  expect(
    outcomesOf({ ...edge, "edge/oci.yaml": OCI, "edge/kustomization.yaml": list("web.yaml, oci.yaml") }),
  ).toEqual(["repoint"]);
});
