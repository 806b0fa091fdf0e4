import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll, shell } from "../support/cli.ts";
import { MAP, WEB } from "../support/refused.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const ESC = "\x1b[";

/** Ids of the sources that a scan of standard input finds. */
function scanned(input: string | Uint8Array): unknown {
  const { status, stdout, stderr } = cli.run(["scan", "-", "--format", "json"], { input });
  expect([status, stderr]).toEqual([0, ""]);
  const { sources, references, skipped } = JSON.parse(stdout);
  const ids = sources.map((one: { id: string }) => one.id);
  return { ids, references: references.length, skipped };
}

describe("standard input", () => {
  const found = { ids: ["GitRepository/apps/web"], references: 1, skipped: [] };
  const git = {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "web", namespace: "apps" },
    spec: { url: "https://github.com/acme/web", ref: { branch: "main" } },
  };
  const reader = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "web", namespace: "apps" },
    spec: { sourceRef: { kind: "GitRepository", name: "web" } },
  };

  test.each<[string, string]>([
    ["documents of YAML", WEB],
    ["with CRLF and a byte-order mark", `\uFEFF${WEB.replaceAll("\n", "\r\n")}`],
    ["a JSON List", JSON.stringify({ apiVersion: "v1", kind: "List", items: [git, reader] }, null, 4)],
    ["JSON documents", `${JSON.stringify(git)}\n---\n${JSON.stringify(reader, null, 2)}\n`],
    ["JSON and YAML", `${JSON.stringify(git)}\n${WEB.slice(WEB.indexOf("---\n"))}`],
  ])("%s", (_name, input) => expect(scanned(input)).toEqual(found));

  test("nothing, and what is no manifest", () => {
    expect(scanned("")).toEqual({ ids: [], references: 0, skipped: [] });
    expect(scanned("a: b\n")).toEqual({ ids: [], references: 0, skipped: [] });
  });

  test("nothing of the directory beside it gets into the result", () => {
    const cwd = tempTree({ "stdin.yaml": WEB, "git2oci.yaml": "no: configuration\n", "a.yaml": WEB });
    commitAll(cwd);
    const { status, stdout } = cli.run(["scan", "-", "--format", "json"], { cwd, input: "a: b\n" });
    expect([status, JSON.parse(stdout).summary]).toEqual([
      0,
      { files: 1, sources: 0, references: 0, moving: 0, beside: 0, staying: 0, undeclared: 0, findings: 0 },
    ]);
  });

  test("a stream that is no text, is a directory or is closed ends with one line", () => {
    expect(cli.run(["scan", "-"], { input: Buffer.from([0xff, 0xfe, 0x61, 0]) })).toEqual({
      status: 2,
      stdout: "",
      stderr: "git2oci: standard input: UTF-16, only UTF-8 is read\n",
    });
    expect(shell(cli, "$G scan - < .")).toEqual({
      status: 2,
      stdout: "",
      stderr: "git2oci: standard input: is a directory\n",
    });
  });

  test("a stream that does not parse is listed as not read, by lint as well", () => {
    const input = "kind: GitRepository\n a: [\n";
    for (const command of ["scan", "lint"]) {
      const { status, stdout } = cli.run([command, "-"], { input });
      expect(status).toBe(0);
      expect(stdout).toContain("1 file not read:\n  stdin.yaml: ");
    }
    expect(cli.run(["scan", "-", "--strict"], { input }).status).toBe(1);
  });

  test("lint reads it", () => {
    const undecided = cli.run(["lint", "-"], { input: WEB });
    expect([undecided.status, undecided.stdout]).toEqual([
      0,
      expect.stringContaining("stdin.yaml:2:7 warning"),
    ]);
    const decided = cli.run(["lint", "-", ...MAP], { input: WEB });
    expect([decided.status, decided.stdout]).toEqual([1, expect.stringContaining("stdin.yaml:2:7 error")]);
  });

  test("migrate shows the change, writes nothing, and says so", () => {
    const cwd = tempTree();
    const run = (...args: string[]) =>
      cli.run(["migrate", "-", ...MAP, "--format", "diff", ...args], { cwd, input: WEB });
    const said = "git2oci: standard input is never written: showing the plan\n";
    expect(run()).toEqual({ status: 0, stdout: run("--dry-run").stdout, stderr: said });
    expect(run("--yes").stderr).toBe(said);
    expect(run("--dry-run").stderr).toBe("");
    expect(run().stdout).toContain("-kind: GitRepository\n+kind: OCIRepository\n");
    expect(snapshot(cwd)).toEqual({});
  });
});

describe("exit codes", () => {
  const tree = (files: Record<string, string> = {}) => tempTree({ "web.yaml": WEB, ...files });
  const code = (args: readonly string[], root = tree()) => {
    const [command = "", ...rest] = args;
    return cli.run([command, root, ...rest]).status;
  };

  test.each<[number, readonly string[]]>([
    [0, ["scan"]],
    [1, ["scan", "--strict"]],
    [0, ["scan", "--strict", ...MAP]],
    [1, ["scan", "--strict", ...MAP, "--map", "api=oci://ghcr.io/acme/api:v1"]],
    [0, ["lint"]],
    [1, ["lint", ...MAP]],
    [0, ["migrate"]],
    [1, ["migrate", "--strict"]],
    [0, ["migrate", "--dry-run", ...MAP]],
    [1, ["migrate", "--dry-run", "--strict", ...MAP]],
    [0, ["migrate", "--yes", "--allow-dirty", "--strict", ...MAP]],
  ])("%i: %j", (expected, args) => expect(code(args)).toBe(expected));

  test("a skipped file is 0, and 1 with --strict", () => {
    const files = { "bad.yaml": "kind: GitRepository\n a: [\n" };
    expect([code(["scan", ...MAP], tree(files)), code(["scan", "--strict", ...MAP], tree(files))]).toEqual([
      0, 1,
    ]);
  });

  test("what only a person may accept is pending: 0, and 1 with --strict", () => {
    const alone = WEB.slice(0, WEB.indexOf("---\n"));
    const args = ["migrate", "--yes", "--allow-dirty", ...MAP];
    const run = (...more: string[]) => code([...args, ...more], tempTree({ "web.yaml": alone }));
    expect([run(), run("--strict")]).toEqual([0, 1]);
  });

  test("after a migration nothing is left: lint and a second run are 0 and silent", () => {
    const root = tree();
    commitAll(root);
    const first = cli.run(["migrate", root, "--yes", ...MAP]);
    expect([first.status, first.stderr]).toEqual([0, "git2oci: wrote 1 file\n"]);
    const lint = cli.run(["lint", root]);
    expect([lint.status, lint.stdout]).toEqual([0, "No findings in 1 file.\n"]);
    const before = snapshot(root);
    expect(cli.run(["migrate", root, "--yes", "--quiet", ...MAP])).toEqual({
      status: 0,
      stdout: "Nothing to migrate.\n",
      stderr: "",
    });
    expect(snapshot(root)).toEqual(before);
  });

  test("Ctrl-C while it reads: 130 for the shell, nothing on standard output", async () => {
    const child = spawn(process.execPath, [cli.main, "scan", "-"], { stdio: "pipe" });
    let out = "";
    child.stdout.on("data", (text) => {
      out += text;
    });
    // A stream that is taken in part: the program runs and waits for the rest.
    await new Promise((done) => child.stdin.write(`${"# padding\n".repeat(20_000)}`, done));
    child.kill("SIGINT");
    const [status, signal] = await once(child, "close");
    expect([status ?? `signal ${signal}`, out]).toEqual(["signal SIGINT", ""]);
  });
});

describe("data on standard output, prose on standard error", () => {
  const root = () => tempTree({ "web.yaml": WEB });

  test("a warning and a note of migrate stay out of the report, and --quiet drops them", () => {
    const args = ["migrate", root(), "--format", "json", ...MAP, "--map", "api=oci://ghcr.io/acme/api:v1"];
    const loud = cli.run(args);
    expect(loud.stderr).toBe(
      "git2oci: warning: --map api=oci://ghcr.io/acme/api:v1: api matches no Git source of this tree\n" +
        "git2oci: no terminal and no --yes: showing the plan, writing nothing\n",
    );
    expect(cli.run([...args, "--quiet"])).toEqual({ status: 0, stdout: loud.stdout, stderr: "" });
    expect(JSON.parse(loud.stdout).kind).toBe("MigrateReport");
  });

  test("--verbose says more, and changes no report", () => {
    const path = root();
    const plain = cli.run(["scan", path, "--format", "json"]);
    const verbose = cli.run(["scan", path, "--format", "json", "--verbose"]);
    expect([plain.stderr, verbose.stdout]).toEqual(["", plain.stdout]);
    expect(verbose.stderr).toBe(`git2oci: configuration: none, only flags\ngit2oci: ${path}: 1 file read\n`);
  });

  test.each<[boolean, readonly string[], Record<string, string>]>([
    [false, [], {}],
    [true, [], { FORCE_COLOR: "1" }],
    [false, [], { FORCE_COLOR: "0" }],
    [false, [], { FORCE_COLOR: "1", NO_COLOR: "1" }],
    [true, [], { FORCE_COLOR: "1", NO_COLOR: "" }],
    [false, ["--no-color"], { FORCE_COLOR: "1" }],
  ])("colour %s: %j %j", (colour, args, env) => {
    for (const command of ["scan", "lint", "migrate"]) {
      const { stdout } = cli.run([command, root(), ...MAP, ...args, "--quiet"], { env });
      expect([command, stdout.includes(ESC)]).toEqual([command, colour]);
    }
    for (const format of ["json", "diff"])
      expect(cli.run(["migrate", root(), ...MAP, "--format", format], { env }).stdout).not.toContain(ESC);
  });
});

describe("a reader that has seen enough", () => {
  // The writing end outlives the reading one before git2oci starts, so its first write fails.
  const CLOSED = "mkfifo p; exec 3<>p 4>p 3<&-;";

  test.each<[number, string]>([
    [0, "scan fleet"],
    [0, "scan fleet --format json"],
    [1, `migrate fleet --dry-run --strict ${MAP.join(" ")}`],
    [1, `lint fleet ${MAP.join(" ")}`],
    [1, "scan fleet --strict"],
    [0, "--help"],
    [0, "--version"],
  ])("%i: git2oci %s", (status, args) => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    expect(shell(cli, `${CLOSED} $G ${args} >&4`, { cwd })).toEqual({ status, stdout: "", stderr: "" });
  });

  test("what was to be written is written", () => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    const args = ["migrate", "fleet", ...MAP, "--yes", "--allow-dirty"].join(" ");
    const ran = shell(cli, `${CLOSED} $G ${args} >&4`, { cwd });
    expect(ran).toEqual({ status: 0, stdout: "", stderr: "git2oci: wrote 1 file\n" });
    expect(snapshot(join(cwd, "fleet"))["web.yaml"]).toContain("kind: OCIRepository");
  });

  test("head takes the first line of a report that is larger than a pipe", () => {
    const many = Array.from({ length: 800 }, (_, i) => WEB.replaceAll("name: web", `name: web-${i}`));
    const cwd = tempTree({ "fleet/web.yaml": many.join("---\n") });
    const ran = shell(cli, "$G scan fleet --format json | head -1", { cwd });
    expect(ran).toEqual({ status: 0, stdout: "{\n", stderr: "" });
  });
});
