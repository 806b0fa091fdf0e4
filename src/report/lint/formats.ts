import { pathOfShown, shownPath } from "../../core/area.ts";
import type { LintResult } from "../../core/lint.ts";
import { tameJson } from "../ci-orders.ts";
import { type Paint, paint } from "../colour.ts";
import { checkstyleLint } from "./checkstyle.ts";
import { githubLint } from "./github.ts";
import { codeQuality } from "./gitlab.ts";
import { lintReport } from "./json.ts";
import { junitLint } from "./junit.ts";
import { lintMarkdown } from "./markdown.ts";
import { LINT_FORMAT_NAMES, type LintFormatName } from "./names.ts";
import { prettyLint } from "./pretty.ts";
import { sarifLog } from "./sarif.ts";
import { type LintView, lintView } from "./view.ts";

/** What a format needs to know beside the answer. */
export interface LintRun {
  /** Of git2oci. */
  version: string;
  /** Where the scanned root is in its repository: empty, or a path that ends with a slash. */
  prefix: string;
}

/** One way to write an answer. */
interface LintFormat {
  /** From where paths count: the scanned root, for people there, or the repository, for what shows them at a commit. */
  paths: "root" | "repository";
  render: (view: LintView, paint: Paint, version: string) => string;
}

/** Every format of lint. A new one is a file, a name, and a line here. */
const LINT_FORMATS: Readonly<Record<LintFormatName, LintFormat>> = {
  pretty: { paths: "root", render: prettyLint },
  json: { paths: "root", render: (view) => tameJson(lintReport(view)) },
  sarif: { paths: "repository", render: (view, _, version) => tameJson(sarifLog(view, version)) },
  github: { paths: "repository", render: githubLint },
  gitlab: { paths: "repository", render: (view) => tameJson(codeQuality(view)) },
  junit: { paths: "repository", render: junitLint },
  checkstyle: { paths: "repository", render: checkstyleLint },
  markdown: { paths: "repository", render: (view) => lintMarkdown(view) },
};

/** Each format as a function that makes its report when it is asked for. */
export function lintRenderers(
  result: LintResult,
  { version, prefix }: LintRun,
): Map<string, (colour: boolean) => string> {
  return new Map(
    LINT_FORMAT_NAMES.map((name) => {
      const { paths, render } = LINT_FORMATS[name];
      return [name, (colour) => render(viewFrom(paths, result, prefix), paint(colour), version)];
    }),
  );
}

/** The summary of a job, as GitHub shows it below the run. */
export function lintSummary(result: LintResult, { prefix }: LintRun, limit: number): string {
  return lintMarkdown(viewFrom("repository", result, prefix), limit);
}

function viewFrom(paths: LintFormat["paths"], result: LintResult, prefix: string): LintView {
  if (paths === "repository")
    return lintView(
      result,
      (file) => prefix + file,
      (shown) => shown.slice(prefix.length),
    );
  return lintView(
    result,
    (file) => shownPath(file, result),
    (shown) => pathOfShown(shown, result),
  );
}
