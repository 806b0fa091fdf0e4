/** A line of text, in the terminal. Import it lazily: it loads inquirer. */
import inquirer from "inquirer";
import { guarded, type PromptTerminal } from "./prompt-life.ts";

/**
 * Asks for a line; an empty one is an answer.
 * @param check what is wrong with the line; undefined where nothing is
 * @throws Interrupted as `askChoice`
 */
export async function askText(
  message: string,
  check: (text: string) => string | undefined,
  { input, output, paint }: PromptTerminal,
): Promise<string> {
  // Its own styles would look at the environment, and not at --no-color.
  const theme = {
    prefix: { idle: paint.bold("?"), done: paint.bold("?") },
    spinner: { interval: 80, frames: ["-"] },
    style: {
      answer: paint.cyan,
      message: paint.bold,
      error: (problem: string) => paint.red(`> ${problem}`),
      defaultAnswer: paint.dim,
    },
  };
  const answers = await guarded((signal) =>
    inquirer.createPromptModule({ input, output, signal })<{ text: string }>([
      { type: "input", name: "text", message, theme, validate: (text: string) => check(text.trim()) ?? true },
    ]),
  );
  return answers.text.trim();
}
