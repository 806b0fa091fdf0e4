import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { action, azureTemplate, jobsWith } from "../support/ci-files.ts";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { skippedWithout } from "../support/shells.ts";
import { tempTree } from "../support/temp-tree.ts";

const PROJECT = join(import.meta.dirname, "../..");
const { version: VERSION } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

const source = (name: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 5m
  url: https://github.com/acme/${name}
  ref:
    branch: main
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ./
  prune: true
  sourceRef:
    kind: GitRepository
    name: ${name}
`;
const decided = (name: string, action: string) => `sources:
  - source: flux-system/${name}
    ${action}
`;
const MIGRATE = decided(
  "apps",
  'action: migrate\n    url: oci://ghcr.io/acme/apps\n    ref: { semver: ">=1.0.0" }',
);
const keep = (name: string) => decided(name, "action: keep\n    reason: the team moves next year");

/** A workspace of three fleets: one that fails, one with warnings alone, one with nothing to say. */
const FILES = {
  "my fleet/app.yaml": source("apps"),
  "my fleet/git2oci.yaml": MIGRATE,
  "undecided/app.yaml": source("shop"),
  "kept/app.yaml": source("legacy"),
  "kept/git2oci.yaml": keep("legacy"),
  "kept.yaml": keep("apps"),
  "empty/readme.txt": "nothing of Flux\n",
};

/** Inputs in which a shell would find a command; each is one value, and nothing of it is run. */
const HOSTILE = ["$(touch hacked)`touch hacked`", `"; touch hacked; "'; touch hacked; '`, "x\ntouch hacked"];

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
  // What GITHUB_ACTION_PATH holds once it was built.
  mkdirSync(join(cli.directory, "bin"));
  cpSync(join(PROJECT, "bin/git2oci.js"), join(cli.directory, "bin/git2oci.js"));
});
afterAll(() => cli.remove());

interface Run {
  status: number | null;
  log: string;
  workspace: string;
  /** Outside of the workspace. */
  temp: string;
}

/** Runs a script in a workspace, as a runner does: with these variables, and programs that answer for npx and npm. */
function run(shell: readonly string[], script: string, env: Readonly<Record<string, string>>): Run {
  const workspace = tempTree(FILES);
  commitAll(workspace);
  const temp = tempTree({ "bin/npx": NPX, "script.sh": script });
  chmodSync(join(temp, "bin/npx"), 0o755);
  const [program = "", ...args] = shell;
  const { status, stdout, stderr } = spawnSync(program, [...args, join(temp, "script.sh")], {
    cwd: workspace,
    encoding: "utf8",
    env: {
      PATH: `${join(temp, "bin")}:${process.env.PATH}`,
      HOME: temp,
      WANTED: `git2oci@${VERSION}`,
      MAIN: cli.main,
      GITHUB_WORKSPACE: workspace,
      GITHUB_ACTION_PATH: cli.directory,
      GITHUB_OUTPUT: join(temp, "output"),
      GITHUB_STEP_SUMMARY: join(temp, "summary"),
      RUNNER_TEMP: temp,
      AGENT_TEMPDIRECTORY: join(temp, "agent"),
      ...env,
    },
  });
  // `hacked` would lie in the workspace, in the action or in the folder of the runner.
  for (const folder of [workspace, cli.directory, temp]) expect(readdirSync(folder)).not.toContain("hacked");
  return { status, log: stdout + stderr, workspace, temp };
}

/** npx that has the package already. */
const NPX = `#!/bin/sh
[ "$1 $2 $3 $4 $5" = "--yes --package $WANTED -- git2oci" ] || { echo "npx: $*" >&2; exit 90; }
shift 5
exec node "$MAIN" "$@"
`;

const missing = skippedWithout("bash");

describe.skipIf(missing !== "")(`action.yml${missing}`, () => {
  const { inputs, runs } = action();
  const step = runs.steps[0]!;

  /** Runs the step with these inputs, and reads its outputs. */
  function lint(given: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
    const env = Object.entries(step.env).map(([name, value]) => {
      const [, input = ""] = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(value) ?? [];
      return [name, given[input] ?? inputs[input]!.default];
    });
    const shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail"];
    const ran = run(shell, step.run, { GITHUB_ACTIONS: "true", ...Object.fromEntries(env), ...more });
    const file = join(ran.temp, "output");
    const lines = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    return {
      ...ran,
      outputs: Object.fromEntries(lines.map((line) => [line.split("=")[0], line.replace(/^[^=]*=/, "")])),
    };
  }

  test("findings fail the step; their lines and the summary of the job are there", () => {
    const { status, log, outputs, temp } = lint({ path: "my fleet" });
    expect(status).toBe(1);
    expect(outputs).toEqual({
      findings: "2",
      errors: "2",
      warnings: "0",
      "exit-code": "1",
      "json-file": expect.stringContaining(temp),
      "sarif-file": "",
    });
    expect(log).toMatch(/^::error file=my fleet\/app\.yaml,line=2,.*GitRepository/m);
    expect(readFileSync(join(temp, "summary"), "utf8")).toContain("my fleet/app.yaml");
    expect(JSON.parse(readFileSync(outputs["json-file"]!, "utf8"))).toMatchObject({ kind: "LintReport" });
  });

  test("nothing to say passes", () => {
    const { status, outputs } = lint({ path: "kept" });
    expect([status, outputs.findings, outputs["exit-code"]]).toEqual([0, "0", "0"]);
  });

  test.each([
    [{ path: "undecided" }, 0, "0"],
    [{ path: "undecided", "fail-on": "warning" }, 1, "1"],
    [{ path: "my fleet", "fail-on": "never" }, 0, "1"],
    [{ path: "my fleet", config: "kept.yaml" }, 0, "0"],
    [{ path: "empty", "fail-on-empty": "true" }, 1, "1"],
    [{ path: "empty" }, 0, "0"],
    [{ path: "kept", args: "--exclude=a b/*\n\n--flux-version=2.6\n" }, 0, "0"],
  ])("%j: %i", (given, wanted, code) => {
    const { status, outputs } = lint(given);
    expect([status, outputs["exit-code"]]).toEqual([wanted, code]);
  });

  test.each([
    [{ path: "nowhere" }, "git2oci: "],
    [{ config: "nowhere.yaml" }, "git2oci: "],
    [{ format: "nonsense" }, "nonsense"],
    [{ args: "--nonsense" }, "unknown option '--nonsense'"],
    [{ "fail-on": "sometimes" }, "::error title=git2oci::fail-on is error, warning or never"],
    [{ "fail-on-empty": "yes" }, "::error title=git2oci::fail-on-empty is true or false"],
    [{ version: "latest" }, "::error title=git2oci::version is an exact one"],
    [{ version: "0.1.0 --registry x" }, "::error title=git2oci::version is an exact one"],
    [{ "sarif-file": "a\nfindings=0" }, "::error title=git2oci::sarif-file is one path"],
  ])("%j cannot run: 2, and no number that somebody could trust", (given, told) => {
    const { status, log, outputs } = lint({ "fail-on": "never", ...given });
    expect(status).toBe(2);
    expect(outputs).toEqual({ "exit-code": "2" });
    expect(log).toContain(told);
  });

  test("SARIF is written where it was asked for", () => {
    const { workspace, outputs } = lint({ path: "my fleet", "sarif-file": "out put.sarif" });
    expect(outputs["sarif-file"]).toBe("out put.sarif");
    const { version, runs } = JSON.parse(readFileSync(join(workspace, "out put.sarif"), "utf8"));
    expect([version, runs[0].results.length]).toEqual(["2.1.0", 2]);
  });

  test("a version is run by npx", () => {
    const { status, log } = lint(
      { path: "my fleet", version: VERSION },
      { GITHUB_ACTION_PATH: "/nonexistent" },
    );
    expect([status, log.includes("npx:")]).toEqual([1, false]);
    expect(lint({ version: "9.9.9" }).log).toContain("npx: --yes --package git2oci@9.9.9 -- git2oci");
  });

  test("a checkout that was not built is built first, from its lock file", () => {
    const checkout = tempTree();
    for (const part of [
      "src",
      "transforms",
      "schema",
      "docs",
      "scripts",
      "bin",
      "package.json",
      "package-lock.json",
    ])
      cpSync(join(PROJECT, part), join(checkout, part), { recursive: true });
    const npm = `#!/bin/sh
echo "npm $*" >&2
[ "$1" = ci ] || exec "${join(nodeBin(), "npm")}" "$@"
ln -s "${join(PROJECT, "node_modules")}" node_modules
`;
    const bin = tempTree({ npm });
    chmodSync(join(bin, "npm"), 0o755);
    const PATH = `${bin}:${process.env.PATH}`;
    const { status, log } = lint({ path: "kept" }, { GITHUB_ACTION_PATH: checkout, PATH });
    expect(status).toBe(0);
    expect(log).toContain("npm ci --ignore-scripts --no-audit --no-fund\nnpm run --silent build\n");
  });

  test("a fleet speaks to the runner in no format", () => {
    const name = "::set-env name=a::b ##[add-mask]c";
    for (const format of ["pretty", "json", "markdown"]) {
      const { log } = lint({ path: "my fleet", format, args: `--map=${name}=x` });
      const [, token] = /^::stop-commands::([0-9a-f-]{36})$/m.exec(log)!;
      expect(log).toContain(`\n::${token}::\n`);
    }
  });

  test.each(Object.keys(inputs).flatMap((input) => HOSTILE.map((value) => [input, value])))(
    "%s: %j is one value",
    (input, value) => {
      const { status } = lint({ [input]: value });
      // A file of such a name may be written; everything else is refused.
      expect(input === "sarif-file" ? [0, 1, 2] : [2]).toContain(status);
    },
  );
});

describe.skipIf(missing !== "")(`the GitLab component${missing}`, () => {
  /** Runs the job as GitLab's runner does: its script by sh, with its variables. */
  function lint(
    given: Readonly<Record<string, string | boolean>>,
  ): Run & { reports: Record<string, string> } {
    const [job] = Object.values(jobsWith(given));
    const variables = Object.entries(job!.variables).map(([name, value]) => [
      name,
      typeof value === "string" ? value : value.value,
    ]);
    const ran = run(["sh", "-e"], job!.script.join("\n"), Object.fromEntries(variables));
    return { ...ran, reports: job!.artifacts.reports };
  }

  test("findings fail the job; the reports that it names are there", () => {
    const { status, workspace, reports } = lint({ path: "my fleet" });
    expect(status).toBe(1);
    const quality = JSON.parse(readFileSync(join(workspace, reports.codequality!), "utf8"));
    expect(quality).toHaveLength(2);
    expect(quality[0]).toMatchObject({ location: { path: "my fleet/app.yaml", lines: { begin: 2 } } });
    expect(readFileSync(join(workspace, reports.junit!), "utf8")).toContain("<testsuites");
  });

  test.each([
    [{ path: "kept" }, 0],
    [{ path: "undecided" }, 0],
    [{ path: "undecided", "fail-on": "warning" }, 1],
    [{ path: "my fleet", "fail-on": "never" }, 0],
    [{ path: "my fleet", config: "kept.yaml" }, 0],
    [{ path: "empty", "fail-on-empty": true }, 1],
    [{ path: "kept", args: "--exclude=a b/*\n\n--flux-version=2.6" }, 0],
    [{ path: "nowhere", "fail-on": "never" }, 2],
    [{ args: "--nonsense" }, 2],
    [{ version: "latest" }, 2],
    [{ version: "../evil" }, 2],
  ])("%j: %i", (given, wanted) => expect(lint(given).status).toBe(wanted));

  test.each(
    ["path", "config", "baseline", "since", "args", "version"].flatMap((input) =>
      HOSTILE.map((value) => [input, value]),
    ),
  )("%s: %j is one value", (input, value) => expect(lint({ [input!]: value! }).status).toBe(2));
});

describe.skipIf(missing !== "")(`the template for Azure Pipelines${missing}`, () => {
  const { parameters, steps } = azureTemplate();

  function lint(given: Readonly<Record<string, string | boolean>>): Run {
    const parameterValue = (name: string) =>
      given[name] ?? parameters.find((one) => one.name === name)!.default;
    const env = Object.entries(steps[0]!.env!).map(([name, value]) => {
      const [, parameter = ""] = /^\$\{\{ parameters\.([A-Za-z]+) \}\}$/.exec(value) ?? [];
      const put = parameterValue(parameter);
      return [name, typeof put === "boolean" ? (put ? "True" : "False") : put];
    });
    return run(["bash", "--noprofile", "--norc"], steps[0]!.bash!, Object.fromEntries(env));
  }

  test("findings fail the step; the reports are where the next steps look", () => {
    const { status, temp, log } = lint({ path: "my fleet" });
    expect([status, log.includes("GitRepository/flux-system/apps")]).toEqual([1, true]);
    const reports = [
      steps[1]!.inputs!.testResultsFiles!,
      JSON.stringify(steps[2]).match(/"publish":"(.*?)"/)![1]!,
    ];
    for (const report of reports)
      expect(existsSync(report.replace("$(Agent.TempDirectory)", join(temp, "agent")))).toBe(true);
  });

  test.each([
    [{ path: "kept" }, 0],
    [{ path: "undecided" }, 0],
    [{ path: "undecided", failOn: "warning" }, 1],
    [{ path: "my fleet", failOn: "never" }, 0],
    [{ path: "my fleet", config: "kept.yaml" }, 0],
    [{ path: "empty", failOnEmpty: true }, 1],
    [{ path: "kept", args: "--exclude=a b/*\n\n--flux-version=2.6" }, 0],
    [{ path: "nowhere", failOn: "never" }, 2],
    [{ args: "--nonsense" }, 2],
    [{ version: "latest" }, 2],
  ])("%j: %i", (given, wanted) => expect(lint(given).status).toBe(wanted));

  test("the agent obeys nothing that the fleet says", () => {
    const { status, log } = lint({ path: "##vso[task.setvariable variable=a]b and ##[error]c" });
    expect(status).toBe(2);
    expect(log).toContain("\\x23#vso[task");
    expect(log).not.toMatch(/##(?:vso)?\[/);
  });

  test.each(
    ["path", "config", "baseline", "since", "args", "version"].flatMap((input) =>
      HOSTILE.map((value) => [input, value]),
    ),
  )("%s: %j is one value", (input, value) => expect(lint({ [input!]: value! }).status).toBe(2));
});

const checker = skippedWithout("shellcheck");
describe.skipIf(checker !== "")(`shellcheck${checker}`, () => {
  const [job] = Object.values(jobsWith({}));
  test.each([
    ["action.yml", "bash", action().runs.steps[0]!.run],
    ["the GitLab component", "sh", job!.script.join("\n")],
    ["the template for Azure Pipelines", "bash", azureTemplate().steps[0]!.bash!],
    ["completion", "bash", "completion"],
  ])("%s", (_, shell, script) => {
    const file = join(tempTree(), "script");
    writeFileSync(file, script === "completion" ? cli.run(["completion", "bash"]).stdout : script);
    const { status, stdout } = spawnSync("shellcheck", ["--shell", shell, file], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });
});

/** The folder of the real npm. */
function nodeBin(): string {
  const { stdout } = spawnSync("sh", ["-c", 'dirname "$(command -v npm)"'], { encoding: "utf8" });
  return stdout.trim();
}
