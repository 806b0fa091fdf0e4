import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitAll } from "../support/cli.ts";
import { loadFixture } from "../support/fixture.ts";
import { otherNode } from "../support/other-node.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";
import { asText, readTree } from "../support/tree-copy.ts";

const PROJECT = join(import.meta.dirname, "../..");
/** What nobody commits; a package made from a clone has to do without. */
const NOT_CLONED = ["node_modules", "dist", ".git", ".bench", "coverage"];
const TOP = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "bin/git2oci.js", "package.json"];

const NODE_24 = "24.9.0";
const node24 = otherNode(NODE_24);
const runtimes = [
  { version: process.versions.node, bin: dirname(process.execPath), missing: undefined },
  { version: NODE_24, ...node24 },
];

let dir: string;
let clone: string;
/** An empty project with the package installed in it. */
let project: string;
let home: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "git2oci-package-"));
  clone = join(dir, "clone");
  for (const entry of readdirSync(PROJECT).filter((name) => !NOT_CLONED.includes(name)))
    cpSync(join(PROJECT, entry), join(clone, entry), { recursive: true });
  symlinkSync(join(PROJECT, "node_modules"), join(clone, "node_modules"));
  project = join(dir, "project");
  mkdirSync(project);
  npm(clone, "pack", "--pack-destination", dir);
  const tarball = readdirSync(dir).find((name) => name.endsWith(".tgz"))!;
  npm(project, "init", "--yes");
  npm(project, "install", "--offline", "--no-audit", "--no-fund", join(dir, tarball));
  home = join(project, "node_modules/git2oci");
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** npm as on a machine where it was never used: an empty cache, so what is not in the package cannot be had. */
function npm(cwd: string, ...args: string[]): void {
  const env = { ...process.env, npm_config_cache: join(dir, "cache"), npm_config_update_notifier: "false" };
  execFileSync("npm", args, { cwd, env, stdio: "pipe" });
}

describe("the package", () => {
  test("holds the program, its schemas and its documents, and nothing else", () => {
    const below = (folder: string) =>
      [...readTree(join(clone, folder)).keys()].map((path) => `${folder}/${path}`);
    const wanted = [...TOP, ...["dist", "schema", "docs"].flatMap(below)].sort();
    expect([...readTree(home).keys()].sort()).toEqual(wanted);
    expect(wanted.filter((path) => path.startsWith("dist/")).length).toBeGreaterThan(10);
    expect(wanted.filter((path) => /\.(?:map|ts|tgz)$/.test(path))).toEqual([]);
  });

  test("brings all that it runs on: npm installs it alone, and without a network", () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts } = JSON.parse(
      readFileSync(join(home, "package.json"), "utf8"),
    );
    expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
    // Nothing runs when somebody installs it.
    expect(Object.keys(scripts).filter((name) => /install|^prepare$/.test(name))).toEqual([]);
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "git2oci",
    ]);
    expect(readFileSync(join(home, "dist/THIRD-PARTY-LICENSES.txt"), "utf8")).toContain("\nyaml ");
  });

  test("tells nothing of the machine that built it", () => {
    const places = [dir, PROJECT];
    const told = Object.entries(snapshot(home)).filter(([, text]) =>
      places.some((place) => text.includes(place)),
    );
    expect(told.map(([path]) => path)).toEqual([]);
  });

  test("has no link to a document that it does not hold", () => {
    const documents = [...readTree(home)].filter(([path]) => path.endsWith(".md"));
    const links = documents.flatMap(([path, bytes]) =>
      [...bytes.toString("utf8").matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, to = ""]) => ({ path, to })),
    );
    expect(links.length).toBeGreaterThan(5);
    expect(
      links.filter(({ path, to }) => !existsSync(join(home, normalize(join(dirname(path), to))))),
    ).toEqual([]);
  });
});

for (const { version, bin, missing } of runtimes)
  describe.skipIf(missing !== undefined)(
    `the package under Node ${version}${missing === undefined ? "" : ` (skipped: ${missing})`}`,
    () => {
      /** Runs a program of the project with this Node first in PATH. */
      function npx(...args: string[]) {
        const { status, stdout, stderr } = spawnSync("npx", ["--no-install", ...args], {
          cwd: project,
          encoding: "utf8",
          input: "",
          env: { PATH: `${bin}:${process.env.PATH}`, HOME: dir, npm_config_cache: join(dir, "cache") },
        });
        return { status, stdout, stderr: stderr.replace(/^npm (?:warn|notice).*\n/gm, "") };
      }

      async function demoFleet(): Promise<string> {
        const { directory, before } = await loadFixture("demo");
        const fleet = tempTree({
          ...Object.fromEntries(before),
          "git2oci.yaml": readFileSync(join(directory, "git2oci.yaml")),
        });
        commitAll(fleet);
        execFileSync("git", ["remote", "add", "origin", "https://github.com/acme/fleet"], { cwd: fleet });
        return fleet;
      }

      test("is run by this Node", () => {
        expect(npx("-c", "node --version")).toEqual({ status: 0, stdout: `v${version}\n`, stderr: "" });
      });

      test("--version", () => {
        const { version: own } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
        expect(npx("git2oci", "--version")).toEqual({ status: 0, stdout: `git2oci ${own}\n`, stderr: "" });
      });

      test("scan, migrate --dry-run, migrate --yes, and again", async () => {
        const fleet = await demoFleet();
        const before = snapshot(fleet);
        const scan = npx("git2oci", "scan", "--format", "json", fleet);
        expect([scan.status, scan.stderr]).toEqual([0, ""]);
        expect(JSON.parse(scan.stdout)).toMatchObject({ kind: "ScanReport", summary: { references: 16 } });

        const dry = npx("git2oci", "migrate", "--dry-run", "--format", "diff", fleet);
        expect([dry.status, dry.stderr]).toEqual([0, ""]);
        expect(snapshot(fleet)).toEqual(before);

        const { after } = await loadFixture("demo");
        const written = npx("git2oci", "migrate", "--yes", fleet);
        expect([written.status, written.stderr]).toEqual([0, "git2oci: wrote 11 files\n"]);
        const left = [...readTree(fleet)].filter(([path]) => !/^(?:\.git\/|git2oci\.yaml$)/.test(path));
        expect(asText(new Map(left))).toEqual(asText(after));
        expect(
          execFileSync("git", ["apply", "--reverse", "--check"], { cwd: fleet, input: dry.stdout }),
        ).toHaveLength(0);

        const again = npx("git2oci", "migrate", "--yes", "--format", "diff", fleet);
        expect([again.status, again.stdout]).toEqual([0, ""]);
        expect(again.stderr).not.toContain("wrote");
      });
    },
  );
