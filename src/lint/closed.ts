import { type BuiltNode, get, textIn } from "../build/node.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { hasVariable } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import type { InCluster } from "../graph/built-manifests.ts";
import { scopeOf } from "../graph/built-roots.ts";
import { holdsSource, makesSources, type Opening } from "../graph/openings.ts";
import type { ClusterSources } from "../graph/source-refs.ts";
import { buildsOf } from "./builds.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";

/** Kinds that make objects out of templates. */
export const MAKERS: ReadonlySet<string> = new Set(["ResourceSet", "GitOpsSet"]);

/** What may bring sources to clusters and is no gap of their builds: programs, templates, charts, other tools. */
class Openings {
  readonly #everywhere: string | undefined;
  readonly #byScope = new Map<string, Opening[]>();

  constructor(context: LintContext) {
    const { objects, graph } = context;
    this.#everywhere = everywhere(context);
    for (const one of buildsOf(context).all) {
      const opening = ofObject(one);
      if (opening) pushTo(this.#byScope, scopeOf(one.sources.cluster), opening);
    }
    for (const manifest of objects.manifests)
      if (isOther(manifest) && (MAKERS.has(manifest.kind) ? makesSources : holdsSource)(textOf(manifest)))
        for (const { scope } of graph.contexts.get(manifest.document.file) ?? [])
          pushTo(this.#byScope, scope, own(`${manifest.kind} ${manifest.name} holds the text of a source`));
  }

  /** Why a cluster may get objects of a namespace that no build shows; undefined if it gets none. */
  into({ cluster }: ClusterSources, foreign = true): string | undefined {
    const here = this.#byScope.get(scopeOf(cluster)) ?? [];
    return this.#everywhere ?? here.find((one) => foreign || !one.foreign)?.why;
  }
}

/** The openings of a tree. */
export const openingsOf = onceATree((context: LintContext) => new Openings(context));

function own(why: string): Opening {
  return { why, namespace: undefined, foreign: false };
}

/** What may make objects for any cluster. */
function everywhere({ graph, objects }: LintContext): string | undefined {
  const computed = objects.manifests.some(
    ({ document, group, name }) =>
      document.code && group === GROUP.source && (name === undefined || hasVariable(name)),
  );
  if (graph.programTexts.length > 0 || computed) return "a program computes names of sources";
  return graph.templates.some(({ what }) => what === "declaration")
    ? "a template declares a source"
    : undefined;
}

/** Charts whose templates are sources of Flux, by name. */
const SOURCE_CHARTS = /flux2?-sync|big-?bang|gitops-?set|fleet|tenan/i;

function ofObject({ object: { id, built }, manifest }: InCluster): Opening | undefined {
  if (id.kind.startsWith("ENC[")) return own(`an object of ${manifest.document.file} is encrypted`);
  if (id.group !== GROUP.helm || id.kind !== "HelmRelease") return undefined;
  const spec = get(built.node, "spec");
  const chart = textIn(spec, ["chart", "spec", "chart"]) || textIn(spec, ["chartRef", "name"]);
  const values = get(spec, "values");
  // The chart of a FluxInstance makes the source of the root, which is known.
  const isInstance = get(get(values, "instance"), "sync") !== undefined;
  if (!SOURCE_CHARTS.test(chart) && (isInstance || !namesSource(values))) return undefined;
  const why = `HelmRelease ${id.name} installs a chart that may hold sources`;
  return { why, namespace: undefined, foreign: true };
}

function namesSource(node: BuiltNode | undefined): boolean {
  if (node?.type === "map")
    return node.entries.some(({ key, value }) => KIND.test(key) || namesSource(value));
  if (node?.type === "list") return node.items.some(namesSource);
  return node !== undefined && KIND.test(node.text);
}

const KIND = /GitRepository|OCIRepository/;

/** True for an object of another tool. */
function isOther({ group }: Manifest): boolean {
  return !group.endsWith(".fluxcd.io") && group !== GROUP.instance;
}

function textOf({ document, node }: Manifest): string {
  return document.text.slice(node.start - document.start, node.end - document.start);
}
