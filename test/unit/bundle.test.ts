import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { licences } from "../../scripts/bundle/licences.mjs";
import { bundledPackages } from "../../scripts/bundle/packages.mjs";
import { type BuiltCli, buildCli } from "../support/cli.ts";
import { tempTree } from "../support/temp-tree.ts";

const PROJECT = join(import.meta.dirname, "../..");
const SCHEMAS = join(PROJECT, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));

interface Component {
  group?: string;
  name: string;
  version: string;
  purl: string;
  hashes?: { alg: string; content: string }[];
  licenses: { license: { id: string } }[];
  components?: Component[];
}

let cli: BuiltCli;
let inputs: string[];
beforeAll(() => {
  cli = buildCli();
  inputs = [...new Set([...cli.inputsOf.values()].flat())];
});
afterAll(() => cli.remove());

const built = (name: string) => readFileSync(join(cli.directory, "dist", name), "utf8");
const folderOf = (path: string) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [];

describe("the licences in the bundle", () => {
  it("are those of every package in it", () => {
    const told = built("THIRD-PARTY-LICENSES.txt");
    const folders = new Set(inputs.flatMap(folderOf));
    expect(folders.size).toBeGreaterThan(5);
    for (const folder of folders) {
      const { name, version, license } = json(join(PROJECT, folder, "package.json"));
      // It brings no licence of its own; that of its repository stands in the packages beside it.
      const from = name === "@sigstore/verify" ? folder.replace(/verify$/, "bundle") : folder;
      const file = readdirSync(join(PROJECT, from)).find((one) => /^licen[cs]e/i.test(one))!;
      const text = readFileSync(join(PROJECT, from, file), "utf8")
        .replaceAll("\r\n", "\n")
        .trim();
      expect(text).toMatch(/copyright/i);
      expect(told).toContain(`${name} ${version} (${license})\n\n${text}\n`);
    }
  });

  it.each([
    ["the compiler's own licence", "typescript 6.0.2 (Apache-2.0), contained in @ts-morph/common"],
    ["what the compiler took from others", "TypeScript ThirdPartyNotices"],
    ["the compiler's data", "UNICODE, INC. LICENSE AGREEMENT - DATA FILES AND SOFTWARE"],
    ["its types of the web", "WHATWG"],
    [
      "helpers that a build put in",
      "Permission to use, copy, modify, and/or distribute this software for any",
    ],
    ["a header that only the sources have", "Copyright 2011 Twitter, Inc."],
  ])("say %s: %s", (_, words) => {
    expect(built("THIRD-PARTY-LICENSES.txt")).toContain(words);
  });

  it("have Microsoft's notice beside the chunk that holds the compiler, and the chunk names the file", () => {
    const [chunk = ""] =
      [...cli.inputsOf].find(([, paths]) => paths.some((path) => path.endsWith("/typescript.js"))) ?? [];
    const text = built(`${chunk}.LEGAL.txt`);
    expect(text).toContain("@ts-morph/common/dist/typescript.js:");
    expect(text).toContain("Copyright (c) Microsoft Corporation. All rights reserved.");
    expect(built(chunk).trimEnd().split("\n").at(-1)).toBe(
      `/*! For license information please see ${chunk}.LEGAL.txt */`,
    );
  });

  it("are refused if the notices at hand are those of another compiler", () => {
    const common = "node_modules/@ts-morph/common";
    const root = (version: string) =>
      tempTree({
        [`${common}/package.json`]: '{"name":"@ts-morph/common","version":"1.0.0"}',
        [`${common}/dist/typescript.js`]: `"use strict";\nvar version = "6.0.2";\n`,
        "node_modules/typescript/package.json": JSON.stringify({ name: "typescript", version }),
      });
    const names = (version: string) =>
      bundledPackages([`${common}/dist/typescript.js`], root(version)).map(({ manifest }) => manifest.name);
    expect(names("6.0.2")).toEqual(["@ts-morph/common", "typescript"]);
    expect(() => names("6.0.3")).toThrow(
      "@ts-morph/common contains typescript 6.0.2, and 6.0.3 is installed; pin typescript 6.0.2",
    );
  });
});

describe("a package without a licence file", () => {
  const named = (name: string, url: string, license = "MIT") => ({
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      version: "1.0.0",
      license,
      repository: { url },
    }),
  });
  const told = (beside: Record<string, string>) => {
    const root = tempTree({
      ...named("a", "git+https://example.com/one.git"),
      ...beside,
      "node_modules/b/LICENSE": "Copyright of one\n",
    });
    const packages = bundledPackages(["node_modules/a/i.js", "node_modules/b/i.js"], root);
    for (const one of packages) Object.assign(one, { folder: join(root, one.folder), inputs: [] });
    return licences(packages);
  };

  it("has the text of another one of its repository, under the same licence; else there is no bundle", () => {
    expect(told(named("b", "git+https://example.com/one.git"))).toContain(
      "a 1.0.0 (MIT)\n\nCopyright of one\n",
    );
    expect(() => told(named("b", "git+https://example.com/two.git"))).toThrow("a has no licence file");
    expect(() => told(named("b", "git+https://example.com/one.git", "ISC"))).toThrow("a has no licence file");
  });
});

describe("the packages in the bundle", () => {
  it("are one version each", () => {
    const names = [...new Set(inputs.flatMap(folderOf))].map((folder) =>
      folder.split("node_modules/").at(-1),
    );
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain("diff");
    const [one, two] = ["node_modules/p", "node_modules/q/node_modules/p"];
    const root = tempTree({
      [`${one}/package.json`]: '{"name":"p","version":"1.0.0"}',
      [`${two}/package.json`]: '{"name":"p","version":"2.0.0"}',
    });
    expect(() => bundledPackages([`${one}/a.js`, `${two}/a.js`], root)).toThrow(
      "p is bundled twice: node_modules/p is 1.0.0, node_modules/q/node_modules/p is 2.0.0",
    );
  });

  it("leave out what nothing calls: an editor with its character tables, a search for files", () => {
    const names = inputs.flatMap(folderOf).map((folder) => folder.split("node_modules/").at(-1));
    const gone = [
      "@inquirer/editor",
      "@inquirer/external-editor",
      "iconv-lite",
      "chardet",
      "tinyglobby",
      "fdir",
    ];
    expect(names.filter((name) => gone.includes(name ?? ""))).toEqual([]);
    expect(names).toContain("inquirer");
    const [prompt = ""] =
      [...cli.inputsOf].find(([, paths]) => paths.includes("src/cli/text-prompt.ts")) ?? [];
    expect(built(prompt).length).toBeLessThan(100_000);
  });
});

describe("the SBOM of the bundle", () => {
  it("is CycloneDX 1.6", () => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const name of ["spdx", "jsf-0.82"].map((one) => `${one}.SNAPSHOT.schema.json`))
      ajv.addSchema(json(join(SCHEMAS, name)), `http://cyclonedx.org/schema/${name}`);
    const validate = ajv.compile(json(join(SCHEMAS, "bom-1.6.SNAPSHOT.schema.json")));
    const bom = json(join(cli.directory, "dist/sbom.cdx.json"));
    validate(bom);
    expect(validate.errors).toBe(null);
    expect(validate({ ...bom, components: [{ name: "x" }] })).toBe(false);
  });

  it("has each package once, with version, licence and checksum, and the compiler inside of its package", () => {
    const bom = json(join(cli.directory, "dist/sbom.cdx.json"));
    const all: Component[] = bom.components.flatMap((one: Component) => [one, ...(one.components ?? [])]);
    const locked = json(join(PROJECT, "package-lock.json")).packages;
    const wanted = [...new Set(inputs.flatMap(folderOf)), "node_modules/typescript"].map((folder) => {
      const { name, version, license } = json(join(PROJECT, folder, "package.json"));
      return `${name} ${version} ${license} ${locked[folder].integrity}`;
    });
    const told = all.map(({ group, name, version, licenses, hashes }) => {
      const digest = Buffer.from(hashes?.[0]?.content ?? "", "hex").toString("base64");
      return `${group ? `${group}/` : ""}${name} ${version} ${licenses[0]?.license.id} sha512-${digest}`;
    });
    expect(told.sort()).toEqual(wanted.sort());
    const holder = bom.components.find(({ name }: Component) => name === "common");
    expect(holder.components.map(({ purl }: Component) => purl)).toEqual(["pkg:npm/typescript@6.0.2"]);
  });

  it("tells of git2oci itself, and what needs what", () => {
    const bom = json(join(cli.directory, "dist/sbom.cdx.json"));
    const { version } = json(join(PROJECT, "package.json"));
    expect(bom.metadata.component).toMatchObject({
      name: "git2oci",
      version,
      purl: `pkg:npm/git2oci@${version}`,
    });
    const needs = new Map<string, string[]>(
      bom.dependencies.map((one: { ref: string; dependsOn: string[] }) => [one.ref, one.dependsOn]),
    );
    expect(needs.get(`pkg:npm/git2oci@${version}`)).toContain("pkg:npm/ts-morph@28.0.0");
    expect(needs.get("pkg:npm/diff2html@3.4.56")).toContain("pkg:npm/diff@9.0.0");
  });
});
