/** The keys of a question: one table for the hint, the help and both kinds of prompts. */

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
  | "expand";

/** One key, its command, and the words of the help. */
export interface Key {
  key: string;
  command: Command;
  help: string;
}

/** All keys, in the order of the hint. */
export const KEYS: readonly Key[] = [
  { key: "y", command: "yes", help: "yes: apply this migration" },
  { key: "n", command: "no", help: "no: keep this source on Git; what is left is planned again" },
  {
    key: "a",
    command: "rest-yes",
    help: "yes to this and to the rest of its group; those to review are still asked",
  },
  { key: "d", command: "rest-no", help: "no to this and to the rest of its group" },
  { key: "A", command: "all-safe", help: "yes to this and to everything safe that is left" },
  { key: "q", command: "quit", help: "quit and write nothing, not even what was accepted before" },
  { key: "?", command: "help", help: "these lines" },
  { key: "e", command: "edit", help: "edit url, tag, credentials or name, and plan again" },
  { key: "s", command: "split", help: "split by file, cluster or reference, to decide the parts alone" },
  { key: "j", command: "next", help: "next open question, without an answer" },
  { key: "k", command: "previous", help: "previous open question" },
  {
    key: "J",
    command: "next-any",
    help: "next question, answered or not; another answer takes the place of the first",
  },
  { key: "K", command: "previous-any", help: "previous question, answered or not" },
  { key: "w", command: "why", help: "why: decision, resolution, reasons and findings" },
  { key: "u", command: "undo", help: "undo the last answer, edit or split" },
  { key: "x", command: "expand", help: "expand: every reference and every file; again to fold them" },
];

/** The keys as the prompt names them; the others are in the help. */
export const CHOICES = "[y,n,a,d,A,q,?,e,s,j,k,w,u]";

/** The command of a letter; capitals without a meaning of their own count as the small letter. */
export function commandOf(typed: string): Command | undefined {
  const exact = KEYS.find((one) => one.key === typed);
  if (exact || typed === "D") return exact?.command;
  return KEYS.find((one) => one.key === typed.toLowerCase())?.command;
}

/** The lines of the help. */
export function helpTexts(): string[] {
  return [
    ...KEYS.map(({ key, help }) => `${key}  ${help}`),
    "space, PgDn, b, PgUp, arrows, g, G  move in a screen that is too long",
    "Enter chooses nothing. Nothing is written before the last question is answered.",
  ];
}
