import { type Context, type Graph, scopeText, UNKNOWN } from "../core/graph.ts";
import { basename, dirname } from "../core/paths.ts";
import type { Place } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { listResource } from "../edit/kustomization.ts";
import { appendDocument } from "../edit/yaml-documents.ts";
import { leftOut, waysOf } from "./place-ways.ts";
import type { KustomizationText, Tree } from "./tree.ts";
import { cycle } from "./waits.ts";

/** Why there is no place. `homeless`: everything else is known, so the object can be printed for a person to declare. */
export interface NoPlace {
  none: string;
  homeless?: true;
}

/** A new or existing file, checked for what would become of the object on the way to its cluster. */
export function inFile(unit: Unit, file: string, graph: Graph, tree: Tree): Place | NoPlace {
  const source = sourceOf(unit);
  const directory = dirname(file);
  const kustomization = tree.kustomizationOf(directory);
  const listIn =
    kustomization !== undefined && !kustomization.resources.includes(file) ? kustomization : undefined;
  const outside = [file, listIn?.file].flatMap((one) => {
    const why = one === undefined ? undefined : tree.outside(one);
    return why === undefined ? [] : `${one} ${why}`;
  })[0];
  const cannot = outside ?? unseen(file, tree) ?? cannotHold(file, listIn, tree);
  if (cannot !== undefined) return { none: cannot };
  // A source of an unknown cluster goes wherever the file goes.
  const around = waysOf(file, graph, tree);
  const ways = around.filter((way) => source.scope === UNKNOWN || way.scope === source.scope);
  if (ways.length === 0 && source.scope !== UNKNOWN)
    return { none: `nothing that ${scopeText(source.scope)} applies would deliver ${file}` };
  for (const way of ways) {
    const none = changed(file, way, source.namespace) ?? leftOut(file, way, graph, tree);
    if (none !== undefined) return { none };
  }
  // Only a Kustomization can wait for what it delivers; a HelmRelease finds its chart whenever it is there.
  const cross = isChart(unit) ? undefined : cycle(source, ways, graph);
  if (cross !== undefined) return { none: cross };
  const scopes = [...new Set(around.map((one) => one.scope))].filter((scope) => scope !== UNKNOWN);
  return { at: "file", file, listIn: listIn?.file, scopes };
}

/** Why Git or kustomize would not see a file at this path. */
export function unseen(file: string, tree: Tree): string | undefined {
  const rules = tree.gitIgnoredBy(file);
  if (rules !== undefined) return `Git ignores ${file}, by ${rules}`;
  const unread = tree.unreadKustomization(dirname(file));
  return unread && `${unread} was not read, so whether ${file} would be applied is not known`;
}

/** Why an object in this file would have another name or namespace at the end of the way. */
function changed(file: string, way: Context, namespace: string): string | undefined {
  if (way.namespace !== undefined && way.namespace !== namespace)
    return `the namespace ${way.namespace} would be forced on it in ${file}`;
  if (way.prefix !== "" || way.suffix !== "")
    return `it would be renamed in ${file} (namePrefix or nameSuffix)`;
  return undefined;
}

/** Tries on the real texts whether a document can be added and listed. */
function cannotHold(file: string, listIn: KustomizationText | undefined, tree: Tree): string | undefined {
  if (/\.[cm]?[jt]sx?$/i.test(file)) return `${file} is a program; name a YAML file`;
  const text = tree.text(file);
  const added = text === undefined ? undefined : appendDocument(text, "kind: Probe\n");
  if (added && isRefused(added)) return `${file}: ${added.refused}`;
  const kustomization = listIn && tree.text(listIn.file);
  if (!listIn || kustomization === undefined) return undefined;
  const listed = listResource(kustomization, listIn.root, basename(file));
  return isRefused(listed) ? `${listIn.file}: ${listed.refused}` : undefined;
}

/** Of several files the one that the cluster applies; the only one also where no cluster is known. */
export function mayHold(file: string, scope: string, only: boolean, graph: Graph, tree: Tree): boolean {
  if (only && scope === UNKNOWN) return true;
  return waysOf(file, graph, tree).some((way) => way.scope === scope);
}
