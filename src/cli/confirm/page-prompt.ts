/** A page in the terminal, answered with one key. Import it lazily: it loads @inquirer/core. */
import { createPrompt, isEnterKey, useKeypress, useState } from "@inquirer/core";
import { paintLine } from "../../report/styled.ts";
import { CLEAR, guarded, type Press, type PromptTerminal, pressesOf, useRedraw } from "../prompt-life.ts";
import { type Frame, frameOf, movedOffset, type Size, sizeOf } from "./frame.ts";
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

const pagePrompt = createPrompt<string, Config>(({ page, output, paint }, done) => {
  const [look, setLook] = useState<Look>({ view: "main", expanded: false, offset: 0, notice: page.notice });
  const [isDone, setDone] = useState(false);
  useRedraw(output, CLEAR, () => done("quit"));

  useKeypress((key, readline) => {
    // The line editor collects what is typed, also symbols for which a key event has no name.
    const presses = pressesOf(key, readline.line);
    readline.clearLine(0);
    if (isDone) return;
    let now = look;
    for (const press of presses) {
      const next = afterPress(press, now, page, sizeOf(output));
      if (typeof next !== "string") {
        now = next;
        continue;
      }
      setDone(true);
      return done(next);
    }
    if (now !== look) setLook(now);
  });

  return drawn(page, look, sizeOf(output))
    .lines.map((one) => paintLine(one, paint))
    .join("\n");
});

/** What a key makes of what is looked at, or the command that answers the page. */
function afterPress(press: Press, look: Look, page: Page, size: Size): Look | string {
  const frame = drawn(page, look, size);
  const offset = movedOffset(press.name, press.typed, frame);
  if (offset !== undefined) return { ...look, offset, notice: undefined };
  const main: Look = { ...look, view: "main", offset: 0, notice: undefined };
  const isBehind = look.view !== "main";
  if (press.name === "escape") return isBehind ? main : (page.escape ?? look);
  const command = press.ctrl ? undefined : page.commandOf(press.typed);
  if (command === "help" || command === "why") {
    if (!page.behind[command]) return { ...look, notice: page.hint };
    return look.view === command ? main : { ...main, view: command };
  }
  if (command === "expand") return { ...main, expanded: !look.expanded };
  if (command === "diff") return { ...main, offset: drawn(page, main, size).diffAt };
  // Whoever leaves a screen behind a key means that screen.
  if (command === "quit" && isBehind) return main;
  if (command !== undefined) return command;
  return press.typed !== "" || isEnterKey(press) ? { ...look, notice: page.hint } : look;
}

function drawn(page: Page, look: Look, size: Size): Frame {
  const main = page.main(look.expanded);
  const behind = look.view === "main" ? undefined : page.behind[look.view]?.();
  const screen = behind ? { header: main.header, body: behind, diff: [] } : main;
  const prompt = behind ? `${page.subject} (q: back)` : page.subject;
  return frameOf({ screen, offset: look.offset, notice: look.notice, prompt }, size);
}

/** Shows a page until a key answers it. No key but those of the page answers, Enter least of all. */
export function askPage(terminal: PromptTerminal, page: Page): Promise<string> {
  const { input, output } = terminal;
  return guarded(terminal, (signal) =>
    pagePrompt({ ...terminal, page }, { input, output, signal, clearPromptOnDone: true }),
  );
}
