import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Ajv, type ValidateFunction } from "ajv";

/** RFC 3986: every character of a reference stands for itself, delimits, or is written with its number. */
const REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-F]{2})*$/;

let validate: ValidateFunction | undefined;

/** The schema of SARIF 2.1.0 that a package of the standard's editors ships; it is one of an older draft of JSON Schema. */
function schema(): object {
  const entry = createRequire(import.meta.url).resolve("@microsoft/jest-sarif");
  const file = join(dirname(entry), "schemas/sarif-2.1.0-rtm.5.json");
  const {
    $schema: _draft,
    id: _id,
    ...rest
  } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return rest;
}

/** What the schema of SARIF 2.1.0 refuses in a log; empty where it is valid. */
export function sarifProblems(log: unknown): string[] {
  if (!validate) {
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true });
    ajv.addFormat("uri", (text: string) => REFERENCE.test(text) && URL.canParse(text));
    ajv.addFormat("uri-reference", REFERENCE);
    ajv.addFormat("date-time", (text: string) => !Number.isNaN(Date.parse(text)));
    validate = ajv.compile(schema());
  }
  if (validate(log)) return [];
  return (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
}
