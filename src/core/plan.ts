import type { ChartKind, Decision, MigrateDecision } from "./decision.ts";
import type { Edit } from "./edits.ts";
import type { Declaration, Reference, SourceNode } from "./graph.ts";
import type { Location, Manifest } from "./manifest.ts";
import type { FieldOp, PlainRecord } from "./ops.ts";
import type { Publication } from "./publication.ts";
import type { Unit } from "./units.ts";

/** `safe`: decided and blocked by nothing. `review`: inferred, asked one by one. `manual`: reported only. */
export type Applicability = "safe" | "review" | "manual";

/** How bad a finding is: only an error fails lint. */
export type Severity = "error" | "warning" | "note";

/** Something to tell a person about a place. */
export interface Finding {
  rule: string;
  severity: Severity;
  message: string;
  location: Location;
  /** What to do, if that is not in the message. */
  help?: string;
}

/** Where the OCIRepository of a source is declared. */
export type Place =
  | { at: "beside"; declaration: Declaration }
  | {
      at: "file";
      file: string;
      /** kustomization.yaml that has to list the file, if it does not yet. */
      listIn: string | undefined;
      /** Clusters that apply the file, as far as this tree tells. */
      scopes: readonly string[];
    }
  | { at: "existing" }
  | { at: "elsewhere" };

/** What references to a source move to. */
export interface Target {
  kind: ChartKind;
  apiVersion: string;
  name: string;
  namespace: string;
  /** Name to write in the declaration where kustomize adds a prefix or suffix to it; else the name itself. */
  writtenName: string;
  /** Flux minors of the clusters that the declaration reaches. */
  minors: readonly number[];
  /** Interval to write; undefined where the declaration's own stays. */
  interval: string | undefined;
  /** Why values of the new object are what they are, if the Git source had none or others. */
  reasons: readonly string[];
  decision: MigrateDecision;
  place: Place;
}

/** The reasons of a target's values, to be put behind the reason of the change that writes it. */
export function reasonsText({ reasons }: Pick<Target, "reasons">): string {
  return reasons.map((one) => `; ${one}`).join("");
}

/** What becomes of a reference. */
export interface Outcome {
  outcome: "repoint" | "restructure" | "append" | "keep" | "manual";
  reason: string;
  /** True if a person may want to know, and need do nothing: what it is about goes on working. */
  note?: true;
}

/** True where nothing of the reference names a Git source afterwards. */
export function leavesGit(outcome: Outcome | undefined): boolean {
  return outcome?.outcome === "repoint" || outcome?.outcome === "restructure";
}

/** True where the reference works only as long as its Git source is there. An appended entry serves both kinds. */
export function needsGit(outcome: Outcome | undefined): boolean {
  return !leavesGit(outcome) && outcome?.outcome !== "append";
}

/** What becomes of a source. */
export interface Fate {
  /**
   * `replaced`: the OCIRepository takes the declaration's place. `beside`: it stands next to the Git source.
   * `declared`: it is written elsewhere in this tree, or exists. `elsewhere`: somebody else declares it.
   * `kept`: nothing is written; the reason says why.
   */
  state: "replaced" | "beside" | "declared" | "elsewhere" | "kept";
  reason: string;
}

/** What to do, without saying which bytes: layout decides those once, after acceptance. */
export type Intent =
  | MoveIntent
  /** Write the OCIRepository next to the Git declaration, as a rewritten copy of it. */
  | { type: "declare-beside"; source: SourceNode; declaration: Declaration; target: Target; ops: FieldOp[] }
  /** Write the OCIRepository of a chart as a new object after the Git declaration. */
  | { type: "declare-after"; unit: Unit; declaration: Declaration; object: PlainRecord }
  /** Write a new OCIRepository into a file of its own kind. */
  | {
      type: "declare-in";
      unit: Unit;
      target: Target;
      file: string;
      listIn: string | undefined;
      object: PlainRecord;
    }
  /** Mend an object that no cluster takes as it is. */
  | { type: "repair"; manifest: Manifest; ops: FieldOp[] }
  /** Remove the Git declaration. Together with declare-beside it is laid out as a rewrite in place. */
  | { type: "retire"; source: SourceNode; declaration: Declaration };

/**
 * What happens to one reference: `repoint` changes where it points, `restructure` replaces what holds it,
 * `append` writes an entry for the new kind beside it.
 */
export interface MoveIntent {
  type: "repoint" | "restructure" | "append";
  reference: Reference;
  target: Target;
  ops: FieldOp[];
}

const MOVES: ReadonlySet<Intent["type"]> = new Set(["repoint", "restructure", "append"]);

/** True for an intent about a reference. */
export function isMove(intent: Intent): intent is MoveIntent {
  return MOVES.has(intent.type);
}

/** One intent with what a reviewer wants to know about it. */
export interface Change {
  rule: string;
  intent: Intent;
  file: string;
  why: string;
}

/** Everything that moves with one source, or with one of its charts. */
export interface Migration {
  /** That of the unit; each id is there once. */
  id: string;
  unit: Unit;
  /** The source, or that of the chart. */
  source: SourceNode;
  target: Target;
  applicability: Exclude<Applicability, "manual">;
  /** Why it is no more than `review`. */
  reservation: string | undefined;
  changes: Change[];
}

/** An OCIRepository that another repository or the bootstrap has to declare. */
export interface Elsewhere {
  id: string;
  name: string;
  namespace: string;
  scope: string;
  /** The object to declare; reports render it. */
  manifest: PlainRecord;
  /** Why values of it are what they are. */
  reasons: readonly string[];
}

/** The whole answer, pure data; reports, diffs and writing all take this and change nothing in it. */
export interface Plan {
  decisions: ReadonlyMap<Unit, Decision>;
  migrations: Migration[];
  /** Objects that are mended whatever migrates, because they never worked. */
  repairs: Change[];
  outcomes: ReadonlyMap<Reference, Outcome>;
  /** References that a person kept although their sources move, each with the reason. */
  declined: ReadonlyMap<Reference, string>;
  fates: ReadonlyMap<Unit, Fate>;
  findings: Finding[];
  /** What has to be published before merging, in the order in which it is said. */
  publish: Publication[];
  /** What a person has to do before merging, in order. */
  before: string[];
  /** What a person has to do after merging, in order. */
  after: string[];
  elsewhere: Elsewhere[];
  /** OCIRepositories for which this tree has no place: their references stay until a person names one. */
  unplaced: (Elsewhere & { reason: string })[];
}

/** The plan laid out: what each file becomes. */
export interface FileChange {
  path: string;
  change: "modified" | "added" | "removed";
  edits: Edit[];
  before: string | undefined;
  after: string | undefined;
}
