import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { goneSources } from "../../src/cli/lint-gone.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

describe("what --gone takes", () => {
  test.each([
    ["https://github.com/acme/web", "github.com/acme/web", []],
    ["git@github.com:acme/web.git=apps/web", "github.com/acme/web", [{ namespace: "apps", name: "web" }]],
    ["ssh://git@github.com/acme/web=web.x", "github.com/acme/web", [{ namespace: undefined, name: "web.x" }]],
    ["apps/web", undefined, [{ namespace: "apps", name: "web" }]],
  ])("%s", (text, repository, names) => {
    expect(goneSources([text], undefined)).toMatchObject([{ repository, names }]);
  });

  it("several names of one url, in any form, are one source", () => {
    const two = ["https://github.com/acme/web=apps/web", "git@github.com:acme/web.git=jobs/site"];
    expect(goneSources(two, "https://github.com/acme/web.git")).toMatchObject([
      { own: true, names: [{ name: "web" }, { name: "site" }] },
    ]);
  });

  it("hides credentials", () => {
    const [one] = goneSources(["https://bot:hunter2hunter2@github.com/acme/web"], undefined);
    expect(one?.shown).toBe("https://github.com/acme/web");
  });

  test.each(["", "not a url", "https://", "https://github.com/acme/web=Not/A Name"])("not %j", (text) => {
    expect(() => goneSources([text], undefined)).toThrow(/--gone .*takes <git url>/);
  });
});

const READER = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: jobs, namespace: apps }
spec:
  path: ./jobs
  sourceRef:
    kind: GitRepository
    name: web
`;
const SOURCE = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: web, namespace: apps }
spec:
  url: ssh://git@github.com/acme/web.git
`;

describe("git2oci lint --gone", () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  const run = (files: Record<string, string>, ...args: string[]) =>
    cli.run(["lint", "--format", "json", ...args], { cwd: tempTree(files) });
  const gone = ["--gone", "https://github.com/acme/web"];

  test.each([
    ["a declared source, by its url", { "a.yaml": `${SOURCE}---\n${READER}` }, gone, 1],
    ["another url", { "a.yaml": `${SOURCE}---\n${READER}` }, ["--gone", "https://github.com/acme/other"], 0],
    ["the source alone", { "a.yaml": SOURCE }, gone, 0],
    ["one that is only named, and may be it", { "a.yaml": READER }, gone, 1],
    [
      "one that is called otherwise",
      { "a.yaml": READER },
      ["--gone", "https://github.com/acme/web=apps/other"],
      0,
    ],
    ["one that has the name", { "a.yaml": READER }, ["--gone", "apps/web"], 1],
    ["one of another namespace", { "a.yaml": READER }, ["--gone", "other/web"], 0],
    ["a reader that has moved", { "a.yaml": READER.replace("Git", "OCI") }, gone, 0],
  ])("%s", (_what, files, args, status) => {
    const done = run(files, ...args);
    expect([done.status, done.stderr]).toEqual([status, ""]);
    const { findings } = JSON.parse(done.stdout) as { findings: { rule: string }[] };
    expect(findings.map(({ rule }) => rule)).toEqual(status === 1 ? ["gone-source"] : []);
  });

  it("does not go with what looks at a part, or accepts", () => {
    for (const flag of ["--fix", "--update-baseline"]) {
      const done = run({ "a.yaml": READER }, ...gone, flag);
      expect(done.status).toBe(2);
      expect(done.stderr).toMatch(/^git2oci: --gone asks one question/);
    }
  });
});
