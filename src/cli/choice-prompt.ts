/** One key of several, in the terminal. Import it lazily: it loads @inquirer/core. */
import { createPrompt, isEnterKey, useKeypress, useState } from "@inquirer/core";
import { ERASE_BELOW, guarded, type PromptTerminal, useRedraw } from "./prompt-life.ts";

/** A question with its keys. `?` is added, and shows the help. */
export interface ChoiceQuestion<Key extends string> {
  subject: string;
  /** Key → the word that explains it; shown as `[y]es` where the word begins with the key. */
  keys: ReadonlyMap<Key, string>;
  /** One line a key, for `?`. */
  help: readonly string[];
  /** The answer where the input ends. */
  end: Key;
}

type Config = ChoiceQuestion<string> & PromptTerminal;
type Notice = "none" | "hint" | "help";

/** Terminals that do not tell their size are taken for this one. */
const DEFAULT_SIZE = { rows: 24, columns: 80 };

const choicePrompt = createPrompt<string, Config>((config, done) => {
  const { subject, keys, help, end, output, paint } = config;
  const [notice, setNotice] = useState<Notice>("none");
  const [answer, setAnswer] = useState<string | undefined>(undefined);
  useRedraw(output, ERASE_BELOW, () => done(end));

  useKeypress((key, readline) => {
    const typed = readline.line.toLowerCase();
    readline.clearLine(0);
    if (answer !== undefined) return;
    if (!key.ctrl && keys.has(typed)) {
      setAnswer(typed);
      setNotice("none");
      done(typed);
    } else if (typed === "?") setNotice("help");
    else if (typed !== "" || isEnterKey(key)) setNotice("hint");
  });

  const rows = Math.max(1, (output.rows || DEFAULT_SIZE.rows) - 2);
  const width = Math.max(1, (output.columns || DEFAULT_SIZE.columns) - 1);
  const shown = answer === undefined ? choicesOf(keys) : (keys.get(answer) ?? answer);
  const notices: Readonly<Record<Notice, readonly string[]>> = {
    none: [],
    hint: [`Nothing is chosen yet: press ${[...keys.keys()].join(", ")}; ? explains them.`],
    help: [...help, "?  show these lines"],
  };
  // No line may wrap: what is erased before the next drawing is counted in lines.
  const [first, ...below] = [`${subject} ${shown}`, ...notices[notice]]
    .slice(0, rows)
    .map((line) => line.slice(0, width));
  return [paint.bold(first!), below.map(paint.dim).join("\n")];
});

/** `[y]es [k]eep [?]`. */
function choicesOf(keys: ReadonlyMap<string, string>): string {
  const words = [...keys].map(([key, word]) =>
    word.startsWith(key) ? `[${key}]${word.slice(key.length)}` : `[${key}] ${word}`,
  );
  return [...words, "[?]"].join(" ");
}

/**
 * Asks for one key. Enter chooses nothing.
 * @throws Interrupted on Ctrl-C, and on a signal that would end the program with the terminal still in raw mode
 */
export async function askChoice<Key extends string>(
  question: ChoiceQuestion<Key>,
  terminal: PromptTerminal,
): Promise<Key> {
  const { input, output } = terminal;
  return guarded((signal) =>
    choicePrompt({ ...question, ...terminal }, { input, output, signal }),
  ) as Promise<Key>;
}
