import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const SEED = join(import.meta.dirname, "../../fixtures/seed");

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** The seed fleet as a repository, and a folder beside it. */
function fleet(): { tree: string; out: (name: string) => string } {
  const tree = tempTree({
    "app.yaml": readFileSync(join(SEED, "before/app.yaml")),
    "git2oci.yaml": readFileSync(join(SEED, "git2oci.yaml")),
  });
  commitAll(tree);
  const folder = tempTree();
  return { tree, out: (name) => join(folder, name) };
}

describe("migrate for a reviewer", () => {
  it("writes commit message, body and page in one run, with the change", () => {
    const { tree, out } = fleet();
    const { status, stdout, stderr } = cli.run([
      ...["migrate", "--yes", "--message", out("message"), "--format", "markdown", "--output", out("body")],
      ...["--format", "html", "--output", out("page"), "--format", "diff", tree],
    ]);
    expect([status, stderr]).toEqual([0, "git2oci: wrote 1 file\n"]);
    expect(stdout.startsWith("diff --git a/app.yaml b/app.yaml\n")).toBe(true);
    expect(readFileSync(out("message"), "utf8").split("\n").slice(0, 6)).toEqual([
      "Move 1 Git source to OCI",
      "",
      "1 Git source and 1 reference move from Git to OCI, in 1 file. No",
      "reference stays on Git.",
      "",
      "- ?/my-app → oci://ghcr.io/org/app-config:v1.0.0, 1 reference",
    ]);
    expect(readFileSync(out("body"), "utf8")).toMatch(/^## Move 1 Git source to OCI\n\n1 Git source and/);
    expect(readFileSync(out("page"), "utf8")).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(readFileSync(join(tree, "app.yaml"), "utf8")).toContain("kind: OCIRepository");
  });

  it("says the same in a dry run, on standard output", () => {
    const { tree } = fleet();
    const body = cli.run(["migrate", "--dry-run", "--format", "markdown", tree]);
    const inventory = cli.run(["scan", "--format", "markdown", tree]);
    expect([body.status, inventory.status]).toEqual([0, 0]);
    expect(body.stdout).toContain("\n| `?/my-app`<br>`https://github.com/org/repo` branch main | ");
    expect(inventory.stdout).toContain("\n| `GitRepository/?/my-app` | `https://github.com/org/repo` | ");
  });

  it("says that a patch is empty, because git apply takes it for a broken one", () => {
    const { tree, out } = fleet();
    expect(cli.run(["migrate", "--yes", "--quiet", tree]).status).toBe(0);
    const { status, stderr } = cli.run(["migrate", "--dry-run", "--patch", out("patch"), tree]);
    expect([status, stderr]).toEqual([0, `git2oci: ${out("patch")} is empty: nothing changes\n`]);
    expect(readFileSync(out("patch"), "utf8")).toBe("");
  });

  it.each([
    [["--message", "-"], "--message needs a file"],
    [["--message", "x", "--patch", "x"], "x would be written twice; name two files"],
    [["--format", "html", "--format", "markdown"], "would share standard output"],
  ])("%j: %s", (args, message) => {
    const { tree } = fleet();
    const { status, stderr, stdout } = cli.run(["migrate", "--yes", ...args, "."], { cwd: tree });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(existsSync(join(tree, "x"))).toBe(false);
  });
});
