/** ConfigMaps and Secrets that a kustomization.yaml generates. */
import { basename } from "../core/paths.ts";
import { type Accumulation, append, isOpen, NeedsMoreFiles, type Sources } from "./accumulation.ts";
import { GENERATOR } from "./kustomization-shape.ts";
import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  entriesIn,
  fail,
  get,
  getIn,
  itemsIn,
  map,
  type Origin,
  scalar,
  set,
  setIn,
  textIn,
} from "./node.ts";
import { type BuiltObject, idsOf, newObject } from "./object.ts";
import { idKey, idOf } from "./object-id.ts";
import { resolvePath } from "./paths.ts";
import { typed } from "./typed.ts";

/** Kinds that are generated. */
export type GeneratedKind = "ConfigMap" | "Secret";

/**
 * The object that an item of `configMapGenerator` or `secretGenerator` makes.
 * @param common `generatorOptions` of the kustomization.yaml
 */
export function generate(
  item: BuiltNode,
  kind: GeneratedKind,
  common: BuiltNode | undefined,
  directory: string,
  sources: Sources,
): BuiltObject {
  const origin: Origin = { by: "generator", from: [item.origin] };
  const entry = (key: string, value: BuiltNode): BuiltEntry => ({ key, keyOrigin: origin, value });
  const options = get(item, "options");
  const name = get(item, "name");
  const metadata = [
    entry("name", textIn(name) === "" ? fail("a generator has no name", item.origin) : name!),
  ];
  const namespace = get(item, "namespace");
  if (namespace && textIn(namespace) !== "") metadata.push(entry("namespace", namespace));
  for (const field of ["labels", "annotations"]) {
    const entries = united(entriesIn(common, [field]), entriesIn(options, [field]));
    if (entries.length > 0) metadata.push(entry(field, map(entries, origin)));
  }
  const entries = [
    entry("apiVersion", scalar("v1", origin)),
    entry("kind", scalar(kind, origin)),
    entry("metadata", map(metadata, origin)),
  ];
  if (kind === "Secret") entries.push(entry("type", get(item, "type") ?? scalar("Opaque", origin)));
  const data = dataEntries(item, kind, directory, sources);
  if (data.length > 0) entries.push(entry("data", map(data, origin)));
  const hash = [options, common].every((one) => textIn(one, ["disableNameSuffixHash"]) !== "true");
  const generated = { hash, behavior: textIn(item, ["behavior"]) };
  return { ...newObject(map(entries, origin)), generated };
}

/** The object that a builtin generator of `generators` makes; undefined for a function, which only kustomize runs. */
export function generateFrom(plugin: BuiltMap, directory: string, sources: Sources): BuiltObject | undefined {
  const kind = textIn(plugin, ["kind"]);
  if (textIn(plugin, ["apiVersion"]) !== "builtin" || !/^(?:ConfigMap|Secret)Generator$/.test(kind))
    return undefined;
  const read = typed(plugin, GENERATOR, kind, "lenient");
  if (read?.type !== "map") return fail(`the ${kind} is empty`, plugin.origin);
  const metadata = get(read, "metadata");
  const named = ["name", "namespace"].reduce(
    (item, key) => set(item, key, get(metadata, key) ?? scalar("", plugin.origin)),
    read,
  );
  return generate(named, kind.replace("Generator", "") as GeneratedKind, undefined, directory, sources);
}

/** Entries of both maps, those of the second for keys that both have. */
function united(first: readonly BuiltEntry[], second: readonly BuiltEntry[]): BuiltEntry[] {
  const keys = new Set(second.map(({ key }) => key));
  return [...first.filter(({ key }) => !keys.has(key)), ...second];
}

/** The first file of a generator that kustomize fetches from elsewhere; undefined if there is none. */
export function remoteFileOf(item: BuiltNode): { url: string; origin: Origin } | undefined {
  const listed = [...itemsIn(item, ["files"]), ...itemsIn(item, ["envs"]), get(item, "env")];
  for (const one of listed) {
    const [, url] = /^(?:[^=/]*=)?(https?:\/\/.*)$/.exec(textIn(one)) ?? [];
    if (one && url !== undefined) return { url, origin: one.origin };
  }
  return undefined;
}

function dataEntries(
  item: BuiltNode,
  kind: GeneratedKind,
  directory: string,
  sources: Sources,
): BuiltEntry[] {
  const file = (path: string, at: Origin) =>
    sources.text(resolvePath(directory, path, at)) ?? fail(`the generator file ${path} does not exist`, at);
  const entries = [
    ...itemsIn(item, ["literals"]).map(fromLiteral),
    ...itemsIn(item, ["files"]).map((one) => fromFile(one, file)),
    ...[...itemsIn(item, ["envs"]), ...(get(item, "env") ? [get(item, "env")!] : [])].flatMap((one) =>
      fromEnvironment(file(textIn(one), one.origin).text, one.origin),
    ),
  ].toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  for (const [at, { key, keyOrigin }] of entries.entries()) {
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) fail(`${key} is no key of a ${kind}`, keyOrigin);
    if (entries[at + 1]?.key === key) fail(`a generator repeats the key ${key}`, keyOrigin);
  }
  if (kind === "ConfigMap") return entries;
  return entries.map((entry) => ({
    ...entry,
    value: scalar(Buffer.from(textIn(entry.value)).toString("base64"), {
      by: "generator",
      from: [entry.value.origin],
    }),
  }));
}

function fromLiteral(literal: BuiltNode): BuiltEntry {
  const text = textIn(literal);
  const equals = text.indexOf("=");
  if (equals <= 0) fail("a literal is no key=value", literal.origin);
  const value = text.slice(equals + 1).replace(/^(["'])(.*)\1$/s, "$2");
  const origin: Origin = { by: "generator", from: [literal.origin] };
  return { key: text.slice(0, equals), keyOrigin: origin, value: scalar(value, origin) };
}

function fromFile(
  item: BuiltNode,
  file: (path: string, at: Origin) => { text: string; origin: Origin },
): BuiltEntry {
  const written = textIn(item);
  const equals = written.indexOf("=");
  const path = written.slice(equals + 1);
  const { text, origin } = file(path, item.origin);
  const key = equals === -1 ? basename(path) : written.slice(0, equals);
  return { key, keyOrigin: item.origin, value: scalar(text, origin) };
}

function fromEnvironment(text: string, at: Origin): BuiltEntry[] {
  const origin: Origin = { by: "generator", from: [at] };
  return text.split("\n").flatMap((written) => {
    const line = written.replace(/^\s+/, "").replace(/\r$/, "");
    const equals = line.indexOf("=");
    if (line === "" || line.startsWith("#") || equals === -1) return [];
    return [{ key: line.slice(0, equals), keyOrigin: origin, value: scalar(line.slice(equals + 1), origin) }];
  });
}

/** Puts a generated object to the others: a new one, or over one of its id if its `behavior` says so. */
export function absorb(state: Accumulation, object: BuiltObject, sources: Sources): void {
  const key = idKey(idOf(object.node));
  const index = state.objects.findIndex((one) => idsOf(one).some((id) => idKey(id) === key));
  const behavior = object.generated?.behavior ?? "";
  const replaces = behavior === "merge" || behavior === "replace";
  if (index === -1) {
    if (replaces && sources.filtered) throw new NeedsMoreFiles([idOf(object.node).name]);
    if (replaces && !isOpen(state))
      fail(`a generator changes ${key}, which does not exist`, object.node.origin);
    append(state, [object]);
    return;
  }
  if (!replaces) fail(`a generator makes ${key}, which exists`, object.node.origin);
  const old = state.objects[index]!;
  const { earlier, prefixes, suffixes, touched, gaps } = old;
  const node = over(old.node, object.node, behavior === "merge");
  state.objects = state.objects.with(index, { ...object, node, earlier, prefixes, suffixes, touched, gaps });
}

/** The generated object over an older one: metadata of both, the older name, and with `merge` the data of both. */
function over(old: BuiltMap, generated: BuiltMap, mergesData: boolean): BuiltMap {
  let node = generated;
  for (const field of ["labels", "annotations"]) {
    const entries = united(entriesIn(old, ["metadata", field]), entriesIn(node, ["metadata", field]));
    if (entries.length > 0) node = setIn(node, ["metadata", field], map(entries, generated.origin));
  }
  const name = getIn(old, ["metadata", "name"]);
  if (name) node = setIn(node, ["metadata", "name"], name);
  if (!mergesData) return node;
  const data = united(entriesIn(old, ["data"]), entriesIn(node, ["data"]));
  const sorted = data.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return sorted.length > 0 ? setIn(node, ["data"], map(sorted, generated.origin)) : node;
}
