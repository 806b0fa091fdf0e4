import type { Terminal } from "./terminal.ts";

/** Is told how far some work is; what does the work knows nothing of terminals and clocks. */
export interface Progress {
  /** What begins now, and of how many things it consists, where that is known. */
  phase(what: string, total?: number): void;
  /** One thing of the phase is done. */
  tick(): void;
  /** The work is over, or something else is printed next: the line is erased. The next phase starts the clock anew. */
  done(): void;
}

/** Tells nobody. */
export const NO_PROGRESS: Progress = { phase: () => {}, tick: () => {}, done: () => {} };

/** Shorter work shows nothing. */
const DELAY_MS = 500;
/** Ten times a second is as much as an eye follows. */
const EVERY_MS = 100;

/**
 * One line that is written over itself. Blanks erase it, so that a terminal without escape sequences can too. Nothing
 * is timed in the background: work that holds the process would let no timer run.
 * @param width characters of a line; the last one stays free, because some terminals wrap there
 * @param now milliseconds of a clock that only goes forward
 */
export function showProgress(write: (text: string) => void, width: number, now: () => number): Progress {
  let started: number | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = 0;
  let label = "";
  let count = 0;
  let of: number | undefined;
  const draw = (): void => {
    const time = now();
    if (started === undefined || time - started < DELAY_MS || time - drawn < EVERY_MS) return;
    drawn = time;
    const number = of === undefined ? (count === 0 ? "" : ` ${count}`) : ` ${count}/${of}`;
    const text = `${label}${number}`.slice(0, Math.max(0, width - 1));
    write(`\r${text.padEnd(shown)}`);
    shown = text.length;
  };
  return {
    phase(what, total) {
      started ??= now();
      label = what;
      of = total;
      count = 0;
      draw();
    },
    tick() {
      count++;
      draw();
    },
    done() {
      if (shown > 0) write(`\r${" ".repeat(shown)}\r`);
      shown = 0;
      started = undefined;
      drawn = Number.NEGATIVE_INFINITY;
    },
  };
}

/** Progress on standard error: for a person who looks at it, and did not ask for quiet. */
export function progressOn(terminal: Terminal, quiet: boolean, now = () => performance.now()): Progress {
  if (quiet || !terminal.stderrIsTty) return NO_PROGRESS;
  return showProgress((text) => terminal.writeErr(text), terminal.columns, now);
}

/** The things as they are, each counted once it has been worked on. */
export function* counted<T>(things: Iterable<T>, progress: Progress): Generator<T, void, undefined> {
  for (const thing of things) {
    yield thing;
    progress.tick();
  }
}
