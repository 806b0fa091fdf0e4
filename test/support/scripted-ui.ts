import type { Page, Ui } from "../../src/cli/confirm/ui.ts";
import { paint } from "../../src/report/colour.ts";
import { paintLine, type StyledLine } from "../../src/report/styled.ts";

/** One page as a person would have seen it, without colour and not yet wrapped. */
export interface Seen {
  /** `1 of 8, 8 open · group …`. */
  position: string;
  /** The title of the migration, or the first line of a menu. */
  title: string;
  body: string;
  subject: string;
  notice: string | undefined;
}

/** True for what is shown after the last answer. */
const isTotals = (page: Page) => page.subject.startsWith("Write ");

const OFF = paint(false);
const textOf = (lines: readonly StyledLine[]) => lines.map((one) => paintLine(one, OFF)).join("\n");

/**
 * Answers with keys and typed texts, in order, and records what was shown. At the end of the script the totals, if they
 * are asked for, get their yes; at any other page the input ends.
 */
export function scriptedUi(script: readonly string[]) {
  const left = [...script];
  const seen: Seen[] = [];
  const told: string[] = [];
  const refused: string[] = [];
  const totals: string[] = [];
  const look = (page: Page) => {
    const { header, body, diff } = page.main(false);
    if (isTotals(page)) return void totals.push(textOf([...header, ...body]));
    const [position = "", title = ""] = header.map((one) => paintLine(one, OFF));
    const text = textOf([...body, ...diff]);
    seen.push({
      position,
      title: header.length > 0 ? title : (text.split("\n")[0] ?? ""),
      body: text,
      subject: page.subject,
      notice: page.notice,
    });
  };
  const ui: Ui = {
    ask: async (page) => {
      look(page);
      for (let key = left.shift(); key !== undefined; key = left.shift()) {
        const command = page.commandOf(key);
        if (command === undefined) throw new Error(`${key} means nothing at ${page.subject}`);
        if (command === "help" || command === "why") told.push(textOf(page.behind[command]?.() ?? []));
        else if (command === "expand") told.push(textOf(page.main(true).body));
        else if (command === "diff") told.push(textOf(page.main(false).diff));
        else return command;
      }
      return isTotals(page) ? "yes" : "quit";
    },
    type: async ({ check }) => {
      for (let text = left.shift(); text !== undefined; text = left.shift()) {
        if (text === "<esc>") return undefined;
        const problem = await check(text);
        if (problem === undefined) return text;
        refused.push(problem);
      }
      return undefined;
    },
    tell: (line) => void told.push(paintLine(line, OFF)),
    close: () => {},
  };
  return { ui, seen, totals, told, refused };
}
