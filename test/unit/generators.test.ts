import { describe, expect, it } from "vitest";
import {
  CDK8S_MEMBERS,
  cdk8sClass,
  cdk8sEnum,
  cdk8sField,
  cdk8sMember,
  cdk8sProperty,
  pulumiFile,
} from "../../src/core/generators.ts";
import { kindByPath } from "../../src/scan/typescript/generators.ts";

describe("names of cdk8s import", () => {
  it.each([
    ["OCIRepository", "OciRepository"],
    ["GitRepository", "GitRepository"],
    ["HelmRelease", "HelmRelease"],
  ])("the class of %s is %s", (kind, name) => {
    expect(cdk8sClass(kind)).toBe(name);
  });

  it.each([
    ["GitRepository", "GIT_REPOSITORY"],
    ["OCIRepository", "OCI_REPOSITORY"],
    ["ChartVersion", "CHART_VERSION"],
    ["aws", "AWS"],
    ["go-git", "GO_HYPHEN_GIT"],
  ])("the member for %s is %s, and back", (value, member) => {
    expect(cdk8sMember(value)).toBe(member);
    expect(CDK8S_MEMBERS.get(member)).toBe(value);
  });

  it("spells acronyms as words, and reads them back", () => {
    expect(cdk8sProperty("matchOIDCIdentity")).toBe("matchOidcIdentity");
    expect(cdk8sField("skipCrDs")).toBe("skipCRDs");
    expect([cdk8sField("sourceRef"), cdk8sProperty("sourceRef")]).toEqual(["sourceRef", "sourceRef"]);
  });

  it("calls the enumeration of a field after its class and path", () => {
    expect(cdk8sEnum("OciRepositoryV1Beta2", "OCIRepository", ["spec", "verify", "provider"])).toBe(
      "OciRepositoryV1Beta2SpecVerifyProvider",
    );
    expect(cdk8sEnum("Alert", "Alert", ["spec", "eventSources", "*", "kind"])).toBe(
      "AlertSpecEventSourcesKind",
    );
    expect(cdk8sEnum("OciRepository", "OCIRepository", ["spec", "url"])).toBeUndefined();
  });
});

it("crd2pulumi lowers the capitals in front of a file's name", () => {
  expect(["GitRepository", "OCIRepository"].map(pulumiFile)).toEqual(["gitRepository", "ocirepository"]);
});

describe("what the way to a class says", () => {
  const kind = (specifier: string, name: string) => {
    const found = kindByPath(specifier, name.split("."));
    return found && `${found.style} ${found.group}/${found.version} ${found.kind}`;
  };

  it.each([
    [
      "./imports/source.toolkit.fluxcd.io",
      "GitRepository",
      "cdk8s source.toolkit.fluxcd.io/v1 GitRepository",
    ],
    [
      "@/imports/flux-source.toolkit.fluxcd.io.js",
      "OciRepositoryV1Beta2",
      "cdk8s source.toolkit.fluxcd.io/v1beta2 OCIRepository",
    ],
    ["./helm.toolkit.fluxcd.io.ts", "FluxHelmRelease", "cdk8s helm.toolkit.fluxcd.io/v2 HelmRelease"],
    [
      "@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1/GitRepository",
      "GitRepository",
      "kubernetes-models source.toolkit.fluxcd.io/v1 GitRepository",
    ],
    [
      "@kubernetes-models/flux-cd",
      "sourceToolkitFluxcdIo.v1beta2.GitRepository",
      "kubernetes-models source.toolkit.fluxcd.io/v1beta2 GitRepository",
    ],
    ["./crds", "source.v1.GitRepository", "crd2pulumi source.toolkit.fluxcd.io/v1 GitRepository"],
    [
      "./crds/source/v1/ocirepository.js",
      "OCIRepository",
      "crd2pulumi source.toolkit.fluxcd.io/v1 OCIRepository",
    ],
    ["./crds/kustomize/v1/index", "Kustomization", "crd2pulumi kustomize.toolkit.fluxcd.io/v1 Kustomization"],
  ])("%s, %s", (specifier, name, expected) => {
    expect(kind(specifier, name)).toBe(expected);
  });

  it.each([
    ["./github", "GitRepository"],
    ["@octokit/source", "v1.Repository"],
    ["./components/source/GitRepository", "GitRepository"],
    ["./imports/source.toolkit.fluxcd.io.test", "GitRepository"],
    ["./imports/kustomize.toolkit.fluxcd.io", "GitRepository"],
    ["./crds/helm/v1", "GitRepository"],
    ["@kubernetes-models/flux-cd-extra/source.toolkit.fluxcd.io/v1", "GitRepositoryList"],
  ])("%s, %s is no class of Flux", (specifier, name) => {
    expect(kind(specifier, name)).toBeUndefined();
  });
});
