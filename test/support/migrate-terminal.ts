import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { commitAll } from "./cli.ts";
import { loadFixture } from "./fixture.ts";
import { tempTree } from "./temp-tree.ts";
import { Terminal } from "./tmux.ts";

/** A fixture with its configuration as a Git repository in which all is committed; gone after the test. */
export async function gitCopy(name: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const { before, origin } = await loadFixture(name);
  const fleet = tempTree({ ...Object.fromEntries(before), ...files });
  commitAll(fleet);
  if (origin !== undefined) execFileSync("git", ["remote", "add", "origin", origin], { cwd: fleet });
  return fleet;
}

/** `git2oci migrate` in a terminal of its own, answered key by key. */
export class Migrating {
  readonly terminal: Terminal;
  readonly #folder = tempTree();
  #position = "";

  /** @param size columns and rows, set before the program starts */
  constructor(env: Readonly<Record<string, string>> = {}, size: readonly [number, number] = [80, 24]) {
    this.terminal = new Terminal(env);
    onTestFinished(() => this.terminal.close());
    this.terminal.resize(...size);
  }

  /** Starts `main` in a directory. */
  start(main: string, directory: string, options = ""): void {
    const script = join(this.#folder, "run.sh");
    const lines = [
      `cd '${directory}'`,
      `echo $$ >'${this.#folder}/pid'`,
      `exec '${process.execPath}' '${main}' migrate ${options}`,
    ];
    writeFileSync(script, `${lines.join("\n")}\n`);
    this.#position = "";
    this.terminal.type(`clear; sh '${script}'; echo "exit=$?"`);
    this.terminal.press("Enter");
  }

  /** The process id of the program; known once it has asked something. */
  get pid(): number {
    return Number(readFileSync(join(this.#folder, "pid"), "utf8"));
  }

  /** Waits for the next question, and gives the source it is about. */
  question(): string {
    // Long places go on in indented lines.
    const place = /^(\d+ of \d+, \d+ open.*(?:\n {2}.*)*)\n(\S+|Repairs .*) /gm;
    const last = (text: string) => [...text.matchAll(place)].at(-1);
    const screen = this.terminal.waitFor((text) => {
      const now = last(text);
      return now !== undefined && now[1] !== this.#position && lastLine(text).endsWith("k,w,u]");
    });
    const [, position = "", id = ""] = last(screen) ?? [];
    this.#position = position;
    return id;
  }

  /** Says yes to the totals after the last answer, and gives what `ending` does. Without anything to write none are asked. */
  confirmed(byLine = false): { exit: number; text: string } {
    const screen = this.terminal.waitFor((text) => asksToWrite(text) || /^exit=\d+$/m.test(text));
    if (asksToWrite(screen)) this.terminal.type("y");
    if (byLine) this.terminal.press("Enter");
    return this.ending();
  }

  /** What the program leaves on the screen and above it, and its exit code, once it has ended. */
  ending(): { exit: number; text: string } {
    const text = this.terminal.waitFor((screen) => /^exit=\d+$/m.test(screen), { history: true });
    return { exit: Number(/^exit=(\d+)$/m.exec(text)![1]), text };
  }
}

const asksToWrite = (screen: string) => /^Write .*\? \[y,u,q,\?\]$/.test(lastLine(screen));

/** The last line of a screen that holds something. */
export function lastLine(screen: string): string {
  return screen.trimEnd().split("\n").at(-1) ?? "";
}
