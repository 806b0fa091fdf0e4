import { ANY, type Graph, type Reference, UNKNOWN } from "./core/graph.ts";
import { pushAll } from "./core/group.ts";
import { describe, type Manifest } from "./core/manifest.ts";
import { type FileChange, isMove, type Plan, type Target } from "./core/plan.ts";
import { textAt } from "./core/tree.ts";
import type { Unit } from "./core/units.ts";
import { encode } from "./io/decode.ts";
import { memoryReader } from "./io/memory-reader.ts";
import { counted, NO_PROGRESS, type Progress } from "./io/progress.ts";
import { sourcesAfter } from "./rebuild.ts";
import { type Analysis, understand } from "./run.ts";
import { readPaths } from "./scan/read-paths.ts";
import { addUnusable, type Scanned } from "./scan/scan.ts";
import type { Unusable } from "./scan/search.ts";

/** Something that the result would break, although a plan never should. */
export interface Problem {
  text: string;
  /** What has to stay on Git for it. */
  units: readonly Unit[];
}

/**
 * Reads the planned result as if it were written, and looks for a reference that would resolve to nothing. Objects of
 * clusters were compared while planning; this is for what no build has: programs, templates, what nothing applies.
 * A plan never breaks one by construction, so each line is a bug of ours, found before any byte is written.
 */
export function checkResult(
  analysis: Analysis,
  plan: Plan,
  files: readonly FileChange[],
  progress: Progress = NO_PROGRESS,
): Problem[] {
  progress.phase(`reading the result, ${files.length} files`);
  const after = understand(overlay(analysis.scanned, files), analysis.config, {
    of: analysis.built,
    texts: new Map(files.map((file) => [file.path, file.after])),
    sources: sourcesAfter(analysis.clusters, plan),
  });
  const problems: Problem[] = files.flatMap((file) => unreadable(file, analysis, after, plan));
  const moved = plan.migrations.flatMap(({ unit, changes }) =>
    changes.flatMap(({ intent }) => (isMove(intent) && !intent.reference.uses ? [{ unit, ...intent }] : [])),
  );
  progress.phase("checking references", moved.length);
  for (const { unit, reference, target } of counted(moved, progress)) {
    const found =
      target.kind === "OCIRepository"
        ? dangling(reference, target, after, plan)
        : danglingChart(reference, target, files);
    for (const text of found) problems.push({ text, units: [unit] });
  }
  pushAll(problems, orphans(analysis.graph, after.graph, plan));
  const texts = new Set<string>();
  return problems.filter(({ text }) => !texts.has(text) && texts.add(text));
}

/** The scan of the tree with the changed files as they will be. */
export function overlay(scanned: Scanned, files: readonly FileChange[]): Scanned {
  const changed = new Map(files.map((file) => [file.path, file.after]));
  const texts = new Map<string, Uint8Array>();
  for (const [path, after] of changed)
    if (after !== undefined) texts.set(`${scanned.root}/${path}`, encode(after));
  const result: Scanned = {
    ...scanned,
    documents: scanned.documents.filter((one) => !changed.has(one.file)),
    skipped: scanned.skipped.filter((one) => !changed.has(one.file)),
    programTexts: scanned.programTexts.filter((one) => !changed.has(one.location.file)),
    unread: scanned.unread.filter((one) => !changed.has(one.file)),
    otherTexts: scanned.otherTexts.filter((one) => !changed.has(one.file)),
    templates: scanned.templates.filter((one) => !changed.has(one.file)),
  };
  const paths = [...changed].flatMap(([path, after]) => (after === undefined ? [] : [path]));
  const skip = (one: Unusable) => addUnusable(one, result);
  const after = new Map([...changed].flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])));
  readPaths(paths, result, {
    reader: memoryReader(texts),
    skip,
    program: scanned.programs?.(after),
  });
  return result;
}

function unreadable(file: FileChange, before: Analysis, after: Analysis, { migrations }: Plan): Problem[] {
  const wasBad = before.scanned.skipped.some((one) => one.file === file.path);
  const bad = after.scanned.skipped.find((one) => one.file === file.path);
  if (!bad || wasBad) return [];
  const units = migrations.filter(({ changes }) => changes.some((one) => one.file === file.path));
  return [
    { text: `${file.path} could not be read any more: ${bad.reason}`, units: units.map(({ unit }) => unit) },
  ];
}

function dangling(reference: Reference, target: Target, after: Analysis, plan: Plan): string[] {
  if (reference.site) return idle(reference, target, after);
  const { manifest } = reference;
  // An entry that gets one beside it stays as it is.
  const found = manifest.document.code
    ? reference.row.rewrite === "append" || !after.graph.references.some((one) => isSame(one, reference))
    : [...after.scanned.documents, ...after.scanned.templates].some(
        (document) => document.file === manifest.document.file && document.text.includes(target.kind),
      );
  const where = `${describe(manifest)} (${reference.location.file}:${reference.location.line})`;
  if (!found) return [`${where} would not name ${target.kind}`];
  // What means every source names none that could be missing.
  if (reference.target.name === ANY) return [];
  // What clusters get was built again, and compared.
  if (reference.uses) return [];
  const contexts = after.graph.contexts.get(manifest.document.file) ?? [];
  const own = textAt(reference.node, ["namespace"]) || undefined;
  // An object in a template has a namespace of its own, not that of what holds it.
  const inner =
    reference.row.kind === "ResourceSet" || reference.row.holds ? reference.target.namespace : undefined;
  return contexts.flatMap((context) => {
    const written = inner ?? own ?? context.namespace ?? manifest.namespace ?? UNKNOWN;
    const namespace = written === UNKNOWN ? target.namespace : written;
    const declared = after.graph.existing.some(
      (one) =>
        one.name === target.name &&
        same(one.namespace, namespace) &&
        (same(one.scope, context.scope) || reference.sources.some((source) => source.scope === one.scope)),
    );
    const promised = plan.elsewhere.some((one) => one.name === target.name && same(one.namespace, namespace));
    if (declared || promised) return [];
    return [
      `${where} would name ${target.kind} ${namespace}/${target.name}, which nothing declares in ${context.scope}`,
    ];
  });
}

/** True for the place of a program that was there before: programs have enumerations and classes for kinds. */
function isSame(after: Reference, before: Reference): boolean {
  const { manifest } = before;
  return (
    after.path === before.path &&
    after.manifest.document.file === manifest.document.file &&
    describe(after.manifest) === describe(manifest) &&
    after.location.line === before.location.line
  );
}

/** A patch that follows its sources must find what takes their places; its own file need not name the kind. */
function idle({ sources, location }: Reference, target: Target, after: Analysis): string[] {
  return sources.flatMap(({ scope, namespace }) => {
    const found = after.graph.existing.some(
      (one) => one.name === target.name && same(one.namespace, namespace) && same(one.scope, scope),
    );
    return found
      ? []
      : [
          `the patch at ${location.file}:${location.line} would match no ${target.kind} ${namespace}/${target.name}`,
        ];
  });
}

/** HelmRepositories are not scanned, so the texts have to tell. */
function danglingChart(
  reference: Reference,
  { kind, name, place }: Target,
  files: readonly FileChange[],
): string[] {
  if (place.at === "existing" || place.at === "elsewhere") return [];
  const declared = files.some(({ after = "" }) => after.includes(`kind: ${kind}`) && after.includes(name));
  const { manifest, location } = reference;
  return declared
    ? []
    : [
        `${describe(manifest)} (${location.file}:${location.line}) would name ${kind} ${name}, which nothing declares`,
      ];
}

function same(a: string, b: string): boolean {
  return a === b || a === UNKNOWN || b === UNKNOWN;
}

/** References that stay on Git and whose declared source would be gone. */
function orphans(before: Graph, after: Graph, { migrations }: Plan): Problem[] {
  const keyOf = (one: Reference) => `${one.manifest.document.file}|${nameOf(one.manifest)}|${one.path}`;
  const declared = new Set(before.references.filter((one) => one.resolution === "declared").map(keyOf));
  // Two objects of a file may be called the same, so those that had no source before are counted off.
  const known = new Map<string, number>();
  for (const one of before.references)
    if (one.resolution === "undeclared") known.set(keyOf(one), (known.get(keyOf(one)) ?? 0) + 1);
  return (
    after.references
      // One that means every source loses none: it resolves to whatever is there. Nor does an entry that has one for
      // OCIRepository beside it: it is for the clusters whose source stays.
      .filter(
        (one) =>
          !one.uses &&
          one.target.name !== ANY &&
          one.row.rewrite !== "append" &&
          one.resolution === "undeclared" &&
          declared.has(keyOf(one)),
      )
      .filter((one) => {
        const left = known.get(keyOf(one)) ?? 0;
        known.set(keyOf(one), left - 1);
        return left <= 0;
      })
      .map((one) => ({
        text: `${describe(one.manifest)} (${one.location.file}:${one.location.line}) would lose its Git source`,
        units: migrations.flatMap(({ unit, source }) => (source.name === one.target.name ? [unit] : [])),
      }))
  );
}

function nameOf(manifest: Manifest): string {
  return `${manifest.kind}/${manifest.namespace}/${manifest.name}`;
}
