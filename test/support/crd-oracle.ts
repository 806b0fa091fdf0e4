import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { celErrors } from "./crd-cel.ts";
import { type CrdSchema, objectSchema, withoutNulls } from "./crd-schema.ts";

/** A CustomResourceDefinition, as far as the oracle reads it. */
export interface Crd {
  spec: { group: string; names: { kind: string }; versions: CrdVersion[] };
}

export interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  schema: { openAPIV3Schema: CrdSchema };
}

/** Says what an API server with some CRDs would say when an object is created. */
export interface Oracle {
  crds: readonly Crd[];
  /** Problems, one a line, as `path: message`; empty where the object is accepted and kept whole. */
  validate(object: unknown): string[];
}

const ROOT = fileURLToPath(new URL("../../../shared/crds/", import.meta.url));

/** Why the Flux CRDs cannot be used, for skipping plainly; undefined where they are there. */
export const crdsMissing: string | undefined = existsSync(ROOT)
  ? undefined
  : "skipped: ../shared/crds with the CRDs of Flux releases is missing";

/** The Flux minors whose CRDs are there, ascending. */
export const crdMinors: readonly number[] = crdsMissing
  ? []
  : readdirSync(ROOT)
      .flatMap((name) => /^flux-2\.(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);

/** The set used for a minor: its own, or the nearest older one; undefined for minors older than every set. */
export function crdSetFor(minor: number): number | undefined {
  return crdMinors.findLast((one) => one <= minor);
}

const oracles = new Map<number, Oracle>();

/** The oracle for a Flux minor, from the CRDs of `crdSetFor(minor)`. @throws Error where there is no such set. */
export function fluxOracle(minor: number): Oracle {
  const set = crdSetFor(minor);
  if (set === undefined)
    throw new Error(crdsMissing ?? `no CRDs for Flux 2.${minor}: the oldest are of 2.${crdMinors[0]}`);
  const known = oracles.get(set);
  if (known) return known;
  const directory = `${ROOT}flux-2.${set}/`;
  const files = readdirSync(directory).filter((name) => name.endsWith(".yaml"));
  const oracle = oracleOf(files.map((name) => parse(readFileSync(directory + name, "utf8")) as Crd));
  oracles.set(set, oracle);
  return oracle;
}

/** What a cluster with this Flux minor says about an object. @throws Error where there are no CRDs for the minor. */
export function validate(object: unknown, minor: number): string[] {
  return fluxOracle(minor).validate(object);
}

/** True where the CRDs for a minor know the API group and kind, in whatever version. */
export function knowsKind(apiVersion: string, kind: string, minor: number): boolean {
  return fluxOracle(minor).crds.some(
    ({ spec }) => spec.names.kind === kind && spec.group === apiVersion.split("/")[0],
  );
}

/** An oracle over the given CRDs. */
export function oracleOf(crds: readonly Crd[]): Oracle {
  const ajv = new Ajv({ strict: false, allErrors: true, useDefaults: true, unicodeRegExp: false });
  ajv.addFormat("int32", true).addFormat("int64", true);
  ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/);
  const compiled = new Map<CrdVersion, ValidateFunction>();
  return {
    crds,
    validate(object) {
      const version = find(crds, object);
      if (typeof version === "string") return [version];
      const schema = version.schema.openAPIV3Schema;
      const structural = compiled.get(version) ?? ajv.compile(objectSchema(schema));
      compiled.set(version, structural);
      const value = withoutNulls(structuredClone(object), schema);
      // Rules may rely on types, so an API server does not look at them before the structure is right; nor do we.
      return structural(value) ? celErrors(value, schema) : (structural.errors ?? []).map(describe);
    },
  };
}

function find(crds: readonly Crd[], object: unknown): CrdVersion | string {
  const { apiVersion, kind } = (object ?? {}) as { apiVersion?: unknown; kind?: unknown };
  if (typeof apiVersion !== "string" || typeof kind !== "string")
    return "the object has no apiVersion and kind";
  const [group, name] = apiVersion.split("/");
  const crd = crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  const version = crd?.spec.versions.find((one) => one.name === name && one.served);
  return version ?? `no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`;
}

function describe({ instancePath, keyword, message, params }: ErrorObject): string {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : `${text}${text && "."}${part}`), "");
  if (keyword === "additionalProperties")
    return `${path}: unknown field ${JSON.stringify(params.additionalProperty)}`;
  if (keyword === "enum") return `${path}: must be one of ${JSON.stringify(params.allowedValues)}`;
  return `${path}: ${message ?? keyword}`;
}
