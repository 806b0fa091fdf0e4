import { describe, expect, it } from "vitest";
import { applyEdits } from "../../src/core/edits.ts";
import { settleImports } from "../../src/edit/code-imports.ts";
import type { ImportNeed } from "../../src/edit/code-names.ts";
import { plainEdits, type TextEdit } from "../../src/edit/types.ts";
import { codeFile } from "../../src/scan/typescript/imports.ts";
import { Module } from "../../src/scan/typescript/module.ts";

/** Replaces words of a program, and settles its imports. */
function settled(text: string, words: Record<string, string>, needs: readonly Partial<ImportNeed>[]): string {
  const module = new Module("a.ts", text);
  const body = text.lastIndexOf("//");
  const edits: TextEdit[] = [];
  for (const [word, other] of Object.entries(words))
    for (let at = text.indexOf(word, body); at !== -1; at = text.indexOf(word, at + 1))
      edits.push({ start: at, end: at + word.length, text: other });
  const full = needs.map(
    ({ module = "m", name = "New", local = name, instead = "Old" }): ImportNeed => ({
      module,
      name,
      local,
      instead,
    }),
  );
  const all = [...edits, ...settleImports(text, codeFile(module), edits, full)];
  return applyEdits(text, plainEdits(all));
}

const NEW: readonly Partial<ImportNeed>[] = [{}];

describe("a name that takes the place of another one", () => {
  it("stands where that stood", () => {
    expect(settled('import { A, Old, B } from "m";\n//\nOld; A; B;\n', { Old: "New" }, NEW)).toBe(
      'import { A, New, B } from "m";\n//\nNew; A; B;\n',
    );
  });

  it("stands behind it where something else uses that", () => {
    expect(
      settled('import { Old } from "m";\nexport type T = Old;\n//\nnew Old();\n', { Old: "New" }, NEW),
    ).toBe('import { Old, New } from "m";\nexport type T = Old;\n//\nnew New();\n');
  });

  it("is not imported twice, and an emptied statement goes with its line", () => {
    const text = "import { Old } from 'm'\r\nimport { New } from 'm.js'\r\n//\r\nNew; Old\r\n";
    expect(settled(text, { Old: "New" }, NEW)).toBe("import { New } from 'm.js'\r\n//\r\nNew; New\r\n");
  });

  it("brings its own module where that is another one", () => {
    expect(settled("import { Old } from 'm/Old'\n//\nOld\n", { Old: "New" }, [{ module: "m/New" }])).toBe(
      "import { New } from 'm/New'\n//\nNew\n",
    );
    expect(
      settled("import { Old } from 'm/Old'\n//\nOld; typeof Old\n", { "Old;": "New;" }, [
        { module: "m/New" },
      ]),
    ).toBe("import { Old } from 'm/Old'\nimport { New } from 'm/New'\n//\nNew; typeof Old\n");
  });

  it("never joins names that only types may use", () => {
    expect(
      settled(
        'import type { T } from "m";\nimport { Old } from "m/Old";\n//\nOld; let t: T;\n',
        { Old: "New" },
        NEW,
      ),
    ).toBe('import type { T } from "m";\nimport { New } from "m";\n//\nNew; let t: T;\n');
  });

  it("stands in the place of a whole module", () => {
    expect(settled('import * as Old from "m/old";\n//\nOld.A;\n', { "Old.A": "New" }, NEW)).toBe(
      'import { New } from "m";\n//\nNew;\n',
    );
  });
});

describe("a name that loses its last use", () => {
  it("goes with its line and its comma", () => {
    expect(settled('import {\n  A,\n  Old,\n} from "m";\n//\nOld; A;\n', { Old: "1" }, [])).toBe(
      'import {\n  A,\n} from "m";\n//\n1; A;\n',
    );
  });

  it("leaves a default that is used", () => {
    expect(settled('import D, { Old } from "m";\n//\nOld; D;\n', { Old: "1" }, [])).toBe(
      'import D from "m";\n//\n1; D;\n',
    );
  });

  it("stays where a new text uses it", () => {
    expect(settled('import { Old } from "m";\n//\nOld;\n', { Old: "{ ...Old }" }, [])).toBe(
      'import { Old } from "m";\n//\n{ ...Old };\n',
    );
  });

  it("stays where nothing used it before", () => {
    expect(settled('import { Old, A } from "m";\n//\nA;\n', { A: "1" }, [])).toBe(
      'import { Old } from "m";\n//\n1;\n',
    );
  });
});
