import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { CORPUS } from "../support/corpus.ts";
import { checkOut, corpusMissing, remove } from "../support/corpus-checkout.ts";

const README = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");

/** The command lines below `## The path`, as they are written there. */
const COMMANDS = (/^## The path\n[\s\S]*?```sh\n([\s\S]*?)```/m.exec(README)?.[1] ?? "").trim().split("\n");

/** Nothing of a test asks a registry of others. */
const OFFLINE = { HTTPS_PROXY: "http://127.0.0.1:9", NO_PROXY: "" };

let cli: BuiltCli;
beforeAll(() => {
  if (corpusMissing === undefined) cli = buildCli();
});
afterAll(() => cli?.remove());

describe.skipIf(corpusMissing !== undefined)("the path of the README on a real fleet", () => {
  it("runs as it is written, from scan to lint", () => {
    const tree = CORPUS.find(({ name }) => name === "kingdon-fleet-infra");
    if (!tree) throw new Error("the corpus has no such tree");
    const cwd = checkOut(tree);
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
        cwd,
        encoding: "utf8",
      });
    try {
      const ran = COMMANDS.map((line) => {
        const [npx, name, ...args] = line.split(" ");
        expect([npx, name]).toEqual(["npx", "git2oci"]);
        const { status, stdout, stderr } = cli.run(args, { cwd, env: OFFLINE });
        const written = git("status", "--porcelain").trim();
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", line);
        return { command: args[0], status, stdout, stderr, written };
      });
      // No registry answers here, so nothing is proven. One cluster of the fleet runs a Flux that no longer serves what
      // its files say, before and after.
      expect(ran.map(({ command, status }) => `${command} ${status}`)).toEqual([
        ...["scan 0", "init 0", "migrate 0", "publish 0", "verify 1", "migrate 0", "lint 1"],
      ]);
      const errors = ran.at(-1)?.stdout.match(/ error .* [a-z-]+$/gm) ?? [];
      expect(errors.filter((one) => !one.endsWith(" removed-api-version"))).toEqual([]);
      expect(errors.length).toBeGreaterThan(0);
      const [, init, dry, publish, verify, migrate] = ran;
      expect(init?.written).toContain("git2oci.yaml");
      expect(dry?.written).toBe("");
      expect(dry?.stdout).toMatch(/\nBefore merging:\n {2}1\. /);
      expect(publish?.written).toContain(".git2oci/");
      expect(verify?.stdout).toContain("unreachable");
      expect(migrate?.stderr).toMatch(/wrote \d+ files/);
      expect(git("show", "--stat", "HEAD~1")).toContain("oci-sources.yaml");
    } finally {
      remove(cwd);
    }
  });
});
