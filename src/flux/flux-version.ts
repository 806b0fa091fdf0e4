import { UNKNOWN } from "../core/graph.ts";

/** The minor of a Flux 2 release: 6 stands for Flux 2.6. */
export type Minor = number;

/** The newest Flux whose CRDs were read for these tables (2.9, 2026-06-30). */
export const NEWEST_MINOR: Minor = 9;

/** Target Flux minor of a scope; of all known ones the oldest where the scope is unknown. */
export function minorIn(flux: ReadonlyMap<string, { minor: Minor }>, scope: string): Minor {
  return flux.get(scope)?.minor ?? flux.get(UNKNOWN)?.minor ?? NEWEST_MINOR;
}

/** A version text read as one minor. `exact` is false where the text also allows other minors of Flux 2. */
export interface ParsedMinor {
  minor: Minor;
  exact: boolean;
}

/** Half-open span of versions, each encoded as one number. */
type Span = readonly [from: number, to: number];
type Operator = (low: number, numbers: readonly number[]) => Span;

const STEP = 100_000;
const FURTHEST_MINOR = 99;
const NUMBER = "\\d+|[xX*]";
const VERSION = new RegExp(
  `^([<>=~^]*)v?(${NUMBER})(?:\\.(${NUMBER}))?(?:\\.(${NUMBER}))?(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?$`,
);

/**
 * Operators of version ranges as Flux reads them (Go, Masterminds/semver v3). Missing numbers count as wildcards:
 * `<=2.4` includes all of 2.4, `>2.4` starts with 2.5. Pre-releases count as their release.
 */
const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["", (low, numbers) => [low, after(numbers, numbers.length)]],
  ["=", (low, numbers) => [low, after(numbers, numbers.length)]],
  ["~", (low, numbers) => [low, after(numbers, Math.min(2, numbers.length))]],
  ["~>", (low, numbers) => [low, after(numbers, Math.min(2, numbers.length))]],
  ["^", (low, numbers) => [low, after(numbers, 1)]],
  [">=", (low) => [low, Number.POSITIVE_INFINITY]],
  [">", (_, numbers) => [after(numbers, numbers.length), Number.POSITIVE_INFINITY]],
  ["<", (low) => [0, low]],
  ["<=", (_, numbers) => [0, after(numbers, numbers.length)]],
]);

/**
 * Reads a Flux version or range (`v2.6.1`, `2.4.x`, `2.x`, `>=2.3 <2.7`, `2.3 - 2.6`), as in a FluxInstance's
 * `distribution.version`, a tag of `flux-manifests` or `--flux-version`.
 * @returns the newest known minor that the text allows; for a text beyond the newest known, its lowest minor.
 * Undefined for what is no version, or allows no Flux 2.
 */
export function parseMinor(text: string): ParsedMinor | undefined {
  const groups = text.split("||").map(spansOf);
  const known = groups.filter((spans) => spans !== undefined);
  if (known.length !== groups.length) return undefined;
  const allowed: Minor[] = [];
  for (let minor = 0; minor <= FURTHEST_MINOR; minor++)
    if (known.some((spans) => meets([...spans, [encode([2, minor]), encode([2, minor + 1])]])))
      allowed.push(minor);
  const minor = allowed.findLast((one) => one <= NEWEST_MINOR) ?? allowed[0];
  return minor === undefined ? undefined : { minor, exact: allowed.length === 1 };
}

/** `2.6` for 6. */
export function formatMinor(minor: Minor): string {
  return `2.${minor}`;
}

/**
 * Finds the Flux version that a text belongs to: the header of `flux install`, the labels that it puts on every object
 * (with `part-of: flux`, as others use `app.kubernetes.io/version` too), or else the image of source-controller in a
 * text of Flux, whose 1.N is part of Flux 2.N (flux-facts 1).
 */
export function fluxMinorFromText(text: string): Minor | undefined {
  const header = HEADER.exec(text)?.[1];
  const written = header === undefined ? undefined : parseMinor(header);
  if (written) return written.minor;
  if (!text.includes(PART_OF)) return fromController(text);
  for (const document of text.split(/^---/m)) {
    const version = PART_OF_FLUX.test(document) ? VERSION_LABEL.exec(document)?.[1] : undefined;
    const parsed = version === undefined ? undefined : parseMinor(version);
    if (parsed) return parsed.minor;
  }
  return fromController(text);
}

const HEADER = /^# Flux Version: (v?2\.\d+\.\S+)/m;
const PART_OF = "app.kubernetes.io/part-of";
const PART_OF_FLUX = /app\.kubernetes\.io\/part-of["']?:[ \t]*["']?flux["']?\s*(?:$|[,}#])/m;
const VERSION_LABEL = /app\.kubernetes\.io\/version["']?:[ \t]*["']?(v?2\.\d+\.\d+)/;

function fromController(text: string): Minor | undefined {
  const controller = /image["']?:\s*["']?[\w./-]+\/source-controller:v1\.(\d+)\.\d/.exec(text)?.[1];
  return controller === undefined ? undefined : Number(controller);
}

/** The CRD of OCIRepository in a text. */
const OCI_CRD = "ocirepositories.source.toolkit.fluxcd.io";

/**
 * The Flux that the CRD of OCIRepository in a text may belong to: the first that serves just its versions, and 2.5 for
 * one with v1beta2 alone, as all before served that.
 */
export function minorOfOciCrd(text: string): Minor | undefined {
  if (!text.includes(OCI_CRD)) return undefined;
  const crd = text
    .split(/^---/m)
    .find((document) => document.includes(OCI_CRD) && document.includes("CustomResourceDefinition"));
  if (crd === undefined) return undefined;
  const served = new Set(
    [...crd.matchAll(/^\s*(?:- )?name: ["']?(v\d\w*)["']?\s*$/gm)].flatMap(([, version]) => version ?? []),
  );
  if (served.size === 0) return undefined;
  if (!served.has("v1")) return 5;
  return served.has("v1beta2") ? 6 : 8;
}

/** The comparisons of one alternative of a range; undefined where a part is no comparison. */
function spansOf(group: string): Span[] | undefined {
  const joined = group
    .trim()
    .replace(/^(\S+)\s+-\s+(\S+)$/, ">=$1 <=$2")
    .replace(/([<>=~^])\s+/g, "$1");
  const spans = joined.split(/[\s,]+/).map(spanOf);
  return spans.every((span) => span !== undefined) ? spans : undefined;
}

function spanOf(comparison: string): Span | undefined {
  const match = VERSION.exec(comparison);
  const operator = OPERATORS.get(match?.[1] ?? "?");
  if (!match || !operator) return undefined;
  const written = match.slice(2, 5);
  const end = written.findIndex((part) => part === undefined || /^\D/.test(part));
  const numbers = written.slice(0, end === -1 ? 3 : end).map(Number);
  return numbers.length === 0 ? [0, Number.POSITIVE_INFINITY] : operator(encode(numbers), numbers);
}

/** The first version behind all that begin with the first `length` numbers. */
function after(numbers: readonly number[], length: number): number {
  return encode(numbers.slice(0, length).map((number, i) => (i === length - 1 ? number + 1 : number)));
}

function encode([major = 0, minor = 0, patch = 0]: readonly number[]): number {
  return (major * STEP + minor) * STEP + patch;
}

function meets(spans: readonly Span[]): boolean {
  return Math.max(...spans.map(([from]) => from)) < Math.min(...spans.map(([, to]) => to));
}
