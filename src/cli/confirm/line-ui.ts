/** Asks line by line: plain text, no cursor movement, nothing drawn twice. For screen readers and dumb terminals. */
import { createInterface } from "node:readline";
import { onInterrupt } from "../../io/interrupt.ts";
import { type Paint, visible } from "../../report/colour.ts";
import { count } from "../../report/pretty.ts";
import { paintLine, type StyledLine } from "../../report/styled.ts";
import { Interrupted } from "./interrupted.ts";
import type { Screen } from "./screens.ts";
import type { Page, Ui } from "./ui.ts";

/** Where lines come from and go to. */
export interface LineTerminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  paint: Paint;
}

/** Opens the dialogue; one for the whole session, as a reader of lines may hold more than one of them. */
export function lineUi({ input, output, paint }: LineTerminal): Ui {
  const lines = createInterface({ input, crlfDelay: Infinity, terminal: false });
  const waiting: string[] = [];
  let deliver: (() => void) | undefined;
  let isEnded = false;
  const wake = () => {
    deliver?.();
    deliver = undefined;
  };
  lines.on("line", (text) => {
    waiting.push(text);
    wake();
  });
  lines.on("close", () => {
    isEnded = true;
    wake();
  });

  /** The next line without what stands around it, or undefined at the end of the input. */
  async function readLine(prompt: string): Promise<string | undefined> {
    output.write(`${prompt} `);
    const interrupt = onInterrupt();
    interrupt.signal.addEventListener("abort", wake);
    try {
      if (waiting.length === 0 && !isEnded && !interrupt.signal.aborted)
        await new Promise<void>((resolve) => {
          deliver = resolve;
        });
    } finally {
      await interrupt.release();
    }
    if (interrupt.signal.aborted) {
      output.write("\n");
      throw new Interrupted();
    }
    const typed = waiting.shift()?.trim();
    // Ctrl-D leaves the cursor behind the question.
    if (typed === undefined) output.write("\n");
    return typed;
  }

  const say = (text: string) => void output.write(`${text}\n`);
  const print = (some: readonly StyledLine[]) => {
    for (const one of some) say(paintLine(one, paint));
  };

  async function ask(page: Page): Promise<string> {
    if (page.notice !== undefined) say(page.notice);
    const { header, body, diff } = page.main(false);
    say("");
    print([...header, ...body]);
    // Whoever hears it line by line decides whether to hear the diff.
    if (diff.length > 0) say(`The diff has ${count(diff.length, "line")}: p prints it, x prints all of it.`);
    for (;;) {
      const typed = await readLine(page.subject);
      if (typed === undefined) return "quit";
      const command = typed === "" ? undefined : page.commandOf(typed);
      if (command === undefined) say(page.hint);
      else if (command === "diff") print(page.main(false).diff);
      else if (command === "expand") print(allOf(page.main(true)));
      else if (command !== "help" && command !== "why") return command;
      else if (page.behind[command]) print(page.behind[command]());
      else say(page.hint);
    }
  }

  return {
    ask,
    type: async ({ label, value, isProposed, check }) => {
      say(`${label} is ${value === "" ? "empty" : visible(value)}.`);
      const enter = isProposed ? "take it" : "go back";
      for (;;) {
        const typed = await readLine(`New value, - for none, or only Enter to ${enter}:`);
        if (typed === undefined || (typed === "" && !isProposed)) return undefined;
        const text = typed === "" ? value : typed === "-" ? "" : typed;
        const wrong = await check(text);
        if (wrong === undefined) return text;
        say(visible(wrong));
      }
    },
    tell: (one) => say(paintLine(one, paint)),
    close: () => lines.close(),
  };
}

function allOf({ body, diff }: Screen): StyledLine[] {
  return [...body, ...diff];
}
