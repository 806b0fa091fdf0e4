import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { gitCopy, lastLine, Migrating } from "../support/migrate-terminal.ts";
import { tempTree } from "../support/temp-tree.ts";
import { haveTmux } from "../support/tmux.ts";

const reason = haveTmux() ? "" : " (skipped: tmux is not installed)";
const CONFIG = readFileSync(join(import.meta.dirname, "../../fixtures/demo/git2oci.yaml"), "utf8");
const FLEET = "GitRepository/flux-system/fleet";
const SHOP = "GitRepository/flux-system/shop";

const demo = () => gitCopy("demo", { "git2oci.yaml": CONFIG });
/** A screen without the white space that wrapping adds and takes away. */
const squeezed = (text: string) => text.replace(/\s+/g, "");
const session = (fleet: string) => join(fleet, ".git/git2oci-session.json");

describe.skipIf(reason !== "")(`the questions in a real terminal${reason}`, () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  /** A run that shows its first question. */
  async function started(options = "", env = {}, size: readonly [number, number] = [80, 24]) {
    const fleet = await demo();
    const run = new Migrating(env, size);
    run.start(cli.main, fleet, options);
    expect(run.question()).toBe(FLEET);
    return { fleet, run, terminal: run.terminal };
  }

  test("space, b, arrows and page keys move in the diff; the percentage follows, the header stays", async () => {
    const { terminal, run } = await started();
    const place = (text: string) => terminal.waitFor((screen) => screen.includes(text));
    const first = terminal.screen();
    expect(first).toMatch(/-- \d+%, lines 1-18 of \d+, space: more --/);
    terminal.type(" ");
    expect(place("lines 18-35 of ")).toContain(`${FLEET} → OCIRepository`);
    terminal.type("b");
    place("lines 1-18 of ");
    terminal.press("Down");
    place("lines 2-19 of ");
    terminal.press("Up");
    place("lines 1-18 of ");
    terminal.press("NPage");
    place("lines 18-35 of ");
    terminal.press("PPage");
    place("lines 1-18 of ");
    terminal.press("End");
    place("-- 100%, ");
    terminal.type("q");
    expect(run.ending().exit).toBe(0);
  });

  test("? and w stand in the place of the diff and go again; Enter and unknown keys choose nothing", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("?");
    const help = terminal.waitFor("Enter chooses nothing.");
    for (const key of "ynadAq?esjkwux") expect(help).toContain(`\n${key}  `);
    terminal.type("w");
    expect(terminal.waitFor("Decision\n")).toContain("decided by git2oci.yaml:");
    const isMain = (screen: string) => screen.includes("\n2 references in 1 file move with it:");
    terminal.press("Escape");
    terminal.waitFor(isMain);
    terminal.type("?");
    terminal.waitFor("Enter chooses nothing.");
    terminal.type("q");
    terminal.waitFor(isMain);
    terminal.type("w");
    terminal.waitFor("Decision\n");
    // At once, as one sequence of bytes: the letter after Esc still counts.
    terminal.type("\u001bp");
    terminal.waitFor((screen) => screen.includes("\ndiff --git ") && !screen.includes("  from "));
    terminal.press("Enter");
    terminal.waitFor("Nothing is chosen yet");
    terminal.type("z");
    terminal.waitFor("Nothing is chosen yet");
    terminal.type("x");
    terminal.waitFor((screen) => isMain(screen) && !screen.includes("Nothing is chosen yet"));
    // The references stand below what the first screen of 24 lines holds.
    terminal.type(" ");
    terminal.waitFor("clusters/prod/apps.yaml:12 Kustomization");
    terminal.type("q");
    expect(run.ending().exit).toBe(0);
    expect(existsSync(session(fleet))).toBe(false);
  });

  test("j and k look without answering; a, d and u", async () => {
    const { terminal, run } = await started();
    terminal.type("j");
    expect(run.question()).toBe(SHOP);
    terminal.type("k");
    expect(run.question()).toBe(FLEET);
    terminal.type("a");
    expect(run.question()).toBe("GitRepository/flux-system/flux-system@clusters/dev");
    expect(terminal.screen({ history: true })).toContain(`yes  ${SHOP} → OCIRepository/flux-system/shop`);
    terminal.type("u");
    expect(run.question()).toBe(FLEET);
    terminal.type("d");
    expect(run.question()).toBe("GitRepository/flux-system/flux-system@clusters/dev");
    terminal.type("q");
    const { exit, text } = run.ending();
    expect([exit, text.includes(`no   ${SHOP}`)]).toEqual([0, true]);
  });

  test("s splits: a part that is declined stays on Git, the rest is written", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("s");
    expect(terminal.waitFor("Split by? [f,c,r]")).toContain("one part a file");
    terminal.type("r");
    expect(run.question()).toBe(FLEET);
    const shown = terminal.waitFor("Split into 3 parts.");
    expect(shown).toContain("the parts of GitRepository/flux-system/fleet");
    terminal.type("n");
    run.question();
    terminal.type("A");
    const { exit, text } = run.confirmed();
    expect(exit).toBe(0);
    expect(squeezed(text)).toContain(
      squeezed(
        "no   GitRepository/flux-system/fleet → OCIRepository/flux-system/fleet: clusters/prod/apps.yaml:12",
      ),
    );
    const apps = readFileSync(join(fleet, "clusters/prod/apps.yaml"), "utf8");
    expect(apps).toContain("    kind: GitRepository\n    name: fleet\n");
    expect(apps).toContain("    kind: OCIRepository\n    name: 'fleet'\n");
    expect(readFileSync(join(fleet, "clusters/prod/flux/source.yaml"), "utf8")).toMatch(
      /kind: GitRepository[\s\S]*kind: OCIRepository/,
    );
  });

  test("e refuses a bad value with one line, takes a good one, plans again, and offers it for the configuration", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("e");
    terminal.waitFor("Edit? [u,t,s,p,n]");
    terminal.type("u");
    terminal.waitFor("url: oci://ghcr.io/acme/fleet");
    terminal.type("/UPPER");
    terminal.press("Enter");
    terminal.waitFor("has capitals in the repository");
    for (const _ of "UPPER") terminal.press("BSpace");
    terminal.type("lower");
    terminal.waitFor("url: oci://ghcr.io/acme/fleet/lower");
    terminal.press("Enter");
    expect(terminal.waitFor("Edited and planned again")).toContain("oci://ghcr.io/acme/fleet/lower");
    terminal.type("A");
    const { exit, text } = run.confirmed();
    expect(exit).toBe(0);
    expect(text).toContain("To decide so in every run, write into git2oci.yaml:");
    expect(text).toContain(
      "  - source: flux-system/fleet@clusters/prod\n    action: migrate\n    url: oci://ghcr.io/acme/fleet/lower\n",
    );
    expect(readFileSync(join(fleet, "clusters/prod/flux/source.yaml"), "utf8")).toContain("acme/fleet/lower");
  });

  test("an interrupted session goes on after its last answer, and is gone when it is done", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("n");
    expect(run.question()).toBe(SHOP);
    terminal.type("y");
    run.question();
    terminal.press("C-c");
    expect(run.ending()).toMatchObject({
      exit: 130,
      text: expect.stringContaining(
        "your answers are kept: the same command with --resume goes on with them\ngit2oci: interrupted",
      ),
    });
    expect(statSync(session(fleet)).mode & 0o777).toBe(0o600);

    const again = new Migrating();
    again.start(cli.main, fleet, "--resume");
    expect(again.question()).toBe("GitRepository/flux-system/web@clusters/prod");
    expect(again.terminal.screen()).toContain("git2oci: going on after 2 answers");
    again.terminal.type("u");
    expect(again.question()).toBe(SHOP);
    again.terminal.type("A");
    expect(again.confirmed().exit).toBe(0);
    expect(existsSync(session(fleet))).toBe(false);
    expect(readFileSync(join(fleet, "clusters/prod/shop.yaml"), "utf8")).toContain("kind: OCIRepository");
    expect(readFileSync(join(fleet, "clusters/prod/flux/source.yaml"), "utf8")).not.toContain(
      "OCIRepository",
    );

    const third = new Migrating();
    third.start(cli.main, fleet, "--resume");
    expect(third.ending()).toMatchObject({
      exit: 2,
      text: expect.stringContaining("no unfinished session"),
    });
  });

  test("a session is refused after a file or the flags have changed", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("y");
    run.question();
    terminal.press("C-c");
    run.ending();
    const flags = new Migrating();
    flags.start(cli.main, fleet, "--resume --registry oci://ghcr.io/other");
    expect(squeezed(flags.ending().text)).toContain(
      squeezed("the configuration or the flags are not those of then"),
    );
    const shop = join(fleet, "clusters/prod/shop.yaml");
    writeFileSync(shop, `${readFileSync(shop, "utf8")}# more\n`);
    commitAll(fleet);
    const changed = new Migrating();
    changed.start(cli.main, fleet, "--resume");
    const { exit, text } = changed.ending();
    expect(exit).toBe(2);
    expect(squeezed(text)).toContain(squeezed("clusters/prod/shop.yaml has changed since then"));
  });

  test("answers of another run outlive a quit without --resume, and nothing is promised of what cannot go on", async () => {
    const { terminal, run, fleet } = await started();
    terminal.type("y");
    run.question();
    terminal.press("C-c");
    run.ending();
    const kept = readFileSync(session(fleet), "utf8");
    const fresh = new Migrating();
    fresh.start(cli.main, fleet);
    fresh.question();
    fresh.terminal.type("q");
    const told = squeezed(fresh.ending().text);
    expect(told).toContain(squeezed("--resume would go on with it"));
    expect(told).not.toContain(squeezed("your answers are kept"));
    expect(readFileSync(session(fleet), "utf8")).toBe(kept);

    const shop = join(fleet, "clusters/prod/shop.yaml");
    writeFileSync(shop, `${readFileSync(shop, "utf8")}# more\n`);
    commitAll(fleet);
    const changed = new Migrating();
    changed.start(cli.main, fleet);
    changed.question();
    changed.terminal.type("q");
    const refused = squeezed(changed.ending().text);
    expect(refused).toContain(squeezed("cannot go on, clusters/prod/shop.yaml has changed since then"));
    expect(refused).not.toContain("--resume");
    const nothing = new Migrating();
    nothing.start(cli.main, fleet, "--exclude '**'");
    expect(nothing.ending().text).not.toContain("k,w,u]");
    expect(readFileSync(session(fleet), "utf8")).toBe(kept);
  });

  test("a saved plan holds the checksums of what was planned on, not of what came during the questions", async () => {
    const script = "flux reconcile source git fleet\n";
    const fleet = await gitCopy("demo", { "git2oci.yaml": CONFIG, "again.sh": script });
    const plan = join(tempTree(), "plan.json");
    const run = new Migrating();
    run.start(cli.main, fleet, `--plan-out '${plan}'`);
    run.question();
    writeFileSync(join(fleet, "again.sh"), `${script}# more\n`);
    run.terminal.type("A");
    expect(run.confirmed().exit).toBe(0);
    const { read } = JSON.parse(readFileSync(plan, "utf8")) as { read: { path: string; sha256: string }[] };
    expect(read.find(({ path }) => path === "again.sh")?.sha256).toBe(
      createHash("sha256").update(script).digest("hex"),
    );
  });

  test.each(["q", "C-d"])("%s writes nothing and keeps the answers, which --resume takes up", async (key) => {
    const { terminal, run, fleet } = await started();
    terminal.type("y");
    run.question();
    terminal.press(key);
    const { exit, text } = run.ending();
    expect(exit).toBe(0);
    expect(text).toContain(
      "\ngit2oci: your answers are kept: the same command with --resume goes on with them\ngit2oci: quit, nothing was written\n",
    );
    const again = new Migrating();
    again.start(cli.main, fleet, "--resume");
    expect(again.question()).toBe(SHOP);
    expect(again.terminal.screen()).toContain("git2oci: going on after 1 answer\n");
    // With the last answer undone there is nothing left to keep.
    again.terminal.type("u");
    expect(again.question()).toBe(FLEET);
    expect(again.terminal.screen()).toContain("\nThe answer is undone.\n");
    again.terminal.type("q");
    expect(again.ending().text).not.toContain("are kept");
    expect(existsSync(session(fleet))).toBe(false);
  });

  test("Ctrl-Z suspends, fg goes on with the same question", async () => {
    const fleet = await demo();
    const run = new Migrating();
    const { terminal } = run;
    terminal.type(`clear; cd '${fleet}'; '${process.execPath}' '${cli.main}' migrate`);
    terminal.press("Enter");
    run.question();
    terminal.press("C-z");
    terminal.waitFor((screen) => lastLine(screen).endsWith("$"));
    terminal.type("clear; fg; echo now=$?");
    terminal.press("Enter");
    terminal.waitFor((screen) => lastLine(screen).endsWith("k,w,u]"));
    terminal.type("q");
    terminal.waitFor((screen) => /^now=0$/m.test(screen));
  });

  test.each([
    ["--line-prompts", "true"],
    ["", "export TERM=dumb"],
  ])(
    "line by line, with options %j after %s: nothing is drawn twice, answers are typed with Enter",
    async (options, env) => {
      const fleet = await demo();
      const run = new Migrating({ NO_COLOR: "1" });
      const { terminal } = run;
      // tmux sets TERM for its own; only the program shall see another one.
      terminal.type(env);
      terminal.press("Enter");
      run.start(cli.main, fleet, options);
      const asks = (count: number) =>
        terminal.waitFor((text) => text.split("k,w,u]").length === count + 1, { history: true });
      asks(1);
      terminal.type("y");
      terminal.press("Enter");
      const text = asks(2);
      expect(squeezed(text)).toContain(
        squeezed(`k,w,u] y yes ${FLEET} → OCIRepository/flux-system/fleet; 1 reference to change by hand`),
      );
      expect(text.split("1 of 8, 8 open")).toHaveLength(2);
      expect(text).toMatch(/\nThe diff has \d+ lines: p prints it, x prints all of it\.\n/);
      expect(text).not.toContain("\n+    kind: OCIRepository\n");
      terminal.type("p");
      terminal.press("Enter");
      expect(asks(3)).toContain("\n+    kind: OCIRepository\n");
      terminal.type("A");
      terminal.press("Enter");
      expect(run.confirmed(true).exit).toBe(0);
      expect(readFileSync(join(fleet, "clusters/prod/shop.yaml"), "utf8")).toContain("kind: OCIRepository");
    },
  );

  test("line by line Ctrl-C ends with 130, Ctrl-D is quit, and both keep the answers", async () => {
    const fleet = await demo();
    const run = new Migrating();
    run.start(cli.main, fleet, "--line-prompts");
    run.terminal.waitFor((text) => lastLine(text).endsWith("k,w,u]"));
    run.terminal.type("y");
    run.terminal.press("Enter");
    run.terminal.waitFor((text) => text.includes("shop") && lastLine(text).endsWith("k,w,u]"));
    run.terminal.press("C-c");
    expect(run.ending()).toMatchObject({
      exit: 130,
      text: expect.stringContaining("\ngit2oci: your answers are kept: the same command with"),
    });
    const again = new Migrating();
    again.start(cli.main, fleet, "--line-prompts --resume");
    again.terminal.waitFor((text) => lastLine(text).endsWith("k,w,u]"));
    again.terminal.press("C-d");
    expect(again.ending()).toMatchObject({
      exit: 0,
      text: expect.stringContaining("\ngit2oci: your answers are kept: the same command with"),
    });
    expect(existsSync(session(fleet))).toBe(true);
  });

  test("no terminal on standard error: the plan is shown, nothing is asked, --resume is refused", async () => {
    const fleet = await demo();
    const run = new Migrating();
    run.start(cli.main, fleet, "2>/dev/null");
    const { exit, text } = run.ending();
    expect([exit, text.includes("k,w,u]")]).toEqual([0, false]);
    const again = cli.run(["migrate", "--resume", fleet]);
    expect([again.status, again.stderr]).toEqual([
      2,
      expect.stringContaining("--resume goes on with questions"),
    ]);
  });

  test("60 columns and 12 rows: no line wraps in the terminal, the question is always there", async () => {
    const { terminal, run } = await started("", {}, [60, 12]);
    for (const _ of "12345") {
      expect(terminal.screen().trimEnd().split("\n").length).toBeLessThanOrEqual(12);
      const before = terminal.screen();
      terminal.type(" ");
      const next = terminal.waitFor((screen) => screen !== before && lastLine(screen).endsWith("k,w,u]"));
      for (const line of next.split("\n")) expect(line.length).toBeLessThan(60);
    }
    terminal.type("q");
    expect(run.ending().exit).toBe(0);
  });

  test("40 columns and 20 rows: the keys are whole, words are whole, an answer is told in whole words", async () => {
    const { terminal, run } = await started("", {}, [40, 20]);
    const screen = terminal.screen();
    expect(screen).toContain("\nApply this migration?\n[y,n,a,d,A,q,?,e,s,j,k,w,u]\n");
    for (const line of screen.split("\n")) expect(line.length).toBeLessThan(40);
    expect(screen).toContain(
      "\n  to   oci://ghcr.io/acme/fleet, tag\n       release-prod; Secret ghcr-auth,\n",
    );
    terminal.type("y");
    terminal.waitFor("2 of 8, 7 open");
    expect(terminal.screen({ history: true })).toContain(
      "yes  GitRepository/flux-system/fleet →\n     OCIRepository/flux-system/fleet; 1\n     reference to change by hand\n",
    );
    terminal.type("q");
    expect(run.ending().exit).toBe(0);
  });

  test("179 references are counted by folder, folded where they change alike, and expand", async () => {
    const files: Record<string, string> = {
      "git2oci.yaml":
        "sources:\n  - { source: flux-system/app, action: migrate, url: oci://ghcr.io/acme/app }\n",
      "source.yaml":
        "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: app\n  namespace: flux-system\nspec:\n  interval: 5m\n  url: https://github.com/acme/app\n  ref:\n    branch: main\n",
    };
    for (let i = 0; i < 179; i++)
      files[`apps/team-${i % 20}/app-${i}/ks.yaml`] =
        `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: app-${i}\n  namespace: flux-system\nspec:\n  interval: 5m\n  path: ./${i}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: app\n`;
    const fleet = tempTree(files);
    commitAll(fleet);
    const run = new Migrating({}, [80, 40]);
    run.start(cli.main, fleet);
    expect(run.question()).toBe("GitRepository/flux-system/app");
    const { terminal } = run;
    const first = terminal.screen();
    expect(first).toContain("179 references in 179 files move with it:");
    expect(first).toContain("    apps/**  179 references in 179 files");
    terminal.type("G");
    expect(terminal.waitFor("100%")).toContain("The same lines change in 178 more files:");
    terminal.type("x");
    expect(terminal.waitFor("apps/team-0/app-0/ks.yaml:11")).toContain(
      "apps/team-0/app-0/  1 reference in 1 file",
    );
    terminal.type("y");
    expect(run.confirmed()).toMatchObject({ exit: 0, text: expect.stringContaining("wrote 180 files") });
  });
});
