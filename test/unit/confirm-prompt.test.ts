import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { Interrupted } from "../../src/cli/confirm/interrupted.ts";
import { type Command, choicesOf, KEYS, lookUp } from "../../src/cli/confirm/keys.ts";
import { askPage } from "../../src/cli/confirm/page-prompt.ts";
import type { Page, TextQuestion } from "../../src/cli/confirm/ui.ts";
import { askText } from "../../src/cli/text-prompt.ts";
import { paint } from "../../src/report/colour.ts";
import { line } from "../../src/report/styled.ts";

const PROMPT = `Apply this migration? ${choicesOf(KEYS)}`;

/** Lines that are erased, one after the other. */
const ERASED = new RegExp(`(?:${"\x1b"}\\[2K(?:${"\x1b"}\\[1A)?)+`, "g");

/** A page with a body of some lines. */
function pageOf(lines = 3, header = "GitRepository/a/b → OCIRepository/a/b"): Page {
  return {
    main: (expanded) => ({
      header: [line("1 of 3, 3 open"), line(header)],
      body: Array.from({ length: lines }, (_, i) => line(`${expanded ? "all" : "line"} ${i + 1}`)),
      diff: [line(expanded ? "+all" : "+some")],
      isFolded: true,
    }),
    behind: { help: () => [line("y  yes: apply")], why: () => [line("decided by a test")] },
    subject: PROMPT,
    commandOf: (typed) => lookUp(KEYS, typed),
    hint: "Nothing is chosen yet",
    notice: undefined,
  };
}

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

/** The answer to a page after the keys, and everything that was drawn until then. */
async function press(keys: string, size?: { rows?: number; columns?: number }, page = pageOf()) {
  const terminal = fakeTerminal(size);
  const answer = askPage(terminal, page);
  terminal.input.write(keys);
  return { answer: await answer, drawn: terminal.drawn() };
}

describe("one key answers", () => {
  const table: [keys: string, answer: Command][] = [
    ["y", "yes"],
    ["n", "no"],
    ["a", "rest-yes"],
    ["d", "rest-no"],
    ["A", "all-safe"],
    ["q", "quit"],
    ["e", "edit"],
    ["s", "split"],
    ["j", "next"],
    ["k", "previous"],
    ["J", "next-any"],
    ["K", "previous-any"],
    ["u", "undo"],
    ["Y", "yes"],
    ["yn", "yes"],
    ["\rn", "no"],
    ["\r\r\rq", "quit"],
    ["z1 \ty", "yes"],
    ["?n", "no"],
    ["wn", "no"],
    ["xn", "no"],
    // A capital of an answer for many must not be a slip of the finger.
    ["Dn", "no"],
    ["\x01\x1b[A\x1b[Dq", "quit"],
    ["\x7fn", "no"],
    ["é🚀n", "no"],
    ["\x04", "quit"],
    // What is behind a key is left first; the question is quit from the question.
    ["?qn", "no"],
    ["wqn", "no"],
    ["w?qqn", "quit"],
    ["?wwy", "yes"],
    // Esc and the next key at once: the key still counts.
    ["\x1bn", "no"],
    ["w\x1bn", "no"],
    ["w\x1bq", "quit"],
    ["\x1b\x1b\x1bn", "no"],
  ];
  test.each(table)("%j", async (keys, answer) => expect((await press(keys)).answer).toBe(answer));
});

describe("Esc", () => {
  test("leaves what is behind a key without a key after it, and chooses nothing at the question", async () => {
    const terminal = fakeTerminal();
    const answer = askPage(terminal, pageOf());
    terminal.input.write("w");
    await expect.poll(terminal.drawn).toContain("(q: back)");
    const before = terminal.drawn().length;
    terminal.input.write("\x1b");
    await expect.poll(() => terminal.drawn().slice(before)).toContain("line 3");
    terminal.input.write("\x1bn");
    expect(await answer).toBe("no");
  });

  test("answers a page that has an answer for it, and the key after it is not lost", async () => {
    const menu: Page = { ...pageOf(), escape: "back", commandOf: () => undefined };
    expect((await press("z\x1b", undefined, menu)).answer).toBe("back");
    expect((await press("\x1bz", undefined, menu)).answer).toBe("back");
  });
});

describe("what is drawn", () => {
  test("header, body, and the choices below; nothing of it is left after the answer", async () => {
    const { drawn } = await press("n");
    expect(stripVTControlCharacters(drawn)).toContain(
      `GitRepository/a/b → OCIRepository/a/b\nline 1\nline 2\nline 3\n+some\n${PROMPT}`,
    );
    expect(drawn.endsWith("\x1b[?25h")).toBe(true);
  });

  test("a hint after Enter or an unknown key, help, reasons and all lines behind their keys", async () => {
    expect((await press("y")).drawn).not.toContain("Nothing is chosen yet");
    expect((await press("\ry")).drawn).toContain("Nothing is chosen yet");
    expect((await press("zy")).drawn).toContain("Nothing is chosen yet");
    expect((await press("?y")).drawn).toContain("y  yes: apply");
    expect((await press("wy")).drawn).toContain("decided by a test");
    expect((await press("xy")).drawn).toContain("all 3");
  });

  test("pages of what is longer than the terminal, with the part that is seen", async () => {
    const size = { rows: 12, columns: 80 };
    const { drawn } = await press("y", size, pageOf(99));
    expect(drawn).toContain("line 6\n-- 6%, lines 1-6 of 100, space: more --");
    for (const key of [" ", "\x1b[6~"])
      expect((await press(`${key}y`, size, pageOf(99))).drawn).toContain("lines 6-11 of 100");
    for (const keys of ["G", "\x1b[F"])
      expect((await press(`${keys}y`, size, pageOf(99))).drawn).toContain(
        "100%, lines 95-100 of 100, b: back",
      );
    for (const keys of ["  b", "  \x1b[5~", " ", "\x1b[B".repeat(5), `${"\x1b[B".repeat(6)}\x1b[A`])
      expect((await press(`${keys}y`, size, pageOf(99))).drawn).toContain("lines 6-11 of 100");
    expect((await press(`${" ".repeat(50)}y`, size, pageOf(99))).drawn).toContain("lines 95-100 of 100");
  });

  test("p goes to where the diff begins, also from behind a key", async () => {
    const size = { rows: 12, columns: 80 };
    const page = pageOf(20);
    const diff = Array.from({ length: 20 }, (_, i) => line(`+${i}`));
    const main = () => ({ ...pageOf(20).main(false), diff });
    for (const keys of ["py", "wpy"])
      expect((await press(keys, size, { ...page, main })).drawn).toContain("lines 21-26 of 40");
  });

  test("at 40 columns the keys stand on a line of their own, and words are whole", async () => {
    const notice = "Nothing is chosen yet: press one of the letters; ? explains them.";
    const { drawn } = await press("y", { rows: 20, columns: 40 }, { ...pageOf(), notice });
    expect(stripVTControlCharacters(drawn)).toContain(
      "Nothing is chosen yet: press one of the\nletters; ? explains them.\nApply this migration?\n[y,n,a,d,A,q,?,e,s,j,k,w,u]",
    );
  });

  test.each([
    { rows: 5, columns: 80 },
    { rows: 3, columns: 80 },
    { rows: 1, columns: 2 },
    { rows: 24, columns: 20 },
    { rows: 8, columns: 33 },
    { rows: 0, columns: 0 },
  ])("never more than the rows less two, never a wrapped line: %j", async (size) => {
    const page = pageOf(60, `GitRepository/${"日本".repeat(60)}`);
    const { drawn } = await press(" ?w xbGgq", size, page);
    const rows = Math.max(1, (size.rows || 24) - 2);
    // Before each drawing all lines of the one before are erased, one by one.
    const erased = drawn.match(ERASED) ?? [];
    expect(erased.length).toBeGreaterThan(3);
    for (const one of erased) expect(one.split("\x1b[2K").length - 1).toBeLessThanOrEqual(rows);
    const frames = drawn.split("\x1b[2K").map(stripVTControlCharacters);
    for (const one of frames.flatMap((frame) => frame.split("\n")))
      expect(columnsOf(one)).toBeLessThan(Math.max(2, size.columns || 80));
  });
});

/** Columns of a text in which every character beyond ASCII is wide. */
function columnsOf(text: string): number {
  return [...text].reduce((sum, one) => sum + (/[日本]/.test(one) ? 2 : 1), 0);
}

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
    const failed = askPage(terminal, pageOf());
    // Vitest may listen as well; only the prompt shall hear this one.
    for (const handler of process.listeners(signal).slice(handlers)) handler(signal);
    await expect(failed).rejects.toBeInstanceOf(Interrupted);
    expect(process.listenerCount(signal)).toBe(handlers);
  },
);

test("the end of the input is quit", async () => {
  const terminal = fakeTerminal();
  const answer = askPage(terminal, pageOf());
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
    const answer = askPage(terminal, pageOf());
    expect(terminal.output.listenerCount("resize")).toBeGreaterThan(before);
    terminal.input.write(key);
    expect(await answer).toBe(expected);
    expect(terminal.output.listenerCount("resize")).toBe(before);
  }
});

test("a resize draws again", async () => {
  const terminal = fakeTerminal();
  const answer = askPage(terminal, pageOf());
  const before = terminal.drawn().length;
  terminal.output.columns = 20;
  terminal.output.emit("resize");
  expect(stripVTControlCharacters(terminal.drawn().slice(before))).toContain(
    "GitRepository/a/b …\nline 1\nline 2\nline 3\n+some\nApply this\nmigration?\n[y,n,a,d,A,q,?,e,s,\nj,k,w,u]",
  );
  terminal.input.write("n");
  expect(await answer).toBe("no");
});

describe("a text", () => {
  const question = (check: TextQuestion["check"] = async () => undefined): TextQuestion => ({
    label: "url",
    value: "oci://ghcr.io/acme/web",
    check,
  });

  async function type(keys: string, check?: TextQuestion["check"]) {
    const terminal = fakeTerminal();
    const answer = askText(terminal, question(check));
    terminal.input.write(keys);
    return { answer: await answer, drawn: stripVTControlCharacters(terminal.drawn()) };
  }

  test("starts with what it is, and Enter takes it", async () => {
    expect((await type("\r")).answer).toBe("oci://ghcr.io/acme/web");
    expect((await type("-2\r")).answer).toBe("oci://ghcr.io/acme/web-2");
    expect((await type("\x15oci://x.io/y\r")).answer).toBe("oci://x.io/y");
  });

  test("what is wrong is said in one line, and what was typed stays to be mended", async () => {
    const checked: string[] = [];
    const check = async (text: string) => {
      checked.push(text);
      return text.endsWith("X") ? "has capitals" : undefined;
    };
    const terminal = fakeTerminal();
    const answer = askText(terminal, question(check));
    terminal.input.write("X\r");
    await expect.poll(() => terminal.drawn()).toContain("has capitals");
    terminal.input.write("\x7fy\r");
    expect(await answer).toBe("oci://ghcr.io/acme/weby");
    expect(checked).toEqual(["oci://ghcr.io/acme/webX", "oci://ghcr.io/acme/weby"]);
  });

  test("Ctrl-D and the end of the input go back, Ctrl-C interrupts", async () => {
    const terminal = fakeTerminal();
    const answer = askText(terminal, question());
    terminal.input.end();
    expect(await answer).toBeUndefined();
    await expect(type("\x03")).rejects.toBeInstanceOf(Interrupted);
  });
});

test("what the check of a text throws reaches whoever asked", async () => {
  const terminal = fakeTerminal();
  const check = async () => {
    throw new Error("the check broke");
  };
  const answer = askText(terminal, { label: "tag", value: "v1", check });
  terminal.input.write("\r");
  await expect(answer).rejects.toThrow("the check broke");
});
