import { chmodSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll, shell } from "../support/cli.ts";
import { MAP, refused, refusedIn, WEB } from "../support/refused.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

const PATHS = "give the directory of a fleet, a file, or - for standard input";

describe("what Git could not give back is not written over", () => {
  const args = ["migrate", "fleet", ...MAP, "--yes"];
  const ALLOW = "nothing was written (--allow-dirty writes all the same)";

  test("outside of a repository", () => {
    refusedIn(
      cli,
      {},
      args,
      `no Git repository contains this directory, so a change could not be undone; ${ALLOW}`,
    );
  });

  test("a file with changes of its own", () => {
    const cwd = tempTree({ "fleet/apps/web.yaml": WEB });
    commitAll(cwd);
    writeFileSync(join(cwd, "fleet/apps/web.yaml"), `${WEB}# mine\n`);
    const before = snapshot(join(cwd, "fleet"));
    refused(cli.run(args, { cwd }), `apps/web.yaml is modified; commit or stash first, ${ALLOW}`);
    expect(snapshot(join(cwd, "fleet"))).toEqual(before);
  });

  test("a new file", () => {
    const cwd = tempTree({ "fleet/README.md": "fleet\n" });
    commitAll(cwd);
    writeFileSync(join(cwd, "fleet/web.yaml"), WEB);
    const before = snapshot(join(cwd, "fleet"));
    refused(cli.run(args, { cwd }), `web.yaml is untracked; commit or stash first, ${ALLOW}`);
    expect(snapshot(join(cwd, "fleet"))).toEqual(before);
  });

  test("git is not installed", () => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    commitAll(cwd);
    const before = snapshot(join(cwd, "fleet"));
    const { status, stdout, stderr } = cli.run(args, { cwd, env: { PATH: "/nonexistent" } });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^git2oci: .*git.*\n$/);
    expect(stderr).not.toContain(" at ");
    expect(snapshot(join(cwd, "fleet"))).toEqual(before);
  });
});

describe("places that take no text", () => {
  const migrate = ["migrate", "fleet", ...MAP, "--yes", "--allow-dirty"];
  const OUTPUTS: readonly [file: string, reason: string][] = [
    ["nowhere/x", "no such file or directory (ENOENT)"],
    ["fleet/apps", "is a directory (EISDIR)"],
    ["fleet/apps/web.yaml/x", "a part of the path is not a directory (ENOTDIR)"],
    ["/dev/full", "no space left on the disk (ENOSPC)"],
  ];

  test.each(OUTPUTS)("--patch %s", (file, reason) => {
    refusedIn(cli, {}, [...migrate, "--patch", file], `${file}: ${reason}`);
  });

  test.each(OUTPUTS)("--output %s, also where another file could be written", (file, reason) => {
    refusedIn(
      cli,
      {},
      [...migrate, "--patch", "good.patch", "--format", "json", "--output", file],
      `${file}: ${reason}`,
    );
    refusedIn(cli, {}, ["scan", "fleet", "--format", "json", "--output", file], `${file}: ${reason}`);
  });

  test("standard output on a full disk", () => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    const line = "git2oci: standard output: no space left on the disk (ENOSPC)\n";
    for (const args of ["scan fleet", "scan fleet --format json", "lint fleet", "--help"])
      expect(shell(cli, `$G ${args} > /dev/full`, { cwd })).toEqual({ status: 2, stdout: "", stderr: line });
    expect(shell(cli, "$G --version > /dev/full", { cwd }).status).toBe(2);
    // The tree has changed then, and that is said.
    const written = shell(cli, `$G ${migrate.join(" ")} > /dev/full`, { cwd });
    expect(written).toEqual({ status: 2, stdout: "", stderr: `git2oci: wrote 1 file\n${line}` });
  });

  // A limit on the size of files stands for a disk that is full: the kernel refuses the write in the same place.
  test("a disk that does not take the tree: all files are as they were", () => {
    const long = `${WEB}# ${"long ".repeat(400)}\n`;
    const cwd = tempTree({ "fleet/a.yaml": WEB, "fleet/b.yaml": long.replaceAll("name: web", "name: api") });
    const before = snapshot(cwd);
    const map = "--map 'apps/*=oci://ghcr.io/acme/web:v1'";
    const ran = shell(cli, `ulimit -f 2; $G migrate fleet ${map} --yes --allow-dirty`, { cwd });
    refused(ran, "cannot write b.yaml: too large for this file system (EFBIG); nothing was changed");
    expect(snapshot(cwd)).toEqual(before);
  });

  test("a disk that does not take the patch: the tree is as it was", () => {
    const cwd = tempTree({ "fleet/a.yaml": `${WEB}# ${"long ".repeat(400)}\n` });
    const before = snapshot(cwd);
    const ran = shell(cli, `ulimit -f 0; $G ${migrate.join(" ")} --patch p`, { cwd });
    refused(ran, "p: too large for this file system (EFBIG)");
    expect(snapshot(cwd)).toEqual(before);
  });
});

const notRoot = process.getuid?.() === 0 ? "" : " (skipped: only root can become another user)";
describe.skipIf(notRoot !== "")(`permissions${notRoot}`, () => {
  const NOBODY = 65534;

  test.each([
    ["a file that cannot be read", 0o755, 0o000, "fleet/web.yaml"],
    ["a directory that cannot be listed", 0o311, 0o644, "fleet"],
    ["a directory that cannot be entered", 0o444, 0o644, "fleet"],
  ])("%s", (_what, folder, file, path) => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, "fleet/web.yaml"), file);
    chmodSync(join(cwd, "fleet"), folder);
    refused(cli.run(["scan", path], { cwd, uid: NOBODY }), `${path}: permission denied (EACCES); ${PATHS}`);
  });

  test("a file inside of the tree that cannot be read is skipped, never an error", () => {
    const cwd = tempTree({ "fleet/web.yaml": WEB, "fleet/mine.yaml": WEB });
    chmodSync(cwd, 0o755);
    chmodSync(join(cwd, "fleet/mine.yaml"), 0o000);
    const { status, stdout, stderr } = cli.run(["scan", "fleet", "--format", "json"], { cwd, uid: NOBODY });
    expect([status, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout).skipped).toEqual([
      { file: "mine.yaml", reason: expect.stringContaining("permission denied") },
    ]);
  });

  test("a directory that cannot be written: nothing changes, no temporary file is left", () => {
    const cwd = tempTree({ "fleet/web.yaml": WEB });
    chmodSync(cwd, 0o755);
    const before = snapshot(cwd);
    const ran = cli.run(["migrate", "fleet", ...MAP, "--yes", "--allow-dirty"], { cwd, uid: NOBODY });
    refused(ran, "cannot write web.yaml: permission denied (EACCES); nothing was changed");
    expect(snapshot(cwd)).toEqual(before);
  });
});

test("a configuration that leads out of the tree to a device does not hang", () => {
  const cwd = tempTree({ "fleet/web.yaml": WEB });
  symlinkSync("/dev/zero", join(cwd, "fleet/git2oci.yaml"));
  refused(
    cli.run(["scan", "fleet"], { cwd }),
    "fleet/git2oci.yaml: is a symbolic link that leads out of the tree; if it is meant, name it with --config",
  );
});
