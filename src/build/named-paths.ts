/** Files and directories that a kustomization names. */
import { normalize } from "../core/paths.ts";
import { attempt } from "./files.ts";
import { type Kustomization, listField } from "./kustomization.ts";
import { BuildFailure, type BuiltNode, entriesIn, itemsIn, textIn } from "./node.ts";

/** Fields of a kustomization.yaml that list paths. */
const PATH_LISTS = [
  "resources",
  "bases",
  "components",
  "configurations",
  "generators",
  "transformers",
  "crds",
  "patchesstrategicmerge",
];

/** Fields that list maps with a `path`. */
const PATCH_LISTS = ["patches", "patchesjson6902", "replacements"];

/** What it reads: objects, patches and settings. */
export function loadedBy(kustomization: Kustomization): string[] {
  const listed = PATH_LISTS.flatMap((field) => itemsOf(kustomization, field).map((item) => textIn(item)));
  const patches = PATCH_LISTS.flatMap((field) =>
    itemsOf(kustomization, field).map((item) => textIn(item, ["path"])),
  );
  return resolved(kustomization, [...listed, ...patches]);
}

/** What it only hands on or has no part in an object: files of generators, values of charts, schemas. */
export function copiedBy(kustomization: Kustomization): string[] {
  const generated = ["configmapgenerator", "secretgenerator"].flatMap((field) =>
    itemsOf(kustomization, field).flatMap(generatorFiles),
  );
  const schemas = entriesIn(kustomization.fields.get("openapi")).map(({ value }) => textIn(value));
  const values = itemsOf(kustomization, "helmcharts").map((item) => textIn(item, ["valuesFile"]));
  return resolved(kustomization, [...generated, ...schemas, ...values]);
}

function resolved({ directory }: Kustomization, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const one = path === "" ? undefined : normalize(path, directory);
    return one === undefined || one === directory ? [] : [one];
  });
}

function generatorFiles(item: BuiltNode): string[] {
  const listed = [...itemsIn(item, ["files"]), ...itemsIn(item, ["envs"])].map((one) => textIn(one));
  return [...listed.map((one) => one.slice(one.indexOf("=") + 1)), textIn(item, ["env"])];
}

function itemsOf(kustomization: Kustomization, field: string): readonly BuiltNode[] {
  const list = attempt(() => listField(kustomization, field));
  return list instanceof BuildFailure ? [] : list;
}
