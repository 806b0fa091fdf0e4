import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { deliverArtifact } from "../../src/delivery/artifact.ts";
import { deliverGit } from "../../src/delivery/git-source.ts";
import { packedBy } from "../../src/delivery/pushed.ts";
import { PUSH_PATTERNS } from "../../src/delivery/rules.ts";
import { openCommit } from "../../src/io/git-commit.ts";
import { commitAll } from "../support/cli.ts";
import { CORPUS } from "../support/corpus.ts";
import { corpusMissing, corpusPath } from "../support/corpus-checkout.ts";
import { askDelivery, deliveryOracleMissing } from "../support/delivery-oracle.ts";
import {
  artifactAsOracle,
  digestsOf,
  git,
  layerOf,
  putOddFiles,
  withDigests,
} from "../support/delivery-trees.ts";
import { IGNORE_LISTS } from "../support/ignore-lists.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";
import { readTree } from "../support/tree-copy.ts";

const missing = deliveryOracleMissing;

const LISTS = [...IGNORE_LISTS, PUSH_PATTERNS];
/** For trees of many files, each rule on one of three. */
const isThird = (_: unknown, i: number) => i % 3 === 0;
/** Texts of `spec.ignore`; undefined for a source without one. */
const TEXTS = [undefined, ...IGNORE_LISTS.map((list) => list.join("\n"))];

/** Compares a commit, a layer made of it and the folder itself with what Flux's modules make of them. */
async function compareAll(root: string, texts = TEXTS, lists: typeof LISTS = LISTS): Promise<void> {
  const commit = await openCommit(root, "HEAD");
  if ("reason" in commit) throw new Error(commit.reason);
  const digests = await digestsOf(commit);
  const sources = askDelivery({ gitDir: join(root, ".git"), commit: commit.id, ignores: texts });
  for (const [i, ignore] of texts.entries()) {
    const ours = await deliverGit(root, "HEAD", ignore);
    if ("reason" in ours) throw new Error(ours.reason);
    expect(withDigests(ours.entries, digests), `spec.ignore ${ignore}`).toEqual(sources[i]!.entries);
  }
  const layer = await layerOf(commit);
  const archive = join(tempTree(), "layer.tar.gz");
  writeFileSync(archive, layer);
  const artifacts = askDelivery({ archive, ignores: texts });
  for (const [i, ignore] of texts.entries()) {
    const ours = await deliverArtifact(layer, ignore);
    if ("reason" in ours) throw new Error(ours.reason);
    expect(artifactAsOracle(ours), `artifact, ignore ${ignore}`).toEqual(artifacts[i]!.entries);
  }
  const packed = askDelivery({ folder: root, lists });
  for (const [i, list] of lists.entries())
    expect(
      packedBy(root, list).map(({ path, mode }) => ({ path, mode })),
      `--ignore-paths ${list}`,
    ).toEqual(packed[i]!.entries?.map(({ path, mode }) => ({ path, mode })));
}

describe.skipIf(missing)(`deliveries and Flux's own modules${missing ? ` (${missing})` : ""}`, () => {
  it.skipIf(corpusMissing).each(CORPUS.map(({ name }) => name))(
    "%s: as it is, and with one file of each kind: the same paths, modes and bytes",
    async (name) => {
      const root = tempTree(Object.fromEntries(readTree(corpusPath(name))));
      commitAll(root);
      await compareAll(root, [undefined], []);
      putOddFiles(root);
      commitAll(root);
      await compareAll(root, TEXTS.filter(isThird), LISTS.filter(isThird));
    },
  );

  it("rules in the tree: in several directories, behind a link, beside a submodule, with odd lines", async () => {
    const root = tempTree();
    putOddFiles(root);
    putFiles(root, {
      ".sourceignore": "\uFEFF# a comment of an editor\r\n*.tgz \r\n!odd/a-b\r\n",
      "odd/.sourceignore": "/a\n!logo.png\n",
      "odd/a-b/.sourceignore": `*.yaml\n${"x".repeat(65_535)}\n!z.yaml\n`,
      "odd/links/target/.sourceignore": `*.yaml\n${"x".repeat(65_536)}\n!deep.yaml\n`,
      "rules/shared": "*.yaml\n!two.yaml\n",
      "linked/one.yaml": "a: 1\n",
      "linked/two.yaml": "a: 1\n",
    });
    symlinkSync("../rules/shared", join(root, "linked/.sourceignore"));
    symlinkSync("nowhere", join(root, "rules/.sourceignore"));
    git(root, "init", "-q", "-b", "main");
    mkdirSync(join(root, "modules/one"), { recursive: true });
    git(root, "update-index", "--add", "--cacheinfo", `160000,${"1".repeat(40)},modules/one`);
    commitAll(root);
    await compareAll(root);
  });

  it("names and patterns of every kind", () => {
    const names = ["a", "b", "ab", "a-b", "€x", "ß", "[", "]", "!", "^", "*", "a b", "x ", "\\", ".a"];
    const files = names.flatMap((name) => [name, `d/${name}`, `${name}.d/a`, `d/d/${name}.d/ß`]);
    const root = tempTree(Object.fromEntries(files.map((path) => [path, "x"])));
    const parts = [
      "a",
      "*",
      "?",
      "??",
      "[",
      "]",
      "[^a]",
      "[!a]",
      "[a-c]",
      "\\",
      "/",
      "**",
      "**/",
      "d/",
      "x",
      "ß",
      " ",
    ];
    const lists = parts.flatMap((one) =>
      parts.flatMap((two) => [[one + two], ...parts.map((three) => [one + two + three])]),
    );
    const answers = askDelivery({ folder: root, lists });
    const wrong = lists.filter(
      (list, i) =>
        JSON.stringify(packedBy(root, list).map(({ path }) => path)) !==
        JSON.stringify(answers[i]!.entries?.map(({ path }) => path)),
    );
    expect(lists.length).toBeGreaterThan(5_000);
    expect(wrong).toEqual([]);
  });
});
