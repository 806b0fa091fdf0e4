import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type SessionBasis, savedSession } from "../../src/cli/confirm/saved-session.ts";
import type { Step } from "../../src/cli/confirm/steps.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

const STEPS: Step[] = [
  { do: "answer", id: "GitRepository/a/b", accept: true },
  { do: "rest", id: "GitRepository/a/c", accept: false, group: "cluster x" },
  {
    do: "split",
    id: "GitRepository/a/d",
    by: "file",
    parts: [{ label: "x.yaml", references: ["x.yaml#1:spec"] }],
  },
  { do: "edit", id: "GitRepository/a/d", text: "sources: []\n" },
  { do: "safe", id: "GitRepository/a/e" },
];

function basisOf(root: string, more: Partial<SessionBasis> = {}): SessionBasis {
  return {
    root,
    settings: { config: emptyConfig(), only: [] },
    read: new Map([["a.yaml", "11"]]),
    version: "1.0.0",
    ...more,
  };
}

function open(basis: SessionBasis) {
  const session = savedSession(basis);
  if (!session) throw new Error("no repository");
  return session;
}

const repository = () => tempTree({ ".git/HEAD": "ref: refs/heads/main\n", "fleet/a.yaml": "" });

describe("a saved session", () => {
  test("gives the steps back, is for its owner only, and leaves no other file", () => {
    const root = repository();
    const session = open(basisOf(root));
    expect(session.load()).toBeUndefined();
    expect(session.save(STEPS.slice(0, 1))).toBeUndefined();
    expect(session.save(STEPS)).toBeUndefined();
    expect(open(basisOf(root)).load()).toEqual(STEPS);
    expect(readdirSync(join(root, ".git")).sort()).toEqual(["HEAD", "git2oci-session.json"]);
    expect(statSync(session.path).mode & 0o777).toBe(0o600);
    session.remove();
    session.remove();
    expect(session.load()).toBeUndefined();
  });

  test.each<[string, Partial<SessionBasis>, string]>([
    ["a changed file", { read: new Map([["a.yaml", "22"]]) }, "a.yaml has changed since then"],
    ["another version", { version: "1.0.1" }, "it is of another version of git2oci"],
    ["a file that is gone", { read: new Map() }, "a.yaml is gone since then"],
    [
      "a new file",
      {
        read: new Map([
          ["a.yaml", "11"],
          ["b.yaml", "1"],
        ]),
      },
      "b.yaml is new since then",
    ],
    [
      "another configuration",
      { settings: { config: { ...emptyConfig(), name: "{name}-oci" }, only: [] } },
      "the configuration or the flags are not those of then",
    ],
    [
      "other levels of lint, which stand in a map",
      {
        settings: {
          config: { ...emptyConfig(), lint: { rules: new Map([["a", "off"]]), baseline: undefined } },
          only: [],
        },
      },
      "the configuration or the flags are not those of then",
    ],
  ])("is refused after %s", (_, change, refused) => {
    const root = repository();
    open(basisOf(root)).save(STEPS);
    expect(open(basisOf(root, change)).load()).toEqual({ refused });
  });

  test("is refused for another directory of the repository", () => {
    const root = repository();
    open(basisOf(root)).save(STEPS);
    expect(open(basisOf(join(root, "fleet"))).load()).toEqual({ refused: "it is about another directory" });
  });

  test("holds hashes of settings, never their text", () => {
    const root = repository();
    const session = open(basisOf(root, { settings: { registry: "oci://user:hunter2@ghcr.io/acme" } }));
    session.save(STEPS);
    expect(readFileSync(session.path, "utf8")).not.toContain("hunter2");
  });

  test.each([
    ["no JSON", "{", "it is no JSON"],
    ["no session", "7", "it holds no session"],
    ["nothing of one", "{}", "it holds no session"],
    ["another kind", '{"apiVersion":"git2oci/v1","kind":"Plan"}', "it holds no session"],
    ["another format", '{"apiVersion":"git2oci/v2","kind":"Session"}', "it holds no session"],
  ])("that holds %s is refused", (_, text, refused) => {
    const root = repository();
    putFiles(root, { ".git/git2oci-session.json": text });
    expect(open(basisOf(root)).load()).toEqual({ refused });
  });

  test.each([
    null,
    {},
    [1],
    [{ do: "answer", id: "x" }],
    [{ do: "rest", id: "x", accept: true }],
    [{ do: "split", id: "x", by: "colour", parts: [] }],
    [{ do: "split", id: "x", by: "file", parts: [{ label: "x", references: [7] }] }],
    [{ do: "edit", id: "x" }],
    [{ do: "format", id: "disk" }],
  ])("with steps that are none is refused: %j", (steps) => {
    const root = repository();
    const session = open(basisOf(root));
    session.save([]);
    const saved = JSON.parse(readFileSync(session.path, "utf8"));
    writeFileSync(session.path, JSON.stringify({ ...saved, steps }));
    expect(session.load()).toEqual({ refused: "it holds no answers that can be read" });
  });
});

test("a link in the place of the file is replaced, not followed", () => {
  const root = repository();
  const other = join(root, "fleet/a.yaml");
  symlinkSync(other, join(root, ".git/git2oci-session.json"));
  open(basisOf(root)).save(STEPS);
  expect(readFileSync(other, "utf8")).toBe("");
  expect(open(basisOf(root)).load()).toEqual(STEPS);
});

test("outside of a repository, or where .git points to no Git directory, nothing is kept", () => {
  expect(savedSession(basisOf(tempTree({ "a.yaml": "" })))).toBeUndefined();
  const root = tempTree({ "w/.git": "gitdir: ../elsewhere\n", "elsewhere/file": "" });
  expect(savedSession(basisOf(join(root, "w")))).toBeUndefined();
});

test.skipIf(process.getuid?.() === 0)("what cannot be written is said, and leaves nothing", () => {
  const root = repository();
  chmodSync(join(root, ".git"), 0o500);
  expect(open(basisOf(root)).save(STEPS)).toMatch(/permission/i);
  chmodSync(join(root, ".git"), 0o700);
  expect(readdirSync(join(root, ".git"))).toEqual(["HEAD"]);
});
