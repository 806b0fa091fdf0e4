import { describe, expect, it } from "vitest";
import { pairOf, type YamlNode } from "../../src/core/tree.ts";
import { mapOf, plainOf, readValue } from "../support/ts-values.ts";

/** Form of a value, with what is told of it. */
function form(node: YamlNode | undefined) {
  return node?.code?.form;
}

describe("values", () => {
  it.each<[string, unknown]>([
    [`"a"`, "a"],
    ["'a'", "a"],
    ["`a`", "a"],
    [`"it's \\"so\\" \\u00fc \\n"`, 'it\'s "so" ü \n'],
    ["`a\\`b\\${c}`", "a`b${c}"],
    ["`a\r\nb`", "a\nb"],
    ["1", 1],
    ["1_000", 1000],
    ["0x10", 16],
    ["true", true],
    ["false", false],
    ["null", null],
    ["undefined", null],
    ["void 0", null],
    ["{}", {}],
    ["[]", []],
    [`{ a: 1, "b-c": [2, { d: null }], 'e': \`f\` }`, { a: 1, "b-c": [2, { d: null }], e: "f" }],
    [`{ ["a"]: 1, [\`b\`]: 2, 3: 4 }`, { a: 1, b: 2, 3: 4 }],
    [`({ a: 1 })`, { a: 1 }],
    [`{ a: 1 } as const`, { a: 1 }],
    [`{ a: 1 } satisfies object`, { a: 1 }],
    [`<any>{ a: 1 }`, { a: 1 }],
    [`({ a: "b" } as const)!`, { a: "b" }],
    [`Object.freeze({ a: 1 })`, { a: 1 }],
    [`{ a: 1, a: 2 }`, { a: 2 }],
    [`{ a: 1, ...{ a: 2, b: 3 } }`, { a: 2, b: 3 }],
    [`{ ...{ a: 2, b: 3 }, a: 1 }`, { a: 1, b: 3 }],
    [`[1, ...[2, 3]]`, [1, 2, 3]],
  ])("%s", (expression, value) => {
    expect(plainOf(readValue(`const it = ${expression};`))).toEqual(value);
  });

  it.each([
    ["call()"],
    ["x ? 'a' : 'b'"],
    ["x || 'a'"],
    ["x ?? 'a'"],
    ["process.env.A"],
    ["await x"],
    ["new Date()"],
    ["-1"],
    ["/a/"],
    ["() => 1"],
    ["tag`a`"],
    ["unknown"],
    ["a.b.c"],
  ])("%s is computed", (expression) => {
    const value = readValue(`const it = ${expression};`);
    expect(form(value)).toBe("computed");
    expect(plainOf(value)).toBe(`\${${expression}}`);
  });

  it.each([
    ["const a = 'x'; const it = `${a}-y`;", "x-y"],
    ["const a = 'x'; const it = a + '-y';", "x-y"],
    ["const it = 'a' + 1;", "a1"],
    ["const it = `${f()}-y`;", "${f()}-y"],
    ["const it = `a${1}b${true}c`;", "a1btruec"],
  ])("%s is read as %j, and computed all the same", (text, value) => {
    const node = readValue(text);
    expect([form(node), plainOf(node)]).toEqual(["computed", value]);
  });

  it("a long expression is shortened in messages, on one line", () => {
    const value = readValue(`const it = f(\n  "${"a".repeat(100)}",\n);`);
    expect(plainOf(value)).toBe(`\${f( "${"a".repeat(56)}…}`);
  });
});

describe("constants", () => {
  it.each<[string, string, unknown]>([
    ["used once: its own", "const a = 'x'; const it = { a: a };", "literal"],
    ["declared behind its use", "const it = { a: b }; const b = 'x';", "literal"],
    ["used twice: shared", "const a = 'x'; const it = { a: a }; use(a);", "shared"],
    ["exported: others may use it", "export const a = 'x'; const it = { a: a };", "shared"],
    ["exported at the end", "const a = 'x'; export { a }; const it = { a: a };", "shared"],
    ["of a type that may say the value", "const a: 'x' = 'x'; const it = { a: a };", "shared"],
    ["a field of one", "const c = { a: 'x' }; const it = { a: c.a };", "shared"],
    ["a field in brackets", "const c = { a: 'x' }; const it = { a: c['a'] };", "shared"],
    [
      "of a constant that is a constant",
      "const b = 'x'; const a = b; use(a); const it = { a: a };",
      "shared",
    ],
    ["shadowed", "const a = 'y'; function f() { const a = 'x'; const it = { a: a }; } use(a);", "literal"],
  ])("%s", (_name, text, expected) => {
    const value = pairOf(readValue(text), "a")?.value;
    expect([form(value), plainOf(value)]).toEqual([expected, "x"]);
  });

  it.each([
    ["let", "let a = 'x'; const it = { a };"],
    ["var", "var a = 'x'; const it = { a };"],
    ["a parameter", "function f(a) { const it = { a }; }"],
    ["a parameter that shadows", "const a = 'x'; function f(a) { const it = { a }; }"],
    ["without a value", "declare const a: string; const it = { a };"],
    ["taken apart", "const { a } = { a: 'x' }; const it = { a };"],
    ["a function", "function a() {} const it = { a };"],
    ["of itself", "const a = a; const it = { a };"],
    ["in a circle", "const a = b; const b = a; const it = { a };"],
    ["changed", "const a = { b: 'x' }; a.b = 'y'; const it = { a };"],
    ["changed deep inside", "const a = { b: { c: 'x' } }; a.b.c = 'y'; const it = { a };"],
    ["with a field less", "const a = { b: 'x' }; delete a.b; const it = { a };"],
    ["assigned to", "const a = { b: 'x' }; Object.assign(a, {}); const it = { a };"],
    ["with one more", "const a = ['x']; a.push('y'); const it = { a };"],
  ])("no constant: %s", (_name, text) => {
    expect(form(pairOf(readValue(text), "a")?.value)).toBe("computed");
  });

  it("a shared value tells how to name it at the place of use, and what else uses it", () => {
    const text = "const c = { a: { b: 'x' } };\nconst it = { a: c.a };\nuse(c);\n";
    const a = pairOf(readValue(text), "a")?.value;
    expect(a?.code).toMatchObject({ form: "shared", expression: "c.a", constant: "c" });
    expect(pairOf(a, "b")?.value?.code).toMatchObject({ form: "shared", expression: "c.a.b" });
    expect(text.slice(a?.start, a?.end)).toBe("c.a");
  });

  it("a name with a blank is a step in brackets", () => {
    const a = pairOf(readValue("const c = { 'a b': 'x' }; const it = { c }; use(c);"), "c")?.value;
    expect(pairOf(a, "a b")?.value?.code).toMatchObject({ expression: 'c["a b"]' });
  });

  it("a shorthand of a shared constant is told of", () => {
    const value = pairOf(readValue("const a = 'x'; use(a); const it = { a };"), "a")?.value;
    expect(value?.code).toMatchObject({ form: "shared", shorthand: true });
  });
});

describe("what a literal may hold", () => {
  it.each([
    ["a spread of something unknown", "{ a: 1, ...f(), b: 2 }", { a: "computed", b: "literal" }],
    ["a condition that may spread", "{ a: 1, ...(x && { a: 2 }), b: 2 }", { a: "computed", b: "literal" }],
    ["one of two spreads", "{ ...(x ? { a: 1 } : { a: 2 }), b: 2 }", { a: "computed", b: "literal" }],
    ["a key that is computed", "{ a: 1, [f()]: 2, b: 2 }", { a: "computed", b: "literal" }],
    ["a method", "{ a() {}, b: 2 }", { a: "computed", b: "literal" }],
    ["a getter", "{ get a() { return 1; }, b: 2 }", { a: "computed", b: "literal" }],
    ["a spread of nothing", "{ a: 1, ...undefined, b: 2 }", { a: "literal", b: "literal" }],
  ])("%s", (_name, literal, forms) => {
    const value = readValue(`const it = ${literal};`);
    expect({ a: form(pairOf(value, "a")?.value), b: form(pairOf(value, "b")?.value) }).toEqual(forms);
  });

  it("a list with a spread of something unknown has an item that is computed", () => {
    const value = readValue("const it = [1, ...f()];");
    expect(value.type === "seq" && value.items.map(form)).toEqual(["literal", "computed"]);
  });

  it("members are all that stands between the braces, in order", () => {
    const map = mapOf("const it = { a: 1, ...b, ['c']: 2, d() {} };");
    expect(map.code?.form === "object" && map.code.members.map(({ key }) => key)).toEqual([
      "a",
      undefined,
      "c",
      "d",
    ]);
  });
});

describe("enumerations", () => {
  const KIND = `enum Kind { Git = "GitRepository", Oci = "OCIRepository", Other = f() }`;

  it.each(["Kind.Git", `Kind["Git"]`])("%s", (member) => {
    const text = `${KIND} const it = { kind: ${member} };`;
    const kind = pairOf(readValue(text), "kind")?.value;
    expect(plainOf(kind)).toBe("GitRepository");
    expect(kind?.code).toMatchObject({ form: "enum", owner: "Kind" });
    const members = kind?.code?.form === "enum" ? [...(kind.code.members ?? [])] : [];
    expect(members.slice(0, 2)).toEqual([
      ["Git", "GitRepository"],
      ["Oci", "OCIRepository"],
    ]);
  });

  it("a member that is no text is computed", () => {
    expect(form(pairOf(readValue(`${KIND} const it = { kind: Kind.Other };`), "kind")?.value)).toBe(
      "computed",
    );
  });
});

describe("ranges", () => {
  const text = `const a = "x"; use(a);\r\nconst it = {\r\n\t"kind": 'Git', // why\r\n  ref: { a },\r\n};\r\n`;

  it.each([
    ["without a mark", text],
    ["with a mark", `\uFEFF${text}`],
  ])("are those of the file %s", (_name, file) => {
    const value = readValue(file);
    const kind = pairOf(value, "kind");
    const ref = pairOf(value, "ref");
    const shown = (node: { start: number; end: number } | undefined) => file.slice(node?.start, node?.end);
    expect([shown(kind?.key), shown(kind?.value), shown(ref?.value)]).toEqual([`"kind"`, "'Git'", "{ a }"]);
    expect(shown(value)).toBe(file.slice(file.indexOf("{"), file.lastIndexOf("}") + 1));
    expect(shown(pairOf(ref?.value, "a")?.value)).toBe("a");
  });

  it("of JSX and JavaScript too", () => {
    const file = `const view = <p title="{ // }">it's /* so */ {x}</p>;\nconst it = { kind: "Git" };\n`;
    const kind = pairOf(readValue(file, {}, "app/main.jsx"), "kind");
    expect(file.slice(kind?.value?.start, kind?.value?.end)).toBe(`"Git"`);
  });
});
