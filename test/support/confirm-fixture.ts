/**
 * A small program around the real prompt, for the terminal test: three questions, then the decisions as one line of
 * JSON on standard output. `FIXTURE_LINES` is the length of each body.
 */
import { askAll, type Decided, Interrupted, type Question } from "../../src/cli/confirm.ts";
import { terminalAsk } from "../../src/cli/confirm-prompt.ts";
import { wantsColor } from "../../src/io/terminal.ts";
import { paint } from "../../src/report/colour.ts";

const colours = paint(wantsColor(false, process.stderr.isTTY === true, process.env));
const body = Array.from({ length: Number(process.env.FIXTURE_LINES ?? 2) }, (_, i) =>
  colours.green(`+line ${i}`),
);

const QUESTIONS: readonly Question[] = [
  { id: "one", title: "move one", body: body.join("\n"), kind: "safe" },
  { id: "two", title: "move two", body: body.join("\n"), kind: "safe" },
  { id: "three", title: "move three", body: body.join("\n"), kind: "review" },
];

const next = (decided: Decided) => QUESTIONS.find(({ id }) => !decided.has(id));

try {
  const ask = terminalAsk({ input: process.stdin, output: process.stderr, paint: colours });
  process.stdout.write(`${JSON.stringify(await askAll(next, ask))}\n`);
} catch (error) {
  if (!(error instanceof Interrupted)) throw error;
  process.exitCode = error.exitCode;
}
