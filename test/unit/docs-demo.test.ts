import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { asText, readTree } from "../support/tree-copy.ts";

const DEMO = join(import.meta.dirname, "../../scripts/demo.mjs");

let cli: BuiltCli;
let temp: string;
beforeAll(() => {
  cli = buildCli();
  temp = realpathSync(mkdtempSync(join(tmpdir(), "git2oci-demo-test-")));
});
afterAll(() => {
  cli.remove();
  rmSync(temp, { recursive: true, force: true });
});

/** Runs the demo as on a machine where nobody has told Git who they are. */
function demo(program: string): { status: number | null; stdout: string; fleet: string } {
  const home = mkdtempSync(join(temp, "home-"));
  const tmp = mkdtempSync(join(temp, "tmp-"));
  const { status, stdout } = spawnSync(process.execPath, [DEMO, program], {
    encoding: "utf8",
    cwd: home,
    env: { PATH: process.env.PATH, HOME: home, TMPDIR: tmp, TEMP: tmp, GIT_CONFIG_NOSYSTEM: "1" },
  });
  return { status, stdout, fleet: join(tmp, readdirSync(tmp)[0] ?? "?", "fleet") };
}

describe("npm run demo", () => {
  it("passes, leaves the migrated fleet, and says where", async () => {
    const { status, stdout, fleet } = demo(cli.main);
    expect(status).toBe(0);
    expect(stdout).toContain(`All steps passed. Look around: cd ${fleet} && git diff\n`);
    const { after } = await loadFixture("demo");
    const written = readTree(fleet);
    const left = new Map(
      [...written].filter(([path]) => !path.startsWith(".git/") && path !== "git2oci.yaml"),
    );
    expect(asText(left)).toEqual(asText(after));
  });

  it("fails where a step fails, and runs no further one", () => {
    const broken = join(temp, "broken.mjs");
    writeFileSync(broken, "process.exitCode = process.argv[2] === 'migrate' ? 3 : 0;\n");
    const { status, stdout } = demo(broken);
    expect(status).toBe(1);
    expect(stdout).toContain("Step 3 failed.");
    expect(stdout).not.toContain("=== 4/");
  });
});
