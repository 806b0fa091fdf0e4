import { tame } from "../ci-orders.ts";
import { oneLine, type Paint, type Style } from "../colour.ts";
import { artifactText, countsText, type ShownArtifact, type VerifyView } from "./view.ts";

const COLOUR: Readonly<Record<ShownArtifact["state"], Style>> = {
  wrong: "red",
  unproven: "yellow",
  good: "green",
};

/** A table, the worst first; below each line what was seen, and the one thing to do next. */
export function prettyVerify(view: VerifyView, paint: Paint): string {
  const rows = view.artifacts.map((one) => [wordOf(one), `${one.namespace}/${one.name}`, artifactText(one)]);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = view.artifacts.flatMap((one, i) => {
    const [word = "", name = "", artifact = ""] = rows[i]!;
    const colour = paint[COLOUR[one.state]];
    return [
      `${colour(word.padEnd(widths[0]!))}  ${paint.bold(name.padEnd(widths[1]!))}  ${artifact}`,
      ...below(one, paint).map((line) => `    ${line}`),
    ];
  });
  return tame(
    `${[...lines, ...(lines.length > 0 ? [""] : []), paint.bold(`${countsText(view)}.`)].join("\n")}\n`,
  );
}

function wordOf({ findings, state }: ShownArtifact): string {
  return state === "good" ? "ok" : (findings[0]?.row ?? "");
}

function below({ findings, location, planned, digest, revision }: ShownArtifact, paint: Paint): string[] {
  const place = `${oneLine(location.file)}:${location.line}${planned ? ", which the plan would replace" : ""}`;
  const seen = [digest, revision].filter((one) => one !== undefined).join(", ");
  if (findings.length === 0) return [paint.dim(seen)];
  return [
    ...findings.flatMap(({ row, message, evidence, next }, i) => [
      `${i === 0 ? "" : `${row}: `}${message}${message.includes(evidence) ? "" : ` ${paint.dim(`(${evidence})`)}`}`,
      ...(next === "" ? [] : [`next: ${next}`]),
    ]),
    paint.dim(place),
  ];
}
