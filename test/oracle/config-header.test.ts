import { afterAll, describe, expect, it } from "vitest";
import { CONFIG_HEADER } from "../../src/core/config-header.ts";
import { BuildOracle, oracleMissing } from "../support/build-oracle.ts";

const kustomization = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "flux-system", namespace: "flux-system" },
  spec: { path: "./", prune: true, sourceRef: { kind: "GitRepository", name: "flux-system" } },
};
const SETTINGS =
  "registry: oci://ghcr.io/acme\nsources:\n  - { source: apps/web, action: keep, reason: x }\n";
const files = (config: string) => ({
  "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, namespace: apps}\n",
  "git2oci.yaml": config,
});

describe.skipIf(oracleMissing)(
  `git2oci.yaml in a generated kustomization${oracleMissing ? ` (${oracleMissing})` : ""}`,
  () => {
    const oracle = oracleMissing ? undefined : new BuildOracle();
    afterAll(() => oracle?.stop());

    it("is left out by kustomize if it has the header", async () => {
      const { objects, error } = await oracle!.build({
        files: files(`${CONFIG_HEADER.join("\n")}\n${SETTINGS}`),
        kustomization,
      });
      expect(error).toBeUndefined();
      expect(objects).toMatchObject([{ kind: "ConfigMap" }]);
    });

    it("is left out also if a kustomization.yaml lists it, and stops the build without the header", async () => {
      const list = { "kustomization.yaml": "resources: [cm.yaml, git2oci.yaml]\n" };
      const header = `${CONFIG_HEADER.join("\n")}\n`;
      const whole = await oracle!.build({ files: { ...files(header + SETTINGS), ...list }, kustomization });
      expect(whole.error).toBeUndefined();
      expect(whole.objects).toMatchObject([{ kind: "ConfigMap" }]);
      const bare = await oracle!.build({ files: { ...files(SETTINGS), ...list }, kustomization });
      expect(bare.error).toContain("missing Resource metadata");
    });

    it("stops the build without it", async () => {
      const { error } = await oracle!.build({ files: files(SETTINGS), kustomization });
      expect(error).toContain("missing Resource metadata");
    });
  },
);
