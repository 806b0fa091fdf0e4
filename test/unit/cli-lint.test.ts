import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { putFiles, snapshot, tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const git = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: https://github.com/acme/${name}\n  ref:\n    branch: main\n`;
const oci = (name: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: oci://ghcr.io/acme/${name}\n`;
const reader = (name: string) =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 5m\n  path: ./deploy\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: ${name}\n`;
const BASELINE = ".git2oci-baseline.json";
const decided = (...names: string[]) =>
  `sources:\n${names.map((name) => `  - { source: flux-system/${name}, action: migrate, url: oci://ghcr.io/acme/${name} }\n`).join("")}`;

/** Runs lint in a tree: exit code, and what it says of the rules that the tests are about. */
function lint(root: string, ...args: string[]) {
  const { status, stdout, stderr } = cli.run(["lint", ".", "--format", "json", ...args], { cwd: root });
  const report = stdout === "" ? undefined : (JSON.parse(stdout) as { findings: Finding[] });
  const found = report?.findings.map((one) => `${one.rule} ${one.severity} ${one.file}:${one.line}`);
  return { status, stderr, found };
}
interface Finding {
  rule: string;
  severity: string;
  file: string;
  line: number;
}

/** How each format says line 4 of c.yaml. */
const PLACES: Readonly<Record<string, RegExp>> = {
  pretty: /^c\.yaml:4:7 error GitRepository/m,
  json: /"file": "c\.yaml",\s+"line": 4,/,
  sarif: /"uri": "(?:[^"]*\/)?c\.yaml".*?"startLine": 4,/s,
  github: /^::error file=(?:[^,]*\/)?c\.yaml,line=4,/m,
  gitlab: /"path": "(?:[^"]*\/)?c\.yaml",\s+"lines": \{\s+"begin": 4,/,
  junit: /c\.yaml:4:7: /,
  checkstyle: /<file name="(?:[^"]*\/)?c\.yaml">\s+<error line="4" column="7" severity="error"/,
  markdown: /c\.yaml:4/,
};

test("the report names the preset, and the rules that somebody gave another level", () => {
  const root = tempTree({
    "a.yaml": git("web"),
    "git2oci.yaml": "lint: { rules: { unused-source: error } }\n",
  });
  const flags = ["--preset", "strict", "--severity", "missing-ref=off"];
  const { stdout } = cli.run(["lint", ".", "--format", "json", ...flags], { cwd: root });
  expect(JSON.parse(stdout)).toMatchObject({
    preset: "strict",
    levels: [
      { rule: "unused-source", level: "error" },
      { rule: "missing-ref", level: "off" },
    ],
  });
});

describe("a fleet that is half migrated", () => {
  const fleet = () =>
    tempTree({
      "a.yaml": `${git("web")}---\n${reader("web")}`,
      "b.yaml": git("api"),
      "git2oci.yaml": decided("web", "new"),
    });

  test("accepts what is there, passes, and fails for one Git source more, at its line", () => {
    const root = fleet();
    expect(lint(root).status).toBe(1);
    const update = lint(root, "--update-baseline");
    expect([update.status, update.found]).toEqual([0, []]);
    expect(update.stderr).toContain("git2oci: + git-source GitRepository/flux-system/web@?\n");
    expect(lint(root)).toEqual({ status: 0, stderr: expect.any(String), found: [] });
    putFiles(root, { "c.yaml": git("new"), "d.yaml": git("undecided") });
    const { status, found } = lint(root);
    expect(status).toBe(1);
    expect(found).toContain("git-source error c.yaml:2");
    expect(found).toContain("git-source error d.yaml:2");
  });

  test("tells one Git source more in every format, at its place", () => {
    const root = fleet();
    lint(root, "--update-baseline");
    putFiles(root, { "c.yaml": `\n\n${git("new")}` });
    for (const [format, place] of Object.entries(PLACES)) {
      const { status, stdout } = cli.run(["lint", ".", "--format", format], { cwd: root });
      expect([format, status, stdout]).toEqual([format, 1, expect.stringMatching(place)]);
    }
  });

  test("fails where one source stands in the place of another", () => {
    const root = fleet();
    lint(root, "--update-baseline");
    putFiles(root, { "b.yaml": git("other") });
    const { status, found } = lint(root);
    expect(status).toBe(1);
    expect(found).toContain("git-source error b.yaml:2");
    expect(found?.some((one) => one.startsWith(`stale-baseline error ${BASELINE}:`))).toBe(true);
    expect(lint(root, "--update-baseline").stderr).toContain(
      "- git-source GitRepository/flux-system/api@?\n",
    );
    expect(lint(root).status).toBe(0);
  });

  test("is content where files move and are reformatted", () => {
    const root = fleet();
    lint(root, "--update-baseline");
    rmSync(join(root, "b.yaml"));
    putFiles(root, { "deep/sources.yml": `# moved\n\n${git("api").replaceAll("\n", "\r\n")}` });
    expect(lint(root)).toMatchObject({ status: 0, found: [] });
  });

  test("an update that changes nothing writes nothing", () => {
    const root = fleet();
    lint(root, "--update-baseline");
    const before = snapshot(root);
    expect(lint(root, "--update-baseline").stderr).toContain(": 0 added, 0 removed\n");
    expect(snapshot(root)).toEqual(before);
  });

  test("no update moves the date of an expired entry", () => {
    const root = fleet();
    lint(root, "--update-baseline");
    const text = readFileSync(join(root, BASELINE), "utf8");
    const expired = text.replace(/"count": 1\n/, '"count": 1,\n      "expires": "2020-01-31"\n');
    putFiles(root, { [BASELINE]: expired });
    expect(lint(root).status).toBe(1);
    const { status, found } = lint(root, "--update-baseline");
    expect([status, found?.some((one) => one.startsWith("expired-baseline"))]).toEqual([1, true]);
    expect(readFileSync(join(root, BASELINE), "utf8")).toBe(expired);
  });
});

describe("exit code 2, with one line", () => {
  const refused = (root: string, args: readonly string[], line: string) => {
    const before = snapshot(root);
    const { status, stderr, stdout } = cli.run(["lint", ...args], { cwd: root });
    expect([status, stdout, stderr]).toEqual([2, "", `git2oci: ${line}\n`]);
    expect(snapshot(root)).toEqual(before);
  };

  test.each<[string, string]>([
    ["--severity git-source", "--severity git-source: takes <rule>=<level>, such as git-source=warning"],
    [
      "--severity git-source=eror",
      '--severity git-source=eror: unknown level "eror" (did you mean "error"?); allowed: off, note, warning, error',
    ],
    [
      "--preset strickt",
      '--preset: unknown preset "strickt" (did you mean "strict"?); allowed: recommended, strict',
    ],
    ["--max-warnings -1", "--max-warnings -1: takes a whole number from 0"],
    ["--max-warnings 1e3", "--max-warnings 1e3: takes a whole number from 0"],
    ["--baseline no.json", "no.json: no such file; git2oci lint --update-baseline writes it"],
    ["--update-baseline --since HEAD", "--update-baseline is about the whole tree; leave --since out"],
    ["--update-baseline --fix", "--update-baseline accepts what --fix would change; run one after the other"],
    ["--allow-dirty", "--allow-dirty belongs to --fix; without it lint changes no manifest"],
    ["--since HEAD", '--since "HEAD": no Git repository contains this directory'],
    ["--since=--upload-pack=x", '--since "--upload-pack=x": is no name of a revision'],
    ["a.yaml --update-baseline", "a.yaml: a baseline belongs to a tree; give its directory"],
    ["- --fix", "--fix needs a tree; standard input is never written"],
    ["- --since HEAD", "--since needs a tree; standard input has no history"],
    ["- --update-baseline", "--update-baseline needs a tree; standard input has no baseline"],
  ])("%s", (line, message) => {
    refused(tempTree({ "a.yaml": git("web") }), line.split(" "), message);
  });

  test("an unknown rule, with the one that is near", () => {
    const { status, stderr } = cli.run(["lint", "--severity", "git-sorce=off"], { cwd: tempTree() });
    expect([status, stderr.split("; ")[0]]).toEqual([
      2,
      'git2oci: --severity git-sorce=off: unknown rule "git-sorce" (did you mean "git-source"?)',
    ]);
  });

  test("a baseline outside of the tree, by path or by link", () => {
    const outside = tempTree({ "x.json": "{}" });
    const root = tempTree({ "a.yaml": git("web") });
    const must = (shown: string) =>
      `${shown}: the baseline must be a regular file inside of ${root}, and no link on its way may lead out`;
    for (const args of [[], ["--update-baseline"]])
      refused(root, [".", "--baseline", `${outside}/x.json`, ...args], must(`${outside}/x.json`));
    symlinkSync(outside, join(root, "link"));
    refused(root, [".", "--baseline", "link/x.json", "--update-baseline"], must("link/x.json"));
    symlinkSync(join(outside, "x.json"), join(root, BASELINE));
    refused(root, ["."], must(BASELINE));
    refused(root, [".", "--update-baseline"], must(BASELINE));
  });

  test("a file that is no baseline is never written over", () => {
    const root = tempTree({
      "a.yaml": git("web"),
      [BASELINE]: '{"apiVersion": "git2oci/v2", "kind": "LintBaseline", "entries": []}',
    });
    const line = `${BASELINE}: is of version "git2oci/v2", and this program reads git2oci/v1; remove the file, then git2oci lint --update-baseline writes it anew`;
    refused(root, ["."], line);
    refused(root, [".", "--update-baseline"], line);
  });
});

describe("exit code 1", () => {
  test("for more warnings than are allowed", () => {
    const root = tempTree({ "a.yaml": git("web") });
    expect(lint(root, "--max-warnings", "1").status).toBe(0);
    const { status, stderr } = lint(root, "--max-warnings", "0");
    expect([status, stderr]).toEqual([1, "git2oci: 1 warning, and --max-warnings allows 0\n"]);
  });

  test("where there is nothing to check, and somebody wants to know", () => {
    const root = tempTree({ "a.yaml": "kind: ConfigMap\napiVersion: v1\n" });
    expect(lint(root).status).toBe(0);
    expect(lint(root, "--fail-on-empty")).toMatchObject({
      status: 1,
      stderr: "git2oci: --fail-on-empty: there is no Flux object here, so nothing was checked\n",
    });
    expect(lint(tempTree(), "--fail-on-empty").status).toBe(1);
    expect(lint(tempTree({ "a.yaml": git("web") }), "--fail-on-empty").status).toBe(0);
  });

  test("a level of the command line wins over the configuration", () => {
    const files = { "a.yaml": oci("web"), "git2oci.yaml": "lint: { rules: { missing-ref: off } }\n" };
    const root = tempTree(files);
    expect(lint(root, "--severity", "missing-ref=error").found).toContain("missing-ref error a.yaml:6");
    expect(lint(root, "--preset", "strict").found).not.toContain("missing-ref error a.yaml:6");
  });
});

describe("--since", () => {
  const committed = (files: Record<string, string>) => {
    const root = tempTree(files);
    commitAll(root);
    return root;
  };

  test("is about changed and new files, also in a folder of the repository", () => {
    const root = committed({
      "f/old.yaml": oci("old"),
      "f/changed.yaml": oci("changed"),
      "f/crlf.yaml": oci("crlf"),
    });
    putFiles(root, {
      "f/changed.yaml": `# changed\n${oci("changed")}`,
      "f/new.yaml": oci("new"),
      "f/crlf.yaml": oci("crlf").replaceAll("\n", "\r\n"),
    });
    const of = (folder: string) =>
      lint(join(root, folder), "--since", "HEAD").found?.filter((one) => one.startsWith("missing-ref"));
    expect(of("f")).toEqual(["missing-ref warning changed.yaml:7", "missing-ref warning new.yaml:6"]);
    expect(of(".")).toEqual(["missing-ref warning f/changed.yaml:7", "missing-ref warning f/new.yaml:6"]);
  });

  test("keeps a finding whose cause is in a changed file", () => {
    const root = committed({ "a.yaml": git("web"), "b.yaml": reader("web"), "git2oci.yaml": decided("web") });
    putFiles(root, { "a.yaml": `# changed\n${git("web")}` });
    expect(lint(root, "--since", "HEAD").found).toContain("git-source-ref error b.yaml:11");
  });

  test("says that a revision is unknown, and why it may be in a shallow clone", () => {
    const root = committed({ "a.yaml": oci("web") });
    expect(lint(root, "--since", "no-such")).toMatchObject({
      status: 2,
      stderr: 'git2oci: --since "no-such": is no revision of this repository\n',
    });
    const shallow = join(tempTree(), "clone");
    execFileSync("git", ["clone", "-q", "--depth", "1", `file://${root}`, shallow], { stdio: "pipe" });
    expect(lint(shallow, "--since", "HEAD").status).toBe(0);
    expect(lint(shallow, "--since", "HEAD~1").stderr).toBe(
      'git2oci: --since "HEAD~1": is no revision that this shallow clone has; fetch it, or check out with the whole history (fetch-depth: 0)\n',
    );
  });

  test("runs nothing that the repository names", () => {
    const root = committed({ "a.yaml": oci("web"), ".gitattributes": "*.yaml filter=evil diff=evil\n" });
    for (const [key, value] of [
      ["filter.evil.clean", "touch ran"],
      ["diff.evil.textconv", "touch ran"],
      ["core.fsmonitor", "touch ran"],
    ] as const)
      execFileSync("git", ["config", key, value], { cwd: root });
    putFiles(root, { "a.yaml": `# changed\n${oci("web")}` });
    expect(lint(root, "--since", "HEAD").found).toContain("missing-ref warning a.yaml:7");
    expect(Object.keys(snapshot(root)).filter((path) => path.endsWith("ran"))).toEqual([]);
  });
});

describe("--fix", () => {
  const files = {
    "a.yaml": `${git("web")}---\n${reader("web")}`,
    "b.yaml": oci("tools"),
    "git2oci.yaml": decided("web"),
  };

  test("migrates and mends, then reports what is left", () => {
    const root = tempTree(files);
    commitAll(root);
    const { found } = lint(root, "--fix");
    const text = (path: string) => readFileSync(join(root, path), "utf8");
    expect(text("a.yaml")).not.toContain("GitRepository");
    expect(text("b.yaml")).toContain("  ref:\n    tag: latest\n");
    expect(found?.filter((one) => /^(?:git-source|git-source-ref|missing-ref) /.test(one))).toEqual([]);
  });

  test("leaves what is suppressed or in the baseline", () => {
    const kept = {
      ...files,
      "a.yaml": git("web").replace("kind:", "# git2oci-ignore git-source: waits for the registry\nkind:"),
      "b.yaml": `# git2oci-ignore missing-ref: latest is meant\n${oci("tools")}`,
      "c.yaml": git("api"),
      "git2oci.yaml": decided("web", "api"),
    };
    const root = tempTree(kept);
    lint(root, "--update-baseline");
    commitAll(root);
    const before = snapshot(root);
    expect(lint(root, "--fix").stderr).toContain("git2oci: fixed: 0 files written\n");
    expect(snapshot(root)).toEqual(before);
  });

  test("leaves a reference that is suppressed, and its source beside the new one", () => {
    const ref = reader("web").replace(
      "    kind:",
      "    # git2oci-ignore git-source-ref: moves next week\n    kind:",
    );
    const root = tempTree({
      ...files,
      "a.yaml": `${git("web")}---\n${ref}---\n${reader("web").replace("name: web", "name: two")}`,
    });
    commitAll(root);
    expect(lint(root, "--fix").status).not.toBe(2);
    const text = readFileSync(join(root, "a.yaml"), "utf8");
    expect(text.match(/kind: \w+Repository/g)?.toSorted()).toEqual([
      "kind: GitRepository",
      "kind: GitRepository",
      "kind: OCIRepository",
      "kind: OCIRepository",
    ]);
  });

  test("a fix in a file that a migration changes waits for the next run, and says so", () => {
    const root = tempTree({ ...files, "a.yaml": `${files["a.yaml"]}---\n${oci("tools")}`, "b.yaml": "" });
    commitAll(root);
    expect(lint(root, "--fix").stderr).toContain("git2oci: left for the next run, a.yaml: ");
    expect(lint(root, "--fix", "--allow-dirty").stderr).toContain("git2oci: fixed: 1 file written\n");
  });

  test("is refused over uncommitted changes", () => {
    const root = tempTree(files);
    const before = snapshot(root);
    const { status, stderr } = lint(root, "--fix");
    expect([status, stderr.split(";")[0]]).toEqual([
      2,
      "git2oci: no Git repository contains this directory, so a change could not be undone",
    ]);
    expect(snapshot(root)).toEqual(before);
    expect(lint(root, "--fix", "--allow-dirty").stderr).toContain("fixed: 2 files written");
  });
});
