import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Artifact, ArtifactRow } from "../../src/publish/artifacts.ts";
import { publishFiles } from "../../src/publish/files.ts";
import type { CiName } from "../../src/publish/registries.ts";
import { findActionlint } from "../support/actionlint.ts";
import { findCheckJsonschema } from "../support/check-jsonschema.ts";
import { tempTree } from "../support/temp-tree.ts";

const has = (tool: string) => spawnSync(tool, ["--version"]).error === undefined;
const actionlint = findActionlint();
const schemas = findCheckJsonschema();
const SYSTEMS: readonly CiName[] = ["github", "gitlab", "azure"];

const row = (from: string, to: string, verify?: ArtifactRow["verify"]): ArtifactRow => ({
  from,
  to,
  verify,
  signature: "bundle",
});
const HARD = "it's $(id) `x`";
/** Every kind of row, and names that a shell would read. */
const ARTIFACTS: readonly Artifact[] = [
  "oci://ghcr.io/acme/fleet",
  "oci://123456789012.dkr.ecr.eu-west-1.amazonaws.com/fleet",
].map((artifact) => ({
  git: "https://github.com/acme/fleet",
  path: HARD,
  artifact,
  kind: "manifests",
  rows: [
    row("refs/heads/main", "main"),
    row("refs/heads/$(id)'x", "x", {
      provider: "cosign",
      matchOIDCIdentity: [{ issuer: "^a$", subject: "^b$" }],
    }),
    row("refs/heads/release/prod", "prod", { provider: "cosign", secretRef: "key" }),
    row("refs/tags/*", "*", { provider: "notation" }),
  ],
}));
const CHART: Artifact = {
  ...ARTIFACTS[0]!,
  kind: "chart",
  path: "charts/web",
  rows: [row("refs/heads/main", "*")],
};

/** A repository with what is written for one system. */
function written(artifacts: readonly Artifact[], ci: CiName): { root: string; files: Map<string, string> } {
  const root = tempTree({});
  const files = publishFiles(artifacts, "https://github.com/acme/fleet", ci);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, files };
}

const CASES = ARTIFACTS.map((one) => [one.artifact, [one, CHART]] as const);

describe.each(CASES)("the files for %s", (_name, artifacts) => {
  test.skipIf(!has("shellcheck"))("pass shellcheck", () => {
    const { root } = written(artifacts, "github");
    const { stdout, status } = spawnSync("shellcheck", [".git2oci/publish.sh", ".git2oci/install-tools.sh"], {
      cwd: root,
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([0, ""]);
  });

  test("are scripts of a POSIX shell, in which names stay names", () => {
    const { root, files } = written(artifacts, "github");
    const shell = spawnSync("dash", ["-c", ":"]).error === undefined ? "dash" : "sh";
    for (const path of [...files.keys()].filter((one) => one.endsWith(".sh")))
      execFileSync(shell, ["-n", join(root, path)]);
    const [, rows = ""] = /^(rows\(\) \{\n[\s\S]*?^\}\n)/m.exec(files.get(".git2oci/publish.sh")!) ?? [];
    const script = `manifests() { printf '%s\\n' "$@"; }\nref="$1"\n${rows}rows\n`;
    const told = execFileSync(shell, ["-c", script, "sh", "refs/heads/$(id)'x"], { encoding: "utf8" });
    expect(told.split("\n")).toEqual([
      HARD,
      artifacts[0]!.artifact.slice("oci://".length),
      "x",
      "keyless",
      "^a$",
      "^b$",
      "",
    ]);
  });

  test.skipIf(actionlint === undefined)("pass actionlint", () => {
    const { root } = written(artifacts, "github");
    execFileSync("git", ["init", "-q"], { cwd: root });
    const { stdout, status } = spawnSync(actionlint!, ["-no-color"], { cwd: root, encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });

  test.skipIf(schemas === undefined).each(SYSTEMS)("fit the schema of %s", (ci) => {
    const { root, files } = written(artifacts, ci);
    const path = [...files.keys()].find((one) => /\.ya?ml$/.test(one))!;
    const name = {
      github: "vendor.github-workflows",
      gitlab: "vendor.gitlab-ci",
      azure: "vendor.azure-pipelines",
    }[ci];
    const { stdout, stderr, status } = spawnSync(
      schemas!,
      [
        "--builtin-schema",
        name,
        ...(ci === "azure" ? ["--regex-variant", "nonunicode"] : []),
        join(root, path),
      ],
      { encoding: "utf8" },
    );
    expect([status, stderr, stdout]).toEqual([0, "", expect.any(String)]);
  });
});

test("a workflow gives each job the least, and takes no pull request of strangers as its own", () => {
  const text = publishFiles(ARTIFACTS.slice(0, 1), "https://github.com/acme/fleet", "github").get(
    ".github/workflows/git2oci-publish.yaml",
  )!;
  expect(text).toContain("\npermissions: {}\n");
  expect(text).not.toContain("pull_request_target");
  const check = /^ {2}check:\n(?: {4}.*\n)*/m.exec(text)![0];
  expect(check).toContain("    permissions:\n      contents: read\n    steps:");
  expect(check).not.toContain("secrets.");
  for (const line of text.split("\n")) {
    if (line.includes("uses:")) expect(line).toMatch(/@[0-9a-f]{40} # v\d/);
    // No shell reads an expression.
    if (line.includes("${{")) expect(line).toMatch(/^ {10}[A-Z0-9_]+: |^ {6}group: /);
  }
});
