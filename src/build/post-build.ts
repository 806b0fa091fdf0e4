/** What kustomize-controller does behind the build: variables, then labels and annotations for all objects. */
import type { Build } from "./directory-builder.ts";
import { changes } from "./gap.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  entriesIn,
  fail,
  get,
  itemsIn,
  map,
  type Origin,
  scalar,
  set,
  setIn,
  textIn,
} from "./node.ts";
import type { BuiltObject } from "./object.ts";
import { idKey, idOf } from "./object-id.ts";
import type { ParseYaml } from "./read.ts";
import {
  isSubstitutionOff,
  runsSubstitution,
  substituteObject,
  type Variable,
  variablesIn,
} from "./substitute.ts";

/** Finds the ConfigMap or Secret that a Kustomization reads variables from; undefined if the tree has none. */
export type FindVariables = (kind: string, name: string) => BuiltMap | undefined;

/** The objects with the variables of `spec.postBuild` filled in and `spec.commonMetadata` set. */
export function afterBuild(
  build: Build,
  spec: BuiltNode | undefined,
  variables: PostBuildVariables,
  parse: ParseYaml,
): Build {
  const postBuild = get(spec, "postBuild");
  const common = get(spec, "commonMetadata");
  let { objects } = build;
  if (postBuild && runsSubstitution(postBuild, variables.count))
    objects = allSubstituted(objects, variables, parse);
  if (common) objects = objects.map((object) => ({ ...object, node: withMetadata(object.node, common) }));
  return { ...build, objects };
}

/** Variables of a Kustomization; those of `substitute` win over those of ConfigMaps and Secrets. */
export class PostBuildVariables {
  readonly known = new Map<string, Variable | "unknown">();
  /** Some ConfigMap or Secret is not in the tree, so any variable may be set. */
  open = false;

  get count(): number {
    return this.known.size + (this.open ? 1 : 0);
  }

  /** The same text for the same variables. */
  get signature(): string {
    const values = [...this.known].map(([name, value]) => [name, value === "unknown" ? null : value.text]);
    return JSON.stringify([this.open, ...values]);
  }

  readonly lookUp = (name: string): Variable | "unknown" | undefined =>
    this.known.get(name) ?? (this.open ? "unknown" : undefined);
}

/** The variables of a Kustomization. @throws BuildFailure for a name or a value that Flux refuses */
export function postBuildVariables(spec: BuiltNode | undefined, find: FindVariables): PostBuildVariables {
  const postBuild = get(spec, "postBuild");
  const variables = new PostBuildVariables();
  for (const item of itemsIn(postBuild, ["substituteFrom"])) {
    const kind = textIn(item, ["kind"]);
    const found = find(kind, textIn(item, ["name"]));
    if (!found) variables.open = true;
    else for (const [name, value] of valuesOf(found, kind)) variables.known.set(name, value);
  }
  for (const [name, value] of variablesIn(get(postBuild, "substitute"))) variables.known.set(name, value);
  return variables;
}

/** Values that stay encrypted in the tree. */
const ENCRYPTED = /^ENC\[/;

function valuesOf(object: BuiltMap, kind: string): Map<string, Variable | "unknown"> {
  const values = new Map<string, Variable | "unknown">();
  const plain = kind === "Secret" ? "stringData" : "data";
  if (kind === "Secret")
    for (const { key, value } of entriesIn(object, ["data"])) {
      const text = textIn(value);
      const decoded = Buffer.from(text, "base64").toString("utf8").replaceAll("\n", "");
      values.set(key, ENCRYPTED.test(text) ? "unknown" : { text: decoded, origin: value.origin });
    }
  for (const { key, value } of entriesIn(object, [plain])) {
    const text = textIn(value).replaceAll("\n", "");
    values.set(key, ENCRYPTED.test(text) ? "unknown" : { text, origin: value.origin });
  }
  return values;
}

/** Fields whose text decides what an object is or reads: an unknown variable there is a gap of the object. */
const DECIDING = /^(?:apiVersion|kind|metadata\.(?:name|namespace)|spec\..*)$/;

/**
 * The controller puts one object after the other back to the rest, by its id. It gives up if another one has that id
 * at this time.
 */
function allSubstituted(
  before: readonly BuiltObject[],
  variables: PostBuildVariables,
  parse: ParseYaml,
): readonly BuiltObject[] {
  const count = new Map<string, number>();
  const add = (key: string, by: number) => count.set(key, (count.get(key) ?? 0) + by);
  for (const { node } of before) add(idKey(idOf(node)), 1);
  return before.map((object) => {
    const result = substituted(object, variables, parse);
    const key = idKey(idOf(result.node));
    add(idKey(idOf(object.node)), -1);
    add(key, 1);
    if (count.get(key) !== 1 && !isSubstitutionOff(object.node))
      fail(`the id ${key} matches ${count.get(key)} objects`, result.node.origin);
    return result;
  });
}

function substituted(object: BuiltObject, variables: PostBuildVariables, parse: ParseYaml): BuiltObject {
  const { node, unknown } = substituteObject(object.node, variables.lookUp, parse);
  if (node === object.node && unknown.length === 0) return object;
  const gaps = unknown
    .filter(({ path }) => DECIDING.test(path.join(".")) && isDecidingField(path))
    .map(({ path, names, origin }) =>
      changes(
        `${path.join(".")} holds ${names.map((name) => `\${${name}}`).join(", ")}, which nothing here sets`,
        origin,
      ),
    );
  return { ...object, node, gaps: gaps.length > 0 ? [...object.gaps, ...gaps] : object.gaps };
}

/** Names, kinds, namespaces and paths; a url or a version is a value that is reported as it is. */
function isDecidingField(path: readonly string[]): boolean {
  const last = path.at(-1) ?? "";
  return ["apiVersion", "kind", "name", "namespace", "path", "targetNamespace"].includes(last);
}

function withMetadata(node: BuiltMap, common: BuiltNode): BuiltMap {
  let result = node;
  for (const field of ["labels", "annotations"])
    for (const { key, value } of entriesIn(common, [field])) {
      const inner = stringsOf(get(get(result, "metadata"), field), value.origin);
      result = setIn(result, ["metadata", field], set(inner, key, scalar(textIn(value), value.origin)));
    }
  return result;
}

/** The map, if all its values are strings: the controller reads labels of another kind as none. */
function stringsOf(node: BuiltNode | undefined, origin: Origin): BuiltMap {
  const isString = ({ value }: BuiltEntry) => value.type === "scalar" && value.tag === "string";
  return node?.type === "map" && node.entries.every(isString) ? node : map([], origin);
}
