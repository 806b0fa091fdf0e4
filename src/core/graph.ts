import type { ConsumerRow } from "./consumer.ts";
import type { Document, Location, Manifest } from "./manifest.ts";
import type { PatchSite, WrittenReference } from "./patch.ts";
import type { MapNode, PathStep } from "./tree.ts";

/** Stands for a namespace or a scope that this tree does not tell. */
export const UNKNOWN = "?";

/** Stands for "every source that this text may reach": a wildcard, a label selector, a patch without a name. */
export const ANY = "*";

/** A scope for people and in ids: the root path, `.` for the scanned root itself. */
export function scopeText(scope: string): string {
  return scope === "" ? "." : scope;
}

/** How a file reaches a cluster: which root applies it, and what kustomize does to names on the way. */
export interface Context {
  /** Path of the cluster root, or UNKNOWN. */
  scope: string;
  /** Namespace that kustomization.yaml files or `targetNamespace` force on the objects. */
  namespace: string | undefined;
  prefix: string;
  suffix: string;
  /** The Flux Kustomization that applies it; undefined outside of a scope. */
  via: Manifest | undefined;
  /** Some kustomization.yaml on the way names `configurations`, which may rename references too. */
  configurations: boolean;
  /** kustomization.yaml files on the way, outermost first. */
  chain: readonly string[];
}

/** A folder that something applies to a cluster. */
export interface Mount {
  path: string;
  /** How a file there would reach the cluster, where no kustomization.yaml decides about it. */
  context: Context;
}

/** What kind of text declares a source. */
export type DeclaredAs = "object" | "patch" | "gotk-sync" | "FluxInstance" | "FluxInstance-values";

/** True where the text is the sync block of a FluxInstance: url and ref stand there, and no object of the source. */
export function isSync(as: DeclaredAs): boolean {
  return as === "FluxInstance" || as === "FluxInstance-values";
}

/** One text that says what a source is. */
export interface Declaration {
  as: DeclaredAs;
  manifest: Manifest;
  /** The map that holds url and ref: `spec`, or a `sync` block. */
  spec: MapNode | undefined;
  location: Location;
  /** Contexts in which this declaration reaches the source's scope. */
  contexts: Context[];
  /** True where `spec` is a text in a text, so that only `location` tells a place in the file. */
  embedded: boolean;
}

/** A patch that kustomize or a Flux object applies to the declaration of a source. */
export interface SourcePatch {
  location: Location;
  /** Fields of `spec` that it changes; `*` for all. */
  fields: readonly string[];
  /** True where what it writes is a declaration of the source; false for operations and replacements. */
  readable: boolean;
  /** True where it would change an OCIRepository of the same name as well. */
  alsoOci: boolean;
}

/** The `ref` of a GitRepository, as written. */
export interface GitRef {
  branch?: string;
  tag?: string;
  semver?: string;
  commit?: string;
  name?: string;
}

/** Whose repository a source reads. */
export type Owner = "own" | "same-owner" | "third-party" | "unknown";

/** A Git source of one cluster. It exists as soon as one reference names it. */
export interface SourceNode {
  id: string;
  name: string;
  namespace: string;
  scope: string;
  declarations: Declaration[];
  references: Reference[];
  url: string | undefined;
  /** The url without what does not matter (scheme, user, port, `.git`): two spellings of one repository are equal. */
  repository: string | undefined;
  ref: GitRef | undefined;
  owner: Owner;
  /** The references and declarations by which this is the source of a root; empty for others. */
  roots: Root[];
  /** Patches of its declaration, but for those that are objects in files of their own. */
  patches: SourcePatch[];
  /** Charts that HelmReleases take from it, in the order of their paths. */
  charts: ChartNode[];
}

/** A chart directory of one Git source, with the releases that install it: what becomes one OCIRepository. */
export interface ChartNode {
  /** The source's id, `#` and the path: `GitRepository/flux-system/charts#stable/web`. */
  id: string;
  source: SourceNode;
  /** Directory in the repository, `` for its root, without `./` and final slash; as written where it is none. */
  path: string;
  /** The `sourceRef` of each HelmRelease that installs it. */
  releases: Reference[];
  /** What the directory says, where the source is this tree. */
  facts: ChartFacts | undefined;
}

/** What a chart directory of this tree says. */
export interface ChartFacts {
  /** Chart.yaml, as a path of this tree. */
  file: string;
  /** Why it could not be read; nothing else is known then. */
  problem: string | undefined;
  name: string | undefined;
  version: string | undefined;
  /** Names of the dependencies that `charts/` does not hold. */
  unvendored: readonly string[];
  /** First place where a template puts `.Chart.Version` into a label without replacing `+`. */
  versionLabel: { file: string; line: number } | undefined;
}

/** What migrates for itself and gets an OCIRepository of its own: a source's manifests, or one of its charts. */
export type Unit = SourceNode | ChartNode;

/** True for a chart, as opposed to the manifests of a source. */
export function isChart(unit: Unit): unit is ChartNode {
  return "releases" in unit;
}

/** Everything of a graph that migrates for itself: each source, followed by its charts. */
export function unitsOf({ sources }: Pick<Graph, "sources">): Unit[] {
  return sources.flatMap((source) => [source, ...source.charts]);
}

/** The Git source that a unit comes from. */
export function sourceOf(unit: Unit): SourceNode {
  return isChart(unit) ? unit.source : unit;
}

/** True where HelmReleases, and nothing else, take something from a source. */
export function feedsOnlyCharts(source: SourceNode): boolean {
  const { charts, roots, references } = source;
  return charts.length > 0 && roots.length === 0 && references.every(({ row }) => row.rewrite === "chart");
}

/** The chart of each release, by source; made once a source, because some have thousands. */
const charts = new WeakMap<SourceNode, Map<Reference, ChartNode>>();

/** What a reference to a source is about: one of its charts for a HelmRelease, else its manifests. */
export function unitOf(source: SourceNode, reference: Reference): Unit {
  if (reference.row.rewrite !== "chart") return source;
  let index = charts.get(source);
  if (!index) {
    index = new Map(source.charts.flatMap((chart) => chart.releases.map((one) => [one, chart] as const)));
    charts.set(source, index);
  }
  return index.get(reference) ?? source;
}

/** Whether the tree declares what a reference names; `ambiguous` where it may mean several things. */
export type Resolution = "declared" | "undeclared" | "ambiguous";

/** A place in a file that names a Git source. */
export interface Reference {
  id: string;
  row: ConsumerRow;
  manifest: Manifest;
  /**
   * Keys and indices from the manifest's node to `node`, for edits; undefined where it stands in a text, or where
   * no table tells the way.
   */
  steps: readonly PathStep[] | undefined;
  /** Dotted path of the field, for people: `spec.sourceRef`, `spec.patches[2].patch: spec.sourceRef`. */
  path: string;
  /** The `{kind, name, namespace}` map; undefined where only a text names the source. */
  node: MapNode | undefined;
  /** What to point at: the value of `kind`, else of `name`, else the block scalar. */
  location: Location;
  /** The range that `location` points at, in offsets of the file. */
  range: { start: number; end: number };
  target: { name: string; namespace: string };
  sources: SourceNode[];
  scopes: string[];
  resolution: Resolution;
  /** True where the reference belongs to a root: it stays on Git. */
  root: boolean;
  /** Why the tree does not tell the namespace; undefined where it does. */
  unknown: string | undefined;
  /** Why it accepts only Git here, whatever the kind accepts elsewhere (the branch planner); undefined for all others. */
  held: string | undefined;
  /** Who depends on it in turn, for the reason of one that stays: HelmReleases that name a HelmChart. */
  readBy: readonly Manifest[];
  /** A patch that changes one half of the reference (its name or its kind) and relies on the other. */
  patched: Location | undefined;
  /** Where a patch writes the reference into objects of this tree; left out for all others. */
  written?: WrittenReference;
  /** The patch of its sources that it stands for; left out for all others. */
  site?: PatchSite;
  /** A patch that writes another whole reference over this one. */
  overwritten?: Location;
}

/** What applies a cluster: it delivers its own manifest, or its source's. */
export interface Root {
  scope: string;
  by: "Kustomization" | "gotk-sync" | "FluxInstance" | "FluxInstance-values";
  manifest: Manifest | undefined;
  namespace: string;
  /** Name of the source it reads; kind other than GitRepository means the root left Git already. */
  source: { kind: string; name: string; namespace: string };
  /** True where the root deletes what leaves its tree. */
  prune: boolean;
  document: Document | undefined;
}

/** A text that names GitRepository outside of every known field: its sources cannot be retired. */
export interface Mention {
  file: string;
  line: number;
  column: number;
  /** The text searched for names of sources; undefined where nobody can know, so it may name every source. */
  text: string | undefined;
  why: string;
}

/** A patch whose text is no YAML, so that nothing can apply it. */
export interface BrokenPatch {
  location: Location;
  /** What the reader says. */
  problem: string;
}

/** A patch of a GitRepository that reaches only an OCIRepository, so that it does nothing, without a word. */
export interface IdlePatch {
  location: Location;
  /** Name of the OCIRepository. */
  name: string;
}

/** An entry of a kustomize configuration that is for GitRepository objects, and has none for OCIRepository beside it. */
export interface NameRule {
  location: Location;
  /** The list that it stands in: `nameReference`, `commonLabels`. */
  field: string;
}

/** One document of a template: text that becomes YAML somewhere else. Its `root` is an empty map. */
export interface TemplateDocument extends Document {
  /** Absolute directory of the Helm chart that it belongs to; undefined for templates of other kinds. */
  chart: string | undefined;
}

/** A line of a template that names Git sources. */
export interface TemplatePlace {
  template: TemplateDocument;
  location: Location;
  /** The word `GitRepository`, in offsets of the file. */
  range: { start: number; end: number };
  /**
   * `declaration`: the kind of a source. `reference`: the kind of a reference to one. `value`: a kind that an
   * expression gives. `text`: anything else.
   */
  what: "declaration" | "reference" | "value" | "text";
  /** Dotted path of the field, as far as lines tell: `spec.sourceRef`. */
  path: string;
  /** Name and namespace where they are written plainly. */
  name: string | undefined;
  namespace: string | undefined;
  /** The field of the table that the reference stands in. */
  row: ConsumerRow | undefined;
  /** Values of the chart that give the kind, for `value`. */
  values: readonly string[];
  /** Why the line must not be edited; undefined where it may be, once its source is known. */
  refusal: string | undefined;
  /** The reference as others are, where the run edits templates and a source of this tree has that name. */
  reference: Reference | undefined;
}

/** An OCIRepository that the tree declares already. */
export interface ExistingOci {
  manifest: Manifest;
  name: string;
  namespace: string;
  scope: string;
  url: string | undefined;
}

/** An admission policy that constrains GitRepository objects. */
export interface Policy {
  kind: string;
  name: string;
  location: Location;
  namespaces: { include?: readonly string[]; exclude?: readonly string[] } | undefined;
  coversOci: boolean;
  scopes: string[];
  /** The same control for OCIRepository, as a copy of its text. */
  offer: PolicyOffer;
}

/** A copy of a policy for OCIRepository, and what a person has to change in it. */
export interface PolicyOffer {
  text: string;
  adapt: string[];
}

/**
 * Something that depends on the Git kind without being a reference. It is reported and never edited: when its source
 * moves, it goes on without an error and without effect.
 */
export interface Casualty {
  rule: string;
  severity: "warning" | "note";
  location: Location;
  /** What stands there, for a message. */
  what: string;
  /** What it means, after `what`. */
  message: string;
  /** The text to write. */
  help: string | undefined;
  /** Names of the sources it is about; undefined where it may mean any. */
  names: readonly string[] | undefined;
}

/** True where the policy may reach objects of the source. */
export function policyReaches(policy: Policy, source: SourceNode): boolean {
  const shared =
    policy.scopes.length === 0 ||
    policy.scopes.includes(UNKNOWN) ||
    source.scope === UNKNOWN ||
    policy.scopes.includes(source.scope);
  if (!shared || source.namespace === UNKNOWN) return shared;
  if (policy.namespaces?.exclude?.includes(source.namespace)) return false;
  return !policy.namespaces?.include || policy.namespaces.include.includes(source.namespace);
}

/** A HelmRelease whose chart no cluster takes. */
export interface ReleaseFault {
  /** `oci-in-chart`: an OCIRepository as `chart.spec.sourceRef`. `missing`: a chartRef to what is not declared. */
  fault: "oci-in-chart" | "both" | "missing";
  manifest: Manifest;
  location: Location;
  /** What it names, as written. */
  name: string;
  namespace: string | undefined;
  /** True where every cluster that it reaches has that OCIRepository. */
  declared: boolean;
  /** The OCIRepositories of that name that may be meant. */
  meant: readonly ExistingOci[];
}

/** A file that was not read, and why. */
export interface Skipped {
  file: string;
  reason: string;
}

/** Everything the tree says about Git sources. */
export interface Graph {
  files: number;
  sources: SourceNode[];
  references: Reference[];
  roots: Root[];
  mentions: Mention[];
  brokenPatches: BrokenPatch[];
  idlePatches: IdlePatch[];
  /** What kustomize is taught about GitRepository objects alone. */
  nameRules: NameRule[];
  /** Lines of templates that name Git sources. */
  templates: TemplatePlace[];
  existing: ExistingOci[];
  faults: ReleaseFault[];
  policies: Policy[];
  casualties: Casualty[];
  comments: CommentedReference[];
  /** Literal values of postBuild variables, wherever a Kustomization of this tree sets them. */
  substitutions: ReadonlyMap<string, readonly Substitution[]>;
  skipped: Skipped[];
  /** Contexts of each file that was read. */
  contexts: ReadonlyMap<string, readonly Context[]>;
  /** Every folder that a cluster of this tree applies, as often as it does. */
  mounts: readonly Mount[];
  /** Target Flux minor of each scope, and where it was read. */
  flux: ReadonlyMap<string, FluxVersion>;
}

/** Target Flux of a scope, and what told it. */
export interface FluxVersion {
  minor: number;
  from: string;
}

/** A value that some Kustomization gives a postBuild variable. */
export interface Substitution {
  value: string;
  location: Location;
}

/** A commented-out `kind: GitRepository`. */
export interface CommentedReference {
  location: Location;
  text: string;
}
