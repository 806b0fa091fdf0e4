/** A line of text in the terminal. Import it lazily: it loads @inquirer/core. */
import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import { visible } from "../../report/colour.ts";
import { guarded, type PromptTerminal, useRedraw } from "../prompt-life.ts";
import { CLEAR } from "./page-prompt.ts";
import type { TextQuestion } from "./ui.ts";

interface Config extends PromptTerminal {
  question: TextQuestion;
}

const textPrompt = createPrompt<string | undefined, Config>(({ question, output, paint }, done) => {
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  useRedraw(output, CLEAR, () => done(undefined));
  useEffect((readline) => {
    // What it is now can be changed letter by letter.
    readline.write(question.value);
    setValue(question.value);
  }, []);

  useKeypress(async (key, readline) => {
    if (isBusy) return;
    if (key.name === "escape") return done(undefined);
    if (!isEnterKey(key)) return setValue(readline.line);
    setBusy(true);
    const wrong = await question.check(value);
    if (wrong === undefined) return done(value);
    // Enter has emptied the line; what was typed stays, to be mended.
    readline.write(value);
    setProblem(wrong);
    setBusy(false);
  });

  const told = problem === undefined ? [] : [paint.yellow(visible(problem))];
  const hint = paint.dim("Enter takes it, Esc goes back.");
  return [...told, hint, `${paint.bold(`${question.label}:`)} ${visible(value)}`].join("\n");
});

/** Asks for a text until it can be taken; undefined where the person went back. */
export function askText(terminal: PromptTerminal, question: TextQuestion): Promise<string | undefined> {
  const { input, output } = terminal;
  return guarded((signal) =>
    textPrompt({ ...terminal, question }, { input, output, signal, clearPromptOnDone: true }),
  );
}
