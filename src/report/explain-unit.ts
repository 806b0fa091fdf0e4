import type { Reference, SourceNode } from "../core/graph.ts";
import { scopeText } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { type ChartNode, isChart, sourceOf, type Unit, unitOf } from "../core/units.ts";
import { type ExplainedLine, type ExplainedStep, type Explanation, said, saidAt } from "./explain.ts";
import {
  contextLines,
  decisionLines,
  declaredLines,
  type ExplainInput,
  fateStep,
  targetLines,
} from "./explain-parts.ts";

/** How a source or one of its charts resolved: declaration, cluster, decision, target, outcome, references. */
export function explainUnit(unit: Unit, input: ExplainInput): Explanation {
  const source = sourceOf(unit);
  return {
    id: unit.id,
    of: isChart(unit) ? "chart" : "source",
    steps: [
      { step: "declaration", lines: [...declaredLines(source), ...(isChart(unit) ? [chartLine(unit)] : [])] },
      {
        step: "cluster",
        lines: [
          ...contextLines(
            source.declarations.flatMap((one) => one.contexts),
            [{ scope: source.scope, how: reachedBy(source) }],
          ),
          ...rootLines(source),
        ],
      },
      { step: "decision", lines: decisionLines(unit, source, input) },
      { step: "target", lines: targetLines(unit, input) },
      fateStep(unit, input),
      referencesStep(unit, source, input),
      ...chartsStep(unit, input),
    ],
  };
}

function chartLine({ path, facts }: ChartNode): ExplainedLine {
  const what = `the chart ${path || "."} of that repository`;
  return facts
    ? saidAt({ file: facts.file, line: 1 }, facts.problem ?? `${what}: ${facts.name} ${facts.version}`)
    : said(what);
}

/** How a source is known to be in a cluster where no file that applies its declaration tells it. */
function reachedBy({ roots, declarations }: SourceNode): string {
  if (roots.length > 0) return "it makes the root of that cluster, so nothing else has to apply it";
  return declarations.length === 0 ? "what refers to it is applied there" : "it is applied there";
}

function rootLines({ roots }: SourceNode): ExplainedLine[] {
  return roots.map(({ manifest, scope, by }) => {
    const text = `it is the source of the root ${scopeText(scope)} (${by})`;
    return manifest
      ? saidAt({ file: manifest.document.file, line: manifest.document.line }, text)
      : said(text);
  });
}

function referencesStep(unit: Unit, source: SourceNode, { plan }: ExplainInput): ExplainedStep {
  const own = source.references.filter((one) => unitOf(source, one) === unit);
  const line = (reference: Reference): ExplainedLine => {
    const outcome = plan.outcomes.get(reference);
    const { manifest, path, location } = reference;
    return saidAt(
      location,
      `${describe(manifest)} ${path}: ${outcome?.outcome ?? "manual"}, ${outcome?.reason ?? ""}`,
    );
  };
  return {
    step: "references",
    lines: own.length === 0 ? [said("no file of this tree refers to it")] : own.map(line),
  };
}

function chartsStep(unit: Unit, input: ExplainInput): ExplainedStep[] {
  if (isChart(unit) || unit.charts.length === 0) return [];
  const lines = unit.charts.map((chart) => {
    const fate = input.plan.fates.get(chart);
    return said(
      `${chart.id}: ${input.plan.decisions.get(chart)?.action ?? "undecided"}, ${fate?.state ?? "kept"}: ${fate?.reason ?? ""}`,
    );
  });
  return [{ step: "charts", lines }];
}
