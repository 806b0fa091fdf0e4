import { describe, expect, it } from "vitest";
import { policyOnGitRepository } from "../../src/flux/policies.ts";
import { treeOf } from "../support/tree-from-yaml.ts";

/** Reads a policy from YAML. */
function read(text: string) {
  const root = treeOf(text);
  const apiVersion = /^apiVersion: (.*)$/m.exec(text)?.[1] ?? "";
  const kind = /^kind: (.*)$/m.exec(text)?.[1] ?? "";
  return policyOnGitRepository(root, apiVersion.split("/")[0]!, kind);
}

const kyverno = (match: string, head = "kind: ClusterPolicy\nmetadata: { name: p }") =>
  `apiVersion: kyverno.io/v1\n${head}\nspec:\n  rules:\n${match}`;
const kinds = (list: string, more = "") =>
  kyverno(`    - match: { any: [{ resources: { kinds: [${list}]${more} } }] }\n`);
const admission = (constraints: string) =>
  `apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicy\nmetadata: { name: p }\nspec:\n  matchConstraints: ${constraints}\n`;
const gatekeeper = (match: string) =>
  `apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: AllowedSources\nmetadata: { name: p }\nspec:\n  match: ${match}\n`;

const GIT_ONLY = { kind: "ClusterPolicy", name: "p", namespaces: undefined, coversOci: false };

describe("Kyverno", () => {
  it.each([
    "GitRepository",
    "v1/GitRepository",
    "'*/GitRepository'",
    "'source.toolkit.fluxcd.io/*/GitRepository'",
    "source.toolkit.fluxcd.io/v1beta2/GitRepository",
    "'*/*/GitRepository'",
    "'Git*'",
    "Pod, GitRepository",
  ])("kinds %s constrain Git sources only", (list) => {
    expect(read(kinds(list))).toEqual(GIT_ONLY);
  });

  it.each([
    "'*'",
    "'*/*'",
    "'*Repository'",
    "GitRepository, OCIRepository",
    "'source.toolkit.fluxcd.io/*/*'",
  ])("kinds %s cover OCI sources too", (list) => {
    expect(read(kinds(list))).toEqual({ ...GIT_ONLY, coversOci: true });
  });

  it.each([
    "Pod",
    "GitRepository/status",
    "GitRepository.status",
    "v1/GitRepository/status",
    "other.io/v1/GitRepository",
    "source.toolkit.fluxcd.io/v1/GitRepository/status",
  ])("kinds %s constrain no Git source", (list) => {
    expect(read(kinds(list))).toBeUndefined();
  });

  it("reads a filter without any or all", () => {
    expect(read(kyverno("    - match: { resources: { kinds: [GitRepository] } }\n"))).toEqual(GIT_ONLY);
    expect(read(kyverno("    - match: { all: [{ resources: { kinds: [GitRepository] } }] }\n"))).toEqual(
      GIT_ONLY,
    );
  });

  it("sees a rule for OCIRepository beside the one for GitRepository", () => {
    const rule = (kind: string) => `    - match: { any: [{ resources: { kinds: [${kind}] } }] }\n`;
    expect(read(kyverno(rule("GitRepository") + rule("OCIRepository")))?.coversOci).toBe(true);
  });

  it("reads exact namespaces and leaves patterns unknown", () => {
    expect(read(kinds("GitRepository", ", namespaces: [a, b]"))?.namespaces).toEqual({ include: ["a", "b"] });
    expect(read(kinds("GitRepository", ", namespaces: [a, team-*]"))?.namespaces).toBeUndefined();
    const excluding = (exclude: string) =>
      read(
        kyverno(
          `    - match: { any: [{ resources: { kinds: [GitRepository] } }] }\n      exclude: ${exclude}\n`,
        ),
      );
    expect(excluding("{ any: [{ resources: { namespaces: [flux-system] } }] }")?.namespaces).toEqual({
      exclude: ["flux-system"],
    });
    expect(excluding("{ resources: { namespaces: [a, b-*] } }")?.namespaces).toEqual({ exclude: ["a"] });
    expect(
      excluding("{ any: [{ resources: { namespaces: [a], names: [x] } }] }")?.namespaces,
    ).toBeUndefined();
    expect(
      excluding("{ any: [{ resources: { namespaces: [a] }, subjects: [] }] }")?.namespaces,
    ).toBeUndefined();
    expect(
      excluding("{ any: [{ resources: { namespaces: [a], kinds: [Pod] } }] }")?.namespaces,
    ).toBeUndefined();
  });

  it("unites the namespaces of several rules", () => {
    const rule = (namespaces: string) =>
      `    - match: { any: [{ resources: { kinds: [GitRepository]${namespaces} } }] }\n`;
    const both = (a: string, b: string) => read(kyverno(rule(a) + rule(b)))?.namespaces;
    expect(both(", namespaces: [a]", ", namespaces: [b]")).toEqual({ include: ["a", "b"] });
    expect(both(", namespaces: [a]", "")).toBeUndefined();
  });

  it("reaches only its own namespace as a Policy", () => {
    const text = kyverno(
      "    - match: { resources: { kinds: [GitRepository] } }\n",
      "kind: Policy\nmetadata: { name: p, namespace: team }",
    );
    expect(read(text)).toEqual({
      kind: "Policy",
      name: "p",
      namespaces: { include: ["team"] },
      coversOci: false,
    });
  });
});

describe("admission policies of Kubernetes", () => {
  it.each([
    ["[source.toolkit.fluxcd.io]", "[gitrepositories]", false],
    ["['*']", "[gitrepositories, ocirepositories]", true],
    ["['*']", "['*']", true],
    ["[source.toolkit.fluxcd.io]", "['*/*']", true],
  ])("apiGroups %s, resources %s", (groups, resources, coversOci) => {
    expect(read(admission(`{ resourceRules: [{ apiGroups: ${groups}, resources: ${resources} }] }`))).toEqual(
      {
        kind: "ValidatingAdmissionPolicy",
        name: "p",
        namespaces: undefined,
        coversOci,
      },
    );
  });

  it.each([
    "{ resourceRules: [{ apiGroups: [apps], resources: ['*'] }] }",
    "{ resourceRules: [{ apiGroups: ['*'], resources: [gitrepositories/status] }] }",
    "{ resourceRules: [{ apiGroups: ['*'], resources: ['*'] }], excludeResourceRules: [{ apiGroups: ['*'], resources: [gitrepositories] }] }",
    "{}",
  ])("%s is for no Git source", (constraints) => {
    expect(read(admission(constraints))).toBeUndefined();
  });

  it("does not take an exclusion of single objects for one of the kind", () => {
    const excluded = "{ apiGroups: ['*'], resources: [gitrepositories], resourceNames: [x] }";
    const text = admission(
      `{ resourceRules: [{ apiGroups: ['*'], resources: ['*'] }], excludeResourceRules: [${excluded}] }`,
    );
    expect(read(text)?.coversOci).toBe(true);
  });

  it("reads namespaces from the label that holds their name", () => {
    const withSelector = (selector: string) =>
      read(
        admission(
          `{ resourceRules: [{ apiGroups: ['*'], resources: [gitrepositories] }], namespaceSelector: ${selector} }`,
        ),
      )?.namespaces;
    const expression = (operator: string) =>
      `{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: ${operator}, values: [a] }] }`;
    expect(withSelector("{ matchLabels: { kubernetes.io/metadata.name: a } }")).toEqual({ include: ["a"] });
    expect(withSelector(expression("In"))).toEqual({ include: ["a"] });
    expect(withSelector(expression("NotIn"))).toEqual({ exclude: ["a"] });
    expect(withSelector("{ matchLabels: { tenant: a } }")).toBeUndefined();
  });

  it("reads webhooks and the policies of policies.kyverno.io", () => {
    const webhook =
      "apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: { name: w }\nwebhooks:\n  - rules: [{ apiGroups: [source.toolkit.fluxcd.io], resources: [gitrepositories] }]\n";
    expect(read(webhook)).toEqual({
      kind: "ValidatingWebhookConfiguration",
      name: "w",
      namespaces: undefined,
      coversOci: false,
    });
    const validating = admission("{ resourceRules: [{ apiGroups: ['*'], resources: [gitrepositories] }] }")
      .replace("admissionregistration.k8s.io", "policies.kyverno.io")
      .replace("ValidatingAdmissionPolicy", "ValidatingPolicy");
    expect(read(validating)?.coversOci).toBe(false);
  });
});

describe("Gatekeeper", () => {
  it.each([
    ["{ kinds: [{ apiGroups: [source.toolkit.fluxcd.io], kinds: [GitRepository] }] }", false, undefined],
    ["{ kinds: [{ apiGroups: ['*'], kinds: ['*'] }] }", true, undefined],
    ["{ namespaces: [a] }", true, { include: ["a"] }],
    ["{ excludedNamespaces: [a, kube-*], kinds: [{ kinds: [GitRepository] }] }", false, { exclude: ["a"] }],
  ])("match %s", (match, coversOci, namespaces) => {
    expect(read(gatekeeper(match))).toEqual({ kind: "AllowedSources", name: "p", namespaces, coversOci });
  });

  it("is not for other kinds", () => {
    expect(read(gatekeeper("{ kinds: [{ apiGroups: [''], kinds: [Pod] }] }"))).toBeUndefined();
  });
});

it("takes nothing else for a policy", () => {
  expect(
    read("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata: { kinds: GitRepository }\n"),
  ).toBeUndefined();
  expect(read("apiVersion: kyverno.io/v1\nkind: ClusterPolicy\n")).toBeUndefined();
});
