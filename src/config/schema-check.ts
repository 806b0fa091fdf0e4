import type { ErrorObject, ValidateFunction } from "ajv";
import type { PathStep } from "../core/tree.ts";
import type { Plain } from "./plain.ts";
import type { RawConfig } from "./raw.ts";
import { configSchema } from "./schema.ts";
import { didYouMean, quote } from "./wording.ts";

/** What the schema refuses: where, in one clause, and what to do. */
export interface SchemaProblem {
  path: PathStep[];
  /** Whether to point at the key of `path` or at its value. */
  at: "key" | "value";
  message: string;
  /** Text was wanted and a number, boolean or date came: quotes would help. */
  quotes: boolean;
}

let compiled: Promise<ValidateFunction<RawConfig>> | undefined;

/** Compiles the shipped schema on first use, and loads ajv only then: most runs have no configuration. */
function validator(): Promise<ValidateFunction<RawConfig>> {
  compiled ??= (async () => {
    // ajv is CommonJS: once bundled it has only a default export, so its class is taken from there.
    const [{ default: ajvModule }, schema] = await Promise.all([import("ajv"), configSchema()]);
    // strictRequired would refuse a `required` inside of anyOf and then, where `properties` stand one level above.
    const ajv = new ajvModule.Ajv({
      strict: true,
      strictRequired: false,
      allErrors: true,
      allowUnionTypes: true,
      verbose: true,
    });
    // Editors show it in place of the bare expression; so do we.
    ajv.addVocabulary(["patternErrorMessage"]);
    return ajv.compile<RawConfig>(schema);
  })();
  return compiled;
}

/** Checks a plain value against the schema of `git2oci.yaml`. Problems are in no particular order. */
export async function checkSchema(value: Plain): Promise<{ raw: RawConfig } | { problems: SchemaProblem[] }> {
  const validate = await validator();
  if (validate(value)) return { raw: value };
  const errors = validate.errors ?? [];
  const withUnknownKey = new Set(
    errors
      .filter(({ keyword }) => keyword === "additionalProperties")
      .map(({ instancePath }) => instancePath),
  );
  const worthSaying = errors.filter(({ keyword, instancePath, schemaPath }) => {
    if (schemaPath.includes("/anyOf/") || ECHOES.has(keyword)) return false;
    return !(COUNTS.has(keyword) && withUnknownKey.has(instancePath));
  });
  return { problems: worthSaying.map((error) => (MESSAGES[error.keyword] ?? inItsOwnWords)(error)) };
}

/** Keywords that only repeat that something inside of them is wrong. */
const ECHOES = new Set(["if", "propertyNames"]);
/** An unknown key is also one key too many (`ref: {tag: x, branch: y}`): once is enough. */
const COUNTS = new Set(["minProperties", "maxProperties"]);

type Say = (error: ErrorObject) => SchemaProblem;

/** One sentence for each keyword that the schema uses. */
const MESSAGES: Readonly<Record<string, Say>> = {
  additionalProperties: (error) => unknownKey(error, String(error.params.additionalProperty)),
  required: (error) => problem(error, missing(error)),
  dependencies: (error) =>
    problem(
      error,
      `${quote(String(error.params.property))} needs ${quote(String(error.params.missingProperty))} beside it`,
    ),
  anyOf: (error) => problem(error, 'needs "source" (namespace/name) or "url" (of the Git repository)'),
  enum: (error) => notAllowed(error),
  type: (error) => wrongType(error),
  pattern: (error) => problem(error, `${quote(String(error.data))} ${hint(error)}`),
  minLength: (error) => problem(error, "must not be empty"),
  minItems: (error) => problem(error, "must not be an empty list"),
  uniqueItems: (error) => ({
    ...problem(error, "stands in the list twice"),
    path: [...steps(error), Math.max(Number(error.params.i), Number(error.params.j))],
  }),
  minProperties: (error) => problem(error, `is empty; give exactly one of ${keysOf(error).join(", ")}`),
  maxProperties: (error) =>
    problem(error, `has more than one field; give exactly one of ${keysOf(error).join(", ")}`),
};

/** For a keyword that the schema gains without a sentence here. */
function inItsOwnWords(error: ErrorObject): SchemaProblem {
  return problem(error, error.message ?? "is not allowed");
}

/** A problem at the value that was checked, or at the key where the name itself was. */
function problem(error: ErrorObject, message: string): SchemaProblem {
  if (error.propertyName === undefined) return { path: steps(error), at: "value", message, quotes: false };
  return { path: [...steps(error), error.propertyName], at: "key", message, quotes: false };
}

function unknownKey(error: ErrorObject, key: string): SchemaProblem {
  const allowed = keysOf(error);
  return {
    path: [...steps(error), key],
    at: "key",
    message: `unknown key ${quote(key)}${didYouMean(key, allowed)}; allowed: ${allowed.join(", ")}`,
    quotes: false,
  };
}

function missing(error: ErrorObject): string {
  const key = quote(String(error.params.missingProperty));
  return error.schemaPath.includes("/then/") ? `action: keep needs ${key} beside it` : `lacks the key ${key}`;
}

function notAllowed(error: ErrorObject): SchemaProblem {
  const allowed = (error.params.allowedValues as unknown[]).map(String);
  if (error.data === null) return problem(error, `is empty; it must be one of ${allowed.join(", ")}`);
  if (typeof error.data === "object")
    return problem(error, `must be one of ${allowed.join(", ")}, not ${typeName(error.data)}`);
  const value = String(error.data);
  return problem(
    error,
    `${quote(value)} is not allowed${didYouMean(value, allowed)}; allowed: ${allowed.join(", ")}`,
  );
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  array: "a list",
  object: "a map",
};

function wrongType(error: ErrorObject): SchemaProblem {
  const wanted = [error.params.type as string | string[]].flat();
  const names = wanted.map((type) => TYPE_NAMES[type] ?? type).join(" or ");
  if (error.data === null) return problem(error, `is empty; it must be ${names}`);
  const bare = typeof error.data === "number" || typeof error.data === "boolean";
  return {
    ...problem(error, `must be ${names}, not ${typeName(error.data)}`),
    quotes: bare && wanted.includes("string"),
  };
}

function typeName(data: unknown): string {
  if (Array.isArray(data)) return "a list";
  if (typeof data === "boolean") return "true or false";
  return typeof data === "number" ? "a number" : typeof data === "string" ? "text" : "a map";
}

function hint(error: ErrorObject): string {
  return String(error.parentSchema?.patternErrorMessage ?? "is not allowed");
}

function keysOf(error: ErrorObject): string[] {
  return Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
}

/** The steps of a JSON pointer. */
function steps(error: ErrorObject): string[] {
  return error.instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
