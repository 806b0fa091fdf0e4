import { describe, expect, it } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const FLUX = { name: "flux-system", namespace: undefined };

/** The Kustomization of a cluster that applies a directory, with this postBuild. */
function applied(postBuild: string, path = "./apps"): string {
  return `${reader("apps", FLUX, path, "flux-system")}${postBuild && `  postBuild:\n${postBuild}`}`;
}

/** A source with these lines and its reader. */
function web(spec: readonly string[] = GIT, name = "web"): string {
  const one = reader(name, { name, namespace: undefined }, "./deploy", "apps");
  return `${gitText({ name, namespace: "apps" }, spec)}---\n${one}`;
}

/** A cluster that applies `apps`, where a source and its reader stand, by a Kustomization with this postBuild. */
function fleet(postBuild: string, spec: readonly string[] = GIT, more = ""): Map<string, string> {
  return new Map([
    cluster("clusters/a"),
    ["clusters/a/apps.yaml", applied(postBuild) + more],
    ["apps/web.yaml", web(spec)],
  ]);
}

const settings = (values: string) =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {${values}}\n`;
const FROM = "    substituteFrom: [{kind: ConfigMap, name: settings}]\n";

describe("a variable in the tag that somebody decided", () => {
  const map = ["apps/web=oci://ghcr.io/acme/web:${WEB}"];
  const UNSET = "no postBuild of clusters/a sets WEB, which ref.tag ${WEB} holds";

  it.each([
    ["is written if the postBuild sets it", "    substitute: {WEB: v1}\n", "", true, ""],
    ["is written if a ConfigMap of the cluster sets it", FROM, settings("WEB: v1"), true, ""],
    ["is written if nobody here knows what the postBuild reads", FROM, "", true, ""],
    ["is not written where no postBuild runs", "", "", false, UNSET],
    ["is not written if no postBuild sets it", "    substitute: {OTHER: v1}\n", "", false, UNSET],
    ["is not written if the ConfigMap does not set it", FROM, settings("OTHER: v1"), false, UNSET],
    [
      "is not written if its value is no tag",
      FROM,
      settings("WEB: feat/x"),
      false,
      'ref.tag ${WEB} is "feat/x" in its cluster, which is no legal OCI tag',
    ],
  ])("%s", (_, postBuild, more, moves, reason) => {
    const { changed, reasons } = migrate(fleet(postBuild, GIT, more), { map });
    expect(changed).toEqual(moves ? ["apps/web.yaml"] : []);
    expect(reasons.join("\n")).toContain(reason);
  });

  it.each([
    ["nothing sets it", "    substitute: {OTHER: v1}\n", ["unset-variable warning apps/web.yaml"]],
    ["something outside may set it", FROM, ["unset-variable warning apps/web.yaml"]],
    ["it is set", "    substitute: {WEB: v1}\n", []],
    ["its value fits no tag", "    substitute: {WEB: a/b}\n", ["variable-tag warning clusters/a/apps.yaml"]],
  ])("is a finding as it should be if %s", (_, postBuild, expected) => {
    const { findings } = migrate(fleet(postBuild), { map });
    const found = findings.filter(({ rule }) => /variable/.test(rule));
    expect(found.map((one) => `${one.rule} ${one.severity} ${one.location.file}`)).toEqual(expected);
  });

  it("is not written beside the one place whose postBuild knows it", () => {
    const files = fleet("    substitute: {OTHER: v1}\n");
    files.set(
      "clusters/a/other.yaml",
      applied("    substitute: {WEB: v1}\n", "./other").replace("apps", "other"),
    );
    files.set("other/other.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: apps}\n");
    const { changed, reasons } = migrate(files, { map });
    expect(changed).toEqual([]);
    expect(reasons.join("\n")).toContain("an empty spec.ref.tag, because the postBuild that delivers it");
  });

  it("is not written into an object whose variables Flux leaves", () => {
    const files = fleet("    substitute: {WEB: v1}\n");
    const off = "namespace: apps\n  labels: {kustomize.toolkit.fluxcd.io/substitute: disabled}\nspec:";
    files.set("apps/web.yaml", files.get("apps/web.yaml")!.replace("namespace: apps\nspec:", off));
    const { changed, reasons } = migrate(files, { map });
    expect(changed).toEqual([]);
    expect(reasons.join("\n")).toContain("${WEB} as spec.ref.tag, because nothing that delivers it fills");
  });

  it("does not repeat the value of a Secret", () => {
    const secret =
      "---\napiVersion: v1\nkind: Secret\nmetadata: {name: settings, namespace: flux-system}\nstringData: {WEB: hid/den}\n";
    const files = fleet(FROM.replace("ConfigMap", "Secret"), GIT, secret);
    const { changed, reasons, findings } = migrate(files, { map });
    expect(changed).toEqual([]);
    expect(reasons.join("\n")).toContain("which a Secret holds");
    expect(JSON.stringify([reasons, findings])).not.toContain("hid/den");
  });
});

describe("a variable in the Git ref", () => {
  const map = ["apps/web=oci://ghcr.io/acme/web"];
  const spec = (ref: string) => ["interval: 5m", "url: https://github.com/acme/app", `ref: {${ref}}`];

  it.each([
    ['branch: "${B}"', "    substitute: {B: main}\n", true],
    ['branch: "${B}"', "    substitute: {B: feat/x}\n", false],
    ['branch: "${B}"', FROM, false],
    ['branch: "${B:=main}"', "    substitute: {OTHER: v1}\n", true],
    ['branch: "${B:-feat/x}"', "    substitute: {OTHER: v1}\n", false],
    ['branch: "${B:=main}"', FROM, false],
    ['branch: "${B:=main}"', "", false],
    ['branch: "release/${B}"', '    substitute: {B: "1.x"}\n', true],
    ['name: "refs/heads/${B}"', "    substitute: {B: main}\n", true],
    ['tag: "${B}"', "    substitute: {B: v1+2}\n", false],
    ['semver: "${B}"', "    substitute: {B: 1.x}\n", true],
    ['semver: "${B}"', "    substitute: {B: newest}\n", false],
    ['semver: "${B}"', FROM, false],
  ])("%s with postBuild %j", (ref, postBuild, moves) => {
    expect(migrate(fleet(postBuild, spec(ref)), { map }).changed).toEqual(moves ? ["apps/web.yaml"] : []);
  });
});

describe("a variable in the url that somebody decided", () => {
  const map = ["apps/web=oci://${HOST}/acme/${NAME}:main"];

  it.each([
    ["HOST: ghcr.io, NAME: web", true],
    ["HOST: ghcr.io, NAME: Web", false],
    ["HOST: ghcr, NAME: web", false],
    ["HOST: ghcr.io", false],
    ['HOST: ghcr.io, NAME: "web:v1"', false],
  ])("%s", (values, moves) => {
    const files = fleet(`    substitute: {${values}}\n`);
    expect(migrate(files, { map }).changed).toEqual(moves ? ["apps/web.yaml"] : []);
  });
});

describe("what was said of a registry that a variable names", () => {
  it.each([
    ["acme.azurecr.io", "acme.azurecr.io=azure", "provider: azure"],
    ["ghcr.io", "ghcr.io=pull", "secretRef:"],
    ["ghcr.io", "ghcr.io=azure", undefined],
    ["quay.io", "ghcr.io=pull", "tag: main\n---"],
  ])("HOST is %s, --access %s", (host, access, written) => {
    const files = fleet(`    substitute: {HOST: ${host}}\n`);
    const { after } = migrate(files, { map: ["apps/web=oci://${HOST}/acme/web:main"], access: [access] });
    if (written === undefined) expect(after.get("apps/web.yaml")).toBe(files.get("apps/web.yaml"));
    else expect(after.get("apps/web.yaml")).toContain(written);
  });

  it("does not fit a provider if nobody here knows its host", () => {
    const merged = mergeFlags(emptyConfig(), { map: ["apps/web=oci://${HOST}/acme/web:main"] });
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const sources = merged.config.sources.map((one) => ({ ...one, provider: "azure" as const }));
    const { decisions } = analyseTexts(fleet(FROM), { ...merged.config, sources });
    const reasons = [...decisions.byUnit.values()].map(({ reason }) => reason);
    expect(reasons.join("\n")).toContain("nothing here tells which registry oci://${HOST}/acme/web is in");
  });
});
