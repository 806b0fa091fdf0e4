/** A Flux Kustomization, built as kustomize-controller does: a kustomization.yaml made or completed, then built. */
import { join, normalize } from "../core/paths.ts";
import type { Build, DirectoryBuilder } from "./directory-builder.ts";
import type { ParsedFiles } from "./files.ts";
import type { Kustomization } from "./kustomization.ts";
import {
  type BuiltMap,
  type BuiltNode,
  fail,
  get,
  isNull,
  itemsIn,
  MissingPath,
  type Origin,
  scalar,
  textIn,
} from "./node.ts";

/** Fields of `spec` that take the place of a field of kustomization.yaml (build-facts 3). */
const REPLACING = [
  ["targetNamespace", "namespace"],
  ["namePrefix", "nameprefix"],
  ["nameSuffix", "namesuffix"],
] as const;

/** Fields of `spec` that are appended to one of kustomization.yaml. */
const APPENDED = [
  ["patchesStrategicMerge", "patchesstrategicmerge"],
  ["patchesJson6902", "patchesjson6902"],
] as const;

/** What builds a Kustomization: the files of its source, and the directories in them. */
export interface Artifact {
  files: ParsedFiles;
  directories: DirectoryBuilder;
  /** False for a file of which no object can matter, so that it need not be parsed. */
  matters(path: string): boolean;
  /** True for a file that the source does not deliver, although it is here. */
  leftOut(path: string): boolean;
}

/**
 * The objects of a directory as the `spec` of a Kustomization changes them, before variables are substituted.
 * @throws BuildFailure with the controller's reason
 */
export function buildKustomization(
  spec: BuiltNode | undefined,
  directory: string,
  artifact: Artifact,
): Build {
  const { files, directories } = artifact;
  if (!files.files.isDirectory(directory))
    throw new MissingPath(`the path ${directory || "."} does not exist`, spec?.origin);
  const fields = new Map(rootFields(directory, artifact));
  for (const [from, to] of REPLACING) {
    const value = get(spec, from);
    if (value && textIn(value) !== "") fields.set(to, value);
  }
  const append = (name: string, items: readonly BuiltNode[]) => {
    if (items.length === 0) return;
    const before = fields.get(name);
    const origin = before?.origin ?? items[0]!.origin;
    fields.set(name, {
      type: "list",
      items: [...(before?.type === "list" ? before.items : []), ...items],
      origin,
    });
  };
  append("patches", itemsIn(spec, ["patches"]).map(patchItem));
  append("components", componentItems(spec, directory, files));
  for (const [from, to] of APPENDED) append(to, itemsIn(spec, [from]));
  const origin = spec?.origin ?? GENERATED;
  const kustomization: Kustomization = { directory, origin, component: false, fields };
  return directories.buildKustomization(kustomization);
}

/** The directory that `spec.path` names; the controller joins it to the root of the artifact and leaves it never. */
export function pathOf(spec: BuiltNode | undefined): string {
  const written = textIn(spec, ["path"]);
  const parts: string[] = [];
  for (const part of written.split("/"))
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  return normalize(parts.join("/")) ?? "";
}

const GENERATED: Origin = { by: "generated kustomization", from: [] };

/** Fields of the kustomization.yaml of the root, or those of the one that Flux generates (build-facts 25). */
function rootFields(
  directory: string,
  { files, directories, matters, leftOut }: Artifact,
): Kustomization["fields"] {
  if (files.kustomizationFile(directory) !== undefined) {
    const { fields } = directories.kustomization(directory, "lenient");
    // Kustomize refuses an empty file, so Flux puts something into one without resources.
    const isEmpty = ["resources", "bases"].every((name) => itemsIn(fields.get(name)).length === 0);
    return isEmpty ? new Map([...fields, ["buildmetadata", list([text("originAnnotations")])]]) : fields;
  }
  const resources = resourcesBelow(directory, "", files, leftOut, (path) => {
    if (matters(path) || !looksLikeObjects(files.files.read(path) ?? "")) directories.objectsIn(path);
  });
  if (resources.length === 0) return new Map([["namespace", text("_placeholder")]]);
  return new Map([["resources", list(resources.map(text))]]);
}

function text(content: string): BuiltNode {
  return scalar(content, GENERATED);
}

function list(items: readonly BuiltNode[]): BuiltNode {
  return { type: "list", items, origin: GENERATED };
}

/**
 * What Flux's generator lists: YAML files, hidden ones too, and directories with a kustomization.yaml as a whole. It
 * sees the artifact, so that a workflow below `.github/` breaks a Kustomization only if ignore rules bring it back
 * (publish-facts 7 and 37).
 */
function resourcesBelow(
  directory: string,
  prefix: string,
  files: ParsedFiles,
  leftOut: (path: string) => boolean,
  check: (path: string) => void,
): string[] {
  const found: string[] = [];
  for (const entry of files.files.list(directory).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(directory, entry.name);
    if (entry.directory) {
      const file = files.kustomizationFile(path);
      if (file !== undefined && !leftOut(file)) found.push(prefix + entry.name);
      else found.push(...resourcesBelow(path, `${prefix}${entry.name}/`, files, leftOut, check));
    } else if (/\.ya?ml$/.test(entry.name) && !leftOut(path)) {
      check(path);
      found.push(prefix + entry.name);
    }
  }
  return found;
}

/**
 * True if each document of a text surely is an object: one that is none fails the whole Kustomization, and only a
 * file of which nobody can be sure has to be parsed for that.
 */
export function looksLikeObjects(text: string): boolean {
  return text
    .split(/^---(?=\s|$)/m)
    .every(
      (part) => /^\s*(?:#.*\s*)*$/.test(part) || (/^kind:\s*\S/m.test(part) && /^metadata:/m.test(part)),
    );
}

/** The controller takes two keys of a patch and no other. */
function patchItem(item: BuiltNode): BuiltNode {
  if (item.type !== "map") return item;
  const entries = item.entries.filter(
    ({ key, value }) => (key === "patch" || key === "target") && !isNull(value),
  );
  return { type: "map", entries, origin: item.origin } satisfies BuiltMap;
}

function componentItems(spec: BuiltNode | undefined, directory: string, files: ParsedFiles): BuiltNode[] {
  const skips = textIn(spec, ["ignoreMissingComponents"]) === "true";
  return itemsIn(spec, ["components"]).filter((item) => {
    const written = textIn(item);
    if (written.startsWith("/") || written.includes("://"))
      fail("a component's path has to be local", item.origin);
    const path = normalize(written, directory);
    return !skips || (path !== undefined && files.files.isDirectory(path));
  });
}
