import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import schema from "../../schema/git2oci.schema.json" with { type: "json" };
import { nearest } from "../../src/config/wording.ts";

type Node = { [key: string]: unknown };

/** Each property of the schema, with its path. */
function* properties(node: unknown, path = ""): Generator<[string, Node]> {
  if (typeof node !== "object" || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === "properties" && !path.endsWith("/if") && !path.endsWith("/properties"))
      for (const [name, property] of Object.entries(value as Node))
        yield [`${path}/${name}`, property as Node];
    yield* properties(value, `${path}/${key}`);
  }
}

const definitions = schema.definitions as unknown as Readonly<Record<string, Node>>;

describe("the schema as editors read it", () => {
  test("is a legal draft-07 schema", () => {
    expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
  });

  test("describes every property, of its own or by what it refers to", () => {
    const bare = [...properties(schema)].filter(([, property]) => {
      const target =
        typeof property.$ref === "string"
          ? definitions[property.$ref.replace("#/definitions/", "")]
          : undefined;
      return typeof property.description !== "string" && typeof target?.description !== "string";
    });
    expect(bare.map(([path]) => path)).toEqual([]);
    expect([...properties(schema)].length).toBeGreaterThan(50);
  });

  test("closes every map, so that a typing mistake is seen", () => {
    const open = Object.entries(definitions).filter(
      ([, node]) => node.type === "object" && node.additionalProperties !== false,
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });

  test("says in words what each pattern wants", () => {
    const text = JSON.stringify(schema);
    const patterns = text.match(/"pattern":/g) ?? [];
    expect(patterns.length).toBeGreaterThan(8);
    expect(text.match(/"patternErrorMessage":/g)).toHaveLength(patterns.length);
  });

  test("its examples are right", () => {
    const validator = new Ajv({ strict: false });
    validator.addSchema(schema, "config");
    const wrong = [...properties(schema)].flatMap(([path, property]) => {
      const { $ref: _ref, ...own } = property;
      const validate = validator.compile({ ...own, definitions });
      return ((property.examples as unknown[] | undefined) ?? [])
        .filter((example) => !validate(example))
        .map(() => path);
    });
    expect(wrong).toEqual([]);
  });
});

describe("did you mean", () => {
  const ROWS: readonly [word: string, near: string | undefined][] = [
    ["migrat", "migrate"],
    ["migrates", "migrate"],
    ["mirgate", "migrate"],
    ["Keep", "keep"],
    ["keeep", "keep"],
    ["secret_ref", "secretRef"],
    ["secretref", "secretRef"],
    ["delete", undefined],
    ["", undefined],
    ["x", undefined],
    ["keepkeepkeep", undefined],
    ["k".repeat(10_000), undefined],
  ];
  test.each(ROWS)("%s", (word, near) => {
    expect(nearest(word, ["migrate", "keep", "secretRef"])).toBe(near);
  });
});
