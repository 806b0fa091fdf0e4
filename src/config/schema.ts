/** The few words of JSON Schema that are read outside of its checker. */
export interface SchemaNode {
  type?: string | readonly string[];
  default?: string;
  properties?: Readonly<Record<string, SchemaNode>>;
  items?: SchemaNode;
  $ref?: string;
}

/** The schema of `git2oci.yaml` that ships with the package. It loads here only: most runs have no configuration. */
export async function configSchema() {
  const { default: schema } = await import("../../schema/git2oci.schema.json", { with: { type: "json" } });
  return schema;
}

/** A node of the schema with its `$ref` followed. */
export function resolved(node: SchemaNode, definitions: Readonly<Record<string, SchemaNode>>): SchemaNode {
  const name = node.$ref?.replace("#/definitions/", "");
  return name === undefined ? node : resolved(definitions[name] ?? {}, definitions);
}
