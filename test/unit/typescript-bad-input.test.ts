import { describe, expect, test } from "vitest";
import { at, textAt } from "../../src/core/tree.ts";
import { MAX_VALUES } from "../../src/scan/typescript/limits.ts";
import { openPrograms } from "../../src/scan/typescript/programs.ts";

const HEAD = 'const A = "kustomize.toolkit.fluxcd.io/v1";\n';

function kustomization(ref: string, name = '"a"'): string {
  return `{ apiVersion: A, kind: "Kustomization", metadata: { name: ${name} }, spec: { sourceRef: ${ref} } }`;
}

const GIT = '{ kind: "GitRepository", name: "web" }';

function read(text: string, others: Readonly<Record<string, string>> = {}, path = "fleet.ts") {
  return openPrograms((one) => others[one])(path, text);
}

/** The reference of each object as `kind/name`. */
function references(text: string, others: Readonly<Record<string, string>> = {}): string[] {
  const result = read(text, others);
  if ("refused" in result) return [result.refused];
  return result.documents.map(({ root }) => {
    const ref = at(root, ["spec", "sourceRef"]);
    return `${textAt(ref, ["kind"])}/${textAt(ref, ["name"])}`;
  });
}

/** `const c1 = [c0, c0]; const c2 = [c1, c1]; …` */
function doubled(first: string, join: (name: string) => string): string {
  const steps = Array.from({ length: 40 }, (_, i) => `const c${i + 1} = ${join(`c${i}`)};`);
  return [`const c0 = ${first};`, ...steps].join("\n");
}

describe("programs that nobody should write", () => {
  const DEEP = "it nests too deeply to be read";

  test.each([
    ["lists", "[", "]"],
    ["parentheses", "(", ")"],
    ["objects", "{a:", "}"],
    ["calls", "f(", ")"],
    ["templates", `\${`, "}"],
  ])("nest %s ten thousand deep", (_what, open, close) => {
    const inner =
      open === `\${`
        ? `\`${open.repeat(1)}${"`${".repeat(9_999)}a${"}`".repeat(10_000)}`
        : kustomization(GIT);
    const text =
      open === `\${`
        ? `${HEAD}f(${inner});`
        : `${HEAD}f(${open.repeat(10_000)}${inner}${close.repeat(10_000)});`;
    expect(read(text)).toEqual({ refused: DEEP });
  });

  test("are read as deep as YAML may nest", () => {
    const nested = `${"[".repeat(150)}1${"]".repeat(150)}`;
    const result = read(`${HEAD}f({ ...${kustomization(GIT)}, data: ${nested} });`);
    expect("documents" in result && result.documents).toHaveLength(1);
  });

  test("add texts by the thousand", () => {
    const sum = Array.from({ length: 20_000 }, (_, i) => `"a${i}"`).join(" + ");
    expect(references(`${HEAD}export const n = ${sum};\nf(${kustomization(GIT)});`)).toEqual([
      "GitRepository/web",
    ]);
  });

  test("make constants of one another until no memory would hold them", () => {
    const text = `${HEAD}${doubled('{ a: "b" }', (one) => `{ x: ${one}, y: ${one} }`)}\nf({ ...${kustomization(GIT)}, z: c40 });`;
    expect(read(text)).toEqual({
      refused: `its constants stand for more than ${MAX_VALUES} values, one made of another`,
    });
  });

  test("make a text of itself until no memory would hold it", () => {
    const text = `${HEAD}${doubled('"web-"', (one) => `${one} + ${one}`)}\nf(${kustomization('{ kind: "GitRepository", name: c40 }')});`;
    expect(references(text)).toEqual([`GitRepository/\${c39 + c39}`]);
  });

  test("use a constant twenty thousand times", () => {
    const sources = "r, ".repeat(20_000);
    const text = `const r = ${GIT};\nf({ apiVersion: "notification.toolkit.fluxcd.io/v1beta3", kind: "Alert", metadata: {}, spec: { eventSources: [${sources}] } });`;
    const result = read(text);
    const root = "documents" in result ? result.documents[0]?.root : undefined;
    const list = at(root, ["spec", "eventSources"]);
    expect(list?.type === "seq" && list.items.length).toBe(20_000);
    expect(textAt(list, [19_999, "name"])).toBe("web");
  });

  test("declare an enumeration of thousands, and use all of it", () => {
    const members = Array.from({ length: 5_000 }, (_, i) => `A${i} = "s${i}"`).join(", ");
    const objects = Array.from({ length: 500 }, (_, i) =>
      kustomization(`{ kind: "GitRepository", name: E.A${i} }`),
    );
    const found = references(`${HEAD}enum E { ${members} }\nf(${objects.join(", ")});`);
    expect(found).toHaveLength(500);
    expect(found.at(-1)).toBe("GitRepository/s499");
  });
});

describe("programs that are not whole", () => {
  test.each([
    ["a missing comma", `f({ apiVersion: "a" kind: "b" });`, "line 1: ',' expected."],
    ["a bracket that nobody closes", "\n\nf({ a: 1", "line 3: '}' expected."],
    ["a merge conflict", "const a = 1;\n<<<<<<< ours\n", "line 2: Merge conflict marker encountered."],
  ])("%s", (_what, text, refused) => {
    expect(read(text)).toEqual({ refused });
  });

  test("types in JavaScript, as Flow writes them", () => {
    expect(read("function f(a: string): string { return a }", {}, "flow.js")).toEqual({
      refused: "line 1: Type annotations can only be used in TypeScript files.",
    });
  });

  test("a constant of a file that is not there, of one that is broken, and of a package", () => {
    const text = `${HEAD}import { a } from "./missing";\nimport { b } from "./broken";\nimport { c } from "a-package";\nimport { d } from "@/alias";\nf(${["a", "b", "c", "d"].map((one) => kustomization(`{ kind: "GitRepository", name: ${one} }`)).join(", ")});`;
    const others = { "broken.ts": "export const b = ;", "alias.ts": 'export const d = "d";' };
    expect(references(text, others)).toEqual(["a", "b", "c", "d"].map((one) => `GitRepository/\${${one}}`));
  });

  test("constants that go in circles, in a file and across files", () => {
    const text = `${HEAD}import { b } from "./other";\nexport const a = b;\nconst x = y;\nconst y = x;\nf(${kustomization('{ kind: "GitRepository", name: a }')}, ${kustomization('{ kind: "GitRepository", name: x }')});`;
    const other = 'import { a } from "./fleet";\nexport const b = a;';
    expect(references(text, { "other.ts": other, "fleet.ts": text }).map((one) => one.slice(0, 16))).toEqual([
      `GitRepository/\${`,
      `GitRepository/\${`,
    ]);
  });

  test("an import that leads out of the tree", () => {
    const text = `${HEAD}import { a } from "../../outside";\nf(${kustomization('{ kind: a, name: "web" }')});`;
    // A reader that would answer for anything.
    const open = openPrograms(() => 'export const a = "GitRepository";');
    const result = open("fleet.ts", text);
    expect("documents" in result && textAt(result.documents[0]?.root, ["spec", "sourceRef", "kind"])).toBe(
      `\${a}`,
    );
  });

  test("nothing, a mark alone, a program without an object", () => {
    for (const text of ["", "\uFEFF", "export {};\n"])
      expect(read(text)).toEqual({ documents: [], texts: [] });
  });

  test("decorators, JSX and a hash-bang line are no obstacle", () => {
    const text = `#!/usr/bin/env node\n${HEAD}@made class X { @field a = <b>{1}</b>; }\nf(${kustomization(GIT)});`;
    expect("documents" in read(text, {}, "fleet.tsx") && read(text, {}, "fleet.tsx")).toMatchObject({
      documents: [{ file: "fleet.tsx" }],
    });
  });
});
