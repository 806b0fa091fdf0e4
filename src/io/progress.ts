import { setImmediate } from "node:timers/promises";
import { NO_PROGRESS, type Progress } from "../core/progress.ts";
import type { Terminal } from "./terminal.ts";

export { counted, NO_PROGRESS, type Progress, told } from "../core/progress.ts";

/** Where interrupts arrive, and how one is sent on; the process, or a fake in tests. */
export interface Signals {
  pid: number;
  on(signal: "SIGINT" | "SIGTERM", handler: (signal: NodeJS.Signals) => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", handler: (signal: NodeJS.Signals) => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

/** Shorter work shows nothing. */
const DELAY_MS = 500;
/** Ten times a second is as much as an eye follows. */
const EVERY_MS = 100;

/**
 * One line that is written over itself. Blanks erase it, so that a terminal without escape sequences can too. Nothing
 * is timed in the background: work that holds the process would let no timer run. Signals are caught only in a phase
 * that pauses, since in all others nobody would hear of one, and it must end the process at once.
 * @param width characters of a line; the last one stays free, because some terminals wrap there
 * @param now milliseconds of a clock that only goes forward
 */
export function showProgress(
  write: (text: string) => void,
  width: number,
  now: () => number,
  signals: Signals = process,
): Progress {
  let started: number | undefined;
  let drawn = Number.NEGATIVE_INFINITY;
  let shown = 0;
  let label = "";
  let count = 0;
  let of: number | undefined;
  let guarded = false;
  let paused = 0;
  const erase = (): void => {
    if (shown > 0) write(`\r${" ".repeat(shown)}\r`);
    shown = 0;
  };
  const interrupted = (signal: NodeJS.Signals): void => {
    erase();
    guard(false);
    signals.kill(signals.pid, signal);
  };
  const guard = (on: boolean): void => {
    if (on === guarded) return;
    guarded = on;
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      if (on) signals.on(signal, interrupted);
      else signals.off(signal, interrupted);
  };
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
      guard(false);
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
    pause() {
      if (shown === 0 || now() - paused < EVERY_MS) return undefined;
      paused = now();
      guard(true);
      return setImmediate();
    },
    done() {
      guard(false);
      erase();
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
