import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { haveTmux, Terminal } from "../support/tmux.ts";

const reason = haveTmux() ? "" : " (skipped: tmux is not installed)";
const SAFE = "Apply this migration? [y]es [n]o [a]ll [q]uit [?]";
const REVIEW = "Apply this migration (to review)? [y]es [n]o [a]ll [q]uit [?]";

describe.skipIf(reason !== "")(`confirm in a real terminal${reason}`, () => {
  let dir: string;
  let program: string;
  let terminal: Terminal;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "git2oci-confirm-"));
    program = join(dir, "fixture.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, "../support/confirm-fixture.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      format: "esm",
      // Some dependencies are CommonJS and call `require`, which an ES module does not have.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    });
  });
  afterEach(() => terminal.close());
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** Starts the program and waits for its first question. */
  function start(env: Readonly<Record<string, string>> = {}): void {
    terminal = new Terminal(env);
    terminal.type(`clear; '${process.execPath}' '${program}'; echo "exit=$?"`);
    terminal.press("Enter");
    terminal.waitFor(SAFE);
  }

  /** Answers the question that is shown, and waits until the next one stands below it. */
  function answer(key: string, word: string, next: string): void {
    terminal.type(key);
    terminal.waitFor((screen) => screen.includes(`? ${word}\n`) && screen.trimEnd().endsWith(next));
  }

  /** The line of JSON and the exit code, once the program has ended. */
  function ending(): string[] {
    const screen = terminal.waitFor((text) => /^exit=\d+$/m.test(text));
    return screen.split("\n").filter((line) => line.startsWith("{") || line.startsWith("exit="));
  }

  /** The terminal must echo again, line by line, as before the program. */
  function expectRestored(): void {
    terminal.type("echo sum=$((40+2))");
    terminal.waitFor("echo sum=$((40+2))");
    terminal.press("Enter");
    terminal.waitFor((screen) => /^sum=42$/m.test(screen));
    terminal.type("stty -a");
    terminal.press("Enter");
    expect(terminal.waitFor("iexten")).toMatch(/ icanon .* echo /s);
  }

  test("yes, no, yes", () => {
    start();
    expect(terminal.screen()).toContain("1. move one\n+line 0\n+line 1\nApply this migration?");
    answer("y", "yes", SAFE);
    answer("n", "no", REVIEW);
    terminal.type("Y");
    expect(ending()).toEqual(['{"accepted":["one","three"],"declined":["two"],"quit":false}', "exit=0"]);
    expectRestored();
  });

  test("all leaves out the question that is safe, and asks the one to review", () => {
    start();
    answer("a", "all", REVIEW);
    expect(terminal.screen()).toContain("2. move three");
    terminal.type("n");
    expect(ending()).toEqual(['{"accepted":["one","two"],"declined":["three"],"quit":false}', "exit=0"]);
  });

  test("quit takes back what was accepted", () => {
    start();
    answer("y", "yes", SAFE);
    terminal.type("q");
    expect(ending()).toEqual(['{"accepted":[],"declined":["one","two"],"quit":true}', "exit=0"]);
    expectRestored();
  });

  test("? explains, Enter and unknown keys answer nothing", () => {
    start();
    terminal.press("Enter");
    terminal.waitFor("Nothing is chosen yet");
    terminal.type("?");
    const help = terminal.waitFor("?  show these lines");
    expect(help).not.toContain("Nothing is chosen yet");
    expect(help.split(SAFE)).toHaveLength(2);
    terminal.press("Up");
    terminal.type("x");
    expect(terminal.waitFor("Nothing is chosen yet")).not.toContain("?  show these lines");
    answer("n", "no", SAFE);
    expect(terminal.screen()).not.toContain("Nothing is chosen yet");
    terminal.type("q");
    expect(ending()).toEqual(['{"accepted":[],"declined":["one","two"],"quit":true}', "exit=0"]);
  });

  test("Ctrl-C ends with 130 and says nothing more", () => {
    start();
    answer("y", "yes", SAFE);
    terminal.press("C-c");
    expect(ending()).toEqual(["exit=130"]);
    expect(terminal.screen()).not.toContain("Error");
    expectRestored();
  });

  test("Ctrl-D is quit", () => {
    start();
    terminal.press("C-d");
    expect(ending()).toEqual(['{"accepted":[],"declined":["one"],"quit":true}', "exit=0"]);
    expectRestored();
  });

  test("a resize while the prompt is open, smaller and larger", () => {
    start();
    terminal.type("?");
    terminal.waitFor("?  show these lines");
    terminal.resize(40, 6);
    // Four rows remain for the prompt and the first lines of the help.
    terminal.waitFor(
      (screen) => screen.includes("Apply this migration? [y]es [n]o [a]ll") && !screen.includes("?  show"),
    );
    terminal.resize(100, 30);
    terminal.waitFor((screen) => screen.includes(SAFE) && screen.includes("?  show these lines"));
    // Nothing of the drawing before is left below.
    expect(terminal.screen().trimEnd().split("\n").at(-1)).toBe("?  show these lines");
    answer("n", "no", SAFE);
    terminal.type("q");
    expect(ending()).toEqual(['{"accepted":[],"declined":["one","two"],"quit":true}', "exit=0"]);
    expectRestored();
  });

  test("Ctrl-Z suspends, fg goes on with the same question", () => {
    start();
    terminal.press("C-z");
    terminal.waitFor(
      (screen) => /^exit=\d+$/m.test(screen.replaceAll("[?]", "[?]\n")) && screen.trimEnd().endsWith("$"),
    );
    terminal.type("clear; fg; echo now=$?");
    terminal.press("Enter");
    terminal.waitFor((screen) => screen.trimEnd().endsWith(SAFE));
    answer("n", "no", SAFE);
    terminal.type("q");
    terminal.waitFor((screen) => /^now=0$/m.test(screen));
    expect(terminal.screen()).toContain('\n{"accepted":[],"declined":["one","two"],"quit":true}\n');
    expectRestored();
  });

  test("a body longer than the screen stays in the scrollback, complete", () => {
    start({ FIXTURE_LINES: "60" });
    const lines = terminal.screen({ history: true }).split("\n");
    const first = lines.indexOf("1. move one");
    expect(lines.slice(first + 1, first + 61)).toEqual(Array.from({ length: 60 }, (_, i) => `+line ${i}`));
    expect(lines[first + 61]).toBe(SAFE);
  });

  test("colours, and none with NO_COLOR", () => {
    start();
    expect(terminal.screen({ colours: true })).toContain("\u001b[32m");
    terminal.close();
    start({ NO_COLOR: "1" });
    const screen = terminal.screen({ colours: true });
    expect(screen).toContain("+line 0");
    expect(screen).not.toContain("\u001b");
  });
});
