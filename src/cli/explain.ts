import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matchesSource } from "../config/match.ts";
import { nearest, originText, quote } from "../config/wording.ts";
import type { SourceNode } from "../core/graph.ts";
import { FINDING_PAGES, findingPageOf, findingText } from "../flux/findings.ts";
import { RULE_CHAPTERS, RULES, ruleOf } from "../flux/rules.ts";
import { errnoCode } from "../io/errno.ts";
import { told } from "../io/progress.ts";
import { openTerminal } from "../io/terminal.ts";
import { buildReport } from "../report/build/model.ts";
import { tame, tameJson } from "../report/ci-orders.ts";
import { type Paint, paint } from "../report/colour.ts";
import { explanationText } from "../report/explain.ts";
import { explainObject } from "../report/explain-object.ts";
import { explainReference } from "../report/explain-reference.ts";
import { explainUnit } from "../report/explain-unit.ts";
import { shownIn } from "../report/in-area.ts";
import { explainReport } from "../report/model.ts";
import { pageText } from "../report/page.ts";
import { plan } from "../run.ts";
import { EXIT, UsageError } from "./exit.ts";
import { findInTree } from "./explain-find.ts";
import { checkFormats, emit, type Renderer } from "./output.ts";
import { start } from "./session.ts";
import type { CommonOptions } from "./settings.ts";
import { knownFiles } from "./shown.ts";

/** `git2oci explain`: all rules, the page of one, or how a source or reference of a tree resolved. */
export async function explain(
  what: string | undefined,
  options: CommonOptions & { path?: string },
): Promise<number> {
  checkFormats(options.outputs, ["pretty", "json"], "explain");
  if (what === undefined) return printRules(options);
  const rule = ruleOf(what);
  if (rule) return printPage(rule.id, options);
  const finding = findingPageOf(what);
  if (finding)
    return printText(options, "the page of a finding", (paint, columns) =>
      pageText(findingText(finding), paint, columns),
    );
  const close = what.includes("/")
    ? undefined
    : nearest(
        what,
        [...RULES, ...FINDING_PAGES].map(({ id }) => id),
      );
  // A mistyped rule must not read a tree; a source of such a name is found by its namespace.
  if (close !== undefined)
    throw new UsageError(
      `there is no rule ${quote(what)} (did you mean ${quote(close)}?); git2oci explain lists them; a source is namespace/name`,
    );
  return explainTree(what, options);
}

/** Every rule with its title, by chapter. */
async function printRules(options: CommonOptions): Promise<number> {
  const width = Math.max(...RULES.map(({ id }) => id.length));
  const chapters = [...RULE_CHAPTERS, { title: "Findings of verify", rules: FINDING_PAGES }];
  return printText(options, "the list of rules", ({ bold }) =>
    chapters
      .map(
        ({ title, rules }) =>
          `${bold(title)}\n${rules.map((rule) => `  ${rule.id.padEnd(width)}  ${rule.title}\n`).join("")}`,
      )
      .join("\n"),
  );
}

async function printPage(id: string, options: CommonOptions): Promise<number> {
  const text = readPage(id);
  return printText(options, "the page of a rule", (paint, columns) => pageText(text, paint, columns));
}

async function printText(
  options: CommonOptions,
  what: string,
  render: (paint: Paint, columns: number) => string,
): Promise<number> {
  const terminal = openTerminal(options.color === false);
  if (options.outputs.some(({ format }) => format === "json"))
    throw new UsageError(`${what} is text; leave --format out`);
  emit(options.outputs, new Map([["pretty", (colour) => render(paint(colour), terminal.columns)]]), terminal);
  await terminal.flush();
  return EXIT.done;
}

/** The pages lie beside the bundle, and two folders above this module where there is none. */
const PLACES = ["../docs/rules", "../../docs/rules"];

function readPage(id: string): string {
  for (const place of PLACES)
    try {
      return readFileSync(join(import.meta.dirname, place, `${id}.md`), "utf8");
    } catch (error) {
      if (errnoCode(error) !== "ENOENT") throw error;
    }
  throw new Error(`the page of ${id} is not installed`);
}

async function explainTree(what: string, options: CommonOptions & { path?: string }): Promise<number> {
  const path = options.path ?? ".";
  const { terminal, analysis, config, progress } = await start(path, options);
  const { graph, clusters } = analysis;
  const built = buildReport({ clusters, skipped: [] }, undefined);
  const found = findInTree(what, graph, built.clusters, path);
  const entryOf = (source: SourceNode) => {
    const entry = config.sources.find(({ selector }) => matchesSource(selector, source));
    return entry && { origin: originText(entry.origin), selector: entry.selector.text };
  };
  const input = { plan: told(progress, () => plan(analysis, new Map(), true, new Map(), progress)), entryOf };
  const explained = [
    ...found.units.map((unit) => explainUnit(unit, input)),
    ...found.references.map((one) =>
      explainReference(one, graph.contexts.get(one.manifest.document.file) ?? [], input),
    ),
    ...found.objects.map(({ object, cluster }) => explainObject(object, cluster)),
  ];
  const { scanned } = analysis;
  const explanations = shownIn(explained, scanned.area, knownFiles(scanned));
  const renderers = new Map<string, Renderer>([
    ["pretty", (colour) => tame(explanations.map((one) => explanationText(one, paint(colour))).join("\n"))],
    ["json", () => tameJson(explainReport(explanations))],
  ]);
  emit(options.outputs, renderers, terminal);
  await terminal.flush();
  return EXIT.done;
}
