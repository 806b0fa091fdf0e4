import { describe, expect, it } from "vitest";
import { pairOf } from "../../src/core/tree.ts";
import { type Programs, plainOf, readValue } from "../support/ts-values.ts";

/** What `it.a` is in `app/main.ts`. */
function read(main: string, others: Programs, path?: string): [unknown, unknown] {
  const value = pairOf(readValue(main, others, path), "a")?.value;
  return [value?.code?.form, plainOf(value)];
}

const NAMES = {
  "app/names.ts": `export const a = "x";\nexport default "y";\nconst b = "z";\nexport { b as c };\n`,
};

describe("names of other files", () => {
  it.each<[string, string, Programs]>([
    ["by name", `import { a } from "./names"; const it = { a };`, NAMES],
    ["under another name", `import { a as b } from "./names"; const it = { a: b };`, NAMES],
    ["through a namespace", `import * as names from "./names"; const it = { a: names.a };`, NAMES],
    ["in brackets", `import * as names from "./names"; const it = { a: names["a"] };`, NAMES],
    ["with an ending", `import { a } from "./names.ts"; const it = { a };`, NAMES],
    ["with the ending of what is built", `import { a } from "./names.js"; const it = { a };`, NAMES],
    [
      "in another folder",
      `import { a } from "../lib/names"; const it = { a };`,
      { "lib/names.ts": `export const a = "x";` },
    ],
    [
      "of a folder",
      `import { a } from "./names"; const it = { a };`,
      { "app/names/index.ts": `export const a = "x";` },
    ],
    [
      "of a folder with a slash",
      `import { a } from "./names/"; const it = { a };`,
      { "app/names/index.ts": `export const a = "x";` },
    ],
    [
      "of this folder",
      `import { a } from "."; const it = { a };`,
      { "app/index.ts": `export const a = "x";` },
    ],
    [
      "exported again",
      `import { a } from "./all"; const it = { a };`,
      { ...NAMES, "app/all.ts": `export { a } from "./names";` },
    ],
    [
      "exported again with all",
      `import { a } from "./all"; const it = { a };`,
      {
        ...NAMES,
        "app/all.ts": `export * from "./other";\nexport * from "./names";`,
        "app/other.ts": "export const o = 1;",
      },
    ],
    [
      "exported again as a whole",
      `import { names } from "./all"; const it = { a: names.a };`,
      { ...NAMES, "app/all.ts": `export * as names from "./names";` },
    ],
    [
      "imported, then exported",
      `import { a } from "./all"; const it = { a };`,
      { ...NAMES, "app/all.ts": `import { a } from "./names";\nexport { a };` },
    ],
    [
      "a field of an object",
      `import { c } from "./c"; const it = { a: c.a };`,
      { "app/c.ts": `export const c = { a: "x" } as const;` },
    ],
    ["required", `const { a } = require("./names"); const it = { a };`, NAMES],
    [
      "of JavaScript",
      `import { a } from "./names.mjs"; const it = { a };`,
      { "app/names.mjs": `export const a = "x";` },
    ],
  ])("%s", (_name, main, others) => {
    expect(read(main, others)).toEqual(["shared", "x"]);
  });

  it.each<[string, string, unknown]>([
    ["the default", `import a from "./names"; const it = { a };`, "y"],
    ["a name that only the export has", `import { c } from "./names"; const it = { a: c };`, "z"],
  ])("%s", (_name, main, value) => {
    const [form, found] = read(main, NAMES);
    // A default export is no constant that could be named again here; it may as well be left to a person.
    expect(["shared", "computed"]).toContain(form);
    if (form === "shared") expect(found).toBe(value);
  });

  it("an enumeration", () => {
    const others = { "app/kinds.ts": `export enum Kind { Git = "GitRepository", Oci = "OCIRepository" }` };
    for (const main of [
      `import { Kind } from "./kinds"; const it = { a: Kind.Git };`,
      `import { Kind as K } from "./kinds"; const it = { a: K.Git };`,
      `import * as kinds from "./kinds"; const it = { a: kinds.Kind.Git };`,
    ])
      expect(read(main, others)).toEqual(["enum", "GitRepository"]);
  });

  it.each<[string, string, Programs]>([
    ["nothing is there", `import { a } from "./names"; const it = { a };`, {}],
    ["it exports no such name", `import { b } from "./names"; const it = { a: b };`, NAMES],
    [
      "a package",
      `import { a } from "names"; const it = { a };`,
      { "names.ts": NAMES["app/names.ts"], "node_modules/names/index.ts": NAMES["app/names.ts"] },
    ],
    ["an absolute path", `import { a } from "/app/names"; const it = { a };`, NAMES],
    ["above the tree", `import { a } from "../../../app/names"; const it = { a };`, NAMES],
    [
      "a syntax error",
      `import { a } from "./names"; const it = { a };`,
      { "app/names.ts": `export const a = "x"; const = ;` },
    ],
    [
      "a variable",
      `import { a } from "./names"; const it = { a };`,
      { "app/names.ts": `export let a = "x";` },
    ],
    [
      "only declared",
      `import { a } from "./names"; const it = { a };`,
      { "app/names.d.ts": `export declare const a: "x";` },
    ],
    [
      "a parameter of the same name",
      `import { a } from "./names"; function f(a) { const it = { a }; }`,
      NAMES,
    ],
    [
      "a circle of exports",
      `import { a } from "./one"; const it = { a };`,
      { "app/one.ts": `export { a } from "./two";`, "app/two.ts": `export { a } from "./one";` },
    ],
    [
      "a circle of all exports",
      `import { a } from "./one"; const it = { a };`,
      { "app/one.ts": `export * from "./two";`, "app/two.ts": `export * from "./one";` },
    ],
    [
      "a circle of values",
      `import { a } from "./one"; const it = { a };`,
      {
        "app/one.ts": `import { b } from "./two"; export const a = b;`,
        "app/two.ts": `import { a } from "./one"; export const b = a;`,
      },
    ],
    [
      "a file that exports all of itself",
      `import { a } from "./one"; const it = { a };`,
      { "app/one.ts": `export * from "./one";` },
    ],
  ])("is computed where %s", (_name, main, others) => {
    expect(read(main, others)[0]).toBe("computed");
  });

  it("a circle of imports that is none of values", () => {
    const others = { "app/names.ts": `import { it } from "./main"; export const a = "x"; use(it);` };
    expect(read(`import { a } from "./names"; export const it = { a };`, others)).toEqual(["shared", "x"]);
  });

  it("a constant of another file that is changed there", () => {
    const others = { "app/c.ts": `export const c = { a: "x" }; c.a = "y";` };
    expect(read(`import { c } from "./c"; const it = { a: c.a };`, others)[0]).toBe("computed");
  });

  it("many files that export all of each other end", () => {
    const count = 40;
    const others = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `app/f${i}.ts`,
        Array.from({ length: count }, (_, k) => `export * from "./f${k}";`).join("\n"),
      ]),
    );
    expect(read(`import { a } from "./f0"; const it = { a };`, others)[0]).toBe("computed");
  });
});
