import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { type Answer, Interrupted, type Question } from "../../src/cli/confirm.ts";
import { terminalAsk } from "../../src/cli/confirm-prompt.ts";
import { paint } from "../../src/report/colour.ts";

const QUESTION: Question = { id: "x", title: "move \x1b[31mx", body: "-a\n+b", kind: "safe" };

/** A terminal without a screen: keys in, the bytes that were drawn out. */
function fakeTerminal(size: { rows?: number; columns?: number } = {}) {
  const input = new PassThrough();
  // As process.stderr: `_isStdio` keeps a stream that is piped into it from ending it.
  const stdio = { isTTY: true, _isStdio: true, rows: 24, columns: 80 };
  const output = Object.assign(new PassThrough(), stdio, size);
  let drawn = "";
  output.on("data", (chunk: Buffer) => {
    drawn += chunk.toString("utf8");
  });
  return { input, output, paint: paint(false), drawn: () => drawn };
}

/** The answer to the question after the keys, and everything that was drawn until then. */
async function press(keys: string, size?: { rows?: number; columns?: number }, question = QUESTION) {
  const terminal = fakeTerminal(size);
  const answer = terminalAsk(terminal)(question, 3);
  terminal.input.write(keys);
  return { answer: await answer, drawn: terminal.drawn() };
}

describe("one key answers", () => {
  const table: [keys: string, answer: Answer][] = [
    ["y", "yes"],
    ["n", "no"],
    ["a", "all"],
    ["q", "quit"],
    ["Y", "yes"],
    ["yn", "yes"],
    ["\rn", "no"],
    ["\r\r\rq", "quit"],
    ["x1 \ty", "yes"],
    ["?n", "no"],
    ["\x01\x1b[A\x1b[Dq", "quit"],
    ["\x7fn", "no"],
    ["é🚀n", "no"],
    ["\x04", "quit"],
  ];
  test.each(table)("%j", async (keys, answer) => expect((await press(keys)).answer).toBe(answer));
});

describe("what is drawn", () => {
  test("title and body first, as ordinary lines without escape sequences of the title", async () => {
    const { drawn } = await press("y");
    expect(drawn.startsWith("\n3. move \\x1b[31mx\n-a\n+b\n")).toBe(true);
  });

  test("the choices, and in the end the answer", async () => {
    const { drawn } = await press("n");
    const text = stripVTControlCharacters(drawn);
    expect(text).toContain("Apply this migration? [y]es [n]o [a]ll [q]uit [?]");
    expect(text.endsWith("Apply this migration? no\n")).toBe(true);
  });

  test("that it is one to review", async () => {
    const { drawn } = await press("n", {}, { ...QUESTION, kind: "review" });
    expect(stripVTControlCharacters(drawn)).toContain("Apply this migration (to review)? [y]es");
  });

  test("a hint after Enter or an unknown key, the keys after ?", async () => {
    expect((await press("y")).drawn).not.toContain("Nothing is chosen yet");
    expect((await press("\ry")).drawn).toContain("Nothing is chosen yet");
    expect((await press("zy")).drawn).toContain("Nothing is chosen yet");
    expect((await press("?y")).drawn).toContain("write nothing, not even what was accepted before");
  });

  test.each([
    { rows: 5, columns: 80 },
    { rows: 3, columns: 80 },
    { rows: 1, columns: 2 },
    { rows: 24, columns: 20 },
    { rows: 0, columns: 0 },
  ])("never more than the rows less two, never a wrapped line: %j", async (size) => {
    const { drawn } = await press("?q", size);
    const frames = drawn.slice(drawn.indexOf("+b\n") + 3).split("\x1b[2K");
    const rows = Math.max(1, (size.rows || 24) - 2);
    for (const frame of frames) {
      const lines = stripVTControlCharacters(frame).replace(/\n$/, "").split("\n");
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(line.length).toBeLessThan(Math.max(2, size.columns || 80));
    }
    expect(frames.length).toBeGreaterThan(1);
  });
});

test("Ctrl-C is a typed error with the exit code of an interrupt", async () => {
  const failed = press("\x03");
  await expect(failed).rejects.toBeInstanceOf(Interrupted);
  await expect(failed).rejects.toMatchObject({ exitCode: 130 });
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s too, and no handler of it is left",
  async (signal) => {
    const terminal = fakeTerminal();
    const handlers = process.listenerCount(signal);
    const failed = terminalAsk(terminal)(QUESTION, 1);
    // Vitest may listen as well; only the prompt shall hear this one.
    for (const handler of process.listeners(signal).slice(handlers)) handler(signal);
    await expect(failed).rejects.toBeInstanceOf(Interrupted);
    expect(process.listenerCount(signal)).toBe(handlers);
  },
);

test("the end of the input is quit", async () => {
  const terminal = fakeTerminal();
  const answer = terminalAsk(terminal)(QUESTION, 1);
  terminal.input.end();
  expect(await answer).toBe("quit");
});

test("no listener stays on the terminal, so that any number of questions can follow", async () => {
  const terminal = fakeTerminal();
  const before = terminal.output.listenerCount("resize");
  for (const [key, expected] of [
    ["y", "yes"],
    ["n", "no"],
  ] as const) {
    const answer = terminalAsk(terminal)(QUESTION, 1);
    expect(terminal.output.listenerCount("resize")).toBeGreaterThan(before);
    terminal.input.write(key);
    expect(await answer).toBe(expected);
    expect(terminal.output.listenerCount("resize")).toBe(before);
  }
});

test("a resize draws again", async () => {
  const terminal = fakeTerminal();
  const answer = terminalAsk(terminal)(QUESTION, 1);
  const before = terminal.drawn().length;
  terminal.output.columns = 20;
  terminal.output.emit("resize");
  expect(stripVTControlCharacters(terminal.drawn().slice(before))).toContain("Apply this migrati");
  terminal.input.write("n");
  expect(await answer).toBe("no");
});
