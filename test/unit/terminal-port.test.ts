import { describe, expect, test } from "vitest";
import { type Output, openTerminal, type TerminalSource, wantsColor } from "../../src/io/terminal.ts";

type Handler = (error: Error & { code?: string }) => void;

class FakeOutput implements Output {
  text = "";
  handlers: Handler[] = [];
  isTTY: boolean;
  columns?: number;

  constructor(isTTY: boolean, columns?: number) {
    this.isTTY = isTTY;
    if (columns !== undefined) this.columns = columns;
  }

  write(text: string, done?: () => void): boolean {
    this.text += text;
    done?.();
    return true;
  }

  on(_: "error", handler: Handler): void {
    this.handlers.push(handler);
  }

  fail(code: string): void {
    for (const handler of this.handlers) handler(Object.assign(new Error(code), { code }));
  }
}

function source(tty: { stdin: boolean; stdout: boolean; stderr: boolean }, env: Record<string, string> = {}) {
  const exits: number[] = [];
  const stdout = new FakeOutput(tty.stdout, tty.stdout ? 132 : undefined);
  const stderr = new FakeOutput(tty.stderr, tty.stderr ? 100 : undefined);
  const made: TerminalSource = {
    stdin: { isTTY: tty.stdin },
    stdout,
    stderr,
    env,
    exit: (code) => exits.push(code),
  };
  return { made, stdout, stderr, exits };
}

describe("colour", () => {
  test.each<[boolean, boolean, Record<string, string>, boolean]>([
    [false, true, {}, true],
    [false, false, {}, false],
    [true, true, { FORCE_COLOR: "1" }, false],
    [false, true, { NO_COLOR: "1" }, false],
    [false, true, { NO_COLOR: "" }, true],
    [false, false, { FORCE_COLOR: "1" }, true],
    [false, false, { FORCE_COLOR: "" }, true],
    [false, true, { FORCE_COLOR: "0" }, false],
    [false, true, { FORCE_COLOR: "false" }, false],
    [false, true, { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    [false, true, { TERM: "dumb" }, false],
  ])("--no-color %s, terminal %s, %j: %s", (flag, isTty, env, expected) => {
    expect(wantsColor(flag, isTty, env)).toBe(expected);
  });
});

describe("the terminal", () => {
  test.each<[boolean, boolean, boolean, boolean]>([
    [true, true, true, true],
    [true, false, true, true],
    [false, true, true, false],
    [true, true, false, false],
  ])("stdin %s, stdout %s, stderr %s: interactive %s", (stdin, stdout, stderr, expected) => {
    expect(openTerminal(false, source({ stdin, stdout, stderr }).made).interactive).toBe(expected);
  });

  test("its size is that of stdout, else of stderr, else 80 by 24", () => {
    const size = (stdout: boolean, stderr: boolean) => {
      const { columns, rows } = openTerminal(false, source({ stdin: true, stdout, stderr }).made);
      return [columns, rows];
    };
    expect([size(true, true), size(false, true), size(false, false)]).toEqual([
      [132, 24],
      [100, 24],
      [80, 24],
    ]);
  });

  test("data and messages go their own ways", async () => {
    const { made, stdout, stderr } = source({ stdin: false, stdout: false, stderr: false });
    const terminal = openTerminal(false, made);
    terminal.writeOut("data");
    terminal.writeErr("message");
    await terminal.flush();
    expect([stdout.text, stderr.text]).toEqual(["data", "message"]);
  });

  test("a reader that goes away changes nothing; other errors end the program with one line", () => {
    const { made, stdout, stderr, exits } = source({ stdin: false, stdout: false, stderr: false });
    openTerminal(false, made);
    stdout.fail("EPIPE");
    stderr.fail("EPIPE");
    expect(exits).toEqual([]);
    expect(stderr.text).toBe("");
    stdout.fail("ENOSPC");
    stderr.fail("EIO");
    expect(stderr.text).toBe("git2oci: standard output: no space left on the disk (ENOSPC)\n");
    expect(exits).toEqual([2]);
  });
});
