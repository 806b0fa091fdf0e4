/** What can be built of a tree of the corpus: its directories, and the Flux Kustomizations that deliver them. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { type Document, parseAllDocuments } from "yaml";
import type { Data } from "../../src/build/node.ts";
import type { BuildOracle, OracleRequest } from "./build-oracle.ts";
import { canonical } from "./compare-builds.ts";
import { corpusPath } from "./corpus-checkout.ts";

const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;
const FLUX_KUSTOMIZATION = /^kustomize\.toolkit\.fluxcd\.io\//;

/** A Flux Kustomization with its path in the tree. */
export interface Delivery {
  /** For messages. */
  name: string;
  directory: string;
  kustomization: Data;
  variables: Record<string, string>;
}

type Fields = { [key: string]: Data };

/** All files of a tree, sorted. */
function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => posix.join(entry.parentPath.slice(root.length), entry.name).replace(/^\//, ""))
    .sort();
}

/** Every directory of a tree that has a kustomization.yaml. */
export function directoriesOf(tree: string): string[] {
  const paths = filesOf(corpusPath(tree)).filter((path) => KUSTOMIZATION.test(path));
  return [...new Set(paths.map((path) => dirname(path)))];
}

/**
 * Every distinct Flux Kustomization of a tree whose path exists in it: those that directories build, and those that
 * stand in files. Its variables are those of ConfigMaps and Secrets of that name that the tree builds.
 */
export async function deliveriesOf(tree: string, oracle: BuildOracle): Promise<Delivery[]> {
  const root = corpusPath(tree);
  const requests: OracleRequest[] = directoriesOf(tree).map((dir) => ({ root, dir }));
  const built = await Promise.all(requests.map((request) => oracle.build(request)));
  const objects = [...built.flatMap((answer) => answer.objects ?? []), ...writtenObjects(root)].map(
    (object) => object as Fields,
  );
  const directories = new Set([".", ...filesOf(root).flatMap((path) => parents(path))]);
  const found = new Map<string, Delivery>();
  for (const object of objects) {
    const { apiVersion, kind, metadata, spec } = object as { [key: string]: Fields | string };
    if (kind !== "Kustomization" || !FLUX_KUSTOMIZATION.test(String(apiVersion))) continue;
    const { path } = (spec ?? {}) as { path?: string };
    const directory = posix.join(".", posix.join("/", String(path ?? "")).replace(/\/$/, ""));
    if (!directories.has(directory)) continue;
    const kustomization = asInCluster(object);
    const key = canonical([directory, (kustomization as Fields).spec ?? null]);
    const name = `${(metadata as Fields).name} at ${directory}`;
    if (!found.has(key))
      found.set(key, { name, directory, kustomization, variables: variablesOf(object, objects) });
  }
  return [...found.values()];
}

function parents(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === "." ? [] : [folder, ...parents(folder)];
}

/** Objects as files have them, also of files that nothing builds. Templates and other texts that are no YAML are not. */
function writtenObjects(root: string): Data[] {
  const texts = filesOf(root)
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => readFileSync(join(root, path), "utf8"))
    .filter((text) => /kustomize\.toolkit\.fluxcd\.io\/|^kind: (?:ConfigMap|Secret)\b/m.test(text));
  return texts.flatMap((text) => {
    const documents = parseAllDocuments(text, { uniqueKeys: false }) as Document[];
    return documents.flatMap((document) => {
      const data = dataIn(document);
      const isObject = data !== null && typeof data === "object" && !Array.isArray(data);
      return isObject && typeof data.metadata === "object" ? [data] : [];
    });
  });
}

/** Templates, and aliases of other documents, have no data. */
function dataIn(document: Document): Data {
  try {
    return document.errors.length > 0 ? null : (document.toJS() as Data);
  } catch {
    return null;
  }
}

/** Without what the API server does not keep: null is as if nothing were written. */
function asInCluster(data: Data): Data {
  if (Array.isArray(data)) return data.map(asInCluster);
  if (data === null || typeof data !== "object") return data;
  const entries = Object.entries(data).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, asInCluster(value)]));
}

function variablesOf(object: Fields, objects: readonly Fields[]): Record<string, string> {
  const { postBuild } = object.spec as { postBuild?: { substituteFrom?: { kind: string; name: string }[] } };
  const values: Record<string, string> = {};
  for (const { kind, name } of postBuild?.substituteFrom ?? []) {
    const holder = objects.find(
      (one) => one.kind === kind && (one.metadata as Fields).name === name && !("sops" in one),
    );
    for (const [key, value] of Object.entries((holder?.data ?? {}) as Record<string, string>))
      values[key] = kind === "Secret" ? Buffer.from(value, "base64").toString() : String(value);
    if (kind === "Secret") Object.assign(values, holder?.stringData);
  }
  return values;
}
