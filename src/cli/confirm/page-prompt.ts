/** A page in the terminal, answered with one key. Import it lazily: it loads @inquirer/core. */
import { createPrompt, ExitPromptError, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { onInterrupt } from "../../io/interrupt.ts";
import type { Paint } from "../../report/colour.ts";
import { paintLine } from "../../report/styled.ts";
import { frameOf, movedOffset, sizeOf } from "./frame.ts";
import { Interrupted } from "./interrupted.ts";
import type { Page } from "./ui.ts";

/** Where a prompt reads keys and draws; the caller has made sure that both are terminals. */
export interface PromptTerminal {
  input: NodeJS.ReadableStream;
  /** `process.stderr` itself (another stream would be ended with the first prompt). Its size is read at each drawing. */
  output: NodeJS.WritableStream & { rows?: number; columns?: number };
  paint: Paint;
}

interface Config extends PromptTerminal {
  page: Page;
}

/** What is looked at, and where in it. */
interface Look {
  view: "main" | "help" | "why";
  expanded: boolean;
  offset: number;
  notice: string | undefined;
}

/** Takes the cursor to the first row and erases what is below it. */
const CLEAR = "\x1b[H\x1b[J";

const pagePrompt = createPrompt<string, Config>(({ page, output, paint }, done) => {
  const [look, setLook] = useState<Look>({ view: "main", expanded: false, offset: 0, notice: page.notice });
  const [isDone, setDone] = useState(false);
  useRedraw(output, () => done("quit"));
  const { frame } = drawn(page, look, output);

  useKeypress((key, readline) => {
    // The line editor collects what is typed, also symbols for which a key event has no name.
    const typed = readline.line;
    readline.clearLine(0);
    if (isDone) return;
    const offset = movedOffset(key.name, typed, frame);
    if (offset !== undefined) return setLook({ ...look, offset, notice: undefined });
    const command = key.ctrl ? undefined : page.commandOf(typed);
    if (command === "help" || command === "why") {
      if (!page.behind[command]) return setLook({ ...look, notice: page.hint });
      return setLook({
        ...look,
        view: look.view === command ? "main" : command,
        offset: 0,
        notice: undefined,
      });
    }
    if (key.name === "escape" && look.view !== "main")
      return setLook({ ...look, view: "main", offset: 0, notice: undefined });
    if (command === "expand")
      return setLook({ ...look, view: "main", expanded: !look.expanded, offset: 0, notice: undefined });
    if (command !== undefined) {
      setDone(true);
      done(command);
    } else if (key.name === "escape") {
      setDone(true);
      done("back");
    } else if (typed !== "" || isEnterKey(key)) setLook({ ...look, notice: page.hint });
  });

  return frame.lines.map((one) => paintLine(one, paint)).join("\n");
});

function drawn(page: Page, look: Look, output: PromptTerminal["output"]) {
  const main = page.main(look.expanded);
  const behind = look.view === "main" ? undefined : page.behind[look.view]?.();
  const screen = behind ? { header: main.header, body: behind } : main;
  const prompt = behind ? `${page.subject} (Esc: back)` : page.subject;
  return { frame: frameOf({ screen, offset: look.offset, notice: look.notice, prompt }, sizeOf(output)) };
}

/** Draws anew after a resize and after Ctrl-Z, and ends the prompt where the input ends. */
export function useRedraw(output: PromptTerminal["output"], end: () => void): void {
  const [, setDrawings] = useState(0);
  useEffect((readline) => {
    let drawings = 0;
    const redraw = () => {
      // A terminal that wraps anew what it shows leaves more lines than will be erased.
      output.write(CLEAR);
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
 * Runs a prompt that leaves nothing on the screen.
 * @throws Interrupted on Ctrl-C, and on a signal that would end the program with the terminal still in raw mode
 */
export async function guarded<T>(
  { input, output }: PromptTerminal,
  prompt: (context: {
    input: NodeJS.ReadableStream;
    output: NodeJS.WritableStream;
    signal: AbortSignal;
    clearPromptOnDone: true;
  }) => Promise<T>,
): Promise<T> {
  const interrupt = onInterrupt();
  let answer: T;
  try {
    answer = await prompt({ input, output, signal: interrupt.signal, clearPromptOnDone: true });
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

/** Shows a page until a key answers it. No key but those of the page answers, Enter least of all. */
export function askPage(terminal: PromptTerminal, page: Page): Promise<string> {
  return guarded(terminal, (context) => pagePrompt({ ...terminal, page }, context));
}
