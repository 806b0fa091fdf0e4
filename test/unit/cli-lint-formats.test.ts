import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { readXml } from "../support/read-xml.ts";
import { sarifProblems } from "../support/sarif-schema.ts";
import { tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const WEB = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: web
  namespace: flux-system
spec:
  interval: 5m
  url: https://bot:hunter2@github.com/acme/web
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: web
  namespace: flux-system
spec:
  interval: 5m
  prune: true
  sourceRef:
    kind: GitRepository
    name: web
`;
const LINT = ["lint", "--map", "web=oci://ghcr.io/acme/web:main", "--severity", "git-source-ref=off"];

function fleet(): string {
  const root = tempTree({ "fleet/web.yaml": WEB });
  commitAll(root);
  return root;
}

describe("git2oci lint --format", () => {
  it("writes several reports of one run, none with a credential", () => {
    const cwd = fleet();
    const args = ["sarif", "gitlab", "junit", "checkstyle", "markdown", "json", "github"].flatMap((one) => [
      ...["--format", one],
      ...["--output", `${one}.out`],
    ]);
    const { status, stdout } = cli.run([...LINT, ...args, "--format", "pretty", "fleet"], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain("web.yaml:2:7 error ");
    const read = (name: string) => readFileSync(join(cwd, `${name}.out`), "utf8");
    expect(sarifProblems(JSON.parse(read("sarif")))).toEqual([]);
    expect(JSON.parse(read("gitlab"))[0].location).toEqual({
      path: "fleet/web.yaml",
      lines: { begin: 2, end: 2 },
    });
    expect(readXml(read("junit")).attributes.failures).toBe("1");
    expect(readXml(read("checkstyle")).children.map((one) => one.attributes.name)).toEqual([
      "fleet/web.yaml",
    ]);
    expect(read("github")).toMatch(
      /^::error file=fleet\/web\.yaml,line=2,endLine=2,col=7,endColumn=20,title=/,
    );
    expect(JSON.parse(read("json")).findings[0].file).toBe("web.yaml");
    expect(read("markdown")).toContain("fleet/web.yaml:2");
    for (const text of [
      stdout,
      ...["sarif", "gitlab", "junit", "checkstyle", "markdown", "github"].map(read),
    ])
      expect(text).not.toContain("hunter2");
  });

  it("names a file alone by its path in the repository", () => {
    const cwd = fleet();
    const { stdout } = cli.run([...LINT, "--format", "github", "fleet/web.yaml"], { cwd });
    expect(stdout).toContain("file=fleet/web.yaml,");
    const outside = tempTree({ "fleet/web.yaml": WEB });
    expect(cli.run([...LINT, "--format", "github", "fleet"], { cwd: outside }).stdout).toContain(
      "file=fleet/web.yaml,",
    );
    expect(cli.run([...LINT, "--format", "github", "-"], { cwd, input: WEB }).stdout).toContain(
      "file=stdin.yaml,",
    );
  });
});

describe("on a runner of GitHub Actions", () => {
  const summary = (text: string) => {
    const directory = tempTree();
    const file = join(directory, "summary.md");
    writeFileSync(file, text);
    return file;
  };

  it("annotates without being asked, and adds to the summary of the step", () => {
    const file = summary("before\n");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file };
    const { status, stdout, stderr } = cli.run([...LINT, "fleet"], { cwd: fleet(), env });
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^::error file=fleet\/web\.yaml,/);
    expect(readFileSync(file, "utf8")).toMatch(
      /^before\n## git2oci lint\n\n1 finding in 1 file: 1 error\.\n/,
    );
  });

  it("does what is asked for where a format is given", () => {
    const file = summary("");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: file };
    const { stdout } = cli.run([...LINT, "--format", "pretty", "fleet"], { cwd: fleet(), env });
    expect(stdout).toContain("web.yaml:2:7 error ");
    expect(readFileSync(file, "utf8")).toBe("");
  });

  it("writes no summary without the variable, and says so where it cannot", () => {
    const cwd = fleet();
    const plain = cli.run([...LINT, "--format", "github", "fleet"], { cwd });
    expect([plain.status, plain.stderr]).toEqual([1, ""]);
    mkdirSync(join(cwd, "directory"));
    const env = { GITHUB_STEP_SUMMARY: join(cwd, "directory") };
    const refused = cli.run([...LINT, "--format", "github", "fleet"], { cwd, env });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(
      /^git2oci: warning: .*directory: .*; the findings are in the log alone\n$/,
    );
    const full = summary("x".repeat(1024 * 1024 - 100));
    const late = cli.run([...LINT, "--format", "github", "fleet"], {
      cwd,
      env: { GITHUB_STEP_SUMMARY: full },
    });
    expect(late.stderr).toContain("no room left in the summary of the step");
    expect(readFileSync(full, "utf8")).toHaveLength(1024 * 1024 - 100);
  });
});
