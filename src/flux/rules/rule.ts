import type { LintLevel, LintPreset } from "../../core/lint.ts";
import type { Severity } from "../../core/plan.ts";

/** A statement about Flux or a tool beside it, and where it can be read. */
export interface Fact {
  says: string;
  /** `<repository> <path>`, as `sourceLink` takes it. */
  from: string;
}

/** What a rule page says; the example comes from the fixture. */
export interface Rule {
  /** As in reports and `explain`. */
  id: string;
  title: string;
  /**
   * What it is where nothing lowers or raises it: an edit that migrate makes, a finding of this severity, or a
   * reference that stays on Git without a finding.
   */
  level: "change" | "keep" | Severity;
  /** What it is besides, in other circumstances. */
  also?: readonly ("change" | Severity)[];
  /** Level in each preset, for a rule of lint. */
  lint?: Readonly<Record<LintPreset, LintLevel>>;
  what: string;
  why: string;
  /** None where a rule is about git2oci itself. */
  facts: readonly Fact[];
  /** How a person decides, or makes it go away. */
  decide: string;
  /**
   * A fixture in which it happens; `shows` names the rule of the edit where that is another one. A rule of lint has
   * the fixture of its name.
   */
  example?: { fixture: string; shows?: string };
}

/** What the page of a rule of lint says; how bad it is follows from the presets. */
export type LintPage = Omit<Rule, "level" | "lint" | "example"> & Required<Pick<Rule, "lint">>;

/** Owners of the repositories that facts were read in; every other one belongs to fluxcd. */
const OWNERS: Readonly<Record<string, string>> = {
  "flux-operator": "controlplaneio-fluxcd",
  "d2-fleet": "controlplaneio-fluxcd",
  "tofu-controller": "flux-iac",
  "flux-local": "allenporter",
  renovate: "renovatebot",
  kustomize: "kubernetes-sigs",
  "structured-merge-diff": "kubernetes-sigs",
  helm: "helm",
  "kube-state-metrics": "kubernetes",
  kubernetes: "kubernetes",
  "jsonnet-controller": "pelotech",
  "gitopssets-controller": "weaveworks",
  "weave-gitops": "weaveworks",
  "pulumi-kubernetes-operator": "pulumi",
};

/** The address of a source: `source-controller api/v1/x.go` is a file on its main branch, a name alone the repository. */
export function sourceLink(from: string): string {
  const [repository = "", path] = from.split(" ");
  const base = `https://github.com/${OWNERS[repository] ?? "fluxcd"}/${repository}`;
  return path === undefined ? base : `${base}/blob/HEAD/${path}`;
}
