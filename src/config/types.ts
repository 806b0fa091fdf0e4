import type { ConsumerRow } from "../core/consumer.ts";
import type { Access, ChartKind, ChartWaiver, DeclareIn, OciRef, Verify, Waiver } from "../core/decision.ts";
import type { LintLevel, LintPreset } from "../core/lint.ts";

/**
 * Where a decision was written: a place in the configuration file, a flag as typed (credentials removed), or what a
 * person changed at a question, in words.
 */
export type Origin = { file: string; line: number; column: number } | { flag: string } | { answer: string };

/** One problem, one line. `message` holds no line break and never a password. */
export interface ConfigProblem {
  origin: Origin;
  message: string;
}

/**
 * Which sources an entry is about. `scopes` are globs of root paths; empty means every scope.
 * `namespace` undefined means any. `text` is what the person wrote, for messages.
 */
export type Selector =
  | { by: "name"; text: string; namespace: string | undefined; name: string; scopes: readonly string[] }
  | { by: "url"; text: string; pattern: string; scopes: readonly string[] };

/** What is the same for a source and a chart. */
export interface TargetSettings extends Access {
  /** `oci://host/path`, without tag and digest. Undefined: derived from the registry. */
  url?: string;
  ref?: OciRef;
  verify?: Verify;
}

/** One entry of `sources`, or one `--map`. */
export interface SourceEntry extends TargetSettings {
  origin: Origin;
  selector: Selector;
  action: "migrate" | "keep";
  waive: readonly Waiver[];
  /** `migrate` moves the root itself too, alone. */
  root: "keep" | "migrate";
  /** What its charts become; an OCIRepository each where nothing is said. */
  chartKind?: ChartKind;
  /** Directory of the Git repository that becomes the artifact's root; "" is the repository's root. */
  artifactPath?: string;
  declareIn?: DeclareIn;
  reason?: string;
}

/** One entry of `charts`: one chart directory of one Git source. */
export interface ChartEntry extends TargetSettings {
  origin: Origin;
  selector: Selector;
  /** Directory of the chart, as a HelmRelease names it, without `./` and the final slash. */
  chart: string;
  action: "migrate" | "keep";
  waive: readonly ChartWaiver[];
  reason?: string;
}

/** One entry of `references`: a field of a custom kind that names a source. */
export interface ConsumerEntry {
  origin: Origin;
  row: ConsumerRow;
}

/** How clusters sign in at one registry. */
export interface HostAccess {
  origin: Origin;
  /** `host[:port]`, in lower case. */
  host: string;
  access: Access;
}

/** A target version of Flux. `scope` undefined: for every scope not named otherwise. */
export interface FluxTarget {
  origin: Origin;
  /** Glob of root paths. */
  scope: string | undefined;
  /** 9 for Flux 2.9. */
  minor: number;
}

/** One `--declare-in`. `selector` undefined: for every source that needs a place. */
export interface DeclareInRule {
  origin: Origin;
  selector: Selector | undefined;
  place: DeclareIn;
}

/** Everything a person decided: `git2oci.yaml` and flags. Entries of flags come before those of the file. */
export interface Config {
  flux: FluxTarget[];
  /** `oci://host[/path]`, without a final slash. */
  registry: { url: string; origin: Origin } | undefined;
  /** `host/owner`, host in lower case. */
  owners: string[];
  /** Holds `{name}` once. */
  name: string;
  sources: SourceEntry[];
  charts: ChartEntry[];
  chartDefaults: Omit<TargetSettings, "url">;
  /** How clusters sign in at a host, those of flags first. */
  access: HostAccess[];
  references: ConsumerEntry[];
  exclude: string[];
  lint: {
    preset: LintPreset;
    rules: ReadonlyMap<string, LintLevel>;
    baseline: string | undefined;
  };
  /** From a flag only: references in templates are edited where that is safe. */
  templates: boolean;
  /** From flags only; entries have a `declareIn` of their own. */
  declareIn: DeclareInRule[];
  /** The file; undefined if there is none. */
  file: ConfigFile | undefined;
}

/** Where a configuration was read. */
export interface ConfigFile {
  /** Absolute. */
  path: string;
  /** True if it reads as a resource that kustomize leaves out. */
  isResource: boolean;
}

/** The configuration of an empty file. */
export function emptyConfig(): Config {
  return {
    flux: [],
    registry: undefined,
    owners: [],
    name: "{name}",
    sources: [],
    charts: [],
    chartDefaults: {},
    access: [],
    references: [],
    exclude: [],
    lint: { preset: "recommended", rules: new Map(), baseline: undefined },
    templates: false,
    declareIn: [],
    file: undefined,
  };
}
