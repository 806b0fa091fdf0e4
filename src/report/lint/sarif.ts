import type { Suppression } from "../../core/lint.ts";
import type { Location } from "../../core/manifest.ts";
import { visible } from "../colour.ts";
import { sarifFixes } from "./sarif-fixes.ts";
import { kept, LEFT_OUT } from "./sarif-limits.ts";
import { place, plainText } from "./sarif-places.ts";
import { sarifRules } from "./sarif-rules.ts";
import type { LintView, ShownFinding } from "./view.ts";
import { suppressionText, textOf } from "./words.ts";

/** The schema of SARIF 2.1.0 at the place that OASIS gives it. */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/** GitHub shows so many. */
const MOST_RELATED = 100;

/** One finding, suppressed or not. */
export interface Told {
  finding: ShownFinding;
  suppression: Suppression | undefined;
}

/** A run of lint as a SARIF 2.1.0 log; each property is named in the standard, limits are those of GitHub. */
export function sarifLog(view: LintView, version: string) {
  const all: Told[] = [
    ...view.findings.map((finding) => ({ finding, suppression: undefined })),
    ...view.suppressed,
  ];
  const results = kept(all);
  const rules = sarifRules(view, results);
  const indexOf = new Map(rules.map(({ id }, i) => [id, i]));
  const fixes = sarifFixes(view);
  const toldFixes = new Set<string>();
  return {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "git2oci", version, semanticVersion: version, rules } },
        automationDetails: { id: "git2oci/lint/" },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: notifications(view, all.length - results.length),
          },
        ],
        results: results.map((told) => {
          const { fix } = told.finding;
          const changes = told.suppression || !fix || toldFixes.has(fix.id) ? undefined : fixes.get(fix.id);
          if (fix && changes) toldFixes.add(fix.id);
          return {
            ...resultOf(told, indexOf.get(told.finding.rule) ?? 0),
            // The standard wants the list at every result or at none.
            ...(view.suppressed.length > 0 && { suppressions: suppressionsOf(told.suppression) }),
            ...(changes && { fixes: [changes] }),
          };
        }),
      },
    ],
  };
}

function resultOf({ finding }: Told, ruleIndex: number) {
  const { rule, severity, message, location, related, object, fingerprint, help } = finding;
  const places = related.slice(0, MOST_RELATED);
  return {
    ruleId: rule,
    ruleIndex,
    kind: "fail",
    level: severity,
    message: { text: plainText(textOf({ message, related: [], ...(help !== undefined && { help }) })) },
    locations: [
      {
        ...place(location),
        logicalLocations: [
          {
            name: visible(object.name),
            fullyQualifiedName: visible(`${object.kind}/${object.namespace}/${object.name}@${object.scope}`),
            kind: "object",
          },
        ],
      },
    ],
    ...(places.length > 0 && {
      relatedLocations: places.map((one, i) => ({
        id: i + 1,
        ...place(one.location),
        message: { text: plainText(one.message) },
      })),
    }),
    partialFingerprints: { "objectIdentity/v1": fingerprint },
  };
}

function suppressionsOf(suppression: Suppression | undefined) {
  if (!suppression) return [];
  const justification = visible(suppressionText(suppression));
  if (suppression.by === "baseline") return [{ kind: "external", status: "accepted", justification }];
  const { location } = suppression;
  return [{ kind: "inSource", status: "accepted", justification, location: place(location) }];
}

/** What a reader has to know about the run as a whole: files that were not read, and findings that are not here. */
function notifications({ skipped }: LintView, leftOut: number) {
  return [
    ...(leftOut === 0
      ? []
      : [{ level: "warning", message: { text: `${leftOut} findings were left out: ${LEFT_OUT}` } }]),
    ...skipped.map(({ file, reason }) => ({
      level: "note",
      message: { text: plainText(`not read: ${reason}`) },
      locations: [place(fileStart(file))],
    })),
  ];
}

function fileStart(file: string): Location {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
