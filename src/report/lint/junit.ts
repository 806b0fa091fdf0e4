import { groupBy } from "../../core/group.ts";
import type { Suppression } from "../../core/lint.ts";
import { compare } from "../../core/text.ts";
import type { LintView, ShownFinding } from "./view.ts";
import { objectText, suppressionText, textOf } from "./words.ts";
import { type Element, xmlDocument } from "./xml.ts";

/** What one rule says about one object in one file: a test case. */
interface Case {
  file: string;
  name: string;
  findings: ShownFinding[];
  suppressed: Suppression[];
}

/**
 * A JUnit report: a suite a file, a case a rule and object. Errors are failures, because only they fail lint. JUnit
 * knows nothing between passed and failed, so warnings and notes are the output of a case that passed.
 */
export function junitLint({ findings, suppressed }: LintView): string {
  const all = [...findings.map((finding) => ({ finding, suppression: undefined })), ...suppressed];
  const cases = new Map<string, Case>();
  for (const { finding, suppression } of all) {
    const { location, rule, object } = finding;
    const name = `${rule} ${objectText(object)}@${object.scope}`;
    const key = JSON.stringify([location.file, name]);
    const one = cases.get(key) ?? { file: location.file, name, findings: [], suppressed: [] };
    cases.set(key, one);
    if (suppression) one.suppressed.push(suppression);
    else one.findings.push(finding);
  }
  const suites = [...groupBy([...cases.values()], ({ file }) => file)].sort(([a], [b]) => compare(a, b));
  const elements = suites.map(([file, list]) => suite(file, list));
  return xmlDocument({
    name: "testsuites",
    attributes: { name: "git2oci lint", ...countsOf([...cases.values()]) },
    children: elements.length > 0 ? elements : [nothingFound()],
  });
}

/** Some readers take a report without a test for a broken build. */
function nothingFound(): Element {
  const passed = { name: "testcase", attributes: { name: "no findings", classname: "git2oci", time: 0 } };
  return {
    name: "testsuite",
    attributes: { name: "git2oci lint", ...countsOf([]), tests: 1 },
    children: [passed],
  };
}

function isFailure({ findings }: Case): boolean {
  return findings.some(({ severity }) => severity === "error");
}

function isSkipped({ findings }: Case): boolean {
  return findings.length === 0;
}

function countsOf(cases: readonly Case[]) {
  return {
    tests: cases.length === 0 ? 1 : cases.length,
    failures: cases.filter(isFailure).length,
    errors: 0,
    skipped: cases.filter(isSkipped).length,
    time: 0,
  };
}

function suite(file: string, cases: readonly Case[]): Element {
  return { name: "testsuite", attributes: { name: file, ...countsOf(cases) }, children: cases.map(testCase) };
}

function testCase(one: Case): Element {
  const { file, name, findings } = one;
  return { name: "testcase", attributes: { name, classname: file, file, time: 0 }, children: [outcome(one)] };

  function outcome(of: Case): Element {
    if (isSkipped(of))
      return { name: "skipped", attributes: { message: of.suppressed.map(suppressionText).join("\n") } };
    const text = findings.map(said).join("\n\n");
    if (!isFailure(of)) return { name: "system-out", attributes: {}, children: [text] };
    const [worst] = findings.filter(({ severity }) => severity === "error");
    return {
      name: "failure",
      attributes: { message: worst?.message ?? "", type: worst?.rule ?? "" },
      children: [text],
    };
  }
}

function said(finding: ShownFinding): string {
  const { file, line, column } = finding.location;
  return `${file}:${line}:${column}: ${finding.severity}: ${textOf(finding)}`;
}
