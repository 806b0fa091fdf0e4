import { NEWEST_MINOR } from "./flux-version.ts";
import FLUX_2_3 from "./schemas/flux-2.3.json?raw";
import FLUX_2_6 from "./schemas/flux-2.6.json?raw";
import FLUX_2_7 from "./schemas/flux-2.7.json?raw";
import FLUX_2_9 from "./schemas/flux-2.9.json?raw";

/** A structural schema, as far as it decides what is accepted: JSON Schema without prose and defaults. */
export interface ObjectSchema {
  /** Left out if a field takes any value, or a number as well as a text. */
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  properties?: Readonly<Record<string, ObjectSchema>>;
  /** Of the values of a map with any keys. */
  additionalProperties?: ObjectSchema;
  items?: ObjectSchema;
  /** True for a map that takes fields of any name. */
  open?: boolean;
  required?: readonly string[];
  enum?: readonly string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  /** Texts of rules in CEL; what they mean is in `lint/schema/cel-rules.ts`. */
  rules?: readonly string[];
}

/** Schemas of `spec` by `<apiVersion> <kind>`, of the releases whose CRDs are known; written by scripts/crd-schemas.mjs. */
const TEXTS: readonly (readonly [minor: number, text: string])[] = [
  [3, FLUX_2_3],
  [6, FLUX_2_6],
  [7, FLUX_2_7],
  [9, FLUX_2_9],
];

const parsed = new Map<number, Readonly<Record<string, ObjectSchema>>>();

/**
 * The schema of `spec` of an object in a Flux minor; of the nearest older minor whose CRDs are known, or of the oldest.
 * @returns undefined for kinds that no table knows, and for versions that this Flux does not serve
 */
export function specSchema(apiVersion: string, kind: string, minor: number): ObjectSchema | undefined {
  const [set, text] = TEXTS.findLast(([one]) => one <= minor) ?? TEXTS[0] ?? [];
  if (set === undefined || text === undefined) return undefined;
  const schemas = parsed.get(set) ?? (JSON.parse(text) as Readonly<Record<string, ObjectSchema>>);
  parsed.set(set, schemas);
  const key = `${apiVersion} ${kind}`;
  return Object.hasOwn(schemas, key) ? schemas[key] : undefined;
}

/** The minors that are known to serve an object, ascending. */
export function minorsServing(apiVersion: string, kind: string): number[] {
  const [[oldest = NEWEST_MINOR] = []] = TEXTS;
  const minors = Array.from({ length: NEWEST_MINOR - oldest + 1 }, (_, i) => oldest + i);
  return minors.filter((minor) => specSchema(apiVersion, kind, minor) !== undefined);
}

const DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const TEXT: ObjectSchema = { type: "string" };
const TEXTS_BY_KEY: ObjectSchema = { type: "object", additionalProperties: TEXT };

/** What every API server checks in `metadata`, whatever the kind is. */
const METADATA: ObjectSchema = {
  type: "object",
  properties: {
    ...Object.fromEntries(
      [
        "generateName",
        "selfLink",
        "uid",
        "resourceVersion",
        "creationTimestamp",
        "deletionTimestamp",
        "generation",
        "deletionGracePeriodSeconds",
        "ownerReferences",
        "finalizers",
        "managedFields",
        "clusterName",
      ].map((name) => [name, {}]),
    ),
    name: { type: "string", maxLength: 253, pattern: `^${DNS_LABEL}(\\.${DNS_LABEL})*$` },
    namespace: { type: "string", maxLength: 63, pattern: `^${DNS_LABEL}$` },
    labels: {
      type: "object",
      additionalProperties: {
        type: "string",
        maxLength: 63,
        pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
      },
    },
    annotations: TEXTS_BY_KEY,
  },
};

/** The schema of a whole object around that of its `spec`. */
export function objectSchema(spec: ObjectSchema): ObjectSchema {
  return {
    type: "object",
    properties: { apiVersion: TEXT, kind: TEXT, metadata: METADATA, spec, status: { open: true } },
  };
}
