/** Objects as plain data, and the fields of them that name sources. Nothing here knows how git2oci reads them. */
import type { Data } from "../../../src/build/node.ts";

/** A map of data. */
export type Fields = { [key: string]: Data };

/** True for a map. */
export function isFields(data: Data | undefined): data is Fields {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** The value below keys of maps. */
export function at(data: Data | undefined, ...keys: readonly string[]): Data | undefined {
  return keys.reduce<Data | undefined>((one, key) => (isFields(one) ? one[key] : undefined), data);
}

/** A text below keys of maps; empty if there is none. */
export function textAt(data: Data | undefined, ...keys: readonly string[]): string {
  const found = at(data, ...keys);
  return typeof found === "string" ? found : "";
}

/** Items of a list below keys of maps. */
export function listAt(data: Data | undefined, ...keys: readonly string[]): readonly Data[] {
  const found = at(data, ...keys);
  return Array.isArray(found) ? found : [];
}

/** Names an object: its group, kind, namespace (empty if it has none) and name. */
export interface PlainId {
  group: string;
  kind: string;
  namespace: string;
  name: string;
}

/** The id of an object. */
export function idOf(object: Data): PlainId {
  const version = textAt(object, "apiVersion");
  return {
    group: version.includes("/") ? version.split("/")[0]! : "",
    kind: textAt(object, "kind"),
    namespace: textAt(object, "metadata", "namespace"),
    name: textAt(object, "metadata", "name"),
  };
}

/** An id for people, and as a key. */
export function idText({ group, kind, namespace, name }: PlainId): string {
  return `${group} ${kind} ${namespace}/${name}`;
}

/** What a field names. */
export interface SourceName {
  kind: string;
  /** Empty if neither the field nor its object has one. */
  namespace: string;
  name: string;
}

/** Fields that hold exactly one reference, by kind of object. */
const SINGLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Kustomization: [["spec", "sourceRef"]],
  HelmRelease: [
    ["spec", "chart", "spec", "sourceRef"],
    ["spec", "chartRef"],
  ],
  ImageUpdateAutomation: [["spec", "sourceRef"]],
};

/** Fields that hold a list of references. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  Alert: ["spec", "eventSources"],
  Receiver: ["spec", "resources"],
  Kustomization: ["spec", "healthChecks"],
};

const SOURCES: ReadonlySet<string> = new Set(["GitRepository", "OCIRepository"]);

/** The one source that an object reads; undefined if it reads none of the two kinds. */
export function readOf(object: Data): SourceName | undefined {
  const { kind, namespace } = idOf(object);
  for (const keys of SINGLE[kind] ?? []) {
    const found = at(object, ...keys);
    const name = named(found, namespace);
    if (name) return name;
  }
  return undefined;
}

/** Sources in the list of an object. */
export function listedIn(object: Data): SourceName[] {
  const { kind, namespace } = idOf(object);
  const listed = listAt(object, ...(LISTS[kind] ?? ["none"])).flatMap((item) => named(item, namespace) ?? []);
  if (kind !== "GitRepository") return listed;
  const included = listAt(object, "spec", "include").map((item) => ({
    kind: "GitRepository",
    namespace,
    name: textAt(item, "repository", "name"),
  }));
  return [...listed, ...included];
}

function named(field: Data | undefined, own: string): SourceName | undefined {
  const kind = textAt(field, "kind");
  const name = textAt(field, "name");
  if (!SOURCES.has(kind) || name === "") return undefined;
  return { kind, name, namespace: textAt(field, "namespace") || own };
}

/** A source for people, and as a key. */
export function sourceText({ kind, namespace, name }: SourceName): string {
  return `${kind} ${namespace}/${name}`;
}

/** True for what may be the same namespace. */
export function mayBeSame(a: string, b: string): boolean {
  return a === b || a === "" || b === "";
}

/** Without what the API server does not keep. */
export function asKept(data: Data): Data {
  if (Array.isArray(data)) return data.map(asKept);
  if (!isFields(data)) return data;
  const entries = Object.entries(data).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, asKept(value)]));
}
