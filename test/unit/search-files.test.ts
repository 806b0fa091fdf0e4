import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { nodeReader, type Reader } from "../../src/io/read.ts";
import { discover, type Skipped } from "../../src/scan/discover.ts";
import { hasNeedle, NEEDLES } from "../../src/scan/needles.ts";
import { type FileHit, searchFiles, type Unusable } from "../../src/scan/search.ts";
import { MAX_FILE_BYTES } from "../../src/scan/yaml-limits.ts";
import { tempTree } from "../support/temp-tree.ts";

const CORPUS = "../shared/corpus";

function search(root: string, paths: string[], reader?: Reader): { hits: FileHit[]; skipped: Skipped[] } {
  const skipped: Skipped[] = [];
  const skip = ({ path, reason }: Unusable) => skipped.push({ path, reason });
  return { hits: [...searchFiles(root, paths, skip, reader)], skipped };
}

/** What files that cannot be used say, as far as names go. */
function textsOf(root: string, paths: string[]): (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  expect([...searchFiles(root, paths, (one) => texts.push(one.text))]).toEqual([]);
  return texts;
}

test("names are told of files in other encodings, and nothing of a file that is too large or gone", () => {
  const root = tempTree({
    "latin1.yaml": Buffer.from("kind: GitRepository # caf\xe9 web\n", "latin1"),
    "utf16.yaml": Buffer.from("\ufeffkind: GitRepository # web\n", "utf16le"),
    "large.yaml": `kind: GitRepository\n${" ".repeat(MAX_FILE_BYTES)}`,
  });
  expect(textsOf(root, ["latin1.yaml", "utf16.yaml", "large.yaml", "gone.yaml"])).toEqual([
    "kind: GitRepository # caf\xe9 web\n",
    "\xff\xfekind: GitRepository # web\n",
    undefined,
    undefined,
  ]);
});

function needleNames(text: string, name = "f.yaml"): string[] {
  const { hits } = search(tempTree({ [name]: text }), [name]);
  const mask = hits[0]?.documents[0]?.needles ?? 0;
  return NEEDLES.filter((needle) => hasNeedle(mask, needle.name as never)).map((needle) => needle.name);
}

describe("what makes a document relevant", () => {
  test.each<[string, string[]]>([
    ["kind: GitRepository", ["GitRepository"]],
    ["resources: [gitrepositories]", ["gitrepositor"]],
    ["kind: OCIRepository", ["OCIRepository"]],
    ["apiVersion: kustomize.toolkit.fluxcd.io/v1", ["kustomize.toolkit.fluxcd.io"]],
    ["kind: ImageUpdateAutomation", ["ImageUpdateAutomation"]],
    ["kind: FluxInstance", ["FluxInstance"]],
    ["chart: flux-instance", ["flux-instance"]],
    ["# Flux Version: v2.6.4", ["# Flux Version:"]],
    ["instance:\n  sync:\n    path: a", ["instance.sync"]],
    ['{"instance":{"sync":{}}}', ["instance.sync"]],
    ["{instance: {sync: {}}}", ["instance.sync"]],
    ["kind: NetworkPolicy\nnamespace: flux-system", ["network policy"]],
    ["kind: CiliumNetworkPolicy\napp: source-controller", ["network policy"]],
    ["kind: NetworkPolicy\nnamespace: apps", []],
    ["app.kubernetes.io/instance: a\nsync: b", []],
    ["instance: a\nfsync: b\nsynced: c", []],
    ["instances: a\nsync: b", []],
    ["kind: HelmRepository", []],
  ])("%j holds %j", (text, expected) => {
    expect(needleNames(text)).toEqual(expected);
  });

  test.each(["kustomization.yaml", "kustomization.yml", "a/Kustomization"])("%s needs no needle", (name) => {
    expect(needleNames("resources: []\n", name)).toEqual(["kustomization file"]);
  });

  test("every needle has a bit of its own and a reason", () => {
    const bits = NEEDLES.map((needle) => needle.bit);
    expect(new Set(bits).size).toBe(NEEDLES.length);
    expect(bits.every((bit) => bit > 0 && (bit & (bit - 1)) === 0)).toBe(true);
    expect(NEEDLES.filter((needle) => needle.why === "")).toEqual([]);
  });
});

describe("what is returned", () => {
  test("only relevant documents, with places in bytes, UTF-16 units and lines", () => {
    const parts = [
      "\uFEFF# 😀\n---\nkind: ConfigMap\n",
      "---\nkind: GitRepository # é\n",
      "---\nname: ü😀\n",
      "---\r\nkind: GitRepository\r\n",
    ];
    const text = parts.join("");
    const root = tempTree({ "f.yaml": text });
    const { hits, skipped } = search(root, ["f.yaml"]);
    const bytes = Buffer.from(text);
    const second = Buffer.byteLength(parts[0]!);
    const fourth = Buffer.byteLength(parts.slice(0, 3).join(""));
    expect(skipped).toEqual([]);
    expect(hits).toEqual([
      {
        path: "f.yaml",
        kind: "manifest",
        size: bytes.length,
        mode: expect.any(Number),
        documentCount: 4,
        documents: [
          {
            index: 1,
            byteStart: second,
            byteEnd: second + Buffer.byteLength(parts[1]!),
            start: parts[0]!.length,
            line: 4,
            text: parts[1],
            needles: 1,
          },
          {
            index: 3,
            byteStart: fourth,
            byteEnd: bytes.length,
            start: parts.slice(0, 3).join("").length,
            line: 8,
            text: parts[3],
            needles: 1,
          },
        ],
      },
    ]);
  });

  test("a byte-order mark stays in the text of the first document", () => {
    const root = tempTree({ "f.yaml": "\uFEFFkind: GitRepository\n" });
    expect(search(root, ["f.yaml"]).hits[0]?.documents[0]?.text).toBe("\uFEFFkind: GitRepository\n");
  });

  test("CustomResourceDefinitions are dropped; a file of nothing else is no hit", () => {
    const definition = "---\nkind: CustomResourceDefinition\nspec: GitRepository\n";
    const root = tempTree({
      "crds.yaml": definition.repeat(2),
      "mixed.yaml": `${definition}---\nkind: GitRepository\n`,
    });
    const { hits } = search(root, ["crds.yaml", "mixed.yaml"]);
    expect(
      hits.map(({ path, documentCount, documents }) => [path, documentCount, documents.map((d) => d.index)]),
    ).toEqual([["mixed.yaml", 2, [1]]]);
  });

  test("templates say what they are, and the permission bits come along", () => {
    const root = tempTree({ "a.yaml.j2": "GitRepository" });
    const [hit] = search(root, ["a.yaml.j2"]).hits;
    expect([hit?.kind, hit?.mode]).toEqual(["template", nodeReader.stat(join(root, "a.yaml.j2")).mode]);
  });

  test("texts do not change when the buffer is used again", () => {
    const root = tempTree({ "a.yaml": "GitRepository aaaa", "b.yaml": "GitRepository bbbb" });
    const { hits } = search(root, ["a.yaml", "b.yaml"]);
    expect(hits.map((hit) => hit.documents[0]?.text)).toEqual(["GitRepository aaaa", "GitRepository bbbb"]);
  });

  test.skipIf(!existsSync(CORPUS))(
    "on the open corpus: every text is the slice of the decoded file",
    async () => {
      const { root, files } = await discover(CORPUS);
      const { hits, skipped } = search(root, files);
      expect(skipped).toEqual([]);
      expect(hits.length).toBeGreaterThan(500);
      const wrong = hits.flatMap((hit) => {
        const bytes = readFileSync(join(root, hit.path));
        const text = bytes.toString("utf8");
        return hit.documents
          .filter(
            (d) =>
              text.slice(d.start, d.start + d.text.length) !== d.text ||
              bytes.toString("utf8", d.byteStart, d.byteEnd) !== d.text ||
              text.slice(0, d.start).split("\n").length !== d.line,
          )
          .map((d) => `${hit.path}#${d.index}`);
      });
      expect(wrong).toEqual([]);
      const missed = files.filter(
        (path) =>
          readFileSync(join(root, path), "utf8").includes("GitRepository") &&
          !hits.some((h) => h.path === path),
      );
      const dropped = missed.filter(
        (path) => !/^kind: CustomResourceDefinition/m.test(readFileSync(join(root, path), "utf8")),
      );
      expect(dropped).toEqual([]);
    },
  );
});

describe("files that cannot be used", () => {
  test("each has a reason, and only where it matters", () => {
    const root = tempTree({
      "bad.yaml": Buffer.from([...Buffer.from("GitRepository"), 0xc3, 0x28]),
      "bad-elsewhere.yaml": Buffer.from([0xc3, 0x28]),
      "binary.yaml": "GitRepository\0",
      "binary-elsewhere.yaml": "\0",
      "utf16.yaml": Buffer.from("\uFEFFkind: GitRepository", "utf16le"),
      "kustomization.yaml": Buffer.from([0xff]),
    });
    mkdirSync(join(root, "dir.yaml"));
    const names = ["bad.yaml", "bad-elsewhere.yaml", "binary.yaml", "binary-elsewhere.yaml", "utf16.yaml"];
    const { hits, skipped } = search(root, [...names, "kustomization.yaml", "dir.yaml", "gone.yaml"]);
    expect(hits).toEqual([]);
    expect(skipped).toEqual([
      { path: "bad.yaml", reason: "not valid UTF-8" },
      { path: "binary.yaml", reason: "binary" },
      { path: "utf16.yaml", reason: "UTF-16, only UTF-8 is read" },
      { path: "kustomization.yaml", reason: "not valid UTF-8" },
      { path: "dir.yaml", reason: "is a directory (EISDIR)" },
      { path: "gone.yaml", reason: "no such file or directory (ENOENT)" },
    ]);
  });

  test("an error on the way is told in words and the file is closed", () => {
    const root = tempTree({ "a.yaml": "GitRepository", "b.yaml": "GitRepository" });
    const open = new Set<number>();
    const reader: Reader = {
      ...nodeReader,
      open(path) {
        const handle = nodeReader.open(path);
        open.add(handle);
        return handle;
      },
      close(handle) {
        open.delete(handle);
        nodeReader.close(handle);
      },
      read() {
        throw Object.assign(new Error("read"), { code: "EIO" });
      },
    };
    const { skipped } = search(root, ["a.yaml", "b.yaml"], reader);
    expect(skipped.map((s) => s.reason)).toEqual(
      Array(2).fill("the disk reports an input/output error (EIO)"),
    );
    expect(open.size).toBe(0);
  });

  test("a file over the limit is reported only when it holds a needle, wherever that lies", () => {
    const blank = (bytes: number) => Buffer.alloc(bytes, "a");
    const needle = Buffer.from("GitRepository");
    const boundary = MAX_FILE_BYTES + 1;
    const root = tempTree({
      "limit.yaml": Buffer.concat([needle, blank(MAX_FILE_BYTES - needle.length)]),
      "nothing.yaml": blank(MAX_FILE_BYTES + 10),
      "start.yaml": Buffer.concat([needle, blank(MAX_FILE_BYTES)]),
      "across.yaml": Buffer.concat([blank(boundary - 6), needle, blank(100)]),
      "end.yaml": Buffer.concat([blank(12 << 20), needle]),
    });
    const names = ["limit.yaml", "nothing.yaml", "start.yaml", "across.yaml", "end.yaml"];
    const { hits, skipped } = search(root, names);
    expect(hits.map((hit) => [hit.path, hit.size])).toEqual([["limit.yaml", MAX_FILE_BYTES]]);
    expect(skipped).toEqual([
      { path: "start.yaml", reason: "too large (5.1 MiB, the limit is 5 MiB)" },
      { path: "across.yaml", reason: "too large (5.1 MiB, the limit is 5 MiB)" },
      { path: "end.yaml", reason: "too large (12.1 MiB, the limit is 5 MiB)" },
    ]);
  });

  test("a file of any size is searched up to a limit, and told of if there is more", () => {
    const root = tempTree({ "endless.yaml": "" });
    let left = 20 << 10;
    const reader: Reader = {
      ...nodeReader,
      facts: (handle) => ({ ...nodeReader.facts(handle), size: 20 * 2 ** 30 }),
      // A mebibyte at a time of 20 GiB.
      read: (_, buffer, offset) => (left-- > 0 ? Math.min(buffer.length - offset, 1 << 20) : 0),
    };
    expect(search(root, ["endless.yaml"], reader).skipped).toEqual([
      { path: "endless.yaml", reason: "too large (20480 MiB, the limit is 5 MiB)" },
    ]);
    expect(left).toBeGreaterThan(19 << 10);
  });

  test("reads that give less than is there lose nothing", () => {
    const text = `${"# filler\n".repeat(200)}kind: GitRepository\n`;
    const root = tempTree({ "a.yaml": text });
    const reader: Reader = {
      ...nodeReader,
      read: (handle, buffer, offset) => nodeReader.read(handle, buffer.subarray(0, offset + 7), offset),
    };
    expect(search(root, ["a.yaml"], reader).hits[0]?.documents[0]?.text).toBe(text);
  });
});
