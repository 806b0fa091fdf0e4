import { paintLine, wrapLine } from "../../report/styled.ts";
import type { PromptTerminal } from "../prompt-life.ts";
import { sizeOf } from "./frame.ts";
import { askPage } from "./page-prompt.ts";
import type { Ui } from "./ui.ts";

/** Asks with single keys, on a screen that is drawn anew. */
export function keyUi(terminal: PromptTerminal): Ui {
  const { output, paint } = terminal;
  return {
    ask: (page) => askPage(terminal, page),
    type: async (question) => (await import("../text-prompt.ts")).askText(terminal, question),
    tell: (line) => {
      for (const one of wrapLine(line, Math.max(1, sizeOf(output).columns - 1)))
        output.write(`${paintLine(one, paint)}\n`);
    },
    close: () => {},
  };
}
