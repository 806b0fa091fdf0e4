import { describe, expect, it } from "vitest";
import {
  type Crd,
  crdMinors,
  crdSetFor,
  crdsMissing,
  knowsKind,
  oracleOf,
  validate,
} from "../support/crd-oracle.ts";
import type { CrdSchema } from "../support/crd-schema.ts";

const text: CrdSchema = { type: "string" };

/** An oracle that knows one kind, `test/v1 Thing`, with this spec. */
function oracle(spec: CrdSchema) {
  const schema: CrdSchema = {
    type: "object",
    properties: { apiVersion: text, kind: text, metadata: { type: "object" }, spec },
  };
  const crd: Crd = {
    spec: {
      group: "test",
      names: { kind: "Thing" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } },
        { name: "v0", served: false, storage: false, schema: { openAPIV3Schema: schema } },
      ],
    },
  };
  return oracleOf([crd]);
}

const thing = (spec: unknown) => ({ apiVersion: "test/v1", kind: "Thing", metadata: { name: "x" }, spec });

describe("the oracle", () => {
  it("accepts what the schema allows and refuses unknown fields at every depth", () => {
    const { validate: check } = oracle({
      type: "object",
      properties: { a: { type: "object", properties: { b: text } } },
    });
    expect(check(thing({ a: { b: "x" } }))).toEqual([]);
    expect(check(thing({ a: { c: "x" } }))).toEqual(['spec.a: unknown field "c"']);
    expect(check({ ...thing({}), extra: 1 })).toEqual([': unknown field "extra"']);
  });

  it("lets fields through that the API server keeps", () => {
    const { validate: check } = oracle({
      type: "object",
      properties: {
        any: { "x-kubernetes-preserve-unknown-fields": true },
        open: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { n: { type: "integer" } },
        },
        map: { type: "object", additionalProperties: text },
        port: { "x-kubernetes-int-or-string": true },
      },
    });
    expect(check(thing({ any: { a: [1] }, open: { z: 1, n: 2 }, map: { k: "v" }, port: "http" }))).toEqual(
      [],
    );
    expect(check(thing({ open: { n: "x" }, map: { k: 1 }, port: true }))).toHaveLength(3);
  });

  it("drops nulls as the API server does, unless they are allowed", () => {
    const { validate: check } = oracle({
      type: "object",
      required: ["must"],
      properties: {
        must: text,
        may: { type: "string", nullable: true },
        list: { type: "array", items: text },
      },
    });
    expect(check(thing({ must: "x", may: null, list: null }))).toEqual([]);
    expect(check(thing({ must: null }))).toEqual(["spec: must have required property 'must'"]);
    expect(check(thing({ must: "x", list: [null] }))).toEqual(["spec.list[0]: must be string"]);
  });

  it("evaluates rules at every level, after defaults, and leaves the object alone", () => {
    const { validate: check } = oracle({
      type: "object",
      properties: {
        mode: { type: "string", default: "a" },
        items: {
          type: "array",
          items: {
            type: "object",
            properties: { n: text },
            "x-kubernetes-validations": [{ rule: "has(self.n)", message: "n!" }],
          },
        },
      },
      "x-kubernetes-validations": [
        { rule: "self.mode == 'a'", message: "mode must be a" },
        { rule: "self.mode == oldSelf.mode", message: "immutable" },
      ],
    });
    const object = thing({ items: [{ n: "x" }, {}] });
    expect(check(object)).toEqual(["spec.items[1]: n!"]);
    expect(object).toEqual(thing({ items: [{ n: "x" }, {}] }));
    expect(check(thing({ mode: "b" }))).toEqual(["spec: mode must be a"]);
  });

  it("reports a rule that it cannot evaluate", () => {
    const { validate: check } = oracle({
      type: "object",
      "x-kubernetes-validations": [{ rule: "self.unheard()" }],
    });
    expect(check(thing({}))).toEqual([
      expect.stringMatching(/^spec: the oracle cannot evaluate the rule "self.unheard\(\)": /),
    ]);
  });

  it("refuses versions that are not served, and objects without metadata", () => {
    const { validate: check } = oracle({ type: "object" });
    expect(check({ ...thing({}), apiVersion: "test/v0" })).toEqual([
      'no matches for kind "Thing" in version "test/v0"',
    ]);
    expect(check({ ...thing({}), kind: "Other" })).toEqual([
      'no matches for kind "Other" in version "test/v1"',
    ]);
    expect(check({ ...thing({}), metadata: { name: "Not_legal", labels: { a: true } } })).toHaveLength(2);
    expect(check(null)).toEqual(["the object has no apiVersion and kind"]);
  });
});

const meta = { name: "app", namespace: "flux-system" };
const ks = (apiVersion: string, kind: string) => ({
  apiVersion: `kustomize.toolkit.fluxcd.io/${apiVersion}`,
  kind: "Kustomization",
  metadata: meta,
  spec: { interval: "10m", path: "./apps", prune: true, sourceRef: { kind, name: "fleet" } },
});
const oci = (version: string, spec: object) => ({
  apiVersion: `source.toolkit.fluxcd.io/${version}`,
  kind: "OCIRepository",
  metadata: meta,
  spec: { interval: "5m", url: "oci://ghcr.io/acme/fleet", ref: { tag: "main" }, ...spec },
});
const release = (spec: object) => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: meta,
  spec: { interval: "10m", ...spec },
});
const chart = (kind: string) => ({ chart: { spec: { chart: "./web", sourceRef: { kind, name: "fleet" } } } });
const chartRef = { chartRef: { kind: "OCIRepository", name: "web-chart" } };

describe.skipIf(crdsMissing)(`Flux objects${crdsMissing ? ` (${crdsMissing})` : ""}`, () => {
  it("uses the nearest older set", () => {
    expect(crdMinors).toEqual([3, 6, 7, 9]);
    expect([2, 3, 5, 8, 12].map(crdSetFor)).toEqual([undefined, 3, 3, 7, 9]);
    expect(() => validate(ks("v1", "Bucket"), 2)).toThrow("no CRDs for Flux 2.2: the oldest are of 2.3");
    expect(knowsKind("source.toolkit.fluxcd.io/v1", "OCIRepository", 9)).toBe(true);
    expect(knowsKind("pulumi.com/v1", "Stack", 9)).toBe(false);
  });

  it.each([
    ["Kustomization on OCIRepository", ks("v1", "OCIRepository"), 9],
    ["Kustomization v1beta2 on OCIRepository", ks("v1beta2", "OCIRepository"), 3],
    ["OCIRepository v1", oci("v1", {}), 6],
    ["OCIRepository v1beta2", oci("v1beta2", {}), 7],
    [
      "chart source",
      oci("v1", {
        layerSelector: {
          mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
          operation: "copy",
        },
      }),
      9,
    ],
    [
      "signed source",
      oci("v1", { verify: { provider: "cosign", matchOIDCIdentity: [{ issuer: "^a$", subject: "^b$" }] } }),
      9,
    ],
    ["chartRef", release(chartRef), 3],
    ["chart from Git", release(chart("GitRepository")), 9],
  ])("accepts: %s", (_, object, minor) => {
    expect(validate(object, minor)).toEqual([]);
  });

  it.each([
    [
      "Kustomization v1beta1 on OCIRepository",
      ks("v1beta1", "OCIRepository"),
      3,
      /^spec.sourceRef.kind: must be one of/,
    ],
    ["unknown source kind", ks("v1", "OciRepository"), 9, /^spec.sourceRef.kind: must be one of/],
    ["OCIRepository v1 before 2.6", oci("v1", {}), 5, /^no matches for kind "OCIRepository"/],
    ["OCIRepository v1beta2 in 2.9", oci("v1beta2", {}), 9, /^no matches for kind "OCIRepository"/],
    [
      "url without oci://",
      oci("v1", { url: "https://ghcr.io/acme/fleet" }),
      9,
      /^spec.url: must match pattern/,
    ],
    ["a branch", oci("v1", { ref: { branch: "main" } }), 9, /^spec.ref: unknown field "branch"$/],
    [
      "proxySecretRef in 2.3",
      oci("v1beta2", { proxySecretRef: { name: "p" } }),
      3,
      /unknown field "proxySecretRef"$/,
    ],
    ["provider github", oci("v1", { provider: "github" }), 9, /^spec.provider: must be one of/],
    [
      "chart and chartRef",
      release({ ...chart("GitRepository"), ...chartRef }),
      9,
      /either chart or chartRef must be set/,
    ],
    ["neither of them", release({}), 3, /either chart or chartRef must be set/],
    [
      "OCIRepository as source of a chart",
      release(chart("OCIRepository")),
      9,
      /^spec.chart.spec.sourceRef.kind: must be one of/,
    ],
    [
      "no interval",
      { ...release(chartRef), spec: chartRef },
      9,
      /^spec: must have required property 'interval'$/,
    ],
  ])("refuses: %s", (_, object, minor, problem) => {
    expect(validate(object, minor)).toEqual([expect.stringMatching(problem)]);
  });
});
