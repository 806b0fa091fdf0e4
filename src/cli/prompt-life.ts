/** What every prompt needs of the terminal. Import it lazily: it loads @inquirer/core. */
import { createInterface, emitKeypressEvents } from "node:readline";
import { PassThrough } from "node:stream";
import { ExitPromptError, type KeypressEvent, useEffect, useState } from "@inquirer/core";
import { onInterrupt } from "../io/interrupt.ts";
import type { Paint } from "../report/colour.ts";
import { Interrupted } from "./confirm/interrupted.ts";

/** Where a prompt reads keys and draws; the caller has made sure that both are terminals. */
export interface PromptTerminal {
  input: NodeJS.ReadableStream;
  /** `process.stderr` itself (another stream would be ended with the first prompt). Its size is read at each drawing. */
  output: NodeJS.WritableStream & { rows?: number; columns?: number };
  paint: Paint;
}

/** Takes the cursor to the first row and erases what is below it. */
export const CLEAR = "\x1b[H\x1b[J";

/** A key as it is meant: its name, and what it types. */
export interface Press extends KeypressEvent {
  typed: string;
}

/**
 * The presses that one event stands for. Esc and a letter soon after it arrive as one event, the letter with Alt; no
 * prompt of ours has a meaning for Alt, so they count as two keys, and the letter is not lost.
 */
export function pressesOf(key: KeypressEvent, typed: string): Press[] {
  const sequence = "sequence" in key && typeof key.sequence === "string" ? key.sequence : "";
  const [first, after = "", ...more] = sequence;
  if (first !== ESCAPE || after === "[" || more.length > 0) return [{ ...key, typed }];
  const press = (name: string, typed: string): Press => ({ name, ctrl: false, shift: false, typed });
  if (after === ESCAPE || after === "") return [press("escape", "")];
  return [press("escape", ""), press(after.toLowerCase(), after)];
}

const ESCAPE = "\x1b";

/**
 * How long a lone Esc waits for the rest of what may be an arrow key, in milliseconds; half a second, as Node has it,
 * feels broken. The first listener of an input decides, and the one that inquirer makes cannot be told.
 */
const ESCAPE_TIMEOUT = 100;
const quick = createInterface({ input: new PassThrough(), escapeCodeTimeout: ESCAPE_TIMEOUT });

/**
 * Draws anew after a resize and after Ctrl-Z, and ends the prompt where the input ends.
 * @param clear what takes the last drawing away: a terminal that wraps anew what it shows leaves more lines than will be
 * erased
 */
export function useRedraw(output: PromptTerminal["output"], clear: string, end: () => void): void {
  const [, setDrawings] = useState(0);
  useEffect((readline) => {
    let drawings = 0;
    const redraw = () => {
      output.write(clear);
      setDrawings(++drawings);
    };
    // After Ctrl-Z and `fg` the line editor reads nothing until it is told to, and the program would just end.
    const wake = () => {
      readline.resume();
      redraw();
    };
    // Ctrl-D, or a terminal that went away: without this the promise would stay open for ever. The prompt's own
    // `close` listener runs first and removes this one, but an event under way still reaches every listener it had.
    output.on("resize", redraw);
    readline.on("SIGCONT", wake);
    readline.on("close", end);
    return () => {
      output.removeListener("resize", redraw);
      readline.removeListener("SIGCONT", wake);
      readline.removeListener("close", end);
    };
  }, []);
}

/**
 * Runs a prompt, and turns what stops it into one kind of error.
 * @throws Interrupted on Ctrl-C, and on a signal that would end the program with the terminal still in raw mode
 */
export async function guarded<T>(
  { input }: PromptTerminal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  emitKeypressEvents(input, quick);
  const interrupt = onInterrupt();
  let answer: T;
  try {
    answer = await ask(interrupt.signal);
  } catch (error) {
    if (error instanceof ExitPromptError || interrupt.signal.aborted) throw new Interrupted({ cause: error });
    throw error;
  } finally {
    await interrupt.release();
  }
  // A key and a signal at once: a signal that was caught must not be lost.
  if (interrupt.signal.aborted) throw new Interrupted();
  return answer;
}
