import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

/** The reports that have a schema, by the name of its file. */
export const REPORTS = [
  "scan-report",
  "migrate-report",
  "lint-report",
  "explain-report",
  "build-report",
  "config-report",
  "verify-report",
] as const;
export type ReportName = (typeof REPORTS)[number];

/** The schema of a report as it ships. */
export function reportSchema(name: ReportName): Record<string, unknown> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../schema/${name}.schema.json`), "utf8"));
}

const compiled = new Map<ReportName, ValidateFunction>();

/** What the schema refuses in a report; empty where it is valid. */
export function schemaProblems(name: ReportName, report: unknown): string[] {
  let validate = compiled.get(name);
  if (!validate) {
    validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(
      reportSchema(name),
    );
    compiled.set(name, validate);
  }
  if (validate(report)) return [];
  return (validate.errors ?? []).map(
    (one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`,
  );
}
