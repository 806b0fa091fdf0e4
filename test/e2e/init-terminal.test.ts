import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { tempTree } from "../support/temp-tree.ts";
import { haveTmux, Terminal } from "../support/tmux.ts";

const LIBRARIES = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: podinfo, namespace: apps }
spec: { interval: 5m, url: "https://github.com/stefanprodan/podinfo", ref: { branch: master } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: podinfo, namespace: apps }
spec: { interval: 5m, path: ./kustomize, prune: true, sourceRef: { kind: GitRepository, name: podinfo } }
`;

/** `git2oci init` in a terminal of its own, answered key by key. */
class Init {
  readonly terminal: Terminal;
  readonly fleet: string;

  constructor(files: Readonly<Record<string, Buffer | string>>, env: Readonly<Record<string, string>> = {}) {
    this.fleet = tempTree(files);
    execFileSync("git", ["init", "-q"], { cwd: this.fleet });
    execFileSync("git", ["remote", "add", "origin", "https://github.com/acme/fleet"], { cwd: this.fleet });
    this.terminal = new Terminal(env);
    onTestFinished(() => this.terminal.close());
  }

  start(main: string, options = ""): void {
    this.terminal.type(
      `clear; cd '${this.fleet}' && '${process.execPath}' '${main}' init ${options}; echo "exit=$?"`,
    );
    this.terminal.press("Enter");
  }

  /** Waits until the last line of the screen is a prompt with these words, and gives everything shown so far. */
  asked(...words: string[]): string {
    const holds = (screen: string) => {
      const last = screen.trimEnd().split("\n").at(-1) ?? "";
      return words.every((word) => last.includes(word));
    };
    return this.terminal.waitFor(holds, { history: true });
  }

  /** Waits for the question of that place, its prompt included: a key before it would be lost. */
  question(place: string): string {
    const holds = (screen: string) =>
      `\n${screen}`.includes(`\n${place} open`) &&
      screen.trimEnd().endsWith("w,u]") &&
      !screen.includes("(q: back)");
    return this.terminal.waitFor(holds);
  }

  /** Types in the place of what is proposed. */
  instead(text: string): void {
    this.terminal.press("C-u");
    this.line(text);
  }

  line(text: string): void {
    this.terminal.type(text);
    this.terminal.press("Enter");
  }

  ending(): { exit: number; text: string } {
    const text = this.terminal.waitFor((screen) => /^exit=\d+$/m.test(screen), { history: true });
    return { exit: Number(/^exit=(\d+)$/m.exec(text)![1]), text };
  }

  /** Says yes to the file, which is shown after the last answer, and waits for the end. */
  confirmed(byLine = false): { exit: number; text: string } {
    this.asked("Write this file? [y,u,q,?]");
    this.terminal.type("y");
    if (byLine) this.terminal.press("Enter");
    return this.ending();
  }

  config(): string | undefined {
    const file = join(this.fleet, "git2oci.yaml");
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }
}

describe.skipIf(!haveTmux())("git2oci init in a terminal", () => {
  let cli: BuiltCli;
  let demo: Record<string, Buffer>;
  beforeAll(async () => {
    cli = buildCli();
    demo = Object.fromEntries((await loadFixture("demo")).before);
  });
  afterAll(() => cli.remove());

  test("each answer: registry, yes, edit, undo, no, open; the file holds what was chosen", () => {
    const run = new Init(demo);
    run.start(cli.main);
    run.asked("registry:");
    run.line("?");
    run.terminal.waitFor("nothing here leaves them open for now");
    run.instead("https://ghcr.io/acme");
    run.terminal.waitFor("must start with oci://");
    run.instead("oci://ghcr.io/acme");
    const first = run.question("1 of 6, 6");
    expect(first).toContain("\nGitRepository/flux-system/fleet\n");
    expect(first).toContain("proposed: migrate to oci://ghcr.io/acme/fleet");
    // Enter chooses nothing, ? explains, and q leaves what it explains.
    run.terminal.press("Enter");
    run.terminal.waitFor("Nothing is chosen yet");
    run.terminal.type("?");
    expect(run.terminal.waitFor("Enter chooses nothing.")).toContain("\ny  yes: take what is proposed\n");
    run.terminal.type("q");
    run.question("1 of 6, 6");
    run.terminal.type("y");
    expect(run.question("2 of 6, 5")).toContain("\nGitRepository/flux-system/flux-system\n");
    run.terminal.type("e");
    run.asked("artifact (oci://host/path[:tag]): oci://ghcr.io/acme/fleet");
    run.instead("oci://ghcr.io/acme/other:v1");
    expect(run.question("3 of 6, 4")).toContain("\nGitRepository/flux-system/shop\n");
    run.terminal.type("u");
    expect(run.question("2 of 6, 5")).toContain("The last answer is undone.");
    run.terminal.type("e");
    run.asked("artifact (oci://host/path[:tag]):");
    run.instead("oci://ghcr.io/acme/clusters:main");
    run.question("3 of 6, 4");
    run.terminal.type("j");
    run.question("4 of 6, 4");
    run.terminal.type("k");
    run.question("3 of 6, 4");
    run.terminal.type("y");
    const fourth = run.question("4 of 6, 3");
    expect(fourth).toContain("\nGitRepository/flux-system/gateway-api\n");
    expect(fourth).toContain("proposed: keep on Git (third party: github.com/kubernetes-sigs/gateway-api)");
    run.terminal.type("n");
    run.asked("reason: third party: github.com/kubernetes-sigs/gateway-api");
    run.instead("no artifact: asked upstream");
    expect(run.question("5 of 6, 2")).toContain("\nGitRepository/flux-system/web\n");
    run.terminal.type("l");
    expect(run.question("6 of 6, 1")).toContain("\nGitRepository/team-data/data-pipelines\n");
    expect(run.config()).toBeUndefined();
    run.terminal.type("y");
    run.asked("access to ghcr.io:");
    run.line("Ghcr Auth");
    run.terminal.waitFor("is no name of a Secret");
    run.instead("ghcr-auth");
    // The file is shown before it is written, and the last answer can still be taken back.
    expect(run.asked("Write this file? [y,u,q,?]")).toContain("\ngit2oci.yaml\n");
    expect(run.config()).toBeUndefined();
    run.terminal.type("u");
    run.question("6 of 6, 1");
    run.terminal.type("y");
    run.asked("access to ghcr.io: ghcr-auth");
    run.line("");
    const { exit, text } = run.confirmed();
    expect(exit).toBe(0);
    expect(text.replaceAll("\n", "")).toContain(
      "wrote git2oci.yaml: 3 sources to migrate, 1 kept on Git, 2 left open",
    );
    const entries = run
      .config()!
      .split("\n")
      .filter((line) => line !== "" && !/^ *#/.test(line));
    expect(entries).toEqual([
      "apiVersion: git2oci.plugin.fluxcd.io/v1alpha1",
      "kind: Config",
      "metadata:",
      "  name: git2oci",
      "  annotations:",
      '    config.kubernetes.io/local-config: "true"',
      "access:",
      "  ghcr.io: { secretRef: ghcr-auth }",
      "sources:",
      "  - source: flux-system/fleet",
      "    action: migrate",
      "    url: oci://ghcr.io/acme/fleet",
      "  - source: flux-system/flux-system",
      "    action: migrate",
      "    url: oci://ghcr.io/acme/clusters",
      "    ref:",
      "      tag: main",
      "  - source: flux-system/shop",
      "    action: migrate",
      "    url: oci://ghcr.io/acme/shop",
      "  - source: flux-system/gateway-api",
      "    action: keep",
      '    reason: "no artifact: asked upstream"',
    ]);
    expect(run.config()).toContain("\n# registry: oci://ghcr.io/acme\n");
  });

  test("all takes every proposal that is left, as --yes does", () => {
    const run = new Init(demo);
    run.start(cli.main, "--registry oci://ghcr.io/acme");
    run.question("1 of 6, 6");
    run.terminal.type("A");
    run.asked("access to ghcr.io:");
    run.line("");
    expect(run.confirmed().exit).toBe(0);
    const asked = run.config();
    const other = new Init(demo);
    expect(cli.run(["init", "--yes", "--registry", "oci://ghcr.io/acme"], { cwd: other.fleet }).status).toBe(
      0,
    );
    expect(asked).toBe(other.config());
  });

  test("the artifact of a third party is offered, and asks for the tag where Git followed a branch", () => {
    const run = new Init({ "apps.yaml": LIBRARIES });
    run.start(cli.main);
    const screen = run.asked("Take the proposal? [y,n,a,d,A,q,?,e,o,l,j,k,w,u]");
    expect(screen.replaceAll(/\s+/g, " ")).toContain(
      "official: oci://ghcr.io/stefanprodan/manifests/podinfo, made of kustomize",
    );
    run.terminal.type("o");
    run.asked("tag to follow:");
    run.line("6.9.0");
    expect(run.confirmed().exit).toBe(0);
    expect(run.config()).toContain(
      "    url: oci://ghcr.io/stefanprodan/manifests/podinfo\n    ref:\n      tag: 6.9.0\n    artifact:\n      path: kustomize\n",
    );
    const migrated = cli.run(["migrate", "--dry-run", "--format", "diff"], { cwd: run.fleet });
    expect(migrated.status).toBe(0);
    expect(migrated.stdout).toContain("kind: OCIRepository");
  });

  test.each([
    ["q", 0, "git2oci: nothing was written"],
    ["C-c", 130, "git2oci: interrupted, nothing was written"],
    ["C-d", 0, "git2oci: nothing was written"],
  ])("%s writes nothing, and gives the terminal back", (key, code, message) => {
    const run = new Init(demo);
    run.start(cli.main, "--registry oci://ghcr.io/acme");
    run.question("1 of 6, 6");
    run.terminal.type("y");
    run.question("2 of 6, 5");
    run.terminal.press(key);
    const { exit, text } = run.ending();
    expect([exit, text.includes(`\n${message}\n`), run.config()]).toEqual([code, true, undefined]);
    expect(readdirSync(run.fleet).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    run.terminal.type("clear; stty -a");
    run.terminal.press("Enter");
    expect(run.terminal.waitFor("iexten")).toMatch(/ icanon .* echo /s);
  });

  test("Ctrl-C at a line of text ends as at a key", () => {
    const run = new Init(demo);
    run.start(cli.main);
    run.asked("registry:");
    run.terminal.type("oci://ghcr");
    run.terminal.waitFor("oci://ghcr");
    run.terminal.press("C-c");
    const { exit, text } = run.ending();
    expect([exit, run.config()]).toEqual([130, undefined]);
    expect(text).toContain("git2oci: interrupted, nothing was written\n");
  });

  test("line by line: plain text, Enter takes what is proposed", () => {
    const run = new Init(demo, { NO_COLOR: "1" });
    run.start(cli.main, "--line-prompts");
    run.asked("or only Enter to take it:");
    run.line("oci://ghcr.io/acme");
    run.asked("w,u]");
    run.line("d");
    run.asked("or only Enter to take it:");
    run.line("");
    run.asked("w,u]");
    run.line("A");
    const { exit, text } = run.confirmed(true);
    expect(exit).toBe(0);
    expect(text).toContain("\nflux-system/fleet: keep on Git (kept on Git by choice)\n");
    expect(text.replaceAll("\n", "")).toContain("0 sources to migrate, 5 kept on Git, 1 left open");
  });

  test("a file that is there is asked about first, and stays with a no", () => {
    const run = new Init(demo);
    writeFileSync(join(run.fleet, "git2oci.yaml"), "owners: []\n");
    run.start(cli.main, "--registry oci://ghcr.io/acme");
    run.asked("Replace it? [y,n]");
    run.terminal.type("n");
    expect(run.ending()).toMatchObject({ exit: 0 });
    expect(run.config()).toBe("owners: []\n");
    run.start(cli.main, "--registry oci://ghcr.io/acme");
    run.terminal.waitFor("git2oci.yaml is there. Replace it?");
    run.asked("Replace it? [y,n]");
    run.terminal.type("y");
    run.question("1 of 6, 6");
    run.terminal.type("A");
    run.asked("access to ghcr.io:");
    run.line("anonymous");
    expect(run.confirmed().exit).toBe(0);
    expect(run.config()).toContain("  - source: flux-system/fleet\n");
    expect(run.config()).toContain("\naccess:\n  ghcr.io: { anonymous: true }\n");
  });

  test.each([
    ["colours in a terminal", {}, "", true],
    ["none with NO_COLOR", { NO_COLOR: "1" }, "", false],
    ["none with --no-color", {}, "--no-color", false],
  ])("%s", (_, env, options, coloured) => {
    const run = new Init(demo, env);
    run.start(cli.main, options);
    run.asked("registry:");
    run.line("https://ghcr.io/acme");
    run.terminal.waitFor("must start with oci://");
    expect(run.terminal.screen({ colours: true }).includes("\u001b")).toBe(coloured);
    run.terminal.press("C-u");
    run.line("oci://ghcr.io/acme");
    run.question("1 of 6, 6");
    expect(run.terminal.screen({ colours: true }).includes("\u001b")).toBe(coloured);
    run.terminal.resize(40, 8);
    run.terminal.waitFor("\nTake the proposal?\n[y,n,a,d,A,q,?,e,l,j,k,w,u]\n");
    run.terminal.type("q");
    expect(run.ending().exit).toBe(0);
  });

  test("without a terminal for the questions it says so", () => {
    const run = new Init(demo);
    run.terminal.type(
      `cd '${run.fleet}'; '${process.execPath}' '${cli.main}' init 2>err; echo "exit=$?"; cat err`,
    );
    run.terminal.press("Enter");
    expect(run.ending().exit).toBe(2);
    run.terminal.waitFor("init asks, and there is no terminal; --yes takes what it proposes");
  });

  test.skipIf(spawnSync("script", ["--version"]).status !== 0)(
    "progress is drawn in a terminal and leaves nothing behind",
    () => {
      const run = new Init(demo);
      // A clock that runs ahead: every look at it is a second later.
      const clock = join(
        tempTree({ "clock.mjs": "let t = 0; performance.now = () => (t += 1000);\n" }),
        "clock.mjs",
      );
      const scan = `'${process.execPath}' --import 'file://${clock}' '${cli.main}' scan`;
      run.terminal.type(
        `clear; cd '${run.fleet}'; ${scan} 2>err >out; wc -c <err; script -qec "${scan} >out" log >seen; grep -c 'reading files' log; echo "exit=$?"`,
      );
      run.terminal.press("Enter");
      const { text } = run.ending();
      expect(text).toMatch(/^0\n/m);
      const log = readFileSync(join(run.fleet, "log"), "utf8");
      const drawn = log.slice(log.indexOf("\r"));
      expect(drawn).toMatch(/^\rlisting files\rreading files 0\/\d+\rreading files 1\/\d+\r/);
      expect(drawn).toContain("deciding 11 sources");
      // The last thing is the line of blanks.
      expect(drawn.split("\n")[0]).toMatch(/\r +\r\r?$/);
    },
  );
});
