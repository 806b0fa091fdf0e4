import {
  ANY,
  type Declaration,
  type Graph,
  type Reference,
  type SourceNode,
  scopeText,
  UNKNOWN,
} from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import type { Mention } from "../core/neighbours.ts";
import { needsGit, type Outcome, type Target } from "../core/plan.ts";
import { isRefused } from "../core/refusal.ts";
import type { Unit } from "../core/units.ts";
import { hasVariable, mayBecome } from "../core/variables.ts";
import { wordOf, wordsOf } from "../core/words.ts";
import { removeDeclared } from "../edit/declared.ts";
import type { Tree } from "./tree.ts";

/**
 * Why the Git declaration of a source has to stay, the strongest reason first; undefined where it can go:
 * every reference moves, no root reads it, and no other text names it together with GitRepository.
 */
export function keepsGit(
  source: SourceNode,
  graph: Graph,
  outcomes: ReadonlyMap<Reference, Outcome>,
  active: ReadonlyMap<Unit, Target>,
  tree: Tree,
): string | undefined {
  const [root] = source.roots;
  if (root) return `it is the source of the root ${scopeText(root.scope)}`;
  const isWaived = isWaivedOutside(active.get(source), tree);
  const stays = (one: Reference) => needsGit(outcomes.get(one)) && !isWaived(one.location.file);
  const staying = source.references.filter(stays);
  const [first] = staying;
  if (first) {
    const more = staying.length > 1 ? ` and ${staying.length - 1} more` : "";
    return `${called(first)}${more} still ${more === "" ? "needs" : "need"} it`;
  }
  // One that means every source needs none that it does not reach.
  const other = namesakes(source, graph)
    .flatMap((one) => one.references)
    .find((one) => one.target.name !== ANY && stays(one));
  if (other) return `${called(other)} names one that may be this`;
  const foreign = source.declarations.find(
    ({ location: { file } }) => !isWaived(file) && tree.outside(file) !== undefined,
  );
  if (foreign) return `${foreign.location.file} declares it, and ${tree.outside(foreign.location.file)}`;
  const patch = source.declarations.find((one) => one.as === "patch" && !isAnswered(one, source));
  if (patch) return `${patch.location.file}:${patch.location.line} patches it as a GitRepository`;
  const blind = graph.mentions.find((one) => one.text === undefined);
  if (blind) return `${blind.file} may name it: ${blind.why}`;
  const mention = firstMention(graph, source.name);
  if (mention) return `${mention.file}:${mention.line} names it: ${mention.why}`;
  const units = [source, ...source.charts].flatMap((unit) => active.get(unit) ?? []);
  if (units.length === 0) return "nothing takes its place";
  const inItsFile = units.some(({ place }) => place.at === "beside");
  const own = active.get(source);
  return inItsFile || (own && own.place.at !== "existing") ? undefined : alone(source, tree);
}

/** True for files outside of what is edited, if a person says that what they name does not count. */
function isWaivedOutside(target: Target | undefined, tree: Tree): (file: string) => boolean {
  if (!target?.decision.waive.includes("excluded-readers")) return () => false;
  return (file) => tree.outside(file) !== undefined;
}

/** True for a patch that is a reference as well, which has been asked for already. */
function isAnswered({ manifest }: Declaration, { references }: SourceNode): boolean {
  return references.some(({ site, manifest: { node } }) => site !== undefined && node === manifest.node);
}

/** What a reference stands in, with its place; a kustomization.yaml has no name of its own. */
function called({ manifest, location }: Reference): string {
  const place = `${location.file}:${location.line}`;
  return manifest.name === undefined ? `the patch at ${place}` : `${describe(manifest)} (${place})`;
}

/** A declaration that is removed without anything in its place must leave something in its file. */
function alone(source: SourceNode, tree: Tree): string | undefined {
  const manifest = source.declarations.find((one) => one.as === "object")?.manifest;
  const text = manifest && tree.text(manifest.document.file);
  if (!manifest || text === undefined) return undefined;
  const { document, item } = manifest;
  if (item !== undefined) return "it is an item of a List; remove it by hand";
  const removed = removeDeclared(text, manifest);
  if (isRefused(removed)) return removed.refused;
  return "empty" in removed
    ? `nothing else is in ${document.file}; delete the file by hand, and its line in kustomization.yaml`
    : undefined;
}

/** Sources by name; made once a graph. */
const names = new WeakMap<Graph, Map<string, SourceNode[]>>();

/** Under this name stand the sources that a variable names. */
const VARIABLE = "${";

/**
 * Sources that no file declares and that may be this one, because its namespace or its cluster is not known, or
 * because a variable of postBuild stands in what names them.
 */
function namesakes(source: SourceNode, graph: Graph): SourceNode[] {
  let index = names.get(graph);
  if (!index) {
    const undeclared = graph.sources.filter((one) => one.declarations.every(({ as }) => as === "patch"));
    index = groupBy(undeclared, (one) => (hasVariable(one.name) ? VARIABLE : one.name));
    names.set(graph, index);
  }
  const candidates = [...(index.get(source.name) ?? []), ...(index.get(VARIABLE) ?? [])];
  return candidates.filter(
    (one) =>
      one !== source &&
      mayBe(one.name, source.name) &&
      mayBe(one.namespace, source.namespace) &&
      mayBe(one.scope, source.scope),
  );
}

/** Whether two texts may be the same on a cluster: one is unknown, or a variable in it can stand for the difference. */
function mayBe(a: string, b: string): boolean {
  return a === b || a === UNKNOWN || b === UNKNOWN || mayBecome(a, b) || mayBecome(b, a);
}

/** Words of all mentions, each with the first mention that holds it; made once a graph, for fleets with many. */
const words = new WeakMap<Graph, Map<string, Mention>>();

/** The first text that names a source as a word of its own. */
function firstMention(graph: Graph, name: string): Mention | undefined {
  let index = words.get(graph);
  if (!index) {
    index = new Map();
    // Every mention of a document holds the whole text of it.
    const texts = new Map(graph.mentions.map((one) => [one.text, one] as const).reverse());
    for (const mention of texts.values())
      for (const word of wordsOf(mention.text ?? "")) if (!index.has(word)) index.set(word, mention);
    words.set(graph, index);
  }
  return index.get(wordOf(name));
}
