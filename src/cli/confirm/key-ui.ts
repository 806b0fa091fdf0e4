import { paintLine } from "../../report/styled.ts";
import type { PromptTerminal } from "../prompt-life.ts";
import { askPage } from "./page-prompt.ts";
import { askText } from "./text-prompt.ts";
import type { Ui } from "./ui.ts";

/** Asks with single keys, on a screen that is drawn anew. */
export function keyUi(terminal: PromptTerminal): Ui {
  return {
    ask: (page) => askPage(terminal, page),
    type: (question) => askText(terminal, question),
    tell: (line) => void terminal.output.write(`${paintLine(line, terminal.paint)}\n`),
    close: () => {},
  };
}
