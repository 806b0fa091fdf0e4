import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nodeReader } from "../../src/io/read.ts";
import { leftOutBy } from "../../src/scan/artifact-ignore.ts";
import { gitIgnoredBy } from "../../src/scan/ignore-rules.ts";
import { tempTree } from "../support/temp-tree.ts";

const PATH = "clusters/p/oci-sources.yaml";

describe("what keeps a path out of an artifact", () => {
  it.each([
    ["nothing without rules", {}, undefined, undefined],
    ["a rule of the source", {}, "/clusters/*/oci-*.yaml", "spec.ignore"],
    ["a rule of the top", { ".sourceignore": "# all\noci-*.yaml\n" }, undefined, ".sourceignore"],
    [
      "a rule further down",
      { "clusters/p/.sourceignore": "/oci-*\n" },
      undefined,
      "clusters/p/.sourceignore",
    ],
    ["no rule of a neighbour", { "clusters/q/.sourceignore": "*\n" }, undefined, undefined],
    ["an ignored folder above", {}, "clusters/", "spec.ignore"],
    ["not where a later rule takes it back", {}, "/*\n!/clusters/p", undefined],
    ["unless what comes back is something else", {}, "/*\n!/clusters/p/apps", "spec.ignore"],
    ["the source has the last word", { ".sourceignore": "/*\n" }, "!/clusters/p", undefined],
    ["comments are no rules", { ".sourceignore": "# *\n" }, "# *", undefined],
  ])("%s", (_, files, text, by) => {
    const rules = text === undefined ? undefined : { text, from: "spec.ignore" };
    expect(leftOutBy(tempTree(files), PATH, rules, nodeReader)).toBe(by);
  });

  it("holds to the rules of Flux only where there are no others", () => {
    const root = tempTree();
    const rules = { text: "/docs", from: "spec.ignore" };
    expect(leftOutBy(root, ".github/oci.yaml", undefined, nodeReader)).toBe("the rules of Flux itself");
    expect(leftOutBy(root, ".github/oci.yaml", rules, nodeReader)).toBeUndefined();
  });
});

describe("what keeps a path out of Git", () => {
  it.each([
    ["nothing without rules", {}, undefined],
    ["a rule of the top", { ".gitignore": "oci-*.yaml\n" }, ".gitignore"],
    ["a rule further down", { "clusters/p/.gitignore": "oci-*.yaml\n" }, "clusters/p/.gitignore"],
    [
      "no rule that a deeper one takes back",
      { ".gitignore": "oci-*\n", "clusters/.gitignore": "!oci-*\n" },
      undefined,
    ],
    [
      "an ignored folder, whatever stands in it",
      { ".gitignore": "p/\n", "clusters/p/.gitignore": "!*\n" },
      ".gitignore",
    ],
  ])("%s", (_, files, by) => {
    expect(gitIgnoredBy(tempTree(files), PATH, nodeReader)).toBe(by);
  });

  it("names rules above the scanned tree from there", () => {
    const root = tempTree({
      ".git/HEAD": "ref: refs/heads/main\n",
      ".gitignore": "oci-*\n",
      "fleets/a/b.yaml": "",
    });
    expect(gitIgnoredBy(join(root, "fleets/a"), PATH, nodeReader)).toBe("../../.gitignore");
  });
});
