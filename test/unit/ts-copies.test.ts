import { describe, expect, it } from "vitest";
import { TO_OCI, worked } from "../support/program-edits.ts";

const GIT = 'apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata: { name: "web" }';
const OCI = GIT.replace("GitRepository", "OCIRepository");
const beside = (text: string) => worked(text, { works: { web: { ops: TO_OCI } } });
const retired = (text: string) => worked(text, { works: { web: { goes: true } } });

describe("a copy", () => {
  it.each([
    [
      "a statement",
      `new Res("web", { ${GIT} });\n`,
      `new Res("web", { ${GIT} });\nnew Res("web-oci", { ${OCI} });\n`,
    ],
    [
      "a constant, under a name that is free",
      `const webOci = 1;\nconst web = new Res("web", { ${GIT} });\n`,
      `const webOci = 1;\nconst web = new Res("web", { ${GIT} });\nconst webOci2 = new Res("web-oci", { ${OCI} });\n`,
    ],
    [
      "an id that is taken",
      `new Res("web", { ${GIT} });\nnew Res("web-oci", {});\n`,
      `new Res("web", { ${GIT} });\nnew Res("web-oci2", { ${OCI} });\nnew Res("web-oci", {});\n`,
    ],
    [
      "an id that is an expression",
      `new k8s.CustomResource(id, { ${GIT} });\n`,
      `new k8s.CustomResource(id, { ${GIT} });\nnew k8s.CustomResource(\`\${id}-oci\`, { ${OCI} });\n`,
    ],
    ["an item of a list", `add([{ ${GIT} }, other]);\n`, `add([{ ${GIT} }, { ${OCI} }, other]);\n`],
    [
      "a variable that a list takes",
      `const web = { ${GIT} };\nadd([web, other]);\n`,
      `const web = { ${GIT} };\nconst webOci = { ${OCI} };\nadd([web, webOci, other]);\n`,
    ],
    [
      "a field that holds it",
      `this.web = new Res("web", { ${GIT} });\n`,
      `this.web = new Res("web", { ${GIT} });\nnew Res("web-oci", { ${OCI} });\n`,
    ],
    [
      "statements with empty lines between them",
      `start();\n\nnew Res("web", { ${GIT} }); // one\n\nend();\n`,
      `start();\n\nnew Res("web", { ${GIT} }); // one\n\nnew Res("web-oci", { ${OCI} });\n\nend();\n`,
    ],
    [
      "no semicolon, CRLF, and an indented block",
      `function f() {\r\n\tnew Res('web', { ${GIT} })\r\n}\r\n`,
      `function f() {\r\n\tnew Res('web', { ${GIT} })\r\n\tnew Res('web-oci', { ${OCI} })\r\n}\r\n`,
    ],
  ])("beside %s", (_, text, after) => {
    expect(beside(text)).toBe(after);
  });

  it.each([
    [
      `return { ${GIT} };\n`,
      "it is a part of another expression, so that nothing can stand beside it; write the OCIRepository by hand",
    ],
    [
      `export const web = { ${GIT} };\n`,
      "other files may use web, which would not see a copy; write the OCIRepository by hand",
    ],
    [
      `const web = { ${GIT} };\n\napply(web);\n`,
      "line 3 hands web on, which would not see a copy; write the OCIRepository by hand",
    ],
    [`new Res("web.yaml", { ${GIT} });\n`, 'it is about a file ("web.yaml"); write the copy by hand'],
    [
      `new Other(name, { ${GIT} });\n`,
      "what name is for is not known, so that a copy may be called the same; write it by hand",
    ],
  ])("is refused: %j", (text, reason) => {
    expect(beside(text)).toBe(`refused: ${reason}`);
  });

  it("of another object stands behind, and in the place of one that goes", () => {
    const after = [{ kind: "Chart", metadata: { name: "web-chart" } }];
    const text = `new Res("web", { ${GIT} });\n`;
    const chart = '{ kind: "Chart", metadata: { name: "web-chart" } }';
    expect(worked(text, { works: { web: { after } } })).toBe(`${text}new Res("web-web-chart", ${chart});\n`);
    expect(worked(text, { works: { web: { after, goes: true } } })).toBe(`new Res("web", ${chart});\n`);
  });
});

describe("an object that goes", () => {
  it.each([
    [
      "with the comment above it",
      `start();\n// of web\nnew Res("web", { ${GIT} });\nend();\n`,
      "start();\nend();\n",
    ],
    ["with one empty line", `start();\n\nnew Res("web", { ${GIT} });\n\nend();\n`, "start();\n\nend();\n"],
    [
      "without what is about the file",
      `// about the file\nnew Res("web", { ${GIT} });\nend();\n`,
      "// about the file\nend();\n",
    ],
    ["from a list", `add([{ ${GIT} }, other]);\n`, "add([other]);\n"],
    [
      "with the variable that a list takes",
      `const web = { ${GIT} };\nadd([web, other]);\n`,
      "add([other]);\n",
    ],
    ["and leaves what else is on its line", `start(); new Res("web", { ${GIT} });\n`, "start(); \n"],
  ])("goes %s", (_, text, after) => {
    expect(retired(text)).toBe(after);
  });

  it.each([
    [`const web = { ${GIT} };\nadd(web.kind);\n`, "line 2 reads web; take it out by hand"],
    [`const web = { ${GIT} };\napply(web);\n`, "line 2 hands web on; take it out by hand"],
    [`export const web = { ${GIT} };\n`, "other files may use web; take it out by hand"],
    [`return { ${GIT} };\n`, "it is a part of another expression of the program; take it out by hand"],
  ])("is refused: %j", (text, reason) => {
    expect(retired(text)).toBe(`refused: ${reason}`);
  });
});
