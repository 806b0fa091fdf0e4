import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { fixtureNames, loadFixture } from "../support/fixture.ts";
import { otherNode } from "../support/other-node.ts";
import { placeTree } from "../support/tree-copy.ts";

const NODE_24 = "24.22.3";
const { bin, missing } = otherNode(NODE_24);
const reason = missing === undefined ? "" : ` (skipped: ${missing})`;

/** The report of migrate has everything in it: what was read, what was decided, and every edit. */
const EVERYWHERE = [["migrate", "--dry-run", "--format", "json"]];
/** The other command lines share nearly all of their code with it, so fewer fixtures are enough. */
const COMMANDS = [
  ...EVERYWHERE,
  ["scan", "--format", "json", "--verbose"],
  ["migrate", "--dry-run", "--format", "diff"],
  ["lint"],
];

describe.skipIf(missing !== undefined)(`Node ${NODE_24} beside ${process.version}${reason}`, () => {
  let cli: BuiltCli;
  beforeAll(() => {
    cli = buildCli();
  });
  afterAll(() => cli.remove());

  test("every third fixture gets the same bytes on both streams, and the same exit code", async () => {
    const different: string[] = [];
    let said = 0;
    for (const [i, name] of fixtureNames().entries()) {
      // Each run starts two processes, and all fixtures took two minutes.
      if (i % 3 !== 0) continue;
      const { directory, before, origin } = await loadFixture(name);
      const fleet = placeTree(before, origin);
      const config = join(directory, "git2oci.yaml");
      const flags = [...flagsOf(directory), ...(existsSync(config) ? ["--config", config] : [])];
      for (const [command = "", ...options] of i % 15 === 0 ? COMMANDS : EVERYWHERE) {
        const own = flags.filter((_, i) => command === "migrate" || !isOnly(flags, i));
        const line = [cli.main, command, ...options, ...own, fleet];
        const [here, there] = await Promise.all([
          outcome(process.execPath, line),
          outcome(join(bin ?? "", "node"), line),
        ]);
        said += here.stdout.length;
        if (here.code === 2) different.push(`${name} ${command}: ${here.stderr}`);
        if (JSON.stringify(here) !== JSON.stringify(there))
          different.push(`${name} ${command}: ${JSON.stringify(here)}\nagainst ${JSON.stringify(there)}`);
      }
    }
    expect(different).toEqual([]);
    expect(said).toBeGreaterThan(100_000);
  });
});

/** The flags of a fixture as words of a command line: `--map a=b` on a line are two. */
function flagsOf(directory: string): string[] {
  const path = join(directory, "flags.txt");
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.filter((line) => line.startsWith("--")).flatMap((line) => line.trim().split(" "));
}

/** True for `--only` and its value: an option of migrate alone. */
function isOnly(flags: readonly string[], i: number): boolean {
  return flags[i]?.startsWith("--only") === true || flags[i - 1] === "--only";
}

function outcome(node: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_GLOBAL: "/dev/null" };
  return new Promise<{ code: number | string | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(node, args, { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? null) : 0, stdout, stderr }),
    );
    child.stdin?.end();
  });
}
