import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { globProblem } from "../../src/config/glob-limit.ts";
import { hideCredentials, maskSignIn } from "../../src/core/credentials.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const ORDERS = ["##vso[task.complete result=Failed]", "##[error]x", "##teamcity[buildStop]"];
const ORDER = /##[a-z]{0,20}\[|^[ \t]*::[a-z-]+.*::/m;

/** A fleet whose names, values and files give orders. */
function hostile(): string {
  const name = (order: string) => JSON.stringify(`web ${order}`);
  const objects = ORDERS.map(
    (order, i) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: web${i}, namespace: apps, annotations: {a: ${name(order)}}}
spec:
  url: https://github.com/acme/web${i}
  # ${order}
  ref: {branch: main}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: ${name(order)}, namespace: apps}
spec: {path: ./x, sourceRef: {kind: GitRepository, name: web${i}}}
`,
  );
  return tempTree({
    "a.yaml": objects.join("---\n"),
    [`${ORDERS[0]}.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n  a: |\n    ::error::x\n    flux reconcile source git web0\n`,
  });
}

describe("what stands in a fleet gives no orders to a CI system", () => {
  it.each([
    ["scan"],
    ["scan", "--format", "markdown"],
    ["scan", "--format", "json"],
    ["migrate", "--dry-run", "--map", "apps/web*=oci://ghcr.io/acme/web:v1"],
    ["migrate", "--dry-run", "--map", "apps/web*=oci://ghcr.io/acme/web:v1", "--format", "markdown"],
    ["migrate", "--dry-run", "--map", "apps/web*=oci://ghcr.io/acme/web:v1", "--format", "html"],
    ["migrate", "--dry-run", "--map", "apps/web*=oci://ghcr.io/acme/web:v1", "--format", "json"],
    ["explain", "apps/web0"],
    ["lint"],
  ])("%s %s %s %s", (...args) => {
    const { stdout, stderr } = cli.run(args, { cwd: hostile() });
    expect(stdout.length).toBeGreaterThan(50);
    expect(stdout).not.toMatch(ORDER);
    expect(stderr).not.toMatch(ORDER);
  });

  it("but a diff that is applied stays what it is", () => {
    const args = ["migrate", "--dry-run", "--map", "apps/web*=oci://ghcr.io/acme/web:v1", "--format", "diff"];
    const text =
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository # ##vso[task.complete]x\nmetadata: {name: web, namespace: apps}\nspec: {url: https://github.com/acme/web, ref: {branch: main}}\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: web, namespace: apps}\nspec: {path: ./x, sourceRef: {kind: GitRepository, name: web}}\n";
    expect(cli.run(args, { cwd: tempTree({ "a.yaml": text }) }).stdout).toContain("##vso[task.complete");
  });
});

describe("credentials of odd urls", () => {
  it.each([
    "https://us er:hunter2@git.example.com/a",
    "https://us er:hunter2 x@git.example.com/a",
    "ssh://us er:hunter2@git.example.com/a",
    "https://git.example.com/a#hunter2",
    "https://git.example.com/a?b=c#token=hunter2",
  ])("%s", (url) => {
    expect(hideCredentials(`the source ${url}, and more`)).not.toContain("hunter2");
    expect(hideCredentials(`the source ${url}, and more`)).toContain("git.example.com/a");
    const line = maskSignIn(`  url: "${url}"`);
    if (!url.includes("?")) expect(line).not.toContain("hunter2");
  });
});

describe("a pattern with braces", () => {
  it.each([
    ["{a,b}/x", false],
    ["{1..1000}", false],
    ["{1..1001}", true],
    ["{1..100000000}", true],
    ["{1..100000000..100000}", false],
    ["{a,b}".repeat(9), false],
    ["{a,b}".repeat(20), true],
    ["{a,{1..2000}}", true],
    ["{".repeat(50), false],
    ["\\{1..100000000}", false],
  ])("%s is refused: %s", (pattern, isRefused) => {
    expect(globProblem(pattern) !== undefined).toBe(isRefused);
  });

  it("is one line in a flag and in the file, with its place", () => {
    const cwd = tempTree({ "git2oci.yaml": 'exclude: [ok, "{1..100000000}"]\n' });
    const { status, stderr } = cli.run(["scan"], { cwd });
    expect([status, stderr]).toEqual([
      2,
      'git2oci: git2oci.yaml:1:15: exclude[1]: "{1..100000000}" expands to more than 1000 patterns; allowed: fewer alternatives in braces\n',
    ]);
    const flag = cli.run(["scan", "--exclude", "{1..100000000}"], { cwd: tempTree({}) });
    expect([flag.status, flag.stderr]).toEqual([
      2,
      'git2oci: --exclude "{1..100000000}": expands to more than 1000 patterns; allowed: fewer alternatives in braces\n',
    ]);
  });
});
