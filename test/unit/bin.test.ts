import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const PROJECT = join(import.meta.dirname, "../..");
const AGAIN = "install the package again, or in a clone run npm ci && npm run build";

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** A package with the parts of dist/ whose names a test keeps. */
function packageWith(keeps: (name: string) => boolean): string {
  const home = tempTree({ "package.json": readFileSync(join(PROJECT, "package.json")) });
  cpSync(join(PROJECT, "bin"), join(home, "bin"), { recursive: true });
  mkdirSync(join(home, "dist"));
  for (const name of readdirSync(join(cli.directory, "dist")).filter(keeps))
    cpSync(join(cli.directory, "dist", name), join(home, "dist", name));
  return home;
}

function run(home: string, args: readonly string[], preload = "") {
  const folder = tempTree({ "preload.cjs": preload });
  const node = ["--require", join(folder, "preload.cjs"), join(home, "bin/git2oci.js"), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** Makes a Node say that it is another one; the real ones are in test/e2e. */
const pretend = (version: string) =>
  `Object.defineProperty(process.versions, "node", { value: ${JSON.stringify(version)} });`;

describe("bin/git2oci.js", () => {
  it.each(["16.20.2", "18.20.8", "20.18.3"])("says in one line that Node %s is too old", (version) => {
    const home = packageWith(() => false);
    expect(run(home, ["--version"], pretend(version))).toEqual({
      status: 2,
      stdout: "",
      stderr: `git2oci: Node ${version} is too old; install Node 20.19 or later\n`,
    });
  });

  it.each(["20.19.0", "22.0.0", "24.1.0"])("starts under Node %s", (version) => {
    const { status, stdout } = run(
      packageWith((name) => name === "main.js"),
      ["--version"],
      pretend(version),
    );
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^git2oci \d/)]);
  });

  it("asks for the Node that package.json asks for", () => {
    const { engines } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
    expect(engines).toEqual({ node: ">=20.19" });
  });

  it("has no statement that an old Node could not even read", () => {
    const text = readFileSync(join(PROJECT, "bin/git2oci.js"), "utf8").replace(/^\s*\/\/.*$/gm, "");
    expect(text).not.toMatch(/^\s*import[\s{*"]|import\.meta|\?\?|\?\.|^await/m);
  });

  it("says in one line that the package has no dist/", () => {
    const home = packageWith(() => true);
    rmSync(join(home, "dist"), { recursive: true });
    const stderr = `git2oci: ${join(home, "dist/main.js")} is missing; ${AGAIN}\n`;
    expect(run(home, ["scan"])).toEqual({ status: 2, stdout: "", stderr });
  });

  it.each(["program", "scan"])("says in one line that a part of dist/ is missing: %s", (part) => {
    const home = packageWith((name) => !name.startsWith(`chunk-${part}-`));
    const { status, stdout, stderr } = run(home, ["scan"]);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^git2oci: \\S+/dist/chunk-${part}-\\w+\\.js is missing; ${AGAIN}\n$`));
  });
});
