import { describe, expect, it } from "vitest";
import { renderBlock } from "../../src/edit/yaml-render.ts";
import { appendToSequence } from "../../src/edit/yaml-sequences.ts";
import { applied, reason, seqAt } from "../support/edit-tools.ts";

describe("appendToSequence", () => {
  it.each([
    [
      "indented",
      "r:\n  - a.yaml\n  - b.yaml # c\nz: 1\n",
      "r:\n  - a.yaml\n  - b.yaml # c\n  - new.yaml\nz: 1\n",
    ],
    ["not indented", "r:\n- a.yaml\nz: 1\n", "r:\n- a.yaml\n- new.yaml\nz: 1\n"],
    ["CRLF", "r:\r\n- a.yaml\r\n", "r:\r\n- a.yaml\r\n- new.yaml\r\n"],
    ["no final newline", "r:\n  - a.yaml", "r:\n  - a.yaml\n  - new.yaml"],
    ["double quotes", 'r:\n- "a"\n- "b"\n', 'r:\n- "a"\n- "b"\n- "new.yaml"\n'],
    ["single quotes", "r:\n- 'a'\n", "r:\n- 'a'\n- 'new.yaml'\n"],
    ["mixed quotes", "r:\n- 'a'\n- b\n", "r:\n- 'a'\n- b\n- new.yaml\n"],
    ["wide dash", "r:\n  -   a\n", "r:\n  -   a\n  -   new.yaml\n"],
    ["comments below stay", "r:\n  - a\n  # - b\nz: 1\n", "r:\n  - a\n  - new.yaml\n  # - b\nz: 1\n"],
    ["maps", "r:\n  - a: 1\n    b:\n      - 2\n", "r:\n  - a: 1\n    b:\n      - 2\n  - new.yaml\n"],
    ["literal", "r:\n- |\n  x\n\nz: 1\n", "r:\n- |\n  x\n- new.yaml\n\nz: 1\n"],
    ["null", "r:\n-\n", "r:\n-\n- new.yaml\n"],
    ["flow", "r: [a, b] # c\n", "r: [a, b, new.yaml] # c\n"],
    ["spaced flow", "r: [ 'a' ]\n", "r: [ 'a', 'new.yaml' ]\n"],
    ["empty", "r: []\n", "r: [new.yaml]\n"],
    ["JSON", '{"r":["a","b"]}', '{"r":["a","b","new.yaml"]}'],
    ["JSON lines", '{"r": [\n  "a"\n]}', '{"r": [\n  "a",\n  "new.yaml"\n]}'],
    ["empty JSON", '{"r": []}', '{"r": ["new.yaml"]}'],
  ])("%s", (_name, text, expected) => {
    expect(applied(text, appendToSequence(text, seqAt(text, ["r"]), "new.yaml"))).toBe(expected);
  });

  it("appends a map", () => {
    const block = "r:\n-   a: 1\n";
    const value = { kind: "OCIRepository", name: "*" };
    expect(applied(block, appendToSequence(block, seqAt(block, ["r"]), value))).toBe(
      'r:\n-   a: 1\n-   kind: OCIRepository\n    name: "*"\n',
    );
    const flow = "r: [{a: 1}]\n";
    expect(applied(flow, appendToSequence(flow, seqAt(flow, ["r"]), value))).toBe(
      'r: [{a: 1}, {kind: OCIRepository, name: "*"}]\n',
    );
  });

  it.each([
    ["anchor", "r: &x\n- a\n", /anchor &x/],
    ["anchored last item", "r:\n- b\n- &x a\n", /beside its dash/],
    ["open literal", "r:\n- |\n  x", /block scalar at the end/],
    ["comment in brackets", "r: [a, # c\n  b]\n", /comments/],
  ])("refuses %s", (_name, text, expected) => {
    expect(reason(appendToSequence(text, seqAt(text, ["r"]), "new.yaml"))).toMatch(expected);
  });
});

describe("renderBlock", () => {
  it("renders a manifest", () => {
    const manifest = {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "OCIRepository",
      metadata: { name: "fleet", annotations: {} },
      spec: {
        interval: "5m",
        ref: { tag: "20260101" },
        ignore: "/*\n\n!/clusters\n",
        verify: { matchOIDCIdentity: [{ issuer: "^https://a$", subject: "x\ny" }] },
        list: [["a"], [], "b\nc\n", null],
      },
    };
    const expected = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: fleet
  annotations: {}
spec:
  interval: 5m
  ref:
    tag: "20260101"
  ignore: |
    /*

    !/clusters
  verify:
    matchOIDCIdentity:
      - issuer: ^https://a$
        subject: |-
          x
          y
  list:
    - - a
    - []
    - |
      b
      c
    - null
`;
    expect(renderBlock(manifest, 0, "\n")).toBe(expected);
    expect(renderBlock(manifest, 0, "\r\n")).toBe(expected.replaceAll("\n", "\r\n"));
  });

  it("indents, and renders what is no map", () => {
    expect(renderBlock({ a: { b: 1 } }, 2, "\n")).toBe("  a:\n    b: 1\n");
    expect(renderBlock(["a", { b: 1 }], 0, "\n")).toBe("- a\n- b: 1\n");
    expect(renderBlock("x\ny", 0, "\n")).toBe('"x\\ny"\n');
    expect(renderBlock({}, 0, "\n")).toBe("{}\n");
  });
});
