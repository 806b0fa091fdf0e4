/** The parts of a CRD's openAPIV3Schema that the oracle reads. */
export interface CrdSchema {
  type?: string;
  properties?: Record<string, CrdSchema>;
  items?: CrdSchema;
  additionalProperties?: CrdSchema | boolean;
  required?: string[];
  enum?: unknown[];
  default?: unknown;
  nullable?: boolean;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  minimum?: number;
  maximum?: number;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-validations"?: CelRule[];
  [keyword: string]: unknown;
}

/** One validation rule in CEL. */
export interface CelRule {
  rule: string;
  message?: string;
}

export type JsonSchema = Record<string, unknown>;

/** Keywords that mean the same in JSON Schema. Junctors hold value checks only, which never add known fields. */
const SAME = [
  "enum",
  "default",
  "pattern",
  "format",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "multipleOf",
  "required",
  "anyOf",
  "oneOf",
  "allOf",
  "not",
];

/** What the API server checks in every object's metadata; only what a rewrite could get wrong. */
const METADATA: JsonSchema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", maxLength: 253, pattern: "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$" },
    namespace: { type: "string", maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" },
    labels: {
      type: "object",
      additionalProperties: {
        type: "string",
        maxLength: 63,
        pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
      },
    },
    annotations: { type: "object", additionalProperties: { type: "string" } },
  },
};

/** JSON Schema of a whole object, from the schema of one version of a CRD. */
export function objectSchema(schema: CrdSchema): JsonSchema {
  const translated = toJsonSchema(schema);
  return { ...translated, properties: { ...(translated.properties as JsonSchema), metadata: METADATA } };
}

/**
 * Translates a structural schema. A field that no schema knows is refused: the API server would drop it silently,
 * and for a migration a dropped field is a lost one.
 */
function toJsonSchema(schema: CrdSchema): JsonSchema {
  const result: JsonSchema = {};
  for (const keyword of SAME) if (schema[keyword] !== undefined) result[keyword] = schema[keyword];
  if (schema["x-kubernetes-int-or-string"]) result.type = ["integer", "string"];
  else if (schema.type !== undefined) result.type = schema.nullable ? [schema.type, "null"] : schema.type;
  if (schema.nullable && schema.enum) result.enum = [...schema.enum, null];
  if (schema.minimum !== undefined)
    result[schema.exclusiveMinimum ? "exclusiveMinimum" : "minimum"] = schema.minimum;
  if (schema.maximum !== undefined)
    result[schema.exclusiveMaximum ? "exclusiveMaximum" : "maximum"] = schema.maximum;
  if (schema.items) result.items = toJsonSchema(schema.items);
  if (schema.properties) result.properties = mapValues(schema.properties, toJsonSchema);
  const others = schema.additionalProperties;
  if (typeof others === "object") result.additionalProperties = toJsonSchema(others);
  else if (schema.type === "object" && others !== true && !keepsUnknown(schema))
    result.additionalProperties = false;
  return result;
}

/** A copy without the nulls that the API server drops: those of fields that may not be null. */
export function withoutNulls(value: unknown, schema: CrdSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, schema?.items));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, field]): [string, unknown][] => {
    const own = fieldSchema(schema, key);
    return field === null && own && !own.nullable ? [] : [[key, withoutNulls(field, own)]];
  });
  return Object.fromEntries(entries);
}

/** Schema of a field of an object; undefined where the object may hold anything there. */
export function fieldSchema(schema: CrdSchema | undefined, key: string): CrdSchema | undefined {
  const others = schema?.additionalProperties;
  return schema?.properties?.[key] ?? (typeof others === "object" ? others : undefined);
}

function keepsUnknown(schema: CrdSchema): boolean {
  return (
    schema["x-kubernetes-preserve-unknown-fields"] === true ||
    schema["x-kubernetes-embedded-resource"] === true
  );
}

function mapValues(
  from: Record<string, CrdSchema>,
  change: (schema: CrdSchema) => JsonSchema,
): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(from).map(([key, schema]) => [key, change(schema)]));
}
