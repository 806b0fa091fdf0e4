import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Which layers a layer may import, beside itself; design.md, "Layout". A layer is a folder of src/, `transforms`, or
 * the name of a file that stands in src/ itself. What is not here may not be imported, and a new folder has to be added.
 */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  flux: ["core"],
  edit: ["core"],
  io: ["core"],
  delivery: ["core", "io"],
  build: ["core"],
  graph: ["core", "flux", "build"],
  scan: ["core", "flux", "io", "build", "graph", "delivery"],
  config: ["core", "flux"],
  plan: ["core", "flux", "edit"],
  lint: ["core", "flux", "edit", "plan", "scan", "build", "graph", "delivery"],
  transforms: ["core", "flux", "edit"],
  report: ["core", "flux", "edit", "build", "registry", "verify"],
  publish: ["core", "flux"],
  registry: ["core", "io"],
  verify: ["core", "flux", "io", "build", "delivery", "registry", "signature"],
  signature: ["core", "io", "build", "registry"],
  rebuild: ["core", "build", "graph"],
  run: ["core", "flux", "io", "build", "scan", "config", "plan", "report", "transforms", "rebuild"],
  check: ["core", "io", "scan", "run", "rebuild"],
  "checked-plan": ["core", "io", "run", "check"],
  "build-tree": ["core", "io", "scan", "config", "build"],
  "lint-tree": ["core", "lint", "plan", "run", "build", "graph", "scan"],
  cli: [
    "core",
    "flux",
    "io",
    "build",
    "scan",
    "config",
    "plan",
    "report",
    "publish",
    "registry",
    "signature",
    "verify",
    "run",
    "check",
    "checked-plan",
    "build-tree",
    "lint-tree",
  ],
};

/** Modules, or folders of them, that may import a package; few each, so that a library can be changed in one place. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  yaml: ["src/scan/yaml-tree.ts", "src/scan/yaml.ts", "src/report/build/yaml.ts"],
  "fast-glob": ["src/scan/exclude.ts"],
  ignore: ["src/scan/ignore-rules.ts"],
  "@inquirer/core": ["src/cli/confirm/page-prompt.ts", "src/cli/text-prompt.ts", "src/cli/prompt-life.ts"],
  inquirer: ["src/cli/text-prompt.ts"],
  diff: ["src/report/unified-diff.ts", "src/report/word-diff.ts"],
  diff2html: ["src/report/html/diff.ts"],
  ajv: ["src/config/schema-check.ts", "src/cli/plan-schema.ts"],
  commander: ["src/cli/program.ts", "src/cli/completion.ts", "src/cli/completion/"],
  picocolors: ["src/report/colour.ts"],
  "fast-string-width": ["src/report/width.ts"],
  semver: ["src/config/chart-ref.ts", "src/verify/semver.ts"],
  "modern-tar": ["src/delivery/artifact.ts"],
  undici: ["src/registry/"],
  "@sigstore/bundle": ["src/signature/sigstore.ts"],
  "@sigstore/core": ["src/signature/sigstore.ts", "src/signature/identity.ts"],
  "@sigstore/protobuf-specs": ["src/signature/sigstore.ts"],
  "@sigstore/verify": ["src/signature/sigstore.ts", "src/signature/trusted-root.ts"],
  "ts-morph": ["src/scan/typescript/"],
};

interface Import {
  from: string;
  /** A path from the root for our own modules, else the name of a package or of a part of Node. */
  to: string;
  /** Gone after compilation, so no cycle at run time. */
  isType: boolean;
}

const modules = ["src", "transforms"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
);
const texts = new Map(modules.map((path) => [path, readFileSync(join(ROOT, path), "utf8")]));
const imports = modules.flatMap(importsOf);
const own = imports.filter(({ to }) => texts.has(to));

function importsOf(from: string): Import[] {
  const text = texts.get(from)!;
  const written = text.matchAll(/^(?:import|export)\s(type\s)?(?:[^;"']*?\sfrom\s)?"([^"]+)"/gm);
  const lazy = text.matchAll(/\bimport\(\s*()"([^"]+)"/g);
  return [...written, ...lazy].map(([, type, to = ""]) => ({
    from,
    to: to.startsWith(".") ? normalize(join(dirname(from), to)).replaceAll("\\", "/") : to,
    isType: Boolean(type),
  }));
}

function layerOf(path: string): string {
  const [top = "", second = ""] = path.split("/");
  return top === "src" ? second.replace(/\.ts$/, "") : top;
}

/** `ajv` of `ajv/dist/2020.js`, `@inquirer/core` of itself. */
function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

describe("imports", () => {
  it("finds the modules and their imports", () => {
    expect(own.length).toBeGreaterThan(200);
    expect(new Set(modules.map(layerOf)).size).toBeGreaterThan(8);
  });

  it("lead only to files that exist", () => {
    const missing = imports.filter(({ to }) => to.endsWith(".ts") && !texts.has(to));
    const raw = imports.filter(({ to }) => to.endsWith("?raw"));
    expect(missing).toEqual([]);
    expect(raw.filter(({ to }) => !existsSync(join(ROOT, to.replace(/\?raw$/, ""))))).toEqual([]);
  });

  it("point one way", () => {
    const wrong = own.filter(
      ({ from, to }) => layerOf(from) !== layerOf(to) && !ALLOWED[layerOf(from)]?.includes(layerOf(to)),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
    expect(modules.filter((path) => ALLOWED[layerOf(path)] === undefined)).toEqual([]);
  });

  it("take each package in the modules that wrap it", () => {
    const outside = imports.filter(
      ({ to }) =>
        !to.endsWith(".ts") && !to.endsWith(".json") && !to.endsWith("?raw") && !to.startsWith("node:"),
    );
    const wrong = outside.filter(
      ({ from, to }) => !PACKAGES[packageOf(to)]?.some((one) => from.startsWith(one)),
    );
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it("make no cycles", () => {
    expect(cycles()).toEqual([]);
  });

  it("leave core without Node and without a console", () => {
    const core = modules.filter((path) => layerOf(path) === "core");
    const node = imports.filter(({ from, to }) => layerOf(from) === "core" && !texts.has(to));
    expect(node).toEqual([]);
    expect(
      core.filter((path) => /\b(?:console|process|Buffer|globalThis)\b\s*[.[]/.test(texts.get(path)!)),
    ).toEqual([]);
  });

  it("give edit, flux, plan and transforms no way to disk, terminal or network", () => {
    const pure = ["edit", "flux", "plan", "transforms", "config"];
    const node = imports.filter(({ from, to }) => pure.includes(layerOf(from)) && to.startsWith("node:"));
    expect(node.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });
});

/** Cycles of imports that are there at run time, each as the modules on it. */
function cycles(): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isType } of own) if (!isType) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, open: readonly string[]): void => {
    if (open.includes(path)) found.push([...open.slice(open.indexOf(path)), path].join(" → "));
    if (done.has(path) || open.includes(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...open, path]);
    done.add(path);
  };
  for (const path of modules) visit(path, []);
  return found;
}
