/** What every prompt needs of the terminal. Import it lazily: it loads @inquirer/core. */
import { ExitPromptError, useEffect, useState } from "@inquirer/core";
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

/** Erases from the cursor to the end of the screen. */
export const ERASE_BELOW = "\x1b[J";

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
export async function guarded<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
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
