import { type Context, type Graph, type Root, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { basename, dirname } from "../core/paths.ts";
import type { Place } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { textAt } from "../core/tree.ts";
import { listResource } from "../edit/kustomization.ts";
import { appendDocument } from "../edit/yaml-documents.ts";
import type { KustomizationText, Tree } from "./tree.ts";
import { cycle } from "./waits.ts";

/** Why there is no place. `homeless`: everything else is known, so the object can be printed for a person to declare. */
export interface NoPlace {
  none: string;
  homeless?: true;
}

/** A new or existing file, checked for what kustomize would do to the object on the way. */
export function inFile(
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
  const around = contextsAround(file, graph, tree) ?? [];
  const contexts = around.filter((context) => source.scope === UNKNOWN || context.scope === source.scope);
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
  const scopes = [...new Set(around.map((one) => one.scope))].filter((scope) => scope !== UNKNOWN);
  return { at: "file", file, listIn: listIn?.file, scopes };
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
function contextsAround(file: string, graph: Graph, tree: Tree): readonly Context[] | undefined {
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
export function mayHold(file: string, scope: string, only: boolean, graph: Graph, tree: Tree): boolean {
  const scopes = (contextsAround(file, graph, tree) ?? []).map((context) => context.scope);
  if (scopes.includes(scope)) return true;
  return only && (scope === UNKNOWN || scopes.every((one) => one === UNKNOWN));
}
