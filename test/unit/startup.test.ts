import { readdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const PROJECT = join(import.meta.dirname, "../..");
const SEED = join(PROJECT, "fixtures/seed");
const LOG = pathToFileURL(join(PROJECT, "test/support/module-log.mjs")).href;
const YAML = ["yaml", "ignore"];

let cli: BuiltCli;
beforeAll(() => {
  cli = buildCli();
});
afterAll(() => cli.remove());

/** Everything that one run loaded: chunks of dist/, and the packages in them. */
function loaded(args: readonly string[], files: Readonly<Record<string, Buffer>> = {}, exit = 0) {
  const fleet = tempTree(files);
  const log = join(tempTree(), "modules");
  const { status, stderr } = cli.run(args, {
    cwd: fleet,
    env: { NODE_OPTIONS: `--import=${LOG}`, MODULE_LOG: log },
  });
  expect([status, stderr.replace(/^git2oci: wrote 1 file\n/, "")]).toEqual([exit, ""]);
  const urls = readFileSync(log, "utf8").trim().split("\n");
  const chunks = urls.filter((url) => url.includes("/dist/")).map((url) => basename(url));
  const inputs = chunks.flatMap((chunk) => cli.inputsOf.get(chunk) ?? []);
  const packages = inputs.flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { chunks, inputs, packages: [...new Set(packages)].sort() };
}

const fleet = () => ({ "app.yaml": readFileSync(join(SEED, "before/app.yaml")) });
const decidedFleet = () => ({ ...fleet(), "git2oci.yaml": readFileSync(join(SEED, "git2oci.yaml")) });

describe("what a command loads", () => {
  it.each(["--version", "-V", "-v", "version"])("%s: the entry alone", (word) => {
    const { chunks, inputs } = loaded([word]);
    expect(chunks).toEqual(["main.js"]);
    expect(inputs).toEqual(["src/cli/main.ts"]);
  });

  it.each([["--help"], ["migrate --help"], ["--version --quiet"]])("%s: the command line alone", (line) => {
    const { packages, inputs } = loaded(line.split(" "));
    expect(packages).toEqual(["commander", "picocolors"]);
    expect(inputs.filter((path) => !/^(?:src\/(?:cli|core|io|report)|node_modules)\//.test(path))).toEqual(
      [],
    );
  });

  it("scan: the YAML reader; nothing that asks, draws diffs, checks a configuration or writes", () => {
    const { packages, inputs } = loaded(["scan"], fleet());
    expect(packages).toEqual(["commander", ...YAML, "picocolors", "semver"].sort());
    expect(inputs).toContain("src/scan/scan.ts");
    expect(
      inputs.filter((path) => /\/(?:migrate|write|write-tree|dirty|unified-diff)\.ts$/.test(path)),
    ).toEqual([]);
  });

  it("verify: nothing that checks signatures while no OCIRepository asks for it", () => {
    const { packages, inputs } = loaded(["verify"], fleet());
    expect(inputs).toContain("src/verify/check.ts");
    expect(inputs).not.toContain("src/signature/check.ts");
    expect(packages.filter((one) => one.startsWith("@sigstore/"))).toEqual([]);
  });

  it("config print: the configuration, and nothing that reads manifests", () => {
    const { packages, inputs } = loaded(["config", "print"], decidedFleet());
    const own = ["ajv", "commander", "fast-string-width", "picocolors", "yaml"];
    expect(packages.filter((one) => own.includes(one))).toEqual(own);
    expect(packages.filter((one) => /ts-morph|inquirer|diff|fast-glob/.test(one))).toEqual([]);
    expect(inputs.filter((path) => /^src\/(?:plan|lint|run|scan\/graph)/.test(path))).toEqual([]);
  });

  it.each([
    ["scan", "the checker of the configuration", ["ajv"]],
    ["scan --exclude x/*", "also the matcher of patterns", ["ajv", "fast-glob"]],
    ["lint --exclude x/*", "no diffs", ["ajv", "fast-glob"]],
    ["migrate --dry-run", "diffs, nothing that asks", ["ajv", "diff"]],
    ["migrate --yes --allow-dirty", "diffs, nothing that asks", ["ajv", "diff"]],
    ["scan --format markdown", "no diffs", ["ajv"]],
    ["migrate --dry-run --format markdown", "diffs, no page", ["ajv", "diff"]],
    ["migrate --dry-run --format html", "also the matcher of lines", ["ajv", "diff", "diff2html"]],
  ])("%s with a configuration: %s", (line, _, some) => {
    const lazy = ["@inquirer/core", "inquirer", "diff", "diff2html", "ajv", "fast-glob"];
    const { packages } = loaded(line.split(" "), decidedFleet(), line.startsWith("lint") ? 1 : 0);
    expect(packages.filter((one) => lazy.includes(one))).toEqual(some);
  });
});

describe("the compiler", () => {
  const program = (text: string) => Buffer.from(text);
  const COMPILER = ["@ts-morph/common", "ts-morph"];
  const compilers = (packages: readonly string[]) => packages.filter((one) => COMPILER.includes(one));

  it.each(["scan", "lint", "migrate --dry-run"])(
    "%s: does not load where programs hold nothing of Flux",
    (line) => {
      const { packages } = loaded(
        line.split(" "),
        {
          ...decidedFleet(),
          "src/main.ts": program(`import { app } from "./app";\napp.listen(8080);\n`),
          "src/view.tsx": program(`export const view = <p title="GitRepository">a source</p>;\n`),
          "src/app.test.ts": program(`apply({ apiVersion: "source.toolkit.fluxcd.io/v1" });\n`),
          "src/types.d.ts": program(`export interface GitRepository { flux: "fluxcd.io" }\n`),
          "node_modules/fluxcd/index.js": program(`exports.kind = "GitRepository";\n`),
        },
        line === "lint" ? 1 : 0,
      );
      expect(compilers(packages)).toEqual([]);
    },
  );

  it.each(["--version", "--help", "scan --help"])(
    "%s: does not load in a folder of such programs",
    (line) => {
      const { packages } = loaded(line.split(" "), { "main.ts": program(DECLARES) });
      expect(compilers(packages)).toEqual([]);
    },
  );

  it("loads where a program declares an object", () => {
    const { packages } = loaded(["scan"], { "main.ts": program(DECLARES) });
    expect(compilers(packages)).toEqual(COMPILER);
  });
});

const DECLARES = `apply({ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", metadata: { name: "a" } });\n`;

describe("the bundle", () => {
  it("names no path of the machine that built it, also where node_modules/ is a link", () => {
    const places = [PROJECT, cli.directory, `${homedir()}/`, `${tmpdir()}/`, "../node_modules"];
    const texts = readdirSync(join(cli.directory, "dist")).map(
      (name) => [name, readFileSync(join(cli.directory, "dist", name), "utf8")] as const,
    );
    // A package may say by itself what is a place of this machine by chance, such as /root: in its own text.
    const said = (name: string, place: string) =>
      (cli.inputsOf.get(name) ?? [])
        .filter((path) => /(?:^|\/)node_modules\//.test(path))
        .reduce((sum, path) => sum + count(readFileSync(join(PROJECT, path), "utf8"), place), 0);
    const told = texts.flatMap(([name, text]) =>
      places.filter((place) => count(text, place) > said(name, place)).map((place) => `${name}: ${place}`),
    );
    expect(told).toEqual([]);
    expect(
      texts
        .map(([name]) => name)
        .filter(
          (name) => !/\.js(?:\.LEGAL\.txt)?$|^(?:THIRD-PARTY-LICENSES\.txt|sbom\.cdx\.json)$/.test(name),
        ),
    ).toEqual([]);
    // The compiler in the bundle speaks of maps; a map of ours would be named in the last line.
    const mapped = texts.filter(([, text]) =>
      /^\/\/# sourceMappingURL=.*$/.test(text.trimEnd().split("\n").at(-1) ?? ""),
    );
    expect(mapped.map(([name]) => name)).toEqual([]);
  });
});

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
