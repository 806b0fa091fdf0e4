import { Environment } from "@marcbachmann/cel-js";
import { type CrdSchema, fieldSchema } from "./crd-schema.ts";

const environment = new Environment({ unlistedVariablesAreDyn: true });

/**
 * Evaluates the CEL rules of a schema at every level of a value, defaults filled in. Rules about the change of an
 * object (`oldSelf`) do not apply to one that is created. A rule that cannot be evaluated is an error too: on a cluster
 * it would refuse the object, and here it would otherwise pass unseen.
 */
export function celErrors(value: unknown, schema: CrdSchema | undefined, path = ""): string[] {
  if (!schema || value === undefined || value === null) return [];
  const own = (schema["x-kubernetes-validations"] ?? [])
    .filter(({ rule }) => !/\boldSelf\b/.test(rule))
    .flatMap(({ rule, message }) => check(rule, message ?? `failed rule: ${rule}`, value, path));
  if (Array.isArray(value))
    return [...own, ...value.flatMap((item, i) => celErrors(item, schema.items, `${path}[${i}]`))];
  if (typeof value !== "object") return own;
  const inner = Object.entries(value).flatMap(([key, field]) =>
    celErrors(field, fieldSchema(schema, key), path === "" ? key : `${path}.${key}`),
  );
  return [...own, ...inner];
}

function check(rule: string, message: string, self: unknown, path: string): string[] {
  try {
    return environment.evaluate(rule, { self }) === true ? [] : [`${path}: ${message}`];
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return [`${path}: the oracle cannot evaluate the rule ${JSON.stringify(rule)}: ${reason}`];
  }
}
