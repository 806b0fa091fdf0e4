/** A page in the terminal, answered with one key. Import it lazily: it loads @inquirer/core. */
import { createPrompt, isEnterKey, useKeypress, useState } from "@inquirer/core";
import { paintLine } from "../../report/styled.ts";
import { ERASE_BELOW, guarded, type PromptTerminal, useRedraw } from "../prompt-life.ts";
import { frameOf, movedOffset, sizeOf } from "./frame.ts";
import type { Page } from "./ui.ts";

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
export const CLEAR = `\x1b[H${ERASE_BELOW}`;

const pagePrompt = createPrompt<string, Config>(({ page, output, paint }, done) => {
  const [look, setLook] = useState<Look>({ view: "main", expanded: false, offset: 0, notice: page.notice });
  const [isDone, setDone] = useState(false);
  useRedraw(output, CLEAR, () => done("quit"));
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

/** Shows a page until a key answers it. No key but those of the page answers, Enter least of all. */
export function askPage(terminal: PromptTerminal, page: Page): Promise<string> {
  const { input, output } = terminal;
  return guarded((signal) =>
    pagePrompt({ ...terminal, page }, { input, output, signal, clearPromptOnDone: true }),
  );
}
