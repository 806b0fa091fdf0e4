import type { ConsumerRow } from "./consumer.ts";
import type { Document, Location, Manifest } from "./manifest.ts";
import type {
  Casualty,
  CommentedReference,
  Door,
  ExistingOci,
  FailingBuild,
  IdlePatch,
  Mention,
  NameRule,
  OtherText,
  Policy,
  ProgramText,
  ReleaseFault,
  Skipped,
  TemplatePlace,
} from "./neighbours.ts";
import type { PatchSite, WrittenReference } from "./patch.ts";
import type { MapNode, PathStep } from "./tree.ts";
import type { ChartNode } from "./units.ts";
import type { KnownVariables } from "./variables.ts";

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

/** What reports call the kind of text: an object of a program is told from one in YAML. */
export function calledAs({ as, manifest }: Declaration): DeclaredAs | "typescript" {
  return as === "object" && manifest.document.code ? "typescript" : as;
}

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
  /** Tells clusters apart that have no root here: the scope, or `?` with what is applied by hand. */
  cluster: string;
  declarations: Declaration[];
  references: Reference[];
  url: string | undefined;
  /** The url without what does not matter (scheme, user, port, `.git`): two spellings of one repository are equal. */
  repository: string | undefined;
  ref: GitRef | undefined;
  /** How it signs in to Git, as `secretRef app-key` or `provider azure`; undefined if nothing here says that it does. */
  credentials: string | undefined;
  owner: Owner;
  /** The references and declarations by which this is the source of a root; empty for others. */
  roots: Root[];
  /** Patches of its declaration, but for those that are objects in files of their own. */
  patches: SourcePatch[];
  /** Charts that HelmReleases take from it, in the order of their paths. */
  charts: ChartNode[];
  /** What is known of variables where it is declared; without a declaration, anywhere in its cluster. */
  variables: KnownVariables;
}

/** Whether the tree declares what a reference names; `ambiguous` where it may mean several things. */
export type Resolution = "declared" | "undeclared" | "ambiguous";

/** An object of a cluster that has a reference. */
export interface ReferenceUse {
  /** As `SourceNode.cluster`. */
  cluster: string;
  kind: string;
  name: string;
  /** Empty if nothing of the tree tells. */
  namespace: string;
}

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
  /** True where `unknown` says what a program computes; left out for all others. */
  computed?: true;
  /** Why it accepts only Git here, whatever the kind accepts elsewhere (the branch planner); undefined for all others. */
  held: string | undefined;
  /** Who depends on it in turn, for the reason of one that stays: HelmReleases that name a HelmChart. */
  readBy: readonly Manifest[];
  /** A patch that changes one half of the reference (its name or its kind) and relies on the other. */
  patched: Location | undefined;
  /** Objects of clusters that have it; left out for what no build tells: programs, templates, what does not build. */
  uses?: readonly ReferenceUse[];
  /** Where a patch writes the reference into objects of this tree; left out for all others. */
  written?: WrittenReference;
  /** The patch of its sources that it stands for; left out for all others. */
  site?: PatchSite;
  /** A patch that writes another whole reference over this one. */
  overwritten?: Location;
}

/** True where what reads it takes Git alone, such as image automation: no decision about its source would move it. */
export function takesGitAlone({ row, held }: Pick<Reference, "row" | "held">): boolean {
  return held !== undefined || (row.outcome === "keep" && !row.rewrite && !row.acceptsOci);
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

/** Everything the tree says about Git sources. */
export interface Graph {
  files: number;
  sources: SourceNode[];
  references: Reference[];
  roots: Root[];
  mentions: Mention[];
  /** Files in languages that are not read; what is no prose is among the mentions too. */
  otherTexts: readonly OtherText[];
  /** Places of programs that name GitRepository and that no reference explains; they are among the mentions too. */
  programTexts: ProgramText[];
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
  skipped: Skipped[];
  /** What brings objects that no file of this tree shows, one a place. */
  doors: Door[];
  /** What does not build today, one a place. */
  failing: FailingBuild[];
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
  /** True where nothing tells which Flux it is: the newest is taken, or what is in use fits several. */
  assumed?: true;
  /** True if nothing at all tells. */
  untold?: true;
  /** True if only old API versions in use tell that it cannot be newer. */
  bounded?: true;
}
