import { execFileSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeReader } from "../../src/io/read.ts";
import { discover } from "../../src/scan/discover.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

const CLEAN_ENV = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };

function initialise(root: string): void {
  execFileSync("git", ["init", "-q", "-b", "main", root], { env: CLEAN_ENV, stdio: "ignore" });
}

/** What Git itself would offer to add: the oracle for every rule of ignoring. */
function gitLists(root: string): string[] {
  const args = ["-C", root, "ls-files", "-z", "--others", "--exclude-standard"];
  const out = execFileSync("git", args, { env: CLEAN_ENV, encoding: "utf8" });
  return out
    .split("\0")
    .filter((path) => path.endsWith(".yaml"))
    .sort();
}

describe("ignore rules", () => {
  test.each([
    ["anchored", { ".gitignore": "/a.yaml\n" }],
    ["at every depth", { ".gitignore": "a.yaml\n" }],
    ["directories only", { ".gitignore": "x/\n" }],
    ["negated", { ".gitignore": "*.yaml\n!a.yaml\n" }],
    ["nothing comes back below an ignored directory", { ".gitignore": "x/\n!x/a.yaml\n" }],
    ["an ignored directory taken back deeper", { ".gitignore": "y/\n", "x/.gitignore": "!y/\n" }],
    ["a deeper file wins", { ".gitignore": "a.yaml\n", "x/.gitignore": "!a.yaml\n" }],
    ["tied to its own directory", { "x/.gitignore": "/a.yaml\ny/b.yaml\n" }],
    ["all but one directory", { ".gitignore": "/*\n!/x/\n" }],
    ["a star below", { "x/.gitignore": "*\n!y/\n!y/b.yaml\n" }],
    ["two stars", { "x/.gitignore": "**/b.yaml\ny/**\n" }],
    ["comments, blanks, carriage returns", { ".gitignore": "# a.yaml\r\n\r\nb.yaml\r\n" }],
    ["escapes", { "x/.gitignore": "\\#odd.yaml\n\\!odd.yaml\n" }],
    ["trailing blanks", { "x/.gitignore": "a.yaml   \ny/ \n" }],
    ["case counts", { ".gitignore": "A.YAML\n" }],
    ["byte-order mark", { ".gitignore": "\uFEFFa.yaml\n" }],
    [
      "odd directory names",
      { "[x] *?/.gitignore": "/a.yaml\n", "#x/.gitignore": "a.yaml\n", "!x/.gitignore": "a.yaml" },
    ],
    ["info/exclude", { ".git/info/exclude": "b.yaml\n/x/a.yaml\n", ".gitignore": "!/x/y/b.yaml\n" }],
  ])("%s: as Git decides", async (_, rules) => {
    const root = tempTree();
    initialise(root);
    const names = ["a.yaml", "b.yaml", "#odd.yaml", "!odd.yaml"];
    const folders = ["", "x/", "x/y/", "x/y/z/", "w/x/", "[x] *?/", "#x/", "!x/"];
    putFiles(root, Object.fromEntries(folders.flatMap((folder) => names.map((name) => [folder + name, ""]))));
    putFiles(root, rules);
    expect((await discover(root)).files).toEqual(gitLists(root));
  });

  test("random rules in random directories: as Git decides", { timeout: 120_000 }, async () => {
    const step = fc.constantFrom("a", "b", "x", "*", "**", "a*", "?");
    const pattern = fc
      .tuple(
        fc.constantFrom("", "!"),
        fc.constantFrom("", "/"),
        fc.array(step, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("", "/", ".yaml"),
      )
      .map(([negated, anchor, steps, end]) => `${negated}${anchor}${steps.join("/")}${end}`);
    const text = fc
      .array(pattern, { maxLength: 4 })
      .map((lines) => lines.map((line) => `${line}\n`).join(""));
    const root = tempTree();
    initialise(root);
    const folders = ["", "a/", "a/b/", "a/b/x/", "b/", "b/a/", "x/"];
    putFiles(root, Object.fromEntries(folders.flatMap((f) => ["a.yaml", "b.yaml"].map((n) => [f + n, ""]))));
    const property = fc.asyncProperty(text, text, text, async (top, a, ab) => {
      putFiles(root, { ".gitignore": top, "a/.gitignore": a, "a/b/.gitignore": ab });
      expect((await discover(root)).files).toEqual(gitLists(root));
    });
    await fc.assert(property, { numRuns: 120, seed: 7 });
  });

  test("rules above the scanned directory hold, unless they ignore that directory itself", async () => {
    const root = tempTree({
      ".gitignore": "skip.yaml\nprivate/\n/fleet/top.yaml\n",
      "fleet/skip.yaml": "",
      "fleet/top.yaml": "",
      "fleet/keep.yaml": "",
      "fleet/sub/top.yaml": "",
      "private/skip.yaml": "",
      "private/keep.yaml": "",
    });
    initialise(root);
    expect((await discover(join(root, "fleet"))).files).toEqual(["keep.yaml", "sub/top.yaml"]);
    expect((await discover(join(root, "private"))).files).toEqual(["keep.yaml", "skip.yaml"]);
  });

  test("outside of a repository the .gitignore files from the root down hold", async () => {
    const root = tempTree({ ".gitignore": "skip.yaml\n", "fleet/skip.yaml": "", "fleet/keep.yaml": "" });
    expect((await discover(root)).files).toEqual(["fleet/keep.yaml"]);
    expect((await discover(join(root, "fleet"))).files).toEqual(["keep.yaml", "skip.yaml"]);
  });

  test("a directory that is ignored is not read at all", async () => {
    const root = tempTree({ ".gitignore": "big/\n", "big/a.yaml": "", "b.yaml": "" });
    const listed: string[] = [];
    const list = (path: string) => {
      listed.push(path);
      return nodeReader.list(path);
    };
    await discover(root, { ...nodeReader, list });
    expect(listed).toEqual([root]);
  });
});
