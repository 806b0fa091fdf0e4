import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { headCommit } from "../../src/io/git-head.ts";
import { publishOf } from "../../src/report/publish.ts";
import { commitAll } from "../support/cli.ts";
import { loadFixture, runOn } from "../support/fixture.ts";

describe("publish[] of reports", () => {
  test("one entry for each content, a row for each branch, and every reader", async () => {
    const fixture = await loadFixture("demo");
    const { plan: current } = await runOn(fixture, fixture.before);
    const published = publishOf(current.publish);
    expect(
      published.map(({ git, path, artifact, kind }) => [git, path, artifact, kind]),
    ).toMatchInlineSnapshot(`
      [
        [
          "https://github.com/acme/fleet",
          ".",
          "oci://ghcr.io/acme/fleet",
          "manifests",
        ],
        [
          "ssh://git@github.com/acme/fleet",
          ".",
          "oci://ghcr.io/acme/fleet",
          "manifests",
        ],
        [
          "https://github.com/acme/Shop.git",
          ".",
          "oci://ghcr.io/acme/shop",
          "manifests",
        ],
        [
          "https://github.com/acme/web",
          ".",
          "oci://ghcr.io/acme/web",
          "manifests",
        ],
        [
          null,
          ".",
          "oci://ghcr.io/acme/data-pipelines",
          "manifests",
        ],
      ]
    `);
    expect(published[0]).toMatchInlineSnapshot(`
      {
        "artifact": "oci://ghcr.io/acme/fleet",
        "git": "https://github.com/acme/fleet",
        "kind": "manifests",
        "path": ".",
        "pull": {
          "host": "ghcr.io",
          "secrets": [
            {
              "name": "ghcr-auth",
              "namespace": "flux-system",
            },
          ],
        },
        "readers": [
          {
            "file": "clusters/prod/apps.yaml",
            "line": 12,
            "object": "Kustomization/flux-system/infrastructure",
            "path": "./infrastructure",
          },
          {
            "file": "clusters/prod/apps.yaml",
            "line": 29,
            "object": "Kustomization/flux-system/apps",
            "path": "./apps/prod",
          },
          {
            "file": "clusters/prod/notifications.yaml",
            "line": 25,
            "object": "Alert/flux-system/on-call",
            "path": null,
          },
        ],
        "rows": [
          {
            "from": {
              "branch": "release/prod",
            },
            "to": {
              "tag": "release-prod",
            },
          },
        ],
        "verify": {
          "matchOIDCIdentity": [
            {
              "issuer": "^https://token\\.actions\\.githubusercontent\\.com$",
              "subject": "^https://github\\.com/acme/fleet/",
            },
          ],
          "provider": "cosign",
        },
      }
    `);
  });
});

describe("the commit that is checked out", () => {
  test("is read from a loose ref, a packed ref and a detached HEAD; before the first commit there is none", () => {
    const root = mkdtempSync(join(tmpdir(), "git2oci-head-"));
    const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
    try {
      git("init", "-q", "-b", "main");
      expect(headCommit(root)).toBeUndefined();
      writeFileSync(join(root, "a"), "a");
      commitAll(root);
      const id = git("rev-parse", "HEAD");
      expect(headCommit(root)).toBe(id);
      git("pack-refs", "--all");
      expect(headCommit(root)).toBe(id);
      git("checkout", "-q", "--detach");
      expect(headCommit(root)).toBe(id);
      writeFileSync(join(root, ".git/HEAD"), "ref: refs/../../../etc/passwd\n");
      expect(headCommit(root)).toBeUndefined();
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
