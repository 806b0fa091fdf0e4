/** The keys of a question: one table for the hint, the help and both kinds of prompts. */
import { prose, type StyledLine } from "../../report/styled.ts";

/** What a person wants at a question. */
export type Command =
  | "yes"
  | "no"
  | "rest-yes"
  | "rest-no"
  | "all-safe"
  | "quit"
  | "help"
  | "edit"
  | "split"
  | "next"
  | "previous"
  | "next-any"
  | "previous-any"
  | "why"
  | "undo"
  | "diff"
  | "expand";

/** One key, its command, and the words of the help. */
export interface Key<C extends string> {
  key: string;
  command: C;
  help: string;
  /** Only the help names it. */
  isExtra?: true;
}

/** All keys, in the order of the hint. */
export const KEYS: readonly Key<Command>[] = [
  { key: "y", command: "yes", help: "yes: apply this migration" },
  { key: "n", command: "no", help: "no: keep this source on Git; what is left is planned again" },
  {
    key: "a",
    command: "rest-yes",
    help: "yes to this and to the rest of its group; those to review are still asked",
  },
  { key: "d", command: "rest-no", help: "no to this and to the rest of its group" },
  { key: "A", command: "all-safe", help: "yes to this and to everything safe that is left" },
  {
    key: "q",
    command: "quit",
    help: "quit and write nothing; answers are kept, and --resume goes on with them",
  },
  { key: "?", command: "help", help: "these lines; q or Esc goes back, here and from w" },
  { key: "e", command: "edit", help: "edit url, tag, credentials or name, and plan again" },
  { key: "s", command: "split", help: "split by file, cluster or reference, to decide the parts alone" },
  { key: "j", command: "next", help: "next open question, without an answer" },
  { key: "k", command: "previous", help: "previous open question" },
  {
    key: "J",
    command: "next-any",
    isExtra: true,
    help: "next question, answered or not; another answer takes the place of the first",
  },
  { key: "K", command: "previous-any", isExtra: true, help: "previous question, answered or not" },
  { key: "w", command: "why", help: "why: decision, resolution, reasons and findings" },
  { key: "u", command: "undo", help: "undo the last answer, edit or split" },
  { key: "p", command: "diff", isExtra: true, help: "print the diff: goes to where it begins" },
  {
    key: "x",
    command: "expand",
    isExtra: true,
    help: "expand: every reference and every file; again to fold them",
  },
];

/** The keys after the last answer. */
export const WRITE_KEYS: readonly Key<"yes" | "undo" | "quit" | "help">[] = [
  { key: "y", command: "yes", help: "yes: write these files" },
  { key: "u", command: "undo", help: "undo the last answer, edit or split, and ask again" },
  {
    key: "q",
    command: "quit",
    help: "quit and write nothing; answers are kept, and --resume goes on with them",
  },
  { key: "?", command: "help", help: "these lines; q or Esc goes back" },
];

/** The keys as a prompt names them; the others are in the help. */
export function choicesOf(keys: readonly Key<string>[]): string {
  return `[${keys.flatMap(({ key, isExtra }) => (isExtra ? [] : [key])).join(",")}]`;
}

/** The command of a letter; capitals without a meaning of their own count as the small letter. */
export function lookUp<C extends string>(keys: readonly Key<C>[], typed: string): C | undefined {
  const exact = keys.find((one) => one.key === typed);
  // A no to many must not be a slip of the finger.
  if (exact || typed === "D") return exact?.command;
  return keys.find((one) => one.key === typed.toLowerCase())?.command;
}

/** The lines of the help: the keys, and what holds for every screen. */
export function helpLines(keys: readonly Key<string>[], last: string): StyledLine[] {
  return [
    ...keys.map(({ key, help }) => prose(`${key}  ${help}`, [], 3)),
    prose("space, PgDn, b, PgUp, arrows, g, G  move in a screen that is too long", [], 3),
    prose(`Enter chooses nothing. ${last}`),
  ];
}
