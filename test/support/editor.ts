import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { npmOnce, TEST_CACHE } from "./npm-cache.ts";

/** The language server for YAML that editors start; it obeys the comment in the head of git2oci.yaml. */
const WHAT = "yaml-language-server@1.19.2";
const HOME = join(TEST_CACHE, WHAT);

/** Asks the server as an editor does. Where something is wrong it prints the lines, from 1. */
const PROGRAM = `
const { readFileSync } = require("node:fs");
const { fileURLToPath, pathToFileURL } = require("node:url");
const { getLanguageService } = require("yaml-language-server/out/server/src/index.js");
const { TextDocument } = require("vscode-languageserver-textdocument");
const service = getLanguageService({
  schemaRequestService: async (uri) => readFileSync(fileURLToPath(uri), "utf8"),
  workspaceContext: { resolveRelativePath: (path, base) => new URL(path, base).href },
});
service.configure({ validate: true, customTags: [], yamlVersion: "1.2" });
const [file] = process.argv.slice(2);
const text = readFileSync(file, "utf8");
const document = TextDocument.create(pathToFileURL(file).href, "yaml", 1, text);
service.doValidation(document, false).then((found) => {
  console.log(JSON.stringify(found.map(({ range }) => range.start.line + 1)));
});
`;

/** Lines of a YAML file that an editor underlines, or why none can be asked. */
export type Editor = { linesOf(file: string): number[]; missing?: never } | { missing: string };

/** The language server, from the cache or, the first time, from its package. */
export function findEditor(): Editor {
  const missing = npmOnce(HOME, {
    args: ["install", "--no-save", "--no-package-lock", WHAT],
    what: WHAT,
    prepare: (folder) => writeFileSync(join(folder, "ask.cjs"), PROGRAM),
  });
  if (missing !== undefined) return { missing };
  return {
    linesOf: (file) => {
      const told = execFileSync(process.execPath, [join(HOME, "ask.cjs"), file], { encoding: "utf8" });
      return JSON.parse(told);
    },
  };
}
