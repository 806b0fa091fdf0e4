import type { Location } from "./manifest.ts";
import type { Change, FileChange, Finding, Severity } from "./plan.ts";

/** A level that a person gives a rule. */
export type LintLevel = Severity | "off";

/** Every level, the mildest first. */
export const LINT_LEVELS: readonly LintLevel[] = ["off", "note", "warning", "error"];

/** A set of levels that fits together: what CI can switch on at once, and what best practice asks for. */
export type LintPreset = (typeof LINT_PRESETS)[number];

/** Every preset. */
export const LINT_PRESETS = ["recommended", "strict"] as const;

/**
 * What a finding is about, in words that survive moving and reformatting: two findings of one rule with equal
 * identities are counted, never told apart.
 */
export interface ObjectIdentity {
  /** Root paths of the clusters that apply it, sorted and joined by commas; `?` where the tree does not tell. */
  scope: string;
  kind: string;
  /** As the cluster will see it, `?` where the tree does not tell. */
  namespace: string;
  name: string;
}

/** Another place that belongs to a finding. */
export interface Related {
  message: string;
  location: Location;
}

/** What takes a finding away, without a question: laid out together with all others of a run. */
export interface LintFix {
  /** Equal for the findings that one fix takes away: a migration is done as a whole. */
  id: string;
  why: string;
  changes: readonly Change[];
}

/** Something that CI should know. */
export interface LintFinding extends Finding {
  object: ObjectIdentity;
  related: readonly Related[];
  fix: LintFix | undefined;
  /**
   * Less than its rule only because nobody has decided yet, or has not said yes: where a baseline says what is known, a new one counts in
   * full.
   */
  open?: true;
}

/** Who said that a finding is fine, and why. */
export type Suppression =
  | { by: "comment" | "annotation"; reason: string; location: Location }
  | { by: "baseline"; reason: string; owner: string | undefined; expires: string | undefined };

/** A finding that does not count. */
export interface SuppressedFinding {
  finding: LintFinding;
  suppression: Suppression;
}

/** One line of a baseline: findings of one identity that a team has accepted. */
export interface BaselineEntry extends ObjectIdentity {
  rule: string;
  /** How many findings of this identity are accepted. */
  count: number;
  reason?: string;
  owner?: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  expires?: string;
}

/** A baseline as read: its entries with their places. */
export interface Baseline {
  /** Relative to the scanned root. */
  file: string;
  entries: readonly (BaselineEntry & { location: Location })[];
  /** Its `$schema`, for editors. */
  schema: string | undefined;
}

/** Equal for entries, and for findings with their rule, that a baseline does not tell apart. */
export function identityKey({
  rule,
  scope,
  kind,
  namespace,
  name,
}: ObjectIdentity & { rule: string }): string {
  return JSON.stringify([rule, scope, kind, namespace, name]);
}

/** `GitRepository/flux-system/web@clusters/prod`, for messages. */
export function identityText({ scope, kind, namespace, name }: ObjectIdentity): string {
  return `${kind}/${namespace}/${name}@${scope === "" ? "." : scope}`;
}

/** Which rules run, and how much each counts. */
export interface Levels {
  preset: LintPreset;
  /** What a person gives single rules; it wins over everything else. */
  rules: ReadonlyMap<string, LintLevel>;
}

/** The answer of a run; every format takes this and changes nothing in it. */
export interface LintResult {
  /** In the order of the files. */
  findings: readonly LintFinding[];
  suppressed: readonly SuppressedFinding[];
  /** Number of files that were looked at. */
  files: number;
  /** Files that were not read, each with the reason. */
  skipped: readonly { file: string; reason: string }[];
  /** The directory that was named, from the root; empty for the root itself. */
  base: string;
  /** Level of every rule that ran, `off` ones left out. */
  levels: ReadonlyMap<string, Severity>;
  /** What the levels were made of. */
  asked: Levels;
  /** Full text of a file of the tree; undefined where it cannot be read. */
  text: (file: string) => string | undefined;
  /** The edits of a fix; laid out when somebody asks. */
  edits: (fix: LintFix) => readonly FileChange[];
}
