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
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitAll } from "../support/cli.ts";
import { findEditor } from "../support/editor.ts";
import { loadFixture } from "../support/fixture.ts";
import { otherNode } from "../support/other-node.ts";
import { snapshot, tempTree } from "../support/temp-tree.ts";
import { asText, readTree } from "../support/tree-copy.ts";

const PROJECT = join(import.meta.dirname, "../..");
/** What nobody commits; a package made from a clone has to do without. */
const NOT_CLONED = ["node_modules", "dist", ".git", ".bench", "coverage"];
const TOP = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "bin/git2oci.js", "package.json"];
const FOLDERS = ["dist", "schema", "docs"];

/** The oldest Node that package.json allows, and the lines that are maintained beside it. */
const runtimes = ["20.19.0", "22.23.5", "24.22.3"].map((version) => ({ version, ...otherNode(version) }));

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
    const wanted = [...TOP, ...FOLDERS.flatMap(below)].sort();
    expect([...readTree(home).keys()].sort()).toEqual(wanted);
    expect(wanted.filter((path) => path.startsWith("dist/")).length).toBeGreaterThan(10);
    expect(wanted.filter((path) => /\.(?:map|ts|tgz)$/.test(path))).toEqual([]);
  });

  test("brings all that it runs on: npm installs it alone, and without a network", () => {
    const { dependencies, optionalDependencies, peerDependencies, scripts } = JSON.parse(
      readFileSync(join(home, "package.json"), "utf8"),
    );
    expect([dependencies, optionalDependencies, peerDependencies]).toEqual([undefined, undefined, undefined]);
    // Nothing runs when somebody installs it; `prepare` is for clones and Git dependencies.
    expect(Object.keys(scripts).filter((name) => /install/.test(name))).toEqual([]);
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "git2oci",
    ]);
    const licences = readFileSync(join(home, "dist/THIRD-PARTY-LICENSES.txt"), "utf8");
    expect(licences).toContain("\nyaml ");
    expect(licences).toContain("TypeScript ThirdPartyNotices");
    const bom = JSON.parse(readFileSync(join(home, "dist/sbom.cdx.json"), "utf8"));
    expect(bom).toMatchObject({ bomFormat: "CycloneDX", metadata: { component: { name: "git2oci" } } });
  });

  test("tells nothing of the machine that built it", () => {
    const places = [dir, PROJECT];
    const told = Object.entries(snapshot(home)).filter(([, text]) =>
      places.some((place) => text.includes(place)),
    );
    expect(told.map(([path]) => path)).toEqual([]);
  });

  test("has no link that leads out of it: to a document, a picture or a heading that it does not hold", () => {
    const documents = new Map(
      [...readTree(home)]
        .filter(([path]) => path.endsWith(".md"))
        .map(([path, bytes]) => [path, bytes.toString()]),
    );
    const links = [...documents].flatMap(([path, text]) =>
      linksOf(text)
        .filter((to) => !/^\w+:/.test(to))
        .map((to) => ({ path, to })),
    );
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(({ to }) => to.includes("#")).length).toBeGreaterThan(5);
    expect(links.filter(({ path, to }) => !leadsSomewhere(path, to, documents))).toEqual([]);
  });

  test("shows its pictures: README names them, and they are what their names say", () => {
    const pictures = linksOf(readFileSync(join(home, "README.md"), "utf8")).filter((to) =>
      /\.(?:png|svg)$/.test(to),
    );
    expect(pictures.length).toBeGreaterThan(3);
    for (const to of pictures) {
      const bytes = readFileSync(join(home, to));
      const starts = to.endsWith(".png") ? "\u0089PNG" : "<svg ";
      expect([to, bytes.subarray(0, starts.length).toString("latin1")]).toEqual([to, starts]);
    }
  });

  test("makes up no address of the project", () => {
    const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    const addresses = ["repository", "homepage", "bugs", "author", "funding"];
    expect(addresses.filter((key) => key in manifest)).toEqual([]);
    const texts = [...readTree(home)].filter(([path]) => path.endsWith(".md"));
    const made = texts.flatMap(([path, bytes]) =>
      linksOf(bytes.toString())
        .filter((to) => /^\w+:\/\/[^/]+\/[^/]+\/git2oci/.test(to))
        .map((to) => `${path}: ${to}`),
    );
    expect(made).toEqual([]);
  });
});

function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to);
}

function leadsSomewhere(from: string, to: string, documents: ReadonlyMap<string, string>): boolean {
  const [path = "", anchor] = to.split("#");
  const target = path === "" ? from : normalize(join(dirname(from), path));
  if (!existsSync(join(home, target))) return false;
  return anchor === undefined || anchorsOf(documents.get(target) ?? "").includes(anchor);
}

/** Names that the headings of a document get on the pages that show it. */
function anchorsOf(text: string): string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((one) =>
    one
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const editor = findEditor();
describe(`an editor${editor.missing === undefined ? "" : ` (skipped: ${editor.missing})`}`, () => {
  test.skipIf(editor.missing !== undefined)("checks what init writes by the schema of the package", () => {
    if (editor.missing !== undefined) throw new Error(editor.missing);
    const fleet = join(project, "fleet");
    mkdirSync(fleet);
    execFileSync("git", ["init", "-q"], { cwd: project });
    cpSync(join(PROJECT, "fixtures/seed/before"), fleet, { recursive: true });
    execFileSync(process.execPath, [join(home, "bin/git2oci.js"), "init", "--yes", "--quiet", fleet]);
    const file = join(fleet, "git2oci.yaml");
    const text = readFileSync(file, "utf8");
    expect(text.split("\n")[0]).toBe(
      "# yaml-language-server: $schema=../node_modules/git2oci/schema/git2oci.schema.json",
    );
    expect(editor.linesOf(file)).toEqual([]);
    writeFileSync(file, `${text}registri: oci://ghcr.io/acme\n`);
    expect(editor.linesOf(file)).toEqual([text.split("\n").length]);
  });
});

for (const version of ["18.20.8", "20.18.3"]) {
  const { bin, missing } = otherNode(version);
  const reason = missing === undefined ? "" : ` (skipped: ${missing})`;
  test.skipIf(missing !== undefined)(`under Node ${version} it says what to do, in one line${reason}`, () => {
    const { status, stdout, stderr } = spawnSync(join(bin!, "node"), [join(home, "bin/git2oci.js"), "scan"], {
      encoding: "utf8",
    });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(`git2oci: Node ${version} is too old; install Node 20.19 or later\n`);
  });
}

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

      test("explain reads its pages", () => {
        const page = npx("git2oci", "explain", "git-source");
        expect([page.status, page.stderr]).toEqual([0, ""]);
        expect(page.stdout).toContain("git-source");
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
