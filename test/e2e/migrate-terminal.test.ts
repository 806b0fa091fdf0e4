import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { analyse, plan } from "../../src/run.ts";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { dangling, duplicates } from "../support/fixture-checks.ts";
import { gitCopy, lastLine, Migrating } from "../support/migrate-terminal.ts";
import { snapshot as everything } from "../support/temp-tree.ts";
import { haveTmux } from "../support/tmux.ts";
import { asText, readTree } from "../support/tree-copy.ts";

const reason = haveTmux() ? "" : " (skipped: tmux is not installed)";
const CONFIG = readFileSync(join(import.meta.dirname, "../../fixtures/demo/git2oci.yaml"), "utf8");
const PROMPT = "Apply this migration? [y,n,a,d,A,q,?,e,s,j,k,w,u]";
/** What the demo asks about, in this order, while everything is accepted: a cluster after the other. */
const SOURCES = [
  "GitRepository/flux-system/fleet",
  "GitRepository/flux-system/shop",
  "GitRepository/flux-system/web@clusters/prod",
  "GitRepository/flux-system/flux-system@clusters/dev",
  "GitRepository/flux-system/web@clusters/dev",
  "GitRepository/flux-system/flux-system@clusters/staging",
  "GitRepository/flux-system/web@clusters/staging",
  "GitRepository/team-data/data-pipelines",
];

/** The answers of an interrupted session, which the Git directory keeps. */
const SESSION = ".git/git2oci-session.json";

/** All files but the answers so far, which are written as they are given. */
function snapshot(fleet: string): Record<string, string> {
  const { [SESSION]: _, ...rest } = everything(fleet);
  return rest;
}

const demo = () => gitCopy("demo", { "git2oci.yaml": CONFIG });

/** The files of a fleet without Git's own and the configuration. */
function manifests(fleet: string): Record<string, string> {
  return asText(new Map([...readTree(fleet)].filter(([path]) => !/^(?:\.git\/|git2oci\.yaml$)/.test(path))));
}

describe.skipIf(reason !== "")(`migrate in a real terminal${reason}`, () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  /** Runs to the end with one key for each question; the tree must be untouched at every question. */
  function answer(run: Migrating, fleet: string, keys: string, options = "") {
    const before = snapshot(fleet);
    run.start(cli.main, fleet, options);
    const asked = [...keys].map((key) => {
      const id = run.question();
      expect([id, snapshot(fleet)]).toEqual([id, before]);
      if (key === "^") run.terminal.press("C-c");
      else run.terminal.type(key);
      return id;
    });
    return { asked, ...(/[q^]$/.test(keys) ? run.ending() : run.confirmed()) };
  }

  /** The shell echoes again, line by line: the terminal is as it was before the program. */
  function expectRestored({ terminal }: Migrating): void {
    terminal.type("clear; stty -a");
    terminal.press("Enter");
    expect(terminal.waitFor("iexten")).toMatch(/ icanon .* echo /s);
  }

  test("yes to each writes the whole migration after the last answer, and a second run asks nothing", async () => {
    const fleet = await demo();
    const run = new Migrating();
    const { asked, exit, text } = answer(run, fleet, "yyyyyyyy");
    expect([asked, exit]).toEqual([SOURCES, 0]);
    expect(text).toContain("\ngit2oci: wrote 11 files\n");
    expect(manifests(fleet)).toEqual(asText((await loadFixture("demo")).after));
    expectRestored(run);

    const written = snapshot(fleet);
    const again = answer(new Migrating(), fleet, "");
    expect(again.exit).toBe(0);
    expect(again.text).toContain("\nNothing to migrate.\n");
    expect(again.text).not.toContain("wrote");
    expect(snapshot(fleet)).toEqual(written);
  });

  test("A answers for every safe one that is left", async () => {
    const fleet = await demo();
    const { asked, exit } = answer(new Migrating(), fleet, "A");
    expect([asked, exit]).toEqual([SOURCES.slice(0, 1), 0]);
    expect(manifests(fleet)).toEqual(asText((await loadFixture("demo")).after));
  });

  test("A still asks about what is to review", async () => {
    const { before } = await loadFixture("unreferenced-source-yes");
    // Sources come by name; this one shall come after the safe one.
    const text = before.get("all.yaml")!.toString("utf8").replaceAll("shared", "zoo");
    const fleet = await gitCopy("unreferenced-source-yes", { "all.yaml": text });
    const flags = "--registry oci://ghcr.io/acme --map apps/zoo=oci://ghcr.io/acme/zoo:main";
    const run = new Migrating();
    const result = answer(run, fleet, "An", `${flags} --map apps/web=oci://ghcr.io/acme/web:main`);
    expect(result.asked).toEqual(["GitRepository/apps/web", "GitRepository/apps/zoo"]);
    expect(result.text).toContain("\nno   GitRepository/apps/zoo → OCIRepository/apps/zoo\n");
    expect(result.exit).toBe(0);
    const written = manifests(fleet)["all.yaml"];
    expect(written).toContain("kind: OCIRepository\nmetadata:\n  name: web\n");
    expect(written).toContain("kind: GitRepository\nmetadata:\n  name: zoo\n");
  });

  test("a source that is declined takes along what stands in one place with it, and all references resolve", async () => {
    const fleet = await demo();
    const before = await analyse(fleet, emptyConfig());
    // `web` is one file for three clusters: with a no for dev it moves in none, also not in the one with a yes.
    const { asked, exit, text } = answer(new Migrating(), fleet, "nnyynyn");
    expect(asked).toEqual(SOURCES.filter((id) => id !== "GitRepository/flux-system/web@clusters/staging"));
    expect(text.replaceAll(/\s+/g, " ")).toContain(
      "stay GitRepository/flux-system/web@clusters/prod → OCIRepository/flux-system/web, which moves only with what was declined",
    );
    expect(exit).toBe(0);
    expect(text).toContain("\n2 sources and 4 references move, in 5 files.\n");

    const scan = (root: string) => JSON.parse(cli.run(["scan", "--format", "json", root]).stdout);
    const left: { resolution: string; sources: string[]; from: { name: string } }[] = scan(fleet).references;
    const unresolved = left.filter((one) => one.resolution !== "declared").flatMap((one) => one.sources);
    expect(unresolved).toEqual(["GitRepository/team-data/data-pipelines"]);
    expect(left).toHaveLength(before.graph.references.length - 4);

    const after = await analyse(fleet, emptyConfig());
    expect(dangling(before, after, { ...plan(after), elsewhere: [] })).toEqual([]);
    expect(duplicates(after)).toEqual(duplicates(before));
    const { after: whole } = await loadFixture("demo");
    const { before: old } = await loadFixture("demo");
    const moved = (path: string) => /^clusters\/(?:dev|staging)\/(?!tenants)/.test(path);
    const expected = new Map([
      ...[...old].filter(([path]) => !moved(path)),
      ...[...whole].filter(([path]) => moved(path)),
    ]);
    expect(manifests(fleet)).toEqual(asText(new Map([...expected].sort(([a], [b]) => (a < b ? -1 : 1)))));
  });

  test("each chart is a question of its own, and one that is declined keeps its source", async () => {
    const config = readFileSync(
      join(import.meta.dirname, "../../fixtures/chart-declined/git2oci.yaml"),
      "utf8",
    );
    const fleet = await gitCopy("chart-declined", { "git2oci.yaml": config });
    const { asked, exit, text } = answer(new Migrating(), fleet, "yyn");
    const id = "GitRepository/flux-system/charts";
    expect([asked, exit]).toEqual([[id, `${id}#api`, `${id}#web`], 0]);
    expect(text).toContain("\n1 source, 1 chart and 2 references move, in 1 file.\n");
    expect(manifests(fleet)).toEqual(asText((await loadFixture("chart-declined")).after));
  });

  test("no to each writes nothing", async () => {
    const fleet = await demo();
    const before = snapshot(fleet);
    const { exit, text } = answer(new Migrating(), fleet, "nnnnnn");
    expect(exit).toBe(0);
    expect(text).toContain("\nNothing to migrate.\n");
    expect(snapshot(fleet)).toEqual(before);
  });

  test("quit writes nothing", async () => {
    const fleet = await demo();
    const before = snapshot(fleet);
    const run = new Migrating();
    const { exit, text } = answer(run, fleet, "yyq");
    expect(exit).toBe(0);
    expect(text).toContain("\ngit2oci: quit, nothing was written\nexit=0\n");
    expect(snapshot(fleet)).toEqual(before);
    expectRestored(run);
  });

  test("Ctrl-C after some answers ends with 130 and takes back every yes", async () => {
    const fleet = await demo();
    const before = snapshot(fleet);
    const run = new Migrating();
    const { exit, text } = answer(run, fleet, "yyy^");
    expect(exit).toBe(130);
    expect(text).toContain("git2oci: interrupted, nothing was written\nexit=130\n");
    expect(snapshot(fleet)).toEqual(before);
    expectRestored(run);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"])(
    "%s at a question leaves tree and terminal as they were",
    async (signal) => {
      const fleet = await demo();
      const before = snapshot(fleet);
      const run = new Migrating();
      run.start(cli.main, fleet);
      run.question();
      run.terminal.type("y");
      run.question();
      process.kill(run.pid, signal);
      const { exit, text } = run.ending();
      expect(exit).toBe(130);
      expect(text).toContain("git2oci: interrupted, nothing was written\nexit=130\n");
      expect(snapshot(fleet)).toEqual(before);
      expectRestored(run);
    },
  );

  test("20 rows of 80, a resize within a diff to less and to more: always one whole screen", async () => {
    const fleet = await demo();
    const run = new Migrating({}, [80, 20]);
    run.start(cli.main, fleet);
    run.question();
    const { terminal } = run;
    expect(terminal.screen().trimEnd().split("\n").length).toBeLessThanOrEqual(18);
    terminal.type("  ");
    const before = terminal.waitFor((screen) => /, lines 2\d-/.test(screen));
    expect(before).toContain("GitRepository/flux-system/fleet → OCIRepository/flux-system/fleet");
    terminal.resize(44, 8);
    // The keys are whole, on a line of their own.
    const [words, keys] = PROMPT.split(" [");
    terminal.waitFor(
      (screen) =>
        screen.includes(`\n${words}\n[${keys}`) &&
        lastLine(screen) === `[${keys}` &&
        screen.trimEnd().split("\n").length <= 6,
    );
    terminal.resize(120, 40);
    terminal.waitFor((screen) => lastLine(screen) === PROMPT && screen.split(PROMPT).length === 2);
    terminal.type("A");
    expect(run.confirmed().exit).toBe(0);
    expect(manifests(fleet)).toEqual(asText((await loadFixture("demo")).after));
  });

  test.each([
    ["colours in a terminal", {}, "", true],
    ["none with NO_COLOR", { NO_COLOR: "1" }, "", false],
    ["none with --no-color", {}, "--no-color", false],
  ])("%s", async (_, env, options, coloured) => {
    const fleet = await demo();
    const run = new Migrating(env);
    run.start(cli.main, fleet, options);
    run.question();
    // Further down: in the middle of the diff.
    run.terminal.type(" ");
    run.terminal.waitFor((screen) => screen.includes("+    kind: OCIRepository"));
    const shown = run.terminal.screen({ colours: true, history: true });
    expect(shown).toContain("Apply this migration?");
    expect(shown.includes("\u001b[32m")).toBe(coloured);
    // The word that differs is marked.
    expect(shown.includes("\u001b[7mOCIRepository")).toBe(coloured);
    expect(shown.includes("\u001b")).toBe(coloured);
    run.terminal.type("q");
    expect(run.ending().exit).toBe(0);
  });

  test("what Git could not give back is not written over, whatever was answered", async () => {
    const fleet = await demo();
    const web = join(fleet, "apps/base/web.yaml");
    writeFileSync(web, `${readFileSync(web, "utf8")}# mine\n`);
    const before = snapshot(fleet);
    const { exit, text } = answer(new Migrating(), fleet, "A");
    expect(exit).toBe(2);
    expect(text.replaceAll("\n", "")).toContain("apps/base/web.yaml is modified; commit or stash first");
    expect(snapshot(fleet)).toEqual(before);
  });

  test("outside of Git nothing is asked", async () => {
    const fleet = await demo();
    rmSync(join(fleet, ".git"), { recursive: true });
    const before = snapshot(fleet);
    const { exit, text } = answer(new Migrating(), fleet, "");
    expect(exit).toBe(2);
    expect(text.replaceAll("\n", "")).toContain("git2oci: no Git repository contains this directory");
    expect(text).not.toContain("→ OCIRepository");
    expect(snapshot(fleet)).toEqual(before);
  });
});
