import type { Location } from "../core/manifest.ts";
import { type Paint, visible } from "./colour.ts";

/** One line of a step, with the place that it was read at. */
export interface ExplainedLine {
  text: string;
  at: Pick<Location, "file" | "line"> | undefined;
}

/** One step on the way from what is written to what becomes of it. */
export interface ExplainedStep {
  step: string;
  lines: ExplainedLine[];
}

/** How one source, chart, reference or object came to be. */
export interface Explanation {
  id: string;
  of: "source" | "chart" | "reference" | "object";
  steps: ExplainedStep[];
}

/** A line without a place. */
export function said(text: string): ExplainedLine {
  return { text, at: undefined };
}

/** A line with the place that it was read at. */
export function saidAt(at: Pick<Location, "file" | "line">, text: string): ExplainedLine {
  return { text, at: { file: at.file, line: at.line } };
}

/** Numbered steps, each line with `file:line` in front where there is one. */
export function explanationText({ id, steps }: Explanation, paint: Paint): string {
  const lines = steps.flatMap(({ step, lines }, i) => [
    `${i + 1}. ${paint.bold(step)}`,
    ...lines.map(({ text, at }) => {
      const place = at ? `${paint.cyan(visible(`${at.file}:${at.line}`))}  ` : "";
      return `   ${place}${visible(text).replaceAll("\n", " ")}`;
    }),
  ]);
  return `${paint.bold(visible(id))}\n${lines.join("\n")}\n`;
}
