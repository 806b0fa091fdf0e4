/** A line of text, in the terminal. Import it lazily: it loads inquirer. */
import inquirer from "inquirer";
import { guarded, type PromptTerminal } from "./choice-prompt.ts";

/**
 * Asks for a line; an empty one is an answer.
 * @param check what is wrong with the line; undefined where nothing is
 * @throws Interrupted as `askChoice`
 */
export async function askText(
  message: string,
  check: (text: string) => string | undefined,
  { input, output }: PromptTerminal,
): Promise<string> {
  const answers = await guarded((signal) =>
    inquirer.createPromptModule({ input, output, signal })<{ text: string }>([
      { type: "input", name: "text", message, validate: (text: string) => check(text.trim()) ?? true },
    ]),
  );
  return answers.text.trim();
}
