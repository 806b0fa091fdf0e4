import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkPlace, writeFile } from "../../src/cli/init-file.ts";
import { tempTree } from "../support/temp-tree.ts";

test("a file that came or changed during the questions stays, and so does what a link leads to", () => {
  const root = tempTree({ "other.yaml": "other\n" });
  const file = join(root, "git2oci.yaml");
  expect(checkPlace(root, file)).toBeUndefined();
  writeFileSync(file, "new\n");
  expect(() => writeFile(file, "ours\n", undefined)).toThrow("has come meanwhile; nothing was written");
  const former = checkPlace(root, file);
  writeFileSync(file, "newer\n");
  expect(() => writeFile(file, "ours\n", former)).toThrow("has changed meanwhile; nothing was written");
  expect(readFileSync(file, "utf8")).toBe("newer\n");
  writeFile(file, "ours\n", checkPlace(root, file));
  expect(readFileSync(file, "utf8")).toBe("ours\n");
  const link = join(root, "link.yaml");
  symlinkSync("other.yaml", link);
  expect(() => checkPlace(root, link)).toThrow("a symbolic link");
  expect(() => writeFile(link, "ours\n", former)).toThrow("a symbolic link");
  expect(() => checkPlace(root, root)).toThrow("not a regular file");
  expect(readFileSync(join(root, "other.yaml"), "utf8")).toBe("other\n");
  expect(readdirSync(root).sort()).toEqual(["git2oci.yaml", "link.yaml", "other.yaml"]);
});
