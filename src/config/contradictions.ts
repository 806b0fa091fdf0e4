import { normalize } from "../core/paths.ts";
import type { PathStep } from "../core/tree.ts";
import { parseTargetVersion } from "./flux-version.ts";
import { globProblem } from "./glob-limit.ts";
import { parseSelector, parseUrlSelector, scopePath, selectorKey } from "./match.ts";
import { parseRegistry } from "./oci-reference.ts";
import { listOf, type RawChart, type RawConfig, type RawSource } from "./raw.ts";
import { checkTarget, type Report } from "./target-checks.ts";
import type { Selector } from "./types.ts";
import { quote } from "./wording.ts";

/** Names an entry of the file for a message about another one. */
export type Name = (path: readonly PathStep[]) => string;

/** Reports everything that the schema cannot see: illegal values, and settings that exclude each other. */
export function findContradictions(raw: RawConfig, report: Report, name: Name): void {
  const registry = raw.registry === undefined ? undefined : parseRegistry(raw.registry);
  if (registry && "error" in registry) report(["registry"], registry.error);
  for (const { path, scope, version } of fluxVersions(raw)) {
    if (scope !== undefined) checkScope(scope, path, report);
    const parsed = parseTargetVersion(version);
    if ("error" in parsed) report(path, `${quote(version)} ${parsed.error}`);
  }
  if (raw.name !== undefined && /(?:^|\.)-|-(?:\.|$)|^\.|\.\.|\.$/.test(raw.name))
    report(
      ["name"],
      `${quote(raw.name)} makes no name of an object: a letter or digit has to stand at both ends and around each dot`,
    );
  raw.sources?.forEach((entry, i) => {
    checkSource(entry, ["sources", i], report);
  });
  raw.charts?.forEach((entry, i) => {
    checkChart(entry, ["charts", i], report);
  });
  if (raw.chartDefaults) checkTarget(raw.chartDefaults, ["chartDefaults"], report);
  for (const [host, access] of Object.entries(raw.access ?? {}))
    checkTarget(access, ["access", host], report);
  raw.exclude?.forEach((glob, i) => {
    const problem = globProblem(glob);
    if (problem !== undefined) report(["exclude", i], `${quote(glob)} ${problem}`);
  });
  if (raw.lint?.baseline !== undefined) checkPath(raw.lint.baseline, ["lint", "baseline"], report);
  reportTwins(raw, report, name);
}

/** The versions under `flux`: one for all, or one for each scope. */
export function fluxVersions({ flux }: RawConfig): { path: PathStep[]; scope?: string; version: string }[] {
  if (flux === undefined) return [];
  if (typeof flux === "string") return [{ path: ["flux"], version: flux }];
  return Object.entries(flux).map(([scope, version]) => ({ path: ["flux", scope], scope, version }));
}

/** The selector of a `sources` entry, or what is wrong with it. */
export function sourceSelector(entry: RawSource): Selector | { error: string } {
  const scopes = scopesOf(entry.in);
  return entry.source === undefined
    ? parseUrlSelector(entry.url ?? "", scopes)
    : parseSelector(entry.source, scopes);
}

/** The selector of a `charts` entry, or what is wrong with it. */
export function chartSelector(entry: RawChart): Selector | { error: string } {
  return parseSelector(entry.source, scopesOf(entry.in));
}

function scopesOf(value: RawSource["in"]): string[] {
  return listOf(value).map((scope) => scopePath(scope) ?? scope);
}

/** What an entry that stays on Git may say; everything else would never be read. */
const KEPT = new Set(["source", "action", "in", "reason"]);

function checkSource(entry: RawSource, path: readonly PathStep[], report: Report): void {
  const selector = sourceSelector(entry);
  const selecting = entry.source === undefined ? "url" : "source";
  if ("error" in selector) report([...path, selecting], selector.error);
  checkScopes(entry.in, path, report);
  if (entry.action === "keep") {
    for (const key of Object.keys(entry))
      if (!KEPT.has(key) && key !== selecting) report([...path, key], "has no meaning with action: keep");
    return;
  }
  const { url, ...settings } = entry;
  checkTarget(url === undefined || selecting === "url" ? settings : entry, path, report);
  if (entry.artifact?.path !== undefined)
    checkPath(entry.artifact.path, [...path, "artifact", "path"], report);
  const alone = typeof entry.declareIn === "string";
  listOf(entry.declareIn).forEach((file, i) => {
    const error = declareInError(file, alone);
    if (error !== undefined) report([...path, "declareIn", ...(alone ? [] : [i])], error);
  });
}

function checkChart(entry: RawChart, path: readonly PathStep[], report: Report): void {
  const selector = chartSelector(entry);
  if ("error" in selector) report([...path, "source"], selector.error);
  checkScopes(entry.in, path, report);
  checkPath(entry.chart, [...path, "chart"], report);
  if (entry.action === "keep")
    for (const key of Object.keys(entry))
      if (!KEPT.has(key) && key !== "chart") report([...path, key], "has no meaning with action: keep");
  checkTarget(entry, path, report);
}

function checkScopes(value: RawSource["in"], path: readonly PathStep[], report: Report): void {
  listOf(value).forEach((scope, i) => {
    checkScope(scope, [...path, "in", ...(typeof value === "string" ? [] : [i])], report);
  });
}

function checkScope(scope: string, path: readonly PathStep[], report: Report): void {
  if (scopePath(scope) === undefined)
    report(
      path,
      `${quote(scope)} is no scope; allowed: a path relative to the scanned root, such as clusters/prod`,
    );
}

/** What is wrong with a place for declarations, in one clause; `alone` where it is no item of a list. */
export function declareInError(file: string, alone: boolean): string | undefined {
  if (file === "elsewhere") return alone ? undefined : '"elsewhere" must stand alone, not in a list';
  const path = file.includes("\\") ? undefined : normalize(file);
  return path !== undefined && /(?:^|\/)[^/]+\.ya?ml$/.test(path)
    ? undefined
    : `${quote(file)} is no place for a declaration; allowed: elsewhere, or a .yaml or .yml file relative to the scanned root`;
}

function checkPath(value: string, path: readonly PathStep[], report: Report): void {
  if (normalize(value) === undefined || value.includes("\\"))
    report(
      path,
      `${quote(value)} is no path inside the repository; allowed: a relative one, with / and not out of it by ..`,
    );
}

/** Two entries for the same thing: one of them would never be read. */
function reportTwins(raw: RawConfig, report: Report, name: Name): void {
  const first = new Map<string, readonly PathStep[]>();
  const once = (key: string, path: readonly PathStep[]): void => {
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, path);
    else report(path, `selects the same as ${name(earlier)}; keep one of the two`);
  };
  raw.sources?.forEach((entry, i) => {
    const selector = sourceSelector(entry);
    if (!("error" in selector)) once(`source ${selectorKey(selector)}`, ["sources", i]);
  });
  raw.charts?.forEach((entry, i) => {
    const selector = chartSelector(entry);
    if (!("error" in selector))
      once(`chart ${selectorKey(selector)} ${normalize(entry.chart)}`, ["charts", i]);
  });
  // A host is the same in every case.
  for (const host of Object.keys(raw.access ?? {})) once(`access ${host.toLowerCase()}`, ["access", host]);
  raw.references?.forEach(({ group, kind, path }, i) => {
    once(`reference ${group} ${kind} ${path}`, ["references", i]);
  });
}
