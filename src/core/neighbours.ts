import type { ConsumerRow } from "./consumer.ts";
import { type Reference, type SourceNode, UNKNOWN } from "./graph.ts";
import type { Document, Location, Manifest } from "./manifest.ts";

/** A text that names GitRepository outside of every known field: its sources cannot be retired. */
export interface Mention {
  file: string;
  line: number;
  column: number;
  /** The text searched for names of sources; undefined where nobody can know, so it may name every source. */
  text: string | undefined;
  why: string;
}

/** A place of a program that names GitRepository where nobody can tell what becomes of it. */
export interface ProgramText {
  /** Range in the file. */
  start: number;
  end: number;
  location: Location;
  /** The text searched for names of sources. */
  text: string;
  what: string;
  help: string;
}

/** A file in a language that git2oci does not read, and that names the Git kind. */
export interface OtherText {
  file: string;
  /** Each place that names it, with the lines around it that are nearest to this one. */
  places: readonly Mention[];
  /** True for prose, lock files and files that are too long: they keep no source. */
  isProse: boolean;
  /** Where it seems to declare a source; undefined if nothing looks like that. */
  declares: Location | undefined;
}

/** A patch of a GitRepository where only an OCIRepository of that name is left. */
export interface IdlePatch {
  location: Location;
  /** The kind in its target; else the patch. */
  place: Location;
  /** Name of the GitRepository. */
  git: string;
  /** The OCIRepository. */
  declared: Manifest;
  holder: Manifest;
  /** True if the build fails; else kustomize drops the patch without a word. */
  fails: boolean;
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
  /** As `SourceNode.cluster`. */
  cluster: string;
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
export function policyReaches(policy: Policy, source: Pick<SourceNode, "scope" | "namespace">): boolean {
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

/** A commented-out `kind: GitRepository`. */
export interface CommentedReference {
  location: Location;
  text: string;
}

/** A place that brings objects to clusters which no file of this tree shows: it blocks nothing. */
export interface Door {
  /** Keys of the clusters, as `SourceNode.cluster`. */
  clusters: readonly string[];
  /** A clause: what is brought, and from where. */
  reason: string;
  /** Undefined for what stands in no file. */
  location: Location | undefined;
  /** Urls of the repositories that are applied, without credentials. */
  repositories: readonly string[];
}

/** A delivery that does not build today, so that nothing of it moves. */
export interface FailingBuild {
  /** Where the reason stands, else what names the directory. */
  location: Location;
  /** Kustomize's reason, as a clause. */
  reason: string;
  /** Directories that fail for it. */
  what: readonly string[];
  /** Paths of the roots whose clusters get them; empty if no root of this tree applies them. */
  clusters: readonly string[];
}
