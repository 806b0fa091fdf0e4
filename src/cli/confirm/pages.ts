/** The pages of the dialogue. */
import { visible } from "../../report/colour.ts";
import { line, type StyledLine } from "../../report/styled.ts";
import { choicesOf, helpLines, KEYS, lookUp, WRITE_KEYS } from "./keys.ts";
import type { Question } from "./questions.ts";
import { type Screen, screenOf, totalLine } from "./screens.ts";
import type { Talk } from "./talk.ts";
import type { Page } from "./ui.ts";
import { whyLines } from "./why.ts";

const LAST = "Nothing is written before the totals are confirmed.";
const HINT = "Nothing is chosen yet: press one of the letters; ? explains them.";

/** The page of a question. Drawing a diff costs time, so each form of it is made once. */
export function questionPage(question: Question, { state, analysis, notice }: Talk): Page {
  const screens = new Map<boolean, Screen>();
  const subject = question.migration
    ? `Apply this ${question.part ? "part" : "migration"}${question.kind === "review" ? " (to review)" : ""}?`
    : "Apply these repairs?";
  return {
    main: (expanded) => {
      const known = screens.get(expanded) ?? screenOf(question, state, analysis, expanded);
      screens.set(expanded, known);
      return known;
    },
    behind: { help: () => helpLines(KEYS, LAST), why: () => whyLines(question, state) },
    subject: `${subject} ${choicesOf(KEYS)}`,
    commandOf: (typed) => lookUp(KEYS, typed),
    hint: HINT,
    notice,
  };
}

/** The page after the last answer: the totals, the files, and one yes before anything is written. */
export function writePage({ state, analysis, notice }: Talk, files: readonly string[]): Page {
  return {
    main: () => ({
      header: [totalLine(state, analysis)],
      body: files.map((one) => line(visible(`  ${one}`))),
      diff: [],
      isFolded: false,
    }),
    behind: { help: () => helpLines(WRITE_KEYS, LAST) },
    subject: `Write ${files.length === 1 ? "this file" : `these ${files.length} files`}? ${choicesOf(WRITE_KEYS)}`,
    commandOf: (typed) => lookUp(WRITE_KEYS, typed),
    hint: HINT,
    notice,
  };
}

/** A page of a few choices; every other letter goes back. */
export function menuPage(lines: readonly StyledLine[], keys: readonly string[], subject: string): Page {
  const hint = `Press ${keys.join(", ")}, or Esc to go back.`;
  return {
    main: () => ({ header: [], body: [...lines, line("  q  back")], diff: [], isFolded: false }),
    behind: {},
    subject,
    commandOf: (typed) => (keys.includes(typed) ? typed : typed === "q" ? "back" : undefined),
    escape: "back",
    hint,
    notice: undefined,
  };
}
