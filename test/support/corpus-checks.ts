import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyEdits } from "../../src/core/edits.ts";
import { ANY, type Reference, UNKNOWN } from "../../src/core/graph.ts";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import { encode } from "../../src/io/decode.ts";
import type { Analysis } from "../../src/run.ts";
import { crdMinors, knowsKind, validate } from "./crd-oracle.ts";
import { objectsOf, ociReferences } from "./fixture-checks.ts";

/** Outcomes that leave Git. */
const MOVES: readonly string[] = ["repoint", "restructure"];
const OUTCOMES: readonly string[] = [...MOVES, "append", "keep", "manual"];

/** References without an outcome of the contract, or without a reason; as text. */
export function unanswered({ graph }: Analysis, plan: Plan): string[] {
  return graph.references
    .filter((one) => {
      const answer = plan.outcomes.get(one);
      return !answer || !OUTCOMES.includes(answer.outcome) || answer.reason.trim() === "";
    })
    .map((one) => one.id);
}

/** The references that move. */
export function moved({ graph }: Analysis, plan: Plan): Reference[] {
  return graph.references.filter((one) => MOVES.includes(plan.outcomes.get(one)?.outcome ?? ""));
}

/**
 * New references to an OCIRepository that resolve to nothing in some cluster they reach. Stricter than the planner:
 * a file whose cluster is unknown needs an OCIRepository that is as homeless, or one in every cluster of the tree.
 */
export function unresolved(before: Analysis, after: Analysis, plan: Plan): string[] {
  const known = new Set(ociReferences(before).map((one) => JSON.stringify(one)));
  const clusters = [...new Set(after.graph.roots.map((root) => root.scope))];
  const declared = [...after.graph.existing, ...plan.elsewhere];
  return ociReferences(after)
    .filter((one) => !known.has(JSON.stringify(one)))
    .filter(({ name, namespace, scope }) => {
      const twins = declared.filter((oci) => oci.name === name && oci.namespace === namespace);
      const here = (wanted: string) => twins.some((oci) => oci.scope === wanted || oci.scope === UNKNOWN);
      return scope === UNKNOWN
        ? !here(UNKNOWN) && !(clusters.length > 0 && clusters.every(here))
        : !here(scope);
    })
    .map(
      ({ file, object, scope, namespace, name }) => `${file}: ${object} in ${scope} → ${namespace}/${name}`,
    );
}

/** What stays on Git and is no longer there, or has lost a declaration of its source; as text. */
export function orphaned(before: Analysis, after: Analysis, plan: Plan): string[] {
  const left = new Map<string, number>();
  for (const one of after.graph.references) left.set(placeOf(one), (left.get(placeOf(one)) ?? 0) + 1);
  const moving = new Set(moved(before, plan));
  return before.graph.references.flatMap((one) => {
    if (moving.has(one)) return [];
    const count = left.get(placeOf(one)) ?? 0;
    left.set(placeOf(one), count - 1);
    if (count < 1) return [`${one.id}: the reference is gone`];
    // An entry with one for OCIRepository beside it is for the Git sources that are left, and so is one for all.
    if (plan.outcomes.get(one)?.outcome === "append") return [];
    if (one.row.rewrite === "append" && one.target.name === ANY) return [];
    return one.sources
      .filter((source) => source.declarations.length > 0)
      .filter(({ scope, namespace, name, declarations }) => {
        const twin = after.graph.sources.find(
          (other) => other.scope === scope && other.namespace === namespace && other.name === name,
        );
        return (twin?.declarations.length ?? 0) < declarations.length;
      })
      .map((source) => `${one.id}: ${source.id} has lost a declaration`);
  });
}

/** A reference without offsets and numbers of documents and entries, which shift when one is added. */
function placeOf({ manifest, path, target }: Reference): string {
  const place = path.replace(/\[\d+\]/g, "[]");
  return [manifest.document.file, manifest.kind, manifest.name, place, target.namespace, target.name].join(
    "|",
  );
}

/** Problems of changed objects with the API of their cluster. */
export interface ApiProblems {
  /** Objects that were right, or are new, and are refused now: must be none. */
  broken: string[];
  /** Edited objects that the API refused before already: variables, versions that are gone. */
  brokenBefore: string[];
}

/** Validates every object of changed files against the CRDs of the Flux that each cluster runs. */
export function apiProblems(changes: readonly FileChange[], after: Analysis): ApiProblems {
  const result: ApiProblems = { broken: [], brokenBefore: [] };
  for (const { path, before, after: text } of changes) {
    const old = objectsOf(before ?? "");
    const untouched = new Set(old.map((one) => JSON.stringify(one.value)));
    for (const object of objectsOf(text ?? "")) {
      if (untouched.has(JSON.stringify(object.value))) continue;
      for (const minor of minorsOf(path, after)) {
        if (!knowsKind(object.apiVersion, object.kind, minor)) continue;
        const problems = validate(object.value, minor);
        if (problems.length === 0) continue;
        const twin = old.find((one) => one.kind === object.kind && one.name === object.name);
        const wasWrong = twin !== undefined && validate(twin.value, minor).length > 0;
        const line = `${path}: ${object.kind}/${object.name} in Flux 2.${minor}: ${problems.join("; ")}`;
        (wasWrong ? result.brokenBefore : result.broken).push(line);
      }
    }
  }
  return result;
}

/** Minors with CRDs for the clusters that a file reaches; the oldest CRDs stand for what is older. */
function minorsOf(path: string, { graph }: Analysis): Set<number> {
  const scopes = (graph.contexts.get(path) ?? []).map((context) => context.scope);
  const oldest = crdMinors[0] ?? 0;
  return new Set(scopes.map((scope) => Math.max(oldest, graph.flux.get(scope)?.minor ?? oldest)));
}

/** Lines that changed although no edit touches them, as text; lines are compared with their line breaks. */
export function strayLines({ path, before = "", after = "", edits }: FileChange): string[] {
  const rest = after.split(/(?<=\n)/);
  let at = 0;
  let position = 0;
  const lines = before === "" ? [] : before.split(/(?<=\n)/);
  return lines.flatMap((line) => {
    const [start, end] = [position, position + line.length];
    position = end;
    if (edits.some((edit) => edit.start < end && edit.end > start)) return [];
    // Appending to a last line without a line break gives it one.
    const same = (other: string) => other === line || (end === before.length && other.trimEnd() === line);
    const found = rest.findIndex((other, i) => i >= at && same(other));
    if (found === -1) return [`${path}: ${line.trimEnd()}`];
    at = found + 1;
    return [];
  });
}

/** What roots and generated files lost; as text. */
export function touchedRoots(before: Analysis, changes: readonly FileChange[]): string[] {
  const generated = changes.filter(({ path }) => /(?:^|\/)gotk-(?:sync|components)\.yaml$/.test(path));
  const problems = generated.map(({ path }) => `${path} is generated and was changed`);
  for (const { manifest, document, scope } of before.graph.roots) {
    const text = manifest?.document.text ?? document?.text;
    const change = changes.find(({ path }) => path === document?.file);
    if (text !== undefined && change && !besidePatches(change)?.includes(text))
      problems.push(`the root of ${scope} was changed`);
  }
  for (const source of before.graph.sources.filter((one) => one.roots.length > 0))
    for (const { manifest } of source.declarations) {
      const change = changes.find(({ path }) => path === manifest.document.file);
      if (change && !change.after?.includes(manifest.document.text.trimEnd()))
        problems.push(`${source.id}, the source of a root, was changed`);
    }
  return problems;
}

/** The file with all its edits but those of patches: a root may carry patches for what it applies. */
function besidePatches({ before, edits }: FileChange): string | undefined {
  return (
    before &&
    applyEdits(
      before,
      edits.filter(({ rule }) => !rule.startsWith("patch-")),
    )
  );
}

/** Files that do not hold the bytes that the plan was made from; as text. */
export function staleTexts(directory: string, changes: readonly FileChange[]): string[] {
  return changes.flatMap(({ path, before }) => {
    if (before === undefined) return [];
    const same = readFileSync(join(directory, path)).equals(encode(before));
    return same ? [] : [path];
  });
}
