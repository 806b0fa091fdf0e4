import type { Refusal } from "./refusal.ts";
import { LineIndex, type Place } from "./text.ts";
import { deref, type MapNode, textAt, type YamlNode } from "./tree.ts";

/** One document of a file. Ranges in `root` and `start`/`end` are offsets of the whole file. */
export interface Document {
  file: string;
  /** Position in the file, 0-based, counting every document, relevant or not. */
  index: number;
  start: number;
  end: number;
  /** Line of `start`, 1-based. */
  line: number;
  text: string;
  root: YamlNode;
  lines?: LineIndex;
  /** True for an object of a program, whose text is that of the whole file; left out for YAML. */
  code?: true;
  /** Line comments of a program that speak to git2oci; YAML needs no list, its tree tells what is no comment. */
  comments?: readonly { start: number; end: number }[];
}

/** A Kubernetes object: a document, or an item of a `kind: List`. */
export interface Manifest {
  document: Document;
  node: MapNode;
  apiVersion: string;
  group: string;
  version: string;
  kind: string;
  /** As written; undefined where missing. */
  name: string | undefined;
  namespace: string | undefined;
  /** Index in the `items` of a List, undefined for a plain document. */
  item: number | undefined;
}

/** What a person may be pointed at. */
export interface Location extends Place {
  file: string;
  endLine: number;
  endColumn: number;
}

/** Line and column of a range of a document. */
export function locate(document: Document, range: { start: number; end: number }): Location {
  document.lines ??= new LineIndex(document.text);
  const from = document.lines.place(range.start - document.start);
  const to = document.lines.place(range.end - document.start);
  const shift = document.line - 1;
  return {
    file: document.file,
    line: from.line + shift,
    column: from.column,
    endLine: to.line + shift,
    endColumn: to.column,
  };
}

/** The reason of a refusal, with the place in the document that it is about, if it is about one. */
export function reasonIn(document: Document, { refused, at }: Refusal): string {
  if (!at) return refused;
  const { file, line, column } = locate(document, at);
  return `${refused} (${file}:${line}:${column})`;
}

/** Reads a node as a manifest; undefined where it has no apiVersion and kind. */
export function toManifest(document: Document, node: YamlNode, item?: number): Manifest | undefined {
  const map = deref(node);
  if (map?.type !== "map") return undefined;
  const apiVersion = textAt(map, ["apiVersion"]);
  const kind = textAt(map, ["kind"]);
  if (apiVersion === undefined || kind === undefined) return undefined;
  const slash = apiVersion.indexOf("/");
  return {
    document,
    node: map,
    apiVersion,
    group: slash === -1 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    name: textAt(map, ["metadata", "name"]),
    namespace: textAt(map, ["metadata", "namespace"]),
    item,
  };
}

/** `kind/namespace/name`, with `?` for what is not written; for messages. */
export function describe(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.namespace ?? "?"}/${manifest.name ?? "?"}`;
}
