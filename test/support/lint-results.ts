import fc from "fast-check";
import type { LintFinding, LintFix, LintResult, SuppressedFinding } from "../../src/core/lint.ts";
import type { FileChange, Severity } from "../../src/core/plan.ts";
import { LINT_RULE_IDS } from "../../src/flux/rules/lint.ts";

/** A finding with what a test does not care about. */
export function finding(of: Partial<LintFinding> = {}): LintFinding {
  return {
    rule: "git-source",
    severity: "error",
    message: "GitRepository/flux-system/web is still a Git source",
    location: { file: "apps/web.yaml", line: 2, column: 7, endLine: 2, endColumn: 20 },
    object: { scope: "clusters/prod", kind: "GitRepository", namespace: "flux-system", name: "web" },
    related: [],
    fix: undefined,
    ...of,
  };
}

/** An answer of lint with these findings. */
export function result(findings: readonly LintFinding[], of: Partial<LintResult> = {}): LintResult {
  return {
    findings,
    suppressed: [],
    files: 3,
    skipped: [],
    levels: new Map([["git-source", "error"]]),
    base: "",
    asked: { preset: "recommended", rules: new Map() },
    text: () => undefined,
    edits: () => [],
    ...of,
  };
}

/** A fix, and what it writes: one replaced range of one file. */
export function fixOf(
  id: string,
  path: string,
  before: string,
  [start, end, text]: readonly [number, number, string],
): { fix: LintFix; change: FileChange } {
  const fix = { id, why: `mend ${id}`, changes: [] };
  const edits = [{ start, end, text, rule: "git-source", why: "because" }];
  const after = before.slice(0, start) + text + before.slice(end);
  return { fix, change: { path, change: "modified", edits, before, after } };
}

/** Parts that some format could take for its own, or for an order. */
const HOSTILE = [
  ...["\n", "\r\n", "\r", "%", "%0A", "%25", ":", "::", ",", '"', "'", "]]>", "<!--", "&amp;", "<", "{0}"],
  ...[
    "[a](http://x.example)",
    "|",
    "`",
    "```",
    "@team",
    "#12",
    "##[error]x",
    "##vso[task.x]y",
    "::stop-commands::",
  ],
  ...[
    "\u0000",
    "\u001b[31m",
    "\u0007",
    "\u202e",
    "\u2028",
    "\ufeff",
    "\ufffe",
    "\uffff",
    "\ud800",
    "🦊",
    "漢字",
    "\t",
    " ",
  ],
];
const part = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ maxLength: 6 }),
);
export const hostileText = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));

/** A path as our readers give it: relative, with `/`; it may hold everything else. */
export const hostilePath = hostileText
  .map((text) =>
    Buffer.from(text.replace(/[\\\0]/g, ""), "utf8")
      .toString("utf8")
      .replace(/^[./]+/, ""),
  )
  .map((text) => `d/${text || "a"}.yaml`);

const severity = fc.constantFrom<Severity[]>("error", "warning", "note");
const location = fc
  .record({
    file: hostilePath,
    line: fc.integer({ min: 1, max: 9 }),
    column: fc.integer({ min: 1, max: 9 }),
    more: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ file, line, column, more }) => ({
    file,
    line,
    column,
    endLine: line + (more === 2 ? 1 : 0),
    endColumn: column + more,
  }));

const anyFinding: fc.Arbitrary<LintFinding> = fc
  .record({
    rule: fc.constantFrom(...LINT_RULE_IDS),
    severity,
    message: hostileText,
    location,
    object: fc.record({ scope: hostileText, kind: hostileText, namespace: hostileText, name: hostileText }),
    related: fc.array(fc.record({ message: hostileText, location }), { maxLength: 5 }),
    help: fc.option(hostileText, { nil: undefined }),
  })
  .map(({ help, ...rest }) => ({ ...rest, fix: undefined, ...(help !== undefined && { help }) }));

const anySuppressed: fc.Arbitrary<SuppressedFinding> = fc.record({
  finding: anyFinding,
  suppression: fc.oneof(
    fc.record({
      by: fc.constantFrom("comment" as const, "annotation" as const),
      reason: hostileText,
      location,
    }),
    fc.record({
      by: fc.constant("baseline" as const),
      reason: hostileText,
      owner: fc.option(hostileText, { nil: undefined }),
      expires: fc.option(fc.constant("2027-01-31"), { nil: undefined }),
    }),
  ),
});

/** Answers about a fleet that means harm. */
export const hostileResult: fc.Arbitrary<LintResult> = fc
  .record({
    findings: fc.array(anyFinding, { maxLength: 30 }),
    suppressed: fc.array(anySuppressed, { maxLength: 4 }),
    skipped: fc.array(fc.record({ file: hostilePath, reason: hostileText }), { maxLength: 8 }),
    text: hostileText,
  })
  .map(({ text, findings, ...rest }) =>
    result(findings, { ...rest, text: () => `${text}\nkind: GitRepository\n${text}\n` }),
  );
