import type { MigrateDecision } from "../core/decision.ts";
import {
  type Context,
  type Declaration,
  type ExistingOci,
  type Graph,
  type Root,
  type SourceNode,
  UNKNOWN,
} from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { targetName } from "../core/names.ts";
import { basename, dirname, join } from "../core/paths.ts";
import type { Place } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { listResource } from "../edit/kustomization.ts";
import { appendDocument } from "../edit/yaml-documents.ts";
import { awaitedReader, readersOf } from "./waits.ts";

/** What placing needs to know about the tree beside the graph. */
export interface Tree {
  /** Full text of a file; undefined where it does not exist or cannot be read. */
  text(file: string): string | undefined;
  /** The kustomization.yaml of a directory; undefined where it has none. */
  kustomizationOf(directory: string): KustomizationText | undefined;
}

/** A kustomization.yaml, as far as placing a file goes. */
export interface KustomizationText {
  file: string;
  root: YamlNode;
  /** Paths of this tree that it includes. */
  resources: readonly string[];
}

/** Why there is no place. `homeless`: everything else is known, so the object can be printed for a person to declare. */
export interface NoPlace {
  none: string;
  homeless?: true;
}

/** Name of the file for declarations that no Git declaration can stand beside. */
export const SOURCES_FILE = "oci-sources.yaml";

/**
 * Where the OCIRepository of a source is declared, first that fits: an equal one that exists, beside the Git
 * declaration, the place a person named, a file at the root of the source's scope.
 * @returns the place, or why there is none
 */
export function placeOf(
  source: SourceNode,
  decision: MigrateDecision,
  graph: Graph,
  tree: Tree,
): Place | NoPlace {
  const name = targetName(source, decision.nameTemplate);
  // What is declared here is replaced where it is declared. What is not may come the way of any file, and a person
  // who named a file knows what applies it.
  const undeclared = source.declarations.every((one) => one.as === "patch");
  const counts = ({ scope, manifest }: ExistingOci) =>
    scope === source.scope ||
    (undeclared && [scope, source.scope].includes(UNKNOWN)) ||
    (scope === UNKNOWN && decision.declareIn?.files?.includes(manifest.document.file) === true);
  const same = graph.existing.filter(
    (one) => one.name === name && one.namespace === source.namespace && counts(one),
  );
  const other = same.map((one) => difference(one, decision)).find((one) => one !== undefined);
  if (other !== undefined)
    return { none: `an OCIRepository ${source.namespace}/${name} is declared already, ${other}` };
  // A source of a cluster that nobody knows can count on nothing that a known cluster has.
  const existing = same.find((one) => one.scope === source.scope || one.scope === UNKNOWN);
  if (existing) return { at: "existing", manifest: existing.manifest };
  if (same.length > 0) {
    const scopes = [...new Set(same.map((one) => (one.scope === "" ? "." : one.scope)))].join(", ");
    return {
      none: `no root of this tree applies what names it, and OCIRepository ${source.namespace}/${name} is declared already, but only for ${scopes}; change kind by hand where its cluster has one`,
    };
  }
  const own = source.declarations.filter((one) => one.as === "object");
  if (own.length > 1)
    return {
      none: `it is declared ${own.length} times in one cluster (${own.map((d) => `${d.location.file}:${d.location.line}`).join(", ")}); keep one`,
    };
  const [declaration] = own;
  const refusal = declaration && besideRefusal(source, declaration, graph, tree);
  if (declaration && refusal === undefined) return { at: "beside", declaration };
  return refusal === undefined || decision.declareIn !== undefined
    ? placeAway(source, decision, graph, tree)
    : { none: refusal };
}

/** A place that is not beside the Git declaration: the one that a person named, else the root of the source's scope. */
export function placeAway(
  source: SourceNode,
  decision: MigrateDecision,
  graph: Graph,
  tree: Tree,
): Place | NoPlace {
  if (decision.declareIn?.elsewhere) return { at: "elsewhere" };
  const named = decision.declareIn?.files;
  return named ? inNamedFile(source, named, graph, tree) : inScope(source, graph, tree);
}

/** How an OCIRepository that exists differs from what was decided; undefined where it is what the decision asks for. */
function difference({ manifest, url }: ExistingOci, decision: MigrateDecision): string | undefined {
  const place = `${manifest.document.file}:${manifest.document.line}`;
  if (url !== decision.url)
    return `with the url ${url ?? "?"} (${place}); give this source another name or the same url`;
  const [field = "tag", value] = Object.entries(decision.ref)[0] ?? [];
  const written = pairsAt(manifest.node, ["spec", "ref"]).map(
    (pair) => `${pair.key.value} ${textAt(pair.value)}`,
  );
  return written.length === 1 && written[0] === `${field} ${value}`
    ? undefined
    : `with ${written.join(" and ") || "no ref"} instead of ${field} ${value} (${place}); give this source another name or the same ref`;
}

function besideRefusal(
  source: SourceNode,
  declaration: Declaration,
  graph: Graph,
  tree: Tree,
): string | undefined {
  const { document, item } = declaration.manifest;
  const text = tree.text(document.file);
  if (text === undefined) return `${document.file} could not be read again`;
  if (isGenerated(text))
    return `${document.file} is generated ("DO NOT EDIT"); change what generates it, or name a place with --declare-in`;
  const json = /^\uFEFF?\s*[{[]/.test(text) && document.file.endsWith(".json") && item === undefined;
  if (json && source.roots.length > 0)
    return "a JSON file holds one object, so nothing can be declared beside it; name a place with --declare-in";
  return cycle(source, graph.contexts.get(document.file) ?? [], graph);
}

/** Why nothing that delivers a file could ever deliver the source in it; undefined where something can. */
function cycle(source: SourceNode, contexts: readonly Context[], graph: Graph): string | undefined {
  const own = contexts.filter((context) => context.scope === source.scope);
  const problems = own.map((context) => cycleOver(source, context, graph));
  return problems.includes(undefined) ? undefined : problems[0];
}

/** A Kustomization cannot deliver a source that it reads (flux-facts 8.64), or that it waits for a reader of. */
function cycleOver(source: SourceNode, context: Context, graph: Graph): string | undefined {
  if (!context.via) return undefined;
  const via = describe(context.via);
  if (readersOf(source).has(context.via.node)) return `${via} would deliver its own source there`;
  const reader = awaitedReader(source, context, graph);
  return (
    reader && `${via} would deliver it there, and waits (dependsOn) for ${describe(reader)}, which reads it`
  );
}

function inScope(source: SourceNode, graph: Graph, tree: Tree): Place | NoPlace {
  const root = graph.roots.find((one) => one.scope === source.scope);
  if (source.scope === UNKNOWN || !root)
    return {
      none: "no root of this tree applies it, so its place is not known; name one with --declare-in <file>, or --declare-in elsewhere",
      homeless: true,
    };
  const place = inFile(source, join(source.scope, SOURCES_FILE), graph, tree, root);
  return "none" in place ? { none: `${place.none}; name a place with --declare-in` } : place;
}

function inNamedFile(
  source: SourceNode,
  files: readonly string[],
  graph: Graph,
  tree: Tree,
): Place | NoPlace {
  const fitting = files.filter((file) => mayHold(file, source.scope, files.length === 1, graph, tree));
  const [file] = fitting;
  if (file === undefined || fitting.length > 1)
    return { none: `none of the files given for it is applied by ${source.scope}: ${files.join(", ")}` };
  return inFile(
    source,
    file,
    graph,
    tree,
    graph.roots.find((one) => one.scope === source.scope),
  );
}

/** A new or existing file, checked for what kustomize would do to the object on the way. */
function inFile(
  source: SourceNode,
  file: string,
  graph: Graph,
  tree: Tree,
  root: Root | undefined,
): Place | NoPlace {
  const directory = dirname(file);
  const kustomization = tree.kustomizationOf(directory);
  const listIn =
    kustomization !== undefined && !kustomization.resources.includes(file) ? kustomization : undefined;
  const cannot = cannotHold(file, listIn, tree);
  if (cannot !== undefined) return { none: cannot };
  // A source of an unknown cluster goes wherever the file goes.
  const contexts = (contextsAround(file, graph, tree) ?? []).filter(
    (context) => source.scope === UNKNOWN || context.scope === source.scope,
  );
  for (const context of contexts) {
    const forced = context.namespace ?? targetNamespaceOf(root, context);
    if (forced !== undefined && forced !== source.namespace)
      return { none: `the namespace ${forced} would be forced on it in ${file}` };
    if (context.prefix !== "" || context.suffix !== "")
      return { none: `kustomize would rename it in ${file} (namePrefix or nameSuffix)` };
  }
  const cross = cycle(source, contexts, graph);
  if (cross !== undefined) return { none: cross };
  const patches = kustomization === undefined ? undefined : tree.text(kustomization.file);
  if (patches !== undefined && /kind:\s*["']?OCIRepository/.test(patches))
    return { none: `${kustomization?.file} patches OCIRepository objects, which might rename it` };
  return { at: "file", file, listIn: listIn?.file };
}

/** Tries on the real texts whether a document can be added and listed. */
function cannotHold(file: string, listIn: KustomizationText | undefined, tree: Tree): string | undefined {
  const text = tree.text(file);
  const added = text === undefined ? undefined : appendDocument(text, "kind: Probe\n");
  if (added && isRefused(added)) return `${file}: ${added.refused}`;
  const kustomization = listIn && tree.text(listIn.file);
  if (!listIn || kustomization === undefined) return undefined;
  const listed = listResource(kustomization, listIn.root, basename(file));
  return isRefused(listed) ? `${listIn.file}: ${listed.refused}` : undefined;
}

function targetNamespaceOf(root: Root | undefined, context: Context): string | undefined {
  return context.via === root?.manifest
    ? textAt(root?.manifest?.node, ["spec", "targetNamespace"])
    : undefined;
}

/** How a root applies a file that no kustomization.yaml lists. */
function ofRoot({ scope, manifest }: Root): Context {
  const namespace = textAt(manifest?.node, ["spec", "targetNamespace"]);
  return { scope, namespace, prefix: "", suffix: "", via: manifest, configurations: false, chain: [] };
}

/** Contexts that a file at this path has or would have: its own, its kustomization.yaml's, its neighbours', a root's. */
export function contextsAround(file: string, graph: Graph, tree: Tree): readonly Context[] | undefined {
  const own = graph.contexts.get(file);
  if (own) return own;
  const kustomization = tree.kustomizationOf(dirname(file));
  if (kustomization !== undefined) return graph.contexts.get(kustomization.file);
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const neighbour = [...graph.contexts].find(
      ([path, contexts]) => dirname(path) === directory && contexts.every((one) => one.chain.length === 0),
    );
    if (neighbour) return neighbour[1];
    const root = graph.roots.find((one) => one.scope === directory);
    if (root) return [ofRoot(root)];
    if (directory === "" || tree.kustomizationOf(directory) !== undefined) return undefined;
  }
}

/** Of several files the one that the cluster applies; the only one also where this tree does not tell who does. */
function mayHold(file: string, scope: string, only: boolean, graph: Graph, tree: Tree): boolean {
  const scopes = (contextsAround(file, graph, tree) ?? []).map((context) => context.scope);
  if (scopes.includes(scope)) return true;
  return only && (scope === UNKNOWN || scopes.every((one) => one === UNKNOWN));
}

/** The header that `flux bootstrap` and most generators write. */
export function isGenerated(text: string): boolean {
  return /^\s*#.*\b(?:DO NOT EDIT|do not edit|Code generated by)\b/m.test(text.slice(0, 2000));
}
