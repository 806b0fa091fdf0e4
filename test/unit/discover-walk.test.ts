import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fastGlob from "fast-glob";
import { describe, expect, test } from "vitest";
import { nodeReader, type Reader } from "../../src/io/read.ts";
import { findArea } from "../../src/scan/area.ts";
import { candidateKind } from "../../src/scan/candidates.ts";
import { discover } from "../../src/scan/discover.ts";
import { tempTree } from "../support/temp-tree.ts";

const CORPUS = "../shared/corpus";
const ENDINGS = "{yaml,yml,json,j2,jinja,jinja2,tmpl,tpl,gotmpl,mustache,erb}";

/** What patterns leave of what is found. */
async function left(root: string, exclude: readonly string[]) {
  const { found, area } = await findArea(root, exclude, nodeReader);
  const isLeft = (path: string) => area.outside(path) === undefined;
  return { files: found.files.filter(isLeft), programs: found.programs.filter(isLeft) };
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

describe("which files are candidates", () => {
  test.each([
    ["a.yaml", "manifest"],
    ["a.yml", "manifest"],
    ["a.json", "manifest"],
    ["A.YAML", "manifest"],
    ["dir.d/Kustomization", "manifest"],
    ["a.yaml.j2", "template"],
    ["a.tpl", "template"],
    ["a.yaml.gotmpl", "template"],
    ["a.ts", "program"],
    ["a.TSX", "program"],
    ["a.mts", "program"],
    ["a.cts", "program"],
    ["a.js", "program"],
    ["a.jsx", "program"],
    ["a.mjs", "program"],
    ["a.cjs", "program"],
    ["contest/latest.ts", "program"],
    ["a.d.ts", undefined],
    ["a.d.mts", undefined],
    ["a.test.ts", undefined],
    ["a.spec.tsx", undefined],
    ["a.stories.jsx", undefined],
    ["dir/__tests__/a.ts", undefined],
    ["__mocks__/a.js", undefined],
    ["a.ts.map", undefined],
    ["ts", undefined],
    ["a.txt", undefined],
    ["yaml", undefined],
    ["a.yaml/README", undefined],
    ["kustomization", undefined],
  ])("%s is %s", (path, kind) => {
    expect(candidateKind(path)).toBe(kind);
  });
});

describe("the walk", () => {
  test("lists candidates by code unit, enters hidden directories, never .git or node_modules", async () => {
    const root = tempTree({
      "a/b.yaml": "",
      "a-b.yaml": "",
      "a.yml": "",
      "B.json": "",
      "é.yaml": "",
      ".github/c.yaml": "",
      ".git/config.yaml": "",
      "node_modules/x/d.yaml": "",
      "a/node_modules/e.yaml": "",
      "README.md": "",
      Kustomization: "",
    });
    const found = await discover(root);
    expect(found).toEqual({
      root,
      files: [".github/c.yaml", "B.json", "Kustomization", "a-b.yaml", "a.yml", "a/b.yaml", "é.yaml"],
      programs: [],
      texts: new Map([["README.md", "docs"]]),
      skipped: [],
      leftovers: [],
    });
  });

  test("lists programs apart from manifests; not declarations of types, tests, packages and what Git ignores", async () => {
    const root = tempTree({
      ".gitignore": "dist/\n",
      "src/b.ts": "",
      "src/a.tsx": "",
      "main.js": "",
      "src/types.d.ts": "",
      "src/a.test.ts": "",
      "src/__tests__/c.ts": "",
      "dist/main.js": "",
      "node_modules/x/index.js": "",
      "imports/source.toolkit.fluxcd.io.ts": "",
      "a.yaml": "",
    });
    symlinkSync("main.js", join(root, "link.ts"));
    symlinkSync("/", join(root, "out.ts"));
    const found = await discover(root);
    expect(found.files).toEqual(["a.yaml"]);
    expect(found.programs).toEqual([
      "imports/source.toolkit.fluxcd.io.ts",
      "main.js",
      "src/a.tsx",
      "src/b.ts",
    ]);
    expect([...found.texts.keys()]).toEqual([]);
  });

  test("takes one program that is named", async () => {
    const root = tempTree({ "app/main.ts": "" });
    const found = await discover(join(root, "app/main.ts"));
    expect([found.root, found.files, found.programs]).toEqual([join(root, "app"), [], ["main.ts"]]);
  });

  test("--exclude leaves programs out too", async () => {
    const root = tempTree({ "app/main.ts": "", "lib/main.ts": "" });
    expect((await left(root, ["lib/**"])).programs).toEqual(["app/main.ts"]);
  });

  test("takes one file that is named, whatever its ending is", async () => {
    const root = tempTree({ "dir/notes.txt": "", "dir/other.yaml": "" });
    expect(await discover(join(root, "dir/notes.txt"))).toEqual({
      root: join(root, "dir"),
      files: ["notes.txt"],
      programs: [],
      texts: new Map(),
      skipped: [],
      leftovers: [],
    });
  });

  test("throws the system error for a root that does not exist", async () => {
    await expect(discover(join(tempTree(), "nothing"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("does not follow links; names those that lead out, nowhere, or to what is not scanned", async () => {
    const outside = tempTree({ "x.yaml": "", "dir/y.yaml": "", "plain.txt": "" });
    const root = tempTree({ "real/a.yaml": "", "real/notes.txt": "" });
    const link = (target: string, name: string): void => symlinkSync(target, join(root, name));
    link("real/a.yaml", "same.yaml");
    link("real", "loop-dir");
    link("..", "real/top");
    link("../..", "real/up");
    link(".", "self");
    link("real/notes.txt", "notes.yaml");
    link(join(outside, "x.yaml"), "out.yaml");
    link(join(outside, "dir"), "out-dir");
    link(join(outside, "plain.txt"), "out.txt");
    link("missing", "nowhere.yaml");
    link("missing", "nowhere.txt");
    link("circle.yaml", "circle.yaml");
    const found = await discover(root);
    expect(found.files).toEqual(["real/a.yaml"]);
    expect(found.skipped).toEqual([
      {
        path: "circle.yaml",
        reason:
          "a symbolic link that leads nowhere: too many symbolic links, or a link where a file was expected (ELOOP)",
      },
      { path: "notes.yaml", reason: "a symbolic link to real/notes.txt, which is not scanned" },
      {
        path: "nowhere.yaml",
        reason: "a symbolic link that leads nowhere: no such file or directory (ENOENT)",
      },
      { path: "out-dir", reason: "a symbolic link that leads out of the scanned directory" },
      { path: "out.yaml", reason: "a symbolic link that leads out of the scanned directory" },
      { path: "real/up", reason: "a symbolic link that leads out of the scanned directory" },
    ]);
  });

  test("skips a named pipe with a reason and walks a directory named like a file", async () => {
    const root = tempTree({ "dir.yaml/inner.yaml": "" });
    execFileSync("mkfifo", [join(root, "pipe.yaml")]);
    const found = await discover(root);
    expect(found.files).toEqual(["dir.yaml/inner.yaml"]);
    expect(found.skipped).toEqual([{ path: "pipe.yaml", reason: "not a regular file" }]);
  });

  test("skips a directory that cannot be read", async () => {
    const root = tempTree({ "a/x.yaml": "", "b/y.yaml": "" });
    const reader: Reader = {
      ...nodeReader,
      list: (path) => (path.endsWith("/a") ? fail("EACCES") : nodeReader.list(path)),
    };
    const found = await discover(root, reader);
    expect(found.files).toEqual(["b/y.yaml"]);
    expect(found.skipped).toEqual([{ path: "a", reason: "permission denied (EACCES)" }]);
  });

  test.skipIf(process.platform !== "linux")("names that are not UTF-8 are skipped, not fatal", async () => {
    const root = tempTree({ "good.yaml": "" });
    const bad = (name: string): Buffer =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff]), Buffer.from(name)]);
    writeFileSync(bad(".yaml"), "");
    mkdirSync(bad("dir"));
    const found = await discover(root);
    expect(found.files).toEqual(["good.yaml"]);
    expect(found.skipped).toEqual([
      { path: "\uFFFD.yaml", reason: "its name is not valid UTF-8" },
      { path: "\uFFFDdir", reason: "its name is not valid UTF-8" },
    ]);
  });
});

describe("--exclude", () => {
  const files = {
    "clusters/dev/a.yaml": "",
    "clusters/dev/sub/b.yaml": "",
    "clusters/prod/a.yaml": "",
    "clusters/prod/.hidden/c.yml": "",
    "vendor/x.yaml": "",
    "lib/vendor/y.yaml": "",
    "[odd]/z.yaml": "",
    "top.json": "",
  };

  test.each([
    [["clusters/dev/**"]],
    [["clusters/dev"]],
    [["vendor"]],
    [["**/vendor/**"]],
    [["**/a.yaml", "top.json"]],
    [["clusters/{dev,prod}/a.yaml"]],
    [["*.json"]],
    [["**/.hidden/**"]],
    [["\\[odd\\]/**"]],
    [["./vendor/**"]],
    [["**"]],
  ])("%j excludes what it excludes in fast-glob on the disk", async (exclude) => {
    const root = tempTree(files);
    const glob = fastGlob.sync("**", { cwd: root, dot: true, followSymbolicLinks: false, ignore: exclude });
    const found = await left(root, exclude);
    expect(found.files).toEqual(glob.sort());
  });

  test.each([
    ["vendor/", "vendor/**"],
    ["**/vendor/", "**/vendor/**"],
    ["clusters/*/", "clusters/*/**"],
  ])("%s means the folder, as %s does", async (exclude, same) => {
    const root = tempTree(files);
    const { files: others } = await left(root, [exclude]);
    expect(others).toEqual((await left(root, [same])).files);
    expect(others).not.toEqual((await discover(root)).files);
  });

  test("what is excluded is read, and neither listed nor edited", async () => {
    const root = tempTree({ "a.yaml": "" });
    symlinkSync("missing", join(root, "gone.yaml"));
    const { found, area } = await findArea(root, ["gone.yaml"], nodeReader);
    expect(found.skipped.map(({ path }) => [path, area.outside(path)])).toEqual([
      ["gone.yaml", "is excluded"],
    ]);
    expect(["a.yaml", "new.yaml"].map((file) => area.outside(file))).toEqual([undefined, undefined]);
  });

  test.skipIf(!existsSync(CORPUS))(
    "on the open corpus our walk and fast-glob list the same files",
    async () => {
      const exclude = ["bigbang/**", "**/crds/**"];
      const glob = fastGlob.sync(`**/*.${ENDINGS}`, {
        cwd: CORPUS,
        dot: true,
        followSymbolicLinks: false,
        ignore: [...exclude, "**/node_modules/**", "**/.git/**"],
      });
      const found = await left(CORPUS, exclude);
      expect(found.files.length).toBeGreaterThan(1000);
      expect(found.files).toEqual(glob.sort());
    },
  );
});
