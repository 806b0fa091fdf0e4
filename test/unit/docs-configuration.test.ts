import { describe, expect, it } from "vitest";
import schema from "../../schema/git2oci.schema.json" with { type: "json" };
import { page, rowsOf, section } from "../support/docs.ts";

/** The few words of JSON Schema that are read here. */
interface Node {
  properties?: Record<string, Node>;
  items?: Node;
  enum?: unknown[];
  default?: unknown;
  required?: string[];
  $ref?: string;
}

const DOCS = page("docs/configuration.md");
const definitions: Record<string, Node> = schema.definitions as Record<string, Node>;
const { source, chart, reference } = definitions as Record<string, Node>;
const settings = Object.keys((schema.properties.chartDefaults as Node).properties ?? {});

/** Which node of the schema each table documents. */
const TABLES: Readonly<Record<string, Node | undefined>> = {
  "Top level": schema as Node,
  "`sources[]`": source,
  "`artifact`": source?.properties?.artifact,
  "Target settings": schema.properties.chartDefaults as Node,
  "`ref`": definitions.ref,
  "`verify`": definitions.verify,
  "`matchOIDCIdentity[]`": definitions.verify?.properties?.matchOIDCIdentity?.items,
  "`charts[]`": chart,
  "`references[]`": reference,
  "`lint`": schema.properties.lint as Node,
};

/** A node with its `$ref` followed; keys beside the `$ref` stay. */
function resolve(node: Node): Node {
  const name = node.$ref?.replace("#/definitions/", "");
  return name === undefined ? node : { ...resolve(definitions[name] ?? {}), ...node };
}

describe.each(Object.entries(TABLES))("docs/configuration.md, %s", (heading, node) => {
  const properties = resolve(node ?? {}).properties ?? {};
  const rows = rowsOf(section(DOCS, heading));
  const shared = heading === "Target settings" ? [] : settings;

  it("has every key, and no other", () => {
    const real = Object.keys(properties).filter((key) => !shared.includes(key) || heading === "`verify`");
    expect(rows.map(([key = ""]) => key.replaceAll("`", "")).sort()).toEqual(real.sort());
  });

  it("has allowed values, defaults and what is required", () => {
    for (const [key = "", text = "", standard = ""] of rows) {
      const property = resolve(properties[key.replaceAll("`", "")] ?? {});
      for (const value of property.enum ?? []) expect(`${key} ${text}`).toContain(`\`${value}\``);
      if (property.default !== undefined) expect(`${key} ${standard}`).toBe(`${key} \`${property.default}\``);
      if (node?.required?.includes(key.replaceAll("`", ""))) expect(standard).toBe("required");
    }
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe("docs/configuration.md", () => {
  it("has a table for every map of the schema", () => {
    const maps = [schema as Node, ...Object.values(definitions), ...Object.values(source?.properties ?? {})];
    const withKeys = maps.filter((one) => one.properties !== undefined);
    const known = Object.values(TABLES);
    expect(withKeys.filter((one) => !known.includes(one))).toEqual([]);
  });
});
