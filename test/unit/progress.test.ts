import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { checkResult } from "../../src/check.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { counted, NO_PROGRESS, type Progress, progressOn, showProgress } from "../../src/io/progress.ts";
import { openTerminal } from "../../src/io/terminal.ts";
import { analyse, changesOf, plan } from "../../src/run.ts";
import { loadFixture } from "../support/fixture.ts";
import { placeTree } from "../support/tree-copy.ts";

/** Progress on a line of some width, with a clock that a test turns. */
function screen(width = 80) {
  let time = 0;
  const writes: string[] = [];
  const progress = showProgress(
    (text) => writes.push(text),
    width,
    () => time,
  );
  return { progress, writes, pass: (ms: number) => (time += ms) };
}

/** What a terminal of one line shows after some writes. */
function shown(writes: readonly string[]): string {
  let line = "";
  for (const text of writes)
    for (const [, part = ""] of text.matchAll(/\r([^\r]*)/g)) line = part + line.slice(part.length);
  return line.trimEnd();
}

describe("progress", () => {
  it("shows nothing of work shorter than half a second", () => {
    const { progress, writes, pass } = screen();
    progress.phase("reading files", 10);
    for (let i = 0; i < 10; i++) {
      pass(49);
      progress.tick();
    }
    progress.done();
    expect(writes).toEqual([]);
  });

  it("shows at most ten lines a second, each over the one before, and erases the last", () => {
    const { progress, writes, pass } = screen();
    progress.phase("reading files", 4000);
    for (let i = 0; i < 2500; i++) {
      pass(1);
      progress.tick();
    }
    expect(writes.length).toBe(21);
    expect(writes[0]).toBe("\rreading files 500/4000");
    expect(shown(writes)).toBe("reading files 2500/4000");
    progress.done();
    expect(shown(writes)).toBe("");
    expect(writes.at(-1)).toBe(`\r${" ".repeat(23)}\r`);
    progress.done();
    expect(writes.length).toBe(22);
  });

  it("leaves nothing of a longer line under a shorter one", () => {
    const { progress, writes, pass } = screen();
    progress.phase("reading files", 12345);
    pass(600);
    progress.tick();
    pass(100);
    progress.phase("deciding 3 sources");
    expect(shown(writes)).toBe("deciding 3 sources");
    expect(writes[1]).toBe("\rdeciding 3 sources   ");
  });

  it("never fills the last column", () => {
    const { progress, writes, pass } = screen(12);
    progress.phase("reading files");
    pass(600);
    progress.tick();
    expect(writes).toEqual(["\rreading fil"]);
  });

  it("starts the clock anew after the end", () => {
    const { progress, writes, pass } = screen();
    progress.phase("reading files");
    pass(2000);
    progress.done();
    progress.phase("writing files", 1);
    pass(499);
    progress.tick();
    expect(writes).toEqual([]);
    pass(1);
    progress.tick();
    expect(writes).toEqual(["\rwriting files 2/1"]);
  });

  it("is told of every file of a tree, and of the sources", async () => {
    const { before } = await loadFixture("demo");
    const told: string[] = [];
    let ticks = 0;
    const progress: Progress = {
      phase: (what, total) => told.push(total === undefined ? what : `${what} ${total}`),
      tick: () => void ticks++,
      done: () => told.push("done"),
    };
    const { scanned, graph } = await analyse(placeTree(before, undefined), emptyConfig(), progress);
    expect(told).toEqual([
      "listing files",
      `reading files ${ticks}`,
      `resolving ${scanned.documents.length} documents`,
      `deciding ${graph.sources.length} sources`,
    ]);
    expect(ticks).toBeGreaterThanOrEqual(scanned.files);
  });

  it("erases the line on an interrupt while work pauses, and sends the signal on", async () => {
    const writes: string[] = [];
    const sent: unknown[] = [];
    const source = new EventEmitter();
    let time = 0;
    const signals = {
      pid: 7,
      on: (signal: string, handler: (name: NodeJS.Signals) => void) => source.on(signal, handler),
      off: (signal: string, handler: (name: NodeJS.Signals) => void) => source.off(signal, handler),
      kill: (...args: unknown[]) => sent.push(args),
    };
    const progress = showProgress(
      (text) => writes.push(text),
      80,
      () => time,
      signals,
    );
    progress.phase("reading files", 2);
    expect(progress.pause?.()).toBeUndefined();
    time = 600;
    progress.tick();
    await progress.pause?.();
    expect(source.listenerCount("SIGINT")).toBe(1);
    source.emit("SIGINT", "SIGINT");
    expect(writes).toEqual(["\rreading files 1/2", `\r${" ".repeat(17)}\r`]);
    expect(sent).toEqual([[7, "SIGINT"]]);
    expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
  });

  it("catches nothing in a phase that does not pause, or after the end", async () => {
    const source = new EventEmitter();
    let time = 0;
    const signals = Object.assign(source, { pid: 7, kill: () => true });
    const progress = showProgress(
      () => {},
      80,
      () => time,
      signals,
    );
    for (const end of [() => progress.phase("deciding"), () => progress.done()]) {
      progress.phase("reading files", 2);
      time += 600;
      progress.tick();
      await progress.pause?.();
      expect(source.listenerCount("SIGINT")).toBe(1);
      end();
      expect(source.listenerCount("SIGINT")).toBe(0);
    }
  });

  it("is told of planning and of the check", async () => {
    const fixture = await loadFixture("demo");
    const analysis = await analyse(placeTree(fixture.before, undefined), fixture.config);
    const told: string[] = [];
    let ticks = 0;
    const progress: Progress = { phase: (what) => told.push(what), tick: () => void ticks++, done: () => {} };
    const current = plan(analysis, new Map(), true, new Map(), progress);
    const planned = changesOf(current, analysis);
    expect(told).toEqual([
      `planning ${analysis.graph.references.length} references`,
      `building the result, ${planned.length} files`,
    ]);
    expect(ticks).toBeGreaterThan(0);
    checkResult(analysis, current, planned, progress);
    expect(told.slice(2)).toEqual([
      expect.stringMatching(/^reading the result, \d+ files$/),
      "checking references",
    ]);
  });

  it("counts a thing when the next one is asked for", () => {
    let ticks = 0;
    const things = counted(["a", "b"], { ...NO_PROGRESS, tick: () => void ticks++ });
    expect([things.next().value, ticks, things.next().value, ticks, things.next().done, ticks]).toEqual([
      "a",
      0,
      "b",
      1,
      true,
      2,
    ]);
  });
});

describe("progress on standard error", () => {
  const open = (isTTY: boolean) => {
    const writes: string[] = [];
    const stream = (tty: boolean, into: string[]) => ({
      isTTY: tty,
      columns: 80,
      write: (text: string) => into.push(text) > 0,
      on: () => {},
    });
    const out: string[] = [];
    const terminal = openTerminal(false, {
      stdin: {},
      stdout: stream(false, out),
      stderr: stream(isTTY, writes),
      env: {},
      exit: () => {},
    });
    return { terminal, writes, out };
  };

  it.each([
    ["a terminal", true, false, 1],
    ["a terminal and --quiet", true, true, 0],
    ["no terminal", false, false, 0],
  ])("with %s", (_, isTTY, quiet, count) => {
    const { terminal, writes, out } = open(isTTY);
    let time = 0;
    const progress = progressOn(terminal, quiet, () => time);
    progress.phase("reading files", 2);
    time = 500;
    progress.tick();
    expect([writes.length, out]).toEqual([count, []]);
  });
});
