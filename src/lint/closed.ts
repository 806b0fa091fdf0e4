import { type Context, type Graph, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { isWithin } from "../core/paths.ts";
import { at, child, itemsAt, textAt, type YamlNode } from "../core/tree.ts";
import { hasVariable } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import type { Piece } from "../scan/patch-pieces.ts";
import { mayMatch } from "../scan/select.ts";
import type { LintContext } from "./context.ts";
import { declaredAs, mayBe, READ_KINDS } from "./declared-sources.ts";
import { onceATree } from "./once.ts";
import { allPieces, textOf } from "./patch-texts.ts";
import { sourceRefsOf } from "./source-refs.ts";

/** Something that may bring objects to a cluster which this tree does not show. */
export interface Opening {
  why: string;
  /** Everything that it brings goes there; undefined for any namespace. */
  namespace: string | undefined;
  /** True for what belongs to somebody else, and so brings nothing that is called almost as something here. */
  foreign: boolean;
}

/**
 * Tells for a cluster what may bring sources, or readers of them, that no file here shows. A cluster is closed for a
 * namespace where there is no such thing: its root is in this tree, everything that it applies was read, and nothing
 * makes objects out of templates or out of another repository.
 */
class Openings {
  readonly #byScope = new Map<string, Opening[]>();
  readonly #everywhere: readonly Opening[];

  constructor(context: LintContext) {
    const { objects, graph } = context;
    this.#everywhere = everywhere(context);
    const followed = new Map<unknown, Set<string>>();
    for (const { context: way } of graph.mounts) {
      if (!way.via) continue;
      const scopes = followed.get(way.via.node) ?? new Set();
      followed.set(way.via.node, scopes.add(way.scope));
    }
    const unknown = new Map<string, { source: string; opening: Opening }[]>();
    for (const manifest of objects.manifests)
      for (const way of waysOf(manifest.document.file, graph)) {
        const opening = ofManifest(manifest, followed.has(manifest.node));
        if (!opening) continue;
        const source = undeclaredSource(manifest, context, way);
        if (source === undefined) pushTo(this.#byScope, way.scope, opening);
        else pushTo(unknown, way.scope, { source, opening });
      }
    // One source that is missing is what this is about, and with it nothing is applied. Several are somebody's habit.
    for (const [scope, list] of unknown)
      if (new Set(list.map(({ source }) => source)).size > 1)
        for (const { opening } of list) pushTo(this.#byScope, scope, opening);
    for (const kustomization of objects.tree.byDirectory.values())
      for (const way of waysOf(kustomization.file, graph)) {
        const why = unseenIn(kustomization.document.root);
        if (why !== undefined)
          pushTo(this.#byScope, way.scope, {
            why: `${kustomization.file} ${why}`,
            namespace: way.namespace ?? kustomization.namespace,
            foreign: true,
          });
      }
    for (const { scope, source } of graph.roots)
      if (!showsSources(scope, source, context))
        pushTo(this.#byScope, scope, {
          why: "the source of its root is made elsewhere",
          namespace: undefined,
          foreign: true,
        });
    for (const { file } of graph.skipped)
      for (const { path, context: way } of graph.mounts)
        if (isWithin(file, path) && /\.(?:ya?ml|json)$/i.test(file))
          pushTo(this.#byScope, way.scope, {
            why: `${file} was not read`,
            namespace: undefined,
            foreign: true,
          });
  }

  /**
   * The first thing that may bring an object of the namespace; undefined where the cluster is closed for it.
   * @param foreign false leaves out what belongs to somebody else
   */
  into(scope: string, namespace: string, foreign = true): Opening | undefined {
    if (scope === UNKNOWN)
      return { why: "no root of this tree applies it", namespace: undefined, foreign: false };
    const reaches = (one: Opening) =>
      (foreign || !one.foreign) &&
      (one.namespace === undefined || namespace === UNKNOWN || one.namespace === namespace);
    return this.#everywhere[0] ?? this.#byScope.get(scope)?.find(reaches);
  }
}

/** The openings of a tree. */
export const openingsOf = onceATree((context: LintContext) => new Openings(context));

/**
 * Where neither the source of the root nor any other one is shown, sources are made by something else: Terraform, the
 * command line, another repository.
 */
function showsSources(
  scope: string,
  { kind, name }: { kind: string; name: string },
  { objects, graph }: LintContext,
): boolean {
  const isSync = graph.roots.some((root) => root.scope === scope && root.by.startsWith("FluxInstance"));
  return (
    isSync ||
    objects.manifests.some(
      (one) =>
        one.group === GROUP.source &&
        SOURCE_KINDS.includes(one.kind) &&
        ((one.kind === kind && one.name === name) ||
          waysOf(one.document.file, graph).some((way) => way.scope === scope)),
    )
  );
}

function waysOf(file: string, { contexts }: Graph): readonly Context[] {
  return contexts.get(file) ?? [];
}

/** What may make objects for any cluster. */
function everywhere(context: LintContext): Opening[] {
  const { graph, objects } = context;
  const open = (why: string): Opening => ({ why, namespace: undefined, foreign: false });
  const computed = objects.manifests.some(
    ({ document, group, name }) =>
      document.code && group === GROUP.source && (name === undefined || hasVariable(name)),
  );
  return [
    ...(graph.programTexts.length > 0 || computed ? [open("a program computes names of sources")] : []),
    ...(graph.templates.some(({ what }) => what === "declaration")
      ? [open("a template declares a source")]
      : []),
    ...(allPieces(context).some(renamesSources) ? [open("a patch renames sources")] : []),
  ];
}

/** True for a patch that may give a source another name; one of a consumer is looked at where it matters. */
function renamesSources(piece: Piece): boolean {
  const kind = textAt(piece.target, ["kind"]);
  const isOfSources = kind === undefined || SOURCE_KINDS.some((one) => mayMatch(kind, one));
  return piece.target !== undefined && isOfSources && /metadata[./](?:name|namespace)\b/.test(textOf(piece));
}

const SOURCE_KINDS = ["GitRepository", "OCIRepository"];
/** Kinds that make objects out of templates. */
export const MAKERS: ReadonlySet<string> = new Set(["ResourceSet", "GitOpsSet"]);
/** What templates make that is a source or brings some; a template that only refers to one brings nothing. */
const MAKES = /kind["']?:\s{0,9}["']?(?:Kustomization|ResourceSet|FluxInstance|<<|\{\{)/;
/** Charts whose templates are sources of Flux, by name. */
const SOURCE_CHARTS = /flux2?-sync|big-?bang|gitops-?set|fleet|tenan/i;
/** A declaration in a text of whatever kind. */
const DECLARES = /kind["']?:\s{0,9}["']?(?:Git|OCI)Repository/;

function ofManifest(manifest: Manifest, isFollowed: boolean): Opening | undefined {
  const { group, kind, name, node, document } = manifest;
  const called = `${kind} ${name ?? "?"}`;
  if (group === GROUP.kustomize && kind === "Kustomization") {
    if (isFollowed || at(node, ["spec", "kubeConfig"])) return undefined;
    return {
      why: `${called} applies what this tree does not hold`,
      namespace: literal(textAt(node, ["spec", "targetNamespace"])),
      foreign: true,
    };
  }
  const text = textIn(manifest, node);
  if (MAKERS.has(kind) && (MAKES.test(text) || holdsSource(text)))
    return { why: `${called} makes objects out of templates`, namespace: undefined, foreign: false };
  if (kind.startsWith("ENC["))
    return { why: `an object of ${document.file} is encrypted`, namespace: undefined, foreign: false };
  if (group === GROUP.helm) {
    const chart =
      textAt(node, ["spec", "chart", "spec", "chart"]) ?? textAt(node, ["spec", "chartRef", "name"]) ?? "";
    // The chart of a FluxInstance makes the source of the root, which is known.
    const isInstance = at(node, ["spec", "values", "instance", "sync"]) !== undefined;
    const makes =
      SOURCE_CHARTS.test(chart) ||
      (!isInstance && /GitRepository|OCIRepository/.test(textIn(manifest, at(node, ["spec", "values"]))));
    if (!makes) return undefined;
    return { why: `${called} installs a chart that may hold sources`, namespace: undefined, foreign: true };
  }
  const isOther = !group.endsWith(".fluxcd.io") && group !== GROUP.instance;
  if (isOther && holdsSource(text))
    return { why: `${called} holds the text of a source`, namespace: undefined, foreign: false };
  return undefined;
}

/** True for a text with the kind and the url of a source; a reference has the kind alone. */
function holdsSource(text: string): boolean {
  return DECLARES.test(text) && /\burl["']?:\s/.test(text);
}

/** The source of a Flux Kustomization that nothing in its cluster declares; undefined for every other object. */
function undeclaredSource(manifest: Manifest, context: LintContext, way: Context): string | undefined {
  if (manifest.group !== GROUP.kustomize) return undefined;
  const ref = sourceRefsOf(manifest).find(({ row }) => row === "kustomization-source-ref");
  if (!ref || !READ_KINDS.has(ref.kind) || hasVariable(ref.name)) return undefined;
  const namespace = ref.namespace ?? way.namespace ?? manifest.namespace ?? UNKNOWN;
  const isDeclared = declaredAs(ref.kind, ref.name, context).some((one) =>
    mayBe(one, ref.name, namespace, way.scope),
  );
  return isDeclared ? undefined : `${ref.kind}/${namespace}/${ref.name}`;
}

function textIn({ document }: Manifest, node: YamlNode | undefined): string {
  return node ? document.text.slice(node.start - document.start, node.end - document.start) : "";
}

function literal(text: string | undefined): string | undefined {
  return text === undefined || hasVariable(text) ? undefined : text;
}

/** What a kustomization.yaml brings that is no file of this tree. */
function unseenIn(root: YamlNode): string | undefined {
  const remote = ["resources", "bases", "components", "crds"]
    .flatMap((key) => itemsAt(root, [key]))
    .map((item) => textAt(item) ?? "")
    .find((path) => /^[\w+.-]{1,20}:|^github\.com\/|^git@|[?]ref=/.test(path));
  if (remote !== undefined) return `includes ${remote}`;
  const maker = ["generators", "helmCharts", "helmChartInflationGenerator"].find((key) => child(root, key));
  return maker === undefined ? undefined : `has ${maker}`;
}
