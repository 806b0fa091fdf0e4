/** The terminal side of `askAll`. Import it lazily: it loads @inquirer/core, which no other module does. */
import { createPrompt, ExitPromptError, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { onInterrupt } from "../io/interrupt.ts";
import { type Paint, visible } from "../report/colour.ts";
import { type Answer, type Ask, Interrupted, type Question } from "./confirm.ts";

/** Where the prompt reads keys and draws; the caller has made sure that both are terminals. */
export interface PromptTerminal {
  input: NodeJS.ReadableStream;
  /** `process.stderr` itself (another stream would be ended with the first prompt). Its size is read at each drawing. */
  output: NodeJS.WritableStream & { rows?: number; columns?: number };
  paint: Paint;
}

interface Config extends PromptTerminal {
  question: Question;
}

/** Below the prompt: nothing, the short hint, or the explanation of the keys. */
type Notice = "none" | "hint" | "help";

const KEYS: ReadonlyMap<string, Answer> = new Map([
  ["y", "yes"],
  ["n", "no"],
  ["a", "all"],
  ["q", "quit"],
]);

const CHOICES = "[y]es [n]o [a]ll [q]uit [?]";

const NOTICES: Readonly<Record<Notice, readonly string[]>> = {
  none: [],
  hint: ["Nothing is chosen yet: press y, n, a or q; ? explains them."],
  help: [
    "y  apply this migration",
    "n  keep this source on Git; what is left is planned again",
    "a  apply this one and every safe one that is left;",
    "   those to review are still asked one by one",
    "q  stop and write nothing, not even what was accepted before",
    "?  show these lines",
  ],
};

const SUBJECTS: Readonly<Record<Question["kind"], string>> = {
  safe: "Apply this migration?",
  review: "Apply this migration (to review)?",
};

/** Terminals that do not tell their size are taken for this one. */
const DEFAULT_SIZE = { rows: 24, columns: 80 };

/** Erases from the cursor to the end of the screen. */
const ERASE_BELOW = "\x1b[J";

const confirmPrompt = createPrompt<Answer, Config>(({ question, output, paint }, done) => {
  const [notice, setNotice] = useState<Notice>("none");
  const [answer, setAnswer] = useState<Answer | undefined>(undefined);
  const [, setDrawings] = useState(0);

  useKeypress((key, readline) => {
    // The line editor collects what is typed, also symbols for which a key event has no name.
    const typed = readline.line.toLowerCase();
    readline.clearLine(0);
    if (answer !== undefined) return;
    const chosen = key.ctrl ? undefined : KEYS.get(typed);
    if (chosen !== undefined) {
      setAnswer(chosen);
      setNotice("none");
      done(chosen);
    } else if (typed === "?") setNotice("help");
    else if (typed !== "" || isEnterKey(key)) setNotice("hint");
  });

  useEffect((readline) => {
    let drawings = 0;
    const redraw = () => {
      // A terminal that wraps anew what it shows leaves more lines below than will be erased.
      output.write(ERASE_BELOW);
      setDrawings(++drawings);
    };
    // After Ctrl-Z and `fg` the line editor reads nothing until it is told to, and the program would just end.
    const wake = () => {
      readline.resume();
      redraw();
    };
    // Ctrl-D, or a terminal that went away: without this the promise would stay open for ever. The prompt's own
    // `close` listener runs first and removes this one, but an event under way still reaches every listener it had.
    const end = () => done("quit");
    output.on("resize", redraw);
    readline.on("SIGCONT", wake);
    readline.on("close", end);
    return () => {
      output.removeListener("resize", redraw);
      readline.removeListener("SIGCONT", wake);
      readline.removeListener("close", end);
    };
  }, []);

  const rows = Math.max(1, (output.rows || DEFAULT_SIZE.rows) - 2);
  const width = Math.max(1, (output.columns || DEFAULT_SIZE.columns) - 1);
  // No line may wrap: what is erased before the next drawing is counted in lines.
  const [subject, ...below] = [`${SUBJECTS[question.kind]} ${answer ?? CHOICES}`, ...NOTICES[notice]]
    .slice(0, rows)
    .map((line) => line.slice(0, width));
  return [paint.bold(subject!), below.map(paint.dim).join("\n")];
});

/**
 * Asks in the terminal. Title and body are written first as ordinary lines, so that scrolling back keeps them; the
 * prompt below them takes one key. No key but y, n, a and q answers, Enter least of all; the end of input is `quit`.
 * @throws Interrupted on Ctrl-C, and on a signal that would end the program with the terminal still in raw mode.
 */
export function terminalAsk(terminal: PromptTerminal): Ask {
  return async (question, position) => {
    const { input, output, paint } = terminal;
    const body = question.body === "" || question.body.endsWith("\n") ? question.body : `${question.body}\n`;
    output.write(`\n${paint.bold(`${position}. ${visible(question.title)}`)}\n${body}`);
    const interrupt = onInterrupt();
    const context = { input, output, signal: interrupt.signal };
    let answer: Answer;
    try {
      answer = await confirmPrompt({ ...terminal, question }, context);
    } catch (error) {
      if (error instanceof ExitPromptError || interrupt.signal.aborted)
        throw new Interrupted({ cause: error });
      throw error;
    } finally {
      await interrupt.release();
    }
    // A key and a signal at once: a signal that was caught must not be lost.
    if (interrupt.signal.aborted) throw new Interrupted();
    return answer;
  };
}
