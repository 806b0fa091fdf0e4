/** What the conversation needs from a terminal; there is one that draws, and one that asks line by line. */
import type { StyledLine } from "../../report/styled.ts";
import type { Screen } from "./screens.ts";

/** Commands that a terminal answers by itself; the others end a page. */
export type Look = "help" | "why" | "diff" | "expand";

/** Something to look at and to answer with one key. */
export interface Page {
  /** The screen itself; `expanded` shows what is folded otherwise. */
  main(expanded: boolean): Screen;
  /** Screens behind keys, by the command of the key. */
  behind: Partial<Readonly<Record<"help" | "why", () => StyledLine[]>>>;
  /** The words in front of the cursor. */
  subject: string;
  /** The command of what was typed; undefined for what means nothing here. `quit` in a screen behind a key leaves that. */
  commandOf(typed: string): string | undefined;
  /** The command of Esc; without one it does nothing. */
  escape?: string;
  /** What to say to a key that means nothing. */
  hint: string;
  /** One line about what the last key did. */
  notice: string | undefined;
}

/** A text to type. */
export interface TextQuestion {
  label: string;
  /** What it is now; can be changed. */
  value: string;
  /** True where the value is only proposed, so that taking it as it is is an answer. */
  isProposed?: boolean;
  /** One line about what is wrong with a text; undefined where it can be taken. */
  check(text: string): Promise<string | undefined>;
}

/** A way to ask. All of it throws Interrupted on Ctrl-C and on a signal; the end of input is `quit`, or no text. */
export interface Ui {
  /** Shows a page until a key gives a command; those of `Look` are answered here. */
  ask(page: Page): Promise<string>;
  /** The text, or undefined where the person went back. */
  type(question: TextQuestion): Promise<string | undefined>;
  /** A line that stays. */
  tell(line: StyledLine): void;
  close(): void;
}
