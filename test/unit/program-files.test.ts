import { Project } from "ts-morph";
import { afterEach, expect, it, vi } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { Modules } from "../../src/scan/typescript/modules.ts";
import { programs } from "../bench/programs.mjs";
import { analyseTree } from "../support/analyse-tree.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("of 5000 programs only those that may declare something are parsed, and what they import of the tree", () => {
  const parse = vi.spyOn(Project.prototype, "createSourceFile");
  const opened = vi.spyOn(Modules.prototype, "open");
  const { files, relevant } = programs(5000);
  expect([files.size, relevant]).toEqual([5000, 20]);
  const { scanned } = analyseTree(files, emptyConfig());
  expect(scanned.documents).toHaveLength(relevant);
  expect(scanned.documents.every(({ root }) => root.code?.form === "object")).toBe(true);
  const found = new Set(opened.mock.results.flatMap(({ value }) => (value ? [value.path] : [])));
  expect([...found]).toEqual(["infra/names.ts"]);
  expect(parse).toHaveBeenCalledTimes(relevant + found.size);
});
