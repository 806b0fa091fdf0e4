import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Environment } from "@marcbachmann/cel-js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ObjectSchema, objectSchema, specSchema } from "../../src/flux/object-schemas.ts";
import { CEL_RULES } from "../../src/lint/schema/cel-rules.ts";
import { schemaFaults } from "../../src/lint/schema/faults.ts";
import { mapOf } from "../support/build-nodes.ts";
import { crdMinors, crdsMissing, validate } from "../support/crd-oracle.ts";
import { tempTree } from "../support/temp-tree.ts";

const SHIPPED = join(import.meta.dirname, "../../src/flux/schemas");
const files = readdirSync(SHIPPED);

function rulesIn(schema: ObjectSchema): string[] {
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...[schema.items, schema.additionalProperties].filter((one) => one !== undefined),
  ];
  return [...(schema.rules ?? []), ...below.flatMap(rulesIn)];
}

describe("rules in CEL", () => {
  const shipped = files.flatMap((file) => {
    const schemas = JSON.parse(readFileSync(join(SHIPPED, file), "utf8")) as Record<string, ObjectSchema>;
    return Object.values(schemas).flatMap(rulesIn);
  });

  it("are those that are written by hand", () => {
    expect([...CEL_RULES.keys()].sort()).toEqual([...new Set(shipped)].sort());
  });

  // Every rule sees every map; those that it cannot be asked about are left out.
  const SELVES = [
    "{chart: {}}",
    "{chartRef: {}}",
    "{chart: {}, chartRef: {}}",
    "{values: {}}",
    "{name: RetryOnFailure, retryInterval: 1m}",
    "{name: RemediateOnFailure, retryInterval: 1m}",
    "{name: RemediateOnFailure}",
    "{configMapRef: {}}",
    "{secretRef: {}}",
    "{configMapRef: {}, secretRef: {}}",
    "{serviceAccountName: a}",
    "{serviceAccountName: a, provider: azure}",
    "{serviceAccountName: a, provider: aws}",
    "{serviceAccountName: a, provider: github}",
    "{type: generic-oidc}",
    "{type: generic-oidc, oidcProviders: []}",
    "{type: generic-oidc, oidcProviders: [{}], secretRef: {}}",
    "{type: generic-oidc, oidcProviders: [{}]}",
    "{type: github, oidcProviders: [{}], secretRef: {}}",
    "{type: github}",
    "{artifacts: [{name: Upper}]}",
    "{artifacts: [{name: lower.case}, {name: ok-1}]}",
    '{artifacts: [{name: Upper}], pathPattern: "a/*"}',
    '{artifacts: [{name: Upper}], pathPattern: ""}',
    "{verify: {}, sourceRef: {kind: HelmRepository}}",
    "{verify: {}, sourceRef: {kind: GitRepository}}",
    "{sourceRef: {kind: GitRepository}}",
  ];
  const cel = new Environment({ unlistedVariablesAreDyn: true });

  it.each([...CEL_RULES])("says of %s what an evaluator says", (rule, { meets }) => {
    const verdicts = SELVES.flatMap((yaml) => {
      try {
        return [[yaml, cel.evaluate(rule, { self: parse(yaml) }), meets(mapOf(yaml))] as const];
      } catch {
        return [];
      }
    });
    expect(verdicts.filter(([, evaluated, ours]) => evaluated !== ours)).toEqual([]);
    expect(new Set(verdicts.map(([, , ours]) => ours))).toEqual(new Set([true, false]));
  });
});

describe.skipIf(crdsMissing)(`schemas${crdsMissing ? ` (${crdsMissing})` : ""}`, () => {
  it("are what the script makes of the CRDs", () => {
    const directory = tempTree();
    execFileSync(process.execPath, ["scripts/crd-schemas.mjs", "../shared/crds", directory]);
    expect(readdirSync(directory)).toEqual(files);
    // Without the texts: a difference of them is longer than any terminal.
    const isSame = (file: string) =>
      readFileSync(join(directory, file), "utf8") === readFileSync(join(SHIPPED, file), "utf8");
    expect(files.filter((file) => !isSame(file))).toEqual([]);
  });

  const oci = (spec: string) => ["source.toolkit.fluxcd.io/v1beta2", "OCIRepository", spec] as const;
  const app = (spec: string) => ["kustomize.toolkit.fluxcd.io/v1", "Kustomization", spec] as const;
  const release = (spec: string) => ["helm.toolkit.fluxcd.io/v2", "HelmRelease", spec] as const;
  const receiver = (spec: string) => ["notification.toolkit.fluxcd.io/v1", "Receiver", spec] as const;
  const OBJECTS = [
    oci("{interval: 1m, url: oci://a/b}"),
    oci("{interval: 1m, url: oci://a/b, ref: main}"),
    oci("{interval: 1m, url: oci://a/b, ref: {tag: 1.10}}"),
    oci("{interval: 1m, url: oci://a/b, ref: {semverFilter: x}}"),
    oci("{interval: 5, url: oci://a/b}"),
    oci("{interval: 1d, url: oci://a/b}"),
    oci("{interval: 1m, url: https://a/b}"),
    oci("{interval: null, url: oci://a/b}"),
    oci("{interval: 1m, url: oci://a/b, timeout: null}"),
    oci("{interval: 1m, url: oci://a/b, timeout: 1h}"),
    oci("{interval: 1m, url: oci://a/b, insecure: 'true'}"),
    oci("{interval: 1m, url: oci://a/b, verify: {}}"),
    oci("{interval: 1m, url: oci://a/b, verify: {provider: cosign, matchOIDCIdentity: [{issuer: a}]}}"),
    oci("{interval: 1m, url: oci://a/b, proxySecretRef: {name: a}}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}}"),
    app("{interval: 1m, prune: yes please, sourceRef: {kind: OCIRepository, name: a}}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: HelmRepository, name: a}}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: ExternalArtifact, name: a}}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}, dependsOn: a}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}, images: [{newTag: 1}]}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}, targetNamespace: ''}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}, patches: [{patch: a}]}"),
    app("{interval: 1m, prune: true, sourceRef: {kind: OCIRepository, name: a}, kubeConfig: {}}"),
    release("{interval: 1m}"),
    release("{interval: 1m, chartRef: {kind: OCIRepository, name: a}}"),
    release("{interval: 1m, chartRef: {kind: OCIRepository, name: a, version: 1.x}}"),
    release("{interval: 1m, chartRef: {kind: OCIRepository, name: a}, values: {a: [1, {b: c}]}}"),
    release("{interval: 1m, chartRef: {kind: OCIRepository, name: a}, maxHistory: many}"),
    release("{interval: 1m, chart: {spec: {chart: a, sourceRef: {kind: OCIRepository, name: a}}}}"),
    receiver("{type: github, secretRef: {name: a}, resources: [{kind: OCIRepository, name: a}]}"),
    receiver("{type: gitea, secretRef: {name: a}, resources: [{kind: OCIRepository, name: a}]}"),
    receiver("{type: github, resources: [{kind: OCIRepository, name: a}]}"),
  ];

  it.each(OBJECTS)("refuse of %s %s the same as an API server: %s", (apiVersion, kind, spec) => {
    const yaml = `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: a}, spec: ${spec}}`;
    for (const minor of crdMinors) {
      const schema = specSchema(apiVersion, kind, minor);
      if (!schema) continue;
      const ours = schemaFaults(mapOf(yaml), objectSchema(schema));
      const theirs = validate(parse(yaml), minor);
      expect([minor, ours.length > 0, ours, theirs]).toEqual([minor, theirs.length > 0, ours, theirs]);
    }
  });
});
