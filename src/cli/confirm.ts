/** One migration to decide about. `safe` and `review` as in the plan's applicability. */
export interface Question {
  /** The id of what migrates, a source or a chart; each id is asked once. */
  id: string;
  /** One line of plain text: what would happen. */
  title: string;
  /** Rendered lines for the terminal: summary, reasons, diffs. Already coloured, and made safe to print. */
  body: string;
  kind: "safe" | "review";
}

/** `all`: yes to this one and to every safe one that is left. `quit`: nothing at all is written. */
export type Answer = "yes" | "no" | "all" | "quit";

/** Puts one question to a person; `position` counts from 1 the questions that were put, not the ones implied. */
export type Ask = (question: Question, position: number) => Promise<Answer>;

/** What was decided so far, in order: id → accepted. Goes back to the planner for the next question. */
export type Decided = ReadonlyMap<string, boolean>;

/** The decisions. After `quit`, `accepted` is empty and `declined` lists every question there was until then. */
export interface Outcome {
  accepted: string[];
  declined: string[];
  quit: boolean;
}

/** The person pressed Ctrl-C: nothing is written, and the program ends with `exitCode`. */
export class Interrupted extends Error {
  readonly exitCode = 130;

  constructor(options?: ErrorOptions) {
    super("interrupted", options);
    this.name = "Interrupted";
  }
}

/**
 * Asks until there is nothing left to ask. `next` gets all decisions so far and gives the next question of the plan
 * that follows from them, since declining one source changes what the others do. Errors of `ask` pass through.
 * @throws Error when `next` asks about an id again: it would never end.
 */
export async function askAll(next: (decided: Decided) => Question | undefined, ask: Ask): Promise<Outcome> {
  const decided = new Map<string, boolean>();
  let allSafe = false;
  let position = 0;
  for (let question = next(decided); question; question = next(decided)) {
    if (decided.has(question.id)) throw new Error(`${question.id} was asked twice; please report this`);
    const implied = allSafe && question.kind === "safe";
    const answer = implied ? "yes" : await ask(question, ++position);
    decided.set(question.id, answer === "yes" || answer === "all");
    if (answer === "quit") return { accepted: [], declined: [...decided.keys()], quit: true };
    if (answer === "all") allSafe = true;
  }
  const ids = [...decided.keys()];
  return {
    accepted: ids.filter((id) => decided.get(id)),
    declined: ids.filter((id) => !decided.get(id)),
    quit: false,
  };
}
