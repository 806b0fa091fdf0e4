import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { analyse, plan } from "../../src/run.ts";
import { discover } from "../../src/scan/discover.ts";
import { MAX_TEXT_BYTES, searchTexts } from "../../src/scan/find-lines.ts";
import { scanTree } from "../../src/scan/scan.ts";
import { tempTree } from "../support/temp-tree.ts";

const COMMAND = "flux reconcile source git web";

async function textsOf(files: Record<string, string | Buffer>): Promise<string[]> {
  const root = tempTree(files);
  const { texts } = await discover(root);
  return searchTexts(root, texts).flatMap((file) =>
    file.lines.map((line) => `${file.path}:${line.line}:${line.column} ${line.text}`),
  );
}

describe("lines of files that are no manifests", () => {
  test("are found with their places; CRLF and a byte-order mark do not count", async () => {
    expect(
      await textsOf({ "a.sh": `\uFEFF${COMMAND}\r\n\r\n\t${COMMAND}\r\n`, "b.md": `é\n  ${COMMAND}` }),
    ).toEqual([`a.sh:1:1 ${COMMAND}`, `a.sh:3:2 \t${COMMAND}`, `b.md:2:3   ${COMMAND}`]);
  });

  test("are one line where a backslash goes on", async () => {
    expect(
      await textsOf({ "a.sh": "flux resume source git \\\r\n  web \\\n  -n apps\nflux-local\n" }),
    ).toEqual(["a.sh:1:1 flux resume source git web -n apps", "a.sh:4:1 flux-local"]);
  });

  test("are not looked for in binary files, in long ones, in ignored ones, and behind links", async () => {
    const root = tempTree({
      "binary.sh": `\0${COMMAND}`,
      "long.md": `${COMMAND}\n${" ".repeat(MAX_TEXT_BYTES)}`,
      "out/ignored.sh": COMMAND,
      ".gitignore": "out/\n",
      "notes.txt": COMMAND,
    });
    symlinkSync("notes.txt", join(root, "link.sh"));
    const { texts, skipped } = await discover(root);
    expect([...texts.keys()]).toEqual(["binary.sh", "long.md", "notes.txt"]);
    expect(skipped).toEqual([]);
    expect(searchTexts(root, texts)).toEqual([]);
  });

  test("a hostile file costs no more than its first lines", async () => {
    const found = await textsOf({ "a.sh": `${COMMAND}\n`.repeat(5000), "b.sh": COMMAND.repeat(30_000) });
    expect(found).toHaveLength(501);
    expect(found.every((line) => line.length < 5000)).toBe(true);
  });
});

test("a network policy that cannot be read is no file to tell of", async () => {
  const root = tempTree({
    "policy.yaml": "kind: NetworkPolicy\nnamespace: flux-system\n{{ if .x }}\n",
    "source.yaml": "kind: GitRepository\n{{ if .x }}\n",
  });
  const { skipped } = await scanTree(root, []);
  expect(skipped.map((one) => one.file)).toEqual(["source.yaml"]);
});

describe("when a casualty is a finding", () => {
  const source = (name: string) =>
    `---\napiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: ${name}, namespace: apps }\nspec: { interval: 5m, url: "https://github.com/acme/${name}", ref: { branch: main } }\n`;
  const reader = (name: string) =>
    `---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name}, namespace: apps }\nspec: { interval: 5m, path: ./${name}, prune: true, sourceRef: { kind: GitRepository, name: ${name} } }\n`;
  const TREE = {
    "fleet.yaml": source("web") + source("api") + reader("web") + reader("api"),
    "web.sh": "flux reconcile source git web\n",
    "api.sh": "flux reconcile source git api\n",
    "other.sh": "flux reconcile source git elsewhere\n",
    "all.sh": "flux get sources git\n",
  };

  async function filesWithFindings(map: string[], kept: string[] = []): Promise<string[]> {
    const merged = mergeFlags(emptyConfig(), { map, declareIn: [], exclude: [] });
    if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
    const analysis = await analyse(tempTree(TREE), merged.config);
    const sources = analysis.graph.sources.filter((one) => kept.includes(one.name));
    return plan(analysis, new Map(sources.map((one) => [one, "declined"]))).findings.map(
      (one) => one.location.file,
    );
  }

  test("as an inventory where nothing is decided", async () => {
    expect(await filesWithFindings([])).toEqual(["all.sh", "api.sh", "other.sh", "web.sh"]);
  });

  test("for the sources that move, and for names that this tree does not know", async () => {
    expect(await filesWithFindings(["apps/web=oci://ghcr.io/acme/web:main"])).toEqual([
      "all.sh",
      "other.sh",
      "web.sh",
    ]);
  });

  test("never where all stays", async () => {
    expect(await filesWithFindings([], ["web", "api"])).toEqual([]);
  });
});
