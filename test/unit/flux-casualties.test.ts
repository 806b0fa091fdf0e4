import { describe, expect, it, test } from "vitest";
import type { SeqNode } from "../../src/core/tree.ts";
import { CASUALTIES } from "../../src/flux/casualties.ts";
import { commandHits } from "../../src/flux/casualties-commands.ts";
import { gitMatchers, gitMetrics } from "../../src/flux/casualties-metrics.ts";
import { egressOf } from "../../src/flux/casualties-network.ts";
import { rulesWithoutOci } from "../../src/flux/casualties-rbac.ts";
import { lineHits, renderTools, renovateHits } from "../../src/flux/casualties-tools.ts";
import { hostsFor } from "../../src/flux/registry-hosts.ts";
import { familyOfManifest, isProse, textFamily } from "../../src/flux/text-families.ts";
import { page } from "../support/docs.ts";
import { treeOf } from "../support/tree-from-yaml.ts";

const listOf = (yaml: string) => treeOf(yaml) as SeqNode;

describe("commands", () => {
  test.each([
    ["flux reconcile source git web -n apps", "flux reconcile source oci web -n apps", ["web"]],
    ["/usr/local/bin/flux get sources git", "/usr/local/bin/flux get sources oci", undefined],
    ["flux -n apps suspend source git web", "flux -n apps suspend source oci web", ["web"]],
    ["flux resume source git -n apps web", "flux resume source oci -n apps web", ["web"]],
    ["flux export source git --all > x.yaml", "flux export source oci --all > x.yaml", undefined],
    ['cmd: "flux delete source git $NAME"', "flux delete source oci $NAME", undefined],
    ["flux events --for GitRepository/web", "flux events --for OCIRepository/web", ["web"]],
    ["kubectl get gitrepo -A | grep web", "kubectl get ocirepo -A", undefined],
    [
      "if ! kubectl -n a get gitrepositories.source.toolkit.fluxcd.io web; then",
      "kubectl -n a get ocirepositories.source.toolkit.fluxcd.io web",
      ["web"],
    ],
    ["`kubectl describe gitrepository/web`.", "kubectl describe ocirepository/web", ["web"]],
    ["kubectl get gitrepositories,kustomizations", "kubectl get ocirepositories,kustomizations", undefined],
    ["kubectl wait GitRepository/web # soon", "kubectl wait OCIRepository/web", ["web"]],
  ])("%s", (line, help, names) => {
    expect(commandHits(line)).toMatchObject([{ rule: "git-command", help, names }]);
  });

  test.each([
    "flux reconcile source oci web",
    "flux bootstrap git --url=ssh://git@github.com/acme/fleet",
    "kubectl get ocirepositories",
    "see https://fluxcd.io/flux/components/source/gitrepositories/",
    "kubectl get pods; ls gitrepo",
    "we use flux and open source git servers",
    "kubectl apply -f gitrepository.yaml",
    "Look at the gitrepository with kubectl, or at another gitrepository.",
  ])("nothing in: %s", (line) => {
    expect(lineHits(line, "script")).toEqual([]);
  });

  it("tells each command of a line", () => {
    expect(
      commandHits("flux suspend source git a && flux resume source git b").map((one) => one.help),
    ).toEqual(["flux suspend source oci a", "flux resume source oci b"]);
  });

  it("gives no credentials away", () => {
    const line =
      "flux create source git web --url=https://me:pw1@github.com/a/b --password=pw2 --username me2";
    const said = JSON.stringify(commandHits(line));
    expect(said).toContain("flux create source oci web");
    for (const secret of ["pw1", "pw2", "me2"]) expect(said).not.toContain(secret);
  });

  it("gives none away in a text that is written either", () => {
    const line = 'echo "kind: GitRepository, url: https://me:pw3@github.com/a/b"';
    expect(JSON.stringify(lineHits(line, "script"))).not.toContain("pw3");
  });

  it("stays quick on a hostile line", () => {
    const line = `${"kubectl get flux ".repeat(300)}gitrepository`;
    expect(commandHits(line).map((one) => one.help)).toEqual(["kubectl get flux ocirepository"]);
  });
});

describe("texts that make Git objects or references", () => {
  test.each([
    ["    kind: GitRepository", "script"],
    ['"kind": "GitRepository",', "script"],
    ['    kind       = "GitRepository"', "script"],
    ["yq -i '.spec.sourceRef.kind = \"GitRepository\"' a.yaml", "script"],
    ["sed -i s/OCIRepository/GitRepository/ a.yaml", "script"],
    ["flux create ks web --source web --export", "script"],
    ["flux create helmrelease web --source=GitRepository/charts", "script"],
    ["kind: GitRepository", "template"],
  ] as const)("%s in a %s", (line, family) => {
    expect(lineHits(line, family)).toMatchObject([{ rule: "git-scaffolding" }]);
  });

  test.each([
    ["# kind: GitRepository", "script"],
    ["kind: GitRepository", "docs"],
    ["kind: GitRepository", "manifest"],
    ["flux create helmrelease web --source=charts", "script"],
    ["flux create kustomization web --source=OCIRepository/web", "script"],
    ["class GitRepository:", "script"],
  ] as const)("not %s in a %s", (line, family) => {
    expect(lineHits(line, family)).toEqual([]);
  });

  it("tells a filter from a text that is written", () => {
    expect(lineHits('select(.kind == "GitRepository")', "script")).toMatchObject([{ rule: "git-command" }]);
  });
});

describe("tools that render the fleet", () => {
  test.each([
    [["  - uses: allenporter/flux-local/action/diff@8.1.0"], ["flux-local-sources"]],
    [["flux-local test --path clusters"], ["flux-local-sources"]],
    [["flux-local build ks --sources web=./"], []],
    [["- uses: allenporter/flux-local/action/diff@8", '    sources: "flux-system"'], []],
    [["- uses: home-operations/flate/action@v1", "  run: flate test all"], ["flate-sources"]],
    [["pip install flux-local", "# flate test all", "go install flate"], []],
  ])("%j", (lines, rules) => {
    expect(renderTools(lines).map((one) => one.rule)).toEqual(rules);
  });
});

describe("Renovate", () => {
  test.each([
    [['"matchStrings": ["kind: GitRepository"]'], [0]],
    [['"matchManagers": ["flux"],', '"matchDatasources": ["git-tags"]'], [1]],
    [['"matchManagers": ["npm"],', '"matchDatasources": ["git-tags"]'], []],
    [["// GitRepository"], []],
  ])("%j", (lines, found) => {
    expect(renovateHits(lines).map((one) => one.index)).toEqual(found);
  });
});

describe("access rules", () => {
  const rule = (resources: string, verbs: string) =>
    `- { apiGroups: [source.toolkit.fluxcd.io], resources: [${resources}], verbs: [${verbs}] }\n`;

  test.each([
    [rule("gitrepositories", "get"), [["ocirepositories"]]],
    [rule("gitrepositories/status", "get"), [["ocirepositories/status"]]],
    [rule("gitrepositories, ocirepositories", "get"), []],
    [rule("gitrepositories", "get") + rule("ocirepositories", '"*"'), []],
    [rule("gitrepositories", "get, patch") + rule("ocirepositories", "get"), [["ocirepositories"]]],
    [rule("gitrepositories", "get") + rule('"*"', "get"), []],
    [rule("gitrepositories/status", "get") + rule('"*/status"', "get"), []],
    [rule("helmrepositories", "get"), []],
    ["- { apiGroups: [example.com], resources: [gitrepositories], verbs: [get] }\n", []],
    ["- { apiGroups: [source.toolkit.fluxcd.io], resources: [gitrepositories], operations: [CREATE] }\n", []],
  ])("%j", (yaml, added) => {
    expect(rulesWithoutOci(listOf(yaml)).map((one) => one.add)).toEqual(added);
  });
});

test("thousands of rules are compared in one pass", () => {
  const rule = (i: number) =>
    `- {apiGroups: [source.toolkit.fluxcd.io], resources: [gitrepositories], verbs: [v${i}]}`;
  const rules = Array.from({ length: 3000 }, (_, i) => rule(i));
  const given = "- {apiGroups: ['*'], resources: ['*'], verbs: [v7, v8]}";
  expect(rulesWithoutOci(listOf([...rules, given].join("\n")))).toHaveLength(2998);
});

describe("metrics", () => {
  const entry = (kind: string, group = "source.toolkit.fluxcd.io") =>
    `- groupVersionKind: { group: ${group}, version: v1, kind: ${kind} }\n`;

  test.each([
    [entry("GitRepository"), 1, true],
    [entry("GitRepository") + entry("OCIRepository"), 1, false],
    [entry("GitRepository", "example.com"), 0, true],
    [entry("Bucket"), 0, true],
  ])("%j", (yaml, entries, lacking) => {
    const found = gitMetrics(listOf(yaml));
    expect([found.entries.length, found.lacking]).toEqual([entries, lacking]);
  });

  test.each([
    ['a{kind="GitRepository"}', 'kind=~"GitRepository|OCIRepository"'],
    ["a{exported_kind='GitRepository'}", "exported_kind=~'GitRepository|OCIRepository'"],
    ['a{customresource_kind!="GitRepository"}', 'customresource_kind!~"GitRepository|OCIRepository"'],
    ['a{kind=~"Git.*|GitRepository"}', 'kind=~"Git.*|GitRepository|OCIRepository"'],
    ['a{controller="gitrepository"}', 'controller=~"gitrepository|ocirepository"'],
    ['a{kind=\\"GitRepository\\"}', 'kind=~\\"GitRepository|OCIRepository\\"'],
  ])("%s", (text, both) => {
    expect(gitMatchers(text).map((one) => one.both)).toEqual([both]);
  });

  it("knows a matcher that has both, and the source that one names", () => {
    expect(gitMatchers('a{kind=~"GitRepository|OCIRepository"}')).toMatchObject([{ both: undefined }]);
    expect(gitMatchers('b{name="api"} + a{name="web", kind="GitRepository"}')).toMatchObject([
      { name: "web" },
    ]);
    expect(gitMatchers("GitRepository of {kind}")).toEqual([]);
  });
});

describe("network policies", () => {
  const spec = (text: string) => treeOf(`spec: ${text}\n`);
  const k8s = (text: string, inFlux = true) =>
    egressOf(spec(text), "networking.k8s.io", "NetworkPolicy", inFlux);

  test.each([
    ["{ podSelector: {}, policyTypes: [Egress] }", "limits"],
    ["{ podSelector: {}, policyTypes: [Egress], egress: [{}] }", "open"],
    ["{ podSelector: {}, egress: [{ ports: [{ port: 443 }] }] }", "open"],
    ["{ podSelector: {}, egress: [{ ports: [{ port: 1, endPort: 999 }] }] }", "open"],
    ["{ podSelector: {}, egress: [{ ports: [{ port: 22 }] }] }", "limits"],
    ["{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }", "open"],
    [
      "{ podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [1.0.0.0/8] } }] }] }",
      "limits",
    ],
    ["{ podSelector: { matchLabels: { app: helm-controller } }, policyTypes: [Egress] }", undefined],
    ["{ podSelector: {}, ingress: [{}] }", undefined],
  ])("%s", (text, expected) => {
    expect(k8s(text)).toBe(expected);
  });

  it("knows the controller elsewhere by its label", () => {
    expect(k8s("{ podSelector: {}, policyTypes: [Egress] }", false)).toBeUndefined();
    const named = "{ podSelector: { matchLabels: { app: source-controller } }, policyTypes: [Egress] }";
    expect(k8s(named, false)).toBe("limits");
  });

  it("reads Cilium and Calico", () => {
    const cilium = (text: string) => egressOf(spec(text), "cilium.io", "CiliumNetworkPolicy", true);
    expect(cilium("{ endpointSelector: {}, egress: [{ toEntities: [world] }] }")).toBe("open");
    expect(cilium("{ endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: github.com }] }] }")).toBe(
      "limits",
    );
    const wide = (text: string) => egressOf(spec(text), "cilium.io", "CiliumClusterwideNetworkPolicy", true);
    expect(wide("{ endpointSelector: {}, egress: [{ toEntities: [cluster] }] }")).toBeUndefined();
    const calico = (text: string) => egressOf(spec(text), "projectcalico.org", "NetworkPolicy", true);
    expect(calico("{ selector: all(), types: [Egress], egress: [{ action: Deny }] }")).toBe("limits");
    expect(calico("{ selector: all(), types: [Egress], egress: [{ action: Allow }] }")).toBe("open");
  });

  it("knows where registries send who pulls from them", () => {
    expect(hostsFor(["oci://ghcr.io/a/b", "oci://ghcr.io/a/c"], false)).toEqual([
      "ghcr.io",
      "pkg-containers.githubusercontent.com",
    ]);
    expect(hostsFor(["oci://registry.example:5000/a"], true)).toEqual([
      "registry.example:5000",
      "tuf-repo-cdn.sigstore.dev",
      "rekor.sigstore.dev",
      "fulcio.sigstore.dev",
    ]);
  });
});

describe("files", () => {
  test.each([
    ["README", true],
    ["docs/a.md", true],
    ["notes.txt", true],
    ["go.sum", true],
    [".terraform.lock.hcl", true],
    ["package-lock.json", true],
    ["report.html", true],
    ["infra/main.tf", false],
    ["block.cue", false],
    ["Makefile", false],
  ])("%s is prose: %s", (path, expected) => {
    expect(isProse(path)).toBe(expected);
  });

  test.each([
    ["a/run.sh", "script"],
    ["Makefile", "script"],
    ["sub/.justfile", "script"],
    ["x.TF", "script"],
    ["README.md", "docs"],
    [".renovaterc", "renovate"],
    [".github/renovate.json5", "renovate"],
    [".renovate/groups.json5", "renovate"],
    ["app.json5", "other"],
    ["main.go", "other"],
    ["Tiltfile", "other"],
    [".sh", "other"],
    ["a.ts", undefined],
    ["a.test.ts", undefined],
    ["logo.PNG", undefined],
    [".gitignore", undefined],
  ])("%s", (path, family) => {
    expect(textFamily(path)).toBe(family);
  });

  test.each([
    [".github/workflows/e2e.yaml", "script"],
    [".taskfiles/flux/Tasks.yml", "script"],
    ["Taskfile.dist.yaml", "script"],
    ["ci/build.gitlab-ci.yml", "script"],
    ["renovate.json", "renovate"],
    ["apps/renovate/release.yaml", "manifest"],
    ["github/workflows.yaml", "manifest"],
  ])("%s among manifests", (path, family) => {
    expect(familyOfManifest(path, "manifest")).toBe(family);
  });
});

it("docs/casualties.md has every rule with the table's own words", () => {
  const text = page("docs/casualties.md").replace(/\s+/g, " ");
  for (const [rule, row] of Object.entries(CASUALTIES)) {
    expect(text).toContain(`\`${rule}\``);
    expect(text).toContain(row.searched);
    expect(text).toContain(row.told);
  }
});
