/** A kustomization.yaml, read as kustomize reads it: typed, and with keys of any case (build-facts 23). */
import { KUSTOMIZATION } from "./kustomization-shape.ts";
import { type BuiltMap, type BuiltNode, entriesIn, fail, type Origin, textIn } from "./node.ts";
import { type Reading, typed } from "./typed.ts";
import { asYaml11 } from "./yaml11.ts";

export type { Reading } from "./typed.ts";

/** Names of the file, one of which a directory may have. */
export const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

const API_VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: "kustomize.config.k8s.io/v1beta1",
  Component: "kustomize.config.k8s.io/v1alpha1",
};

const NOWHERE: Origin = { by: "generated kustomization", from: [] };

/** A kustomization: its fields by their names in lower case, typed. */
export interface Kustomization {
  directory: string;
  origin: Origin;
  component: boolean;
  fields: ReadonlyMap<string, BuiltNode>;
}

/**
 * Reads the first document of a kustomization.yaml. Flux drops unknown keys in the file of the root, and completes it
 * if it is empty.
 * @throws BuildFailure with kustomize's reason
 */
export function readKustomization(
  node: BuiltNode | undefined,
  directory: string,
  reading: Reading,
): Kustomization {
  const root = node && typed(asYaml11(node), KUSTOMIZATION, "Kustomization", reading);
  const fields = new Map(entriesIn(root).map(({ key, value }) => [key.toLowerCase(), value]));
  const origin = node?.origin ?? NOWHERE;
  if (reading === "strict" && isEmpty(fields))
    fail(`the kustomization of ${directory || "."} is empty`, origin);
  const kind = textIn(fields.get("kind")) || "Kustomization";
  const expected = API_VERSIONS[kind] ?? fail(`a kustomization of kind ${kind}`, origin);
  const apiVersion = textIn(fields.get("apiversion"));
  if (apiVersion !== "" && apiVersion !== expected)
    fail(`a ${kind} of apiVersion ${apiVersion}`, fields.get("apiversion")?.origin);
  return { directory, origin, component: kind === "Component", fields };
}

/** The items of a field that is a list. */
export function listField({ fields }: Kustomization, name: string): readonly BuiltNode[] {
  const field = fields.get(name);
  if (field === undefined) return [];
  return field.type === "list" ? field.items : fail(`${name} is no list`, field.origin);
}

/** The items of a list of maps. */
export function mapsIn(kustomization: Kustomization, name: string): readonly BuiltMap[] {
  return listField(kustomization, name).map((item) =>
    item.type === "map" ? item : fail(`an item of ${name} is no map`, item.origin),
  );
}

/** Fields that kustomize appends to others, so that nothing of an empty one is left. */
const MOVED: ReadonlySet<string> = new Set(["bases", "imagetags", "helmchartinflationgenerator"]);

/** True if nothing is written, or only empty texts: an empty list or map is enough to build, to nothing. */
function isEmpty(fields: ReadonlyMap<string, BuiltNode>): boolean {
  for (const [name, value] of fields) {
    if (name === "kind" || name === "apiversion") continue;
    if (value.type === "scalar" && value.text === "") continue;
    if (value.type === "list" && value.items.length === 0 && MOVED.has(name)) continue;
    return false;
  }
  return true;
}
