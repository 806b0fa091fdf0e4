import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { preCommits } from "../support/pre-commit.ts";
import { tempTree } from "../support/temp-tree.ts";

const PROJECT = join(import.meta.dirname, "../..");
const NOT_CLONED = ["node_modules", "dist", ".git", ".bench", "coverage"];
/** What npm says where it has no network. */
const NO_NETWORK = /\b(?:ENOTCACHED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/;

const APP = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: apps, namespace: flux-system }
spec: { interval: 5m, url: "https://github.com/acme/apps", ref: { branch: main } }
`;
const decided = (action: string) => `sources:\n  - source: flux-system/apps\n    ${action}\n`;
const FAILS = {
  "clusters/app.yaml": `${APP}---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { interval: 5m, path: ./, prune: true, sourceRef: { kind: GitRepository, name: apps } }
`,
  "git2oci.yaml": decided(
    'action: migrate\n    url: oci://ghcr.io/acme/apps\n    ref: { semver: ">=1.0.0" }',
  ),
};
const PASSES = { ...FAILS, "git2oci.yaml": decided("action: keep\n    reason: the team moves next year") };

let cli: BuiltCli;
let folder: string;
let repo: string;
let rev: string;
beforeAll(() => {
  cli = buildCli();
  folder = realpathSync(mkdtempSync(join(tmpdir(), "git2oci-hooks-")));
  repo = join(folder, "repo");
  for (const entry of readdirSync(PROJECT).filter((name) => !NOT_CLONED.includes(name)))
    cpSync(join(PROJECT, entry), join(repo, entry), { recursive: true });
  commitAll(repo);
  rev = execFileSync("git", ["rev-parse", "HEAD"], { cwd: repo, encoding: "utf8" }).trim();
  const program = join(folder, "git2oci");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${cli.main}" "$@"\n`);
  chmodSync(program, 0o755);
});
afterAll(() => {
  cli.remove();
  rmSync(folder, { recursive: true, force: true });
});

for (const { name, program, missing } of preCommits())
  describe(`the hooks under ${name}${missing}`, () => {
    /** `pre-commit run` in a fleet that uses this repository, with an npm that asks its cache first. */
    function run(id: string, files: Readonly<Record<string, string>>, ...args: string[]) {
      const config = `repos: [{ repo: "${repo}", rev: ${rev}, hooks: [{ id: ${id}, verbose: true, args: ["--no-color"] }] }]\n`;
      const fleet = tempTree({ ...files, ".pre-commit-config.yaml": config });
      commitAll(fleet);
      const cache = execFileSync("npm", ["config", "get", "cache"], { encoding: "utf8" }).trim();
      const { status, stdout } = spawnSync(program, ["run", id, "--color=never", ...args], {
        cwd: fleet,
        encoding: "utf8",
        env: {
          PATH: `${folder}:${process.env.PATH}`,
          HOME: folder,
          PRE_COMMIT_HOME: join(folder, name.replaceAll(" ", "-")),
          npm_config_cache: cache,
          npm_config_prefer_offline: "true",
          npm_config_audit: "false",
        },
      });
      return { status, stdout };
    }

    test.skipIf(missing !== "")("are valid", () => {
      const { status, stdout } = spawnSync(program, ["validate-manifest", ".pre-commit-hooks.yaml"], {
        cwd: repo,
        encoding: "utf8",
      });
      expect([status, stdout]).toEqual([0, ""]);
    });

    test.skipIf(missing !== "")(
      "git2oci-lint: built from a clone, fails and passes, and runs for no other file",
      ({ skip }) => {
        const failed = run("git2oci-lint", FAILS, "--all-files");
        if (failed.status === 3 && NO_NETWORK.test(failed.stdout)) skip("npm cannot be reached");
        expect(failed.stdout).toMatch(/exit code: 1\n[\s\S]*clusters\/app\.yaml:2:7 /);
        expect(failed.status).toBe(1);
        const passed = run("git2oci-lint", PASSES, "--all-files");
        expect([passed.status, passed.stdout.includes("Passed")]).toEqual([0, true]);
        const other = run("git2oci-lint", { ...FAILS, "readme.md": "x\n" }, "--files", "readme.md");
        expect([other.status, other.stdout.includes("(no files to check)")]).toEqual([0, true]);
      },
    );

    test.skipIf(missing !== "")("git2oci-lint-system: what is in PATH", () => {
      const failed = run("git2oci-lint-system", FAILS, "--all-files");
      expect([failed.status, failed.stdout.includes("clusters/app.yaml:2:7")]).toEqual([1, true]);
      expect(run("git2oci-lint-system", PASSES, "--all-files").status).toBe(0);
      const broken = run("git2oci-lint-system", { ...FAILS, "git2oci.yaml": "sources: 1\n" }, "--all-files");
      expect([broken.status, broken.stdout.includes("exit code: 2")]).toEqual([1, true]);
    });
  });
