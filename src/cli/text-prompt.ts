/** A line of text in the terminal. Import it lazily: it loads inquirer. */
import { createPrompt, isEnterKey, useEffect, useKeypress, useState } from "@inquirer/core";
import inquirer from "inquirer";
import { visible } from "../report/colour.ts";
import { paintLine, prose, wrapLine } from "../report/styled.ts";
import { sizeOf } from "./confirm/frame.ts";
import type { TextQuestion } from "./confirm/ui.ts";
import { CLEAR, guarded, type PromptTerminal, pressesOf, useRedraw } from "./prompt-life.ts";

interface Config extends PromptTerminal {
  question: TextQuestion;
}

/** Keys with Alt that move in the line, or take words of it away; every other one is an Esc with a letter after it. */
const WORD_KEYS: ReadonlySet<string> = new Set(["b", "d", "f", "y"]);

/** What ends the prompt: a text, nothing where the person went back, or what the check threw. */
type Typed = string | undefined | { error: unknown };

const textPrompt = createPrompt<Typed, Config>(({ question, output, paint }, done) => {
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
    const [first, letter] = pressesOf(key, "");
    if (first?.name === "escape" && !WORD_KEYS.has(letter?.name ?? "")) return done(undefined);
    if (!isEnterKey(key)) return setValue(readline.line);
    setBusy(true);
    let wrong: string | undefined;
    try {
      wrong = await question.check(value);
    } catch (error) {
      // Nobody waits for this handler: what is thrown here would end the program, with the terminal in raw mode.
      return done({ error });
    }
    if (wrong === undefined) return done(value);
    // Enter has emptied the line; what was typed stays, to be mended.
    readline.write(value);
    setProblem(wrong);
    setBusy(false);
  });

  const told = [
    ...(problem === undefined ? [] : [prose(visible(problem), ["yellow"])]),
    prose("Enter takes it, Esc goes back.", ["dim"]),
  ].flatMap((one) => wrapLine(one, Math.max(1, sizeOf(output).columns - 1)));
  const asked = `${paint.bold(`${question.label}:`)} ${visible(value)}`;
  return [...told.map((one) => paintLine(one, paint)), asked].join("\n");
});

/** Asks for a text until it can be taken; undefined where the person went back. @throws what the check throws */
export async function askText(terminal: PromptTerminal, question: TextQuestion): Promise<string | undefined> {
  const { input, output } = terminal;
  const answers = await guarded(terminal, (signal) => {
    const streams = { input, output, signal, clearPromptOnDone: true };
    const prompts = inquirer.createPromptModule<{ text: { message: string } }>(streams);
    prompts.registerPrompt("text", (_asked: unknown, context) =>
      textPrompt({ ...terminal, question }, context),
    );
    return prompts<{ text: Typed }>([{ type: "text", name: "text", message: question.label }]);
  });
  const { text } = answers;
  if (typeof text === "object") throw text.error;
  return text;
}
