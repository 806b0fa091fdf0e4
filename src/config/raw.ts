import type { Access, ChartKind, ChartWaiver, OciRef, Verify, Waiver } from "../core/decision.ts";
import type { LintLevel, LintPreset } from "../core/lint.ts";

/** `git2oci.yaml` as written, once the schema accepts it. Maps have no prototype. */
export interface RawConfig {
  apiVersion?: string;
  kind?: string;
  metadata?: { name: string; annotations: Record<string, string> };
  flux?: string | Record<string, string>;
  registry?: string;
  owners?: string[];
  name?: string;
  sources?: RawSource[];
  charts?: RawChart[];
  chartDefaults?: RawTarget;
  access?: Record<string, Pick<Access, "secretRef" | "provider" | "serviceAccountName" | "anonymous">>;
  references?: RawReference[];
  exclude?: string[];
  lint?: { preset?: LintPreset; rules?: Record<string, LintLevel>; baseline?: string };
}

/** Settings that sources, charts and their defaults share. */
export interface RawTarget extends Access {
  url?: string;
  ref?: OciRef;
  verify?: Omit<Verify, "provider"> & Partial<Pick<Verify, "provider">>;
}

/** One entry of `sources`. */
export interface RawSource extends RawTarget {
  source?: string;
  action: "migrate" | "keep";
  waive?: Waiver[];
  root?: "keep" | "migrate";
  chartKind?: ChartKind;
  in?: string | string[];
  artifact?: { path?: string };
  declareIn?: string | string[];
  reason?: string;
}

/** One entry of `charts`. */
export interface RawChart extends RawTarget {
  source: string;
  chart: string;
  action?: "migrate" | "keep";
  waive?: ChartWaiver[];
  in?: string | string[];
  reason?: string;
}

/** One entry of `references`. */
export interface RawReference {
  group: string;
  kind: string;
  /** Dotted; `[]` behind a step stands for each item of a list. */
  path: string;
  outcome?: "repoint" | "keep" | "manual";
}

/** A field that takes one text or a list of them, as a list. */
export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === "string" ? [value] : value;
}
