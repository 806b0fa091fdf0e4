import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli, commitAll } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { putFiles, snapshot } from "../support/temp-tree.ts";
import { asText, readTree } from "../support/tree-copy.ts";

/** Mounts a small file system in memory; returns why it could not. Only root can. */
function mount(directory: string): string | undefined {
  const args = ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory];
  const { status, stderr, error } = spawnSync("mount", args, { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split("\n")[0]);
}

/** Known before the tests are named, so that a skipped one can say why. */
const disk = realpathSync(mkdtempSync(join(tmpdir(), "git2oci-disk-")));
const missing = mount(disk);
const reason = missing === undefined ? "" : ` (skipped: no small disk can be mounted: ${missing})`;
// Hooks do not run where every test is skipped.
if (missing !== undefined) rmSync(disk, { recursive: true });
const fleet = join(disk, "fleet");

describe.skipIf(missing !== undefined)(`a full disk${reason}`, () => {
  let cli: BuiltCli;
  let before: Record<string, string>;
  beforeAll(async () => {
    cli = buildCli();
    const { directory, before: files } = await loadFixture("demo");
    mkdirSync(fleet);
    putFiles(fleet, Object.fromEntries(files));
    putFiles(fleet, { "git2oci.yaml": readFileSync(join(directory, "git2oci.yaml")) });
    commitAll(fleet);
    execFileSync("git", ["remote", "add", "origin", "https://github.com/acme/fleet"], { cwd: fleet });
    before = snapshot(fleet);
  });
  afterAll(() => {
    cli.remove();
    execFileSync("umount", [disk]);
    rmSync(disk, { recursive: true });
  });

  /** Runs a command line while only so many blocks of the disk are free. */
  function withFree(blocks: number, ...args: string[]) {
    const { bavail, bsize } = statfsSync(disk);
    const filler = join(disk, "filler");
    writeFileSync(filler, Buffer.alloc((bavail - blocks) * bsize));
    const ran = cli.run(args, { cwd: fleet });
    rmSync(filler);
    return ran;
  }

  test("migrate says it in one line and leaves all as it was, wherever the space ends; with enough it writes", async () => {
    // Eleven files are written, a block each, before the first one is replaced.
    for (let free = 0; free < 11; free++) {
      const { status, stderr } = withFree(free, "migrate", "--yes");
      expect([free, status, stderr.replace(/(?<=cannot write )\S+(?=:)/, "FILE")]).toEqual([
        free,
        2,
        "git2oci: cannot write FILE: no space left on the disk (ENOSPC); nothing was changed\n",
      ]);
      expect([free, snapshot(fleet)]).toEqual([free, before]);
    }
    const { status, stderr } = withFree(11, "migrate", "--yes");
    expect([status, stderr]).toEqual([0, "git2oci: wrote 11 files\n"]);
    const { after } = await loadFixture("demo");
    const left = [...readTree(fleet)].filter(([path]) => !/^(?:\.git\/|git2oci\.yaml$)/.test(path));
    expect(asText(new Map(left))).toEqual(asText(after));
  });

  test("a report that does not fit is one line too, and no half report stays", () => {
    const here = snapshot(fleet);
    for (const command of ["scan", "lint", "migrate"]) {
      const { status, stdout, stderr } = withFree(0, command, "--format", "json", "--output", "report.json");
      const last = stderr.split("\n").filter((line) => !/no terminal|warning: /.test(line));
      expect([status, stdout, last]).toEqual([
        2,
        "",
        ["git2oci: report.json: no space left on the disk (ENOSPC)", ""],
      ]);
      expect(snapshot(fleet)).toEqual(here);
    }
  });
});
