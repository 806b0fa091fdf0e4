import { execFileSync } from "node:child_process";
import { describe, expect, it, test } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { analyse, plan } from "../../src/run.ts";
import { MAX_TEXT_BYTES } from "../../src/scan/find-lines.ts";
import { otherText } from "../../src/scan/other-texts.ts";
import { tempTree } from "../support/temp-tree.ts";

const of = (path: string, text: string) => otherText(path, Buffer.from(text), false);
const lines = (count: number) => "x\n".repeat(count);

describe("places that name the kind", () => {
  test.each([
    ["a.tf", 'kind = "GitRepository"'],
    ["a.go", "Kind: sourcev1.GitRepositoryKind"],
    ["a.py", 'api.get(plural="gitrepositories", name=name)'],
    ["a.toml", 'chart = "gitrepository://flux-system/charts/web"'],
    ["a.py", "# cdk8s and flux\nkind=KustomizationSpecSourceRefKind.GIT_REPOSITORY"],
    ["a.bicep", "// flux\ngitRepository: { }"],
    ["a.sh", "flux create kustomization a --source=GitRepository/web"],
    ["a.sh", `kubectl patch ks a -p '{"spec":{"sourceRef":{"kind":"GitRepository"}}}'`],
    ["a.sh", "kubectl get gitrepository web | tee GitRepository.txt"],
    ["justfile", "kubectl get \\\n  pods; echo gitrepository/web"],
  ])("%s: %s", (path, text) => {
    expect(of(path, text)).toMatchObject({ isProse: false, places: [{ file: path }] });
  });

  test.each([
    ["WORKSPACE", 'git_repository(name = "web")'],
    ["CMakeLists.txt", "GIT_REPOSITORY https://example.com/web"],
    ["a.sh", "kubectl -n apps wait gitrepository/web --for=condition=Ready"],
    ["a.sh", "flux suspend source git web && kubectl delete \\\n gitrepositories web"],
    ["a.sh", "git clone repository"],
  ])("none in %s: %s", (path, text) => {
    expect(of(path, text)).toBeUndefined();
  });

  it("hold the lines that are nearest to them, 40 at most", () => {
    const text = `far\n${lines(39)}near\n${lines(39)}GitRepository\n${lines(9)}left\nright\n${lines(9)}GitRepository\nend`;
    const [first, second] = of("a.cue", text)?.places ?? [];
    expect(first?.line).toBe(81);
    expect(first?.text?.split("\n")).toHaveLength(51);
    expect(first?.text).toMatch(/^near\n/);
    expect(first?.text).toMatch(/\nleft$/);
    expect(second?.text).toMatch(/^right\n/);
    expect(second?.text).toMatch(/\nend$/);
  });

  it("after very many, the last one holds the rest", () => {
    const found = of("a.cue", `${"GitRepository\n".repeat(600)}${lines(100)}web`);
    expect(found?.places).toHaveLength(500);
    expect(found?.places.at(-1)?.text).toMatch(/web$/);
  });
});

test.each([
  ["a.cue", 'k: GitRepository: web: spec: url: "https://github.com/acme/web"', 1],
  ["a.tf", '\nresource "flux_bootstrap_git" "this" {}', 2],
  ["a.bicep", "kind: 'Microsoft.KubernetesConfiguration/fluxConfigurations@2023-05-01'", 1],
  ["a.jsonnet", "local flux = 1;\nfluxcd.v1.gitRepository.new('web') + withUrl(repo)", 2],
  ["a.cue", 'sourceRef: {kind: "GitRepository", name: "web"}', undefined],
  ["a.sh", "curl x\nkubectl apply -f GitRepository.yaml", undefined],
])("%s declares a source: %s", (path, text, line) => {
  expect(of(path, text)?.declares?.line).toBe(line);
});

const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: web
  namespace: apps
spec:
  url: https://github.com/acme/web
  ref: { branch: main }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: web, namespace: apps }
spec:
  sourceRef: { kind: GitRepository, name: web }
`;
const READER = 'kind: "GitRepository"\nname: "web"\n';

async function planOf(root: string) {
  const map = ["apps/web=oci://ghcr.io/acme/web:main"];
  const merged = mergeFlags(emptyConfig(), { map, declareIn: [], exclude: [] });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const made = plan(await analyse(root, merged.config));
  return { states: [...made.fates.values()].map(({ state }) => state), findings: made.findings };
}

describe("a Git source", () => {
  it("stays for what Git tracks, and not for what it does not", async () => {
    const root = tempTree({ "web.yaml": SOURCE, "jobs.cue": READER });
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args]);
    git("init", "-q");
    // Nothing is tracked yet, so Git tells nothing.
    expect((await planOf(root)).states).toEqual(["beside"]);
    git("add", "web.yaml");
    expect((await planOf(root)).states).toEqual(["replaced"]);
    git("add", "jobs.cue");
    expect((await planOf(root)).states).toEqual(["beside"]);
  });

  it("goes although prose, a lock file, a binary or a long file names it", async () => {
    const root = tempTree({
      "web.yaml": SOURCE,
      "notes.txt": READER,
      "a.lock": READER,
      "a.cue": `${READER}${" ".repeat(MAX_TEXT_BYTES)}`,
      "a.bin": `\0${READER}`,
    });
    const { states, findings } = await planOf(root);
    expect(states).toEqual(["replaced"]);
    const found = findings.filter(({ rule }) => rule === "other-language");
    expect(found.map(({ location, severity }) => `${location.file} ${severity}`)).toEqual([
      "a.cue note",
      "a.lock note",
      "notes.txt note",
    ]);
  });
});

test("a tree without manifests is not called empty", async () => {
  const root = tempTree({ "a.py": 'kind = "GitRepository"', "b.md": 'kind = "GitRepository"' });
  const { findings } = await planOf(root);
  expect(findings).toMatchObject([
    { rule: "other-language", severity: "warning", location: { file: "a.py" } },
  ]);
});
