import { describe, expect, test } from "vitest";
import type { Publication } from "../../src/core/publication.ts";
import { type Artifact, sharedTag, withMemory } from "../../src/publish/artifacts.ts";
import { artifactsText, parseArtifacts } from "../../src/publish/artifacts-file.ts";
import { artifactsOf } from "../../src/publish/from-plan.ts";
import { exactIdentity, identityProblem } from "../../src/publish/keyless.ts";
import { ownerOf, signedText } from "../../src/publish/ours.ts";

const publication = (more: Partial<Publication>): Publication => ({
  git: "https://github.com/acme/fleet",
  repository: "github.com/acme/fleet",
  isOwn: true,
  source: "GitRepository/flux-system/fleet",
  kind: "manifests",
  path: "",
  artifact: "oci://ghcr.io/acme/fleet",
  from: { branch: "main" },
  to: { tag: "main" },
  notes: [],
  readers: [],
  secrets: [],
  verify: undefined,
  minor: undefined,
  ...more,
});

const artifact = (rows: [from: string, to: string][], more: Partial<Artifact> = {}): Artifact => ({
  git: "https://github.com/acme/fleet",
  path: ".",
  artifact: "oci://ghcr.io/acme/fleet",
  kind: "manifests",
  rows: rows.map(([from, to]) => ({ from, to, verify: undefined, signature: "bundle" })),
  ...more,
});

describe("rows of a plan", () => {
  test.each<[what: string, given: Partial<Publication>, row: [string, string] | undefined]>([
    ["a branch", {}, ["refs/heads/main", "main"]],
    ["a full name", { from: { name: "refs/heads/main" } }, ["refs/heads/main", "main"]],
    ["a Git tag", { from: { tag: "v1.2.0" }, to: { tag: "v1.2.0" } }, ["refs/tags/v1.2.0", "v1.2.0"]],
    ["a range", { from: { semver: ">=1" }, to: { semver: ">=1" } }, ["refs/tags/*", "*"]],
    ["a branch that becomes a version", { to: { tag: "1.4.0" } }, ["refs/tags/1.4.0", "1.4.0"]],
    ["an unknown ref", { from: undefined }, undefined],
    ["a digest", { to: { digest: `sha256:${"0".repeat(64)}` } }, undefined],
    ["a variable", { to: { tag: "${TAG}" } }, undefined],
    ["a chart", { kind: "chart", path: "charts/web", to: { semver: ">=1" } }, ["refs/heads/main", "*"]],
    ["a chart with a channel", { kind: "chart", to: { tag: "main" } }, ["refs/heads/main", "main"]],
  ])("%s", (_what, given, row) => {
    const { artifacts, open } = artifactsOf([publication(given)]);
    expect(artifacts.flatMap(({ rows }) => rows.map(({ from, to }) => [from, to]))).toEqual(row ? [row] : []);
    expect(open).toHaveLength(row ? 0 : 1);
  });

  test("a tag that one cluster verifies is signed, in the form that the oldest reads", () => {
    const verify = { provider: "cosign", secretRef: "key" } as const;
    const { artifacts } = artifactsOf([publication({ minor: 7 }), publication({ verify, minor: 9 })]);
    expect(artifacts[0]?.rows).toEqual([{ from: "refs/heads/main", to: "main", verify, signature: "sig" }]);
  });
});

describe("the memory", () => {
  const old = artifact([["refs/heads/main", "main"]]);

  test("keeps what is read, and forgets what is not", () => {
    expect(withMemory([], [old], () => true)).toEqual([old]);
    expect(withMemory([], [old], () => false)).toEqual([]);
  });

  test("keeps the rows that have moved beside those that a plan adds", () => {
    const added = artifact([["refs/heads/next", "next"]]);
    expect(withMemory([added], [old], () => true)[0]?.rows.map(({ to }) => to)).toEqual(["main", "next"]);
  });

  test("reads what it writes", () => {
    const all = [old, artifact([["refs/tags/*", "*"]], { path: "deploy", git: undefined })];
    all[0]!.rows[0]!.verify = { provider: "cosign", secretRef: "key" };
    expect(parseArtifacts(artifactsText(all))).toEqual(all);
    expect(artifactsText(all).split("\n")[0]).toContain("git2oci");
  });

  const text = artifactsText([old]);
  test.each<[what: string, text: string, error: string]>([
    ["no JSON", `${text.slice(0, -3)},`, ".git2oci/artifacts.json"],
    [
      "another version",
      text.replace("artifacts/v1", "artifacts/v2"),
      'git2oci is "artifacts/v2"; allowed: "artifacts/v1"',
    ],
    ["a path that leads out", text.replace('"."', '"a/../.."'), "artifacts[0].path is not allowed"],
    [
      "an artifact with a command",
      text.replace("ghcr.io/acme", "ghcr.io/$(id)"),
      "artifacts[0].artifact is not allowed",
    ],
    [
      "a pattern as a ref",
      text.replace("refs/heads/main", "refs/heads/*"),
      "artifacts[0].rows[0].from is not allowed",
    ],
    [
      "a tag that is none",
      text.replace('"to": "main"', '"to": "-x"'),
      "artifacts[0].rows[0].to is not allowed",
    ],
  ])("refuses %s in one line", (_what, given, error) => {
    const parsed = parseArtifacts(given);
    expect(parsed).toEqual({ error: expect.stringContaining(error) });
    expect(parsed).toEqual({ error: expect.not.stringContaining("\n") });
  });

  test("a tag has one ref", () => {
    expect(sharedTag([artifact([["refs/heads/release/prod", "release-prod"]])])).toBeUndefined();
    const two: [string, string][] = [
      ["refs/heads/release/prod", "release-prod"],
      ["refs/heads/release-prod", "release-prod"],
    ];
    expect(sharedTag([artifact(two)])).toContain("oci://ghcr.io/acme/fleet:release-prod would be moved by");
    expect(
      sharedTag([
        artifact([["refs/heads/main", "main"]]),
        artifact([["refs/heads/main", "main"]], { path: "x" }),
      ]),
    ).toBeDefined();
  });
});

describe("keyless identities", () => {
  const signer = {
    repository: "https://github.com/acme/fleet",
    workflow: ".github/workflows/git2oci-publish.yaml",
  };
  const fits = (pattern: string, text: string) => new RegExp(pattern).test(text);
  const problem = (subject: string) =>
    identityProblem(
      { provider: "cosign", matchOIDCIdentity: [{ issuer: "x", subject }] },
      signer,
      "refs/heads/release/prod",
      fits,
    );

  test("the exact one fits its ref alone", () => {
    const exact = exactIdentity(signer, "refs/heads/release/prod")!;
    expect(exact.subject).toBe(
      "^https://github\\.com/acme/fleet/\\.github/workflows/git2oci-publish\\.yaml@refs/heads/release/prod$",
    );
    expect(problem(exact.subject)).toBeUndefined();
    expect(problem(exact.subject.slice(0, -1))).toContain("another branch");
  });

  test.each([
    ["^https://github\\.com/acme/fleet/", "another branch"],
    ["git2oci-publish\\.yaml@refs/(heads/release/prod|pull/.*)$", "a pull request"],
    ["@refs/heads/release/prod$", "another workflow"],
    ["^https://github\\.com/acme/other/", "does not accept the signature of refs/heads/release/prod"],
  ])("%s: %s", (subject, expected) => expect(problem(subject)).toContain(expected));

  test("GitLab names the file behind two slashes; hosts of one's own have none", () => {
    const gitlab = { repository: "https://gitlab.com/g/p", workflow: ".gitlab-ci.yml" };
    expect(exactIdentity(gitlab, "refs/heads/main")?.subject).toBe(
      "^https://gitlab\\.com/g/p//\\.gitlab-ci\\.yml@refs/heads/main$",
    );
    expect(
      exactIdentity({ ...gitlab, repository: "https://git.example.com/g/p" }, "refs/heads/main"),
    ).toBeUndefined();
  });
});

test("a file of ours is told from an edited one and from others, whatever its line ends", () => {
  const text = signedText("a\nb\n");
  expect(
    [text, text.replaceAll("\n", "\r\n"), text.replace("b", "c"), "name: ci\n", ""].map(ownerOf),
  ).toEqual(["ours", "ours", "edited", "other", "other"]);
});
