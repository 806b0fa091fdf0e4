import { type MigrateDecision, refEntry } from "../core/decision.ts";
import { type Declaration, type Graph, scopeText, UNKNOWN } from "../core/graph.ts";
import { locate } from "../core/manifest.ts";
import { SOURCES_FILE } from "../core/names.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { CHART_MEDIA_TYPE } from "../core/oci-object.ts";
import { join } from "../core/paths.ts";
import type { Place } from "../core/plan.ts";
import { pairsAt, textAt } from "../core/tree.ts";
import { isChart, sourceOf, type Unit } from "../core/units.ts";
import { isGenerated } from "./generated.ts";
import { inFile, mayHold, type NoPlace, unseen } from "./place-file.ts";
import type { Tree } from "./tree.ts";
import { cycle } from "./waits.ts";

/**
 * Where the OCIRepository of a source or chart is declared, first that fits: an equal one that exists, beside the Git
 * declaration, the place a person named, a file at the root of the source's scope.
 * @returns the place, or why there is none
 */
export function placeOf(
  unit: Unit,
  name: string,
  decision: MigrateDecision,
  graph: Graph,
  tree: Tree,
): Place | NoPlace {
  const source = sourceOf(unit);
  // What is declared here is replaced where it is declared. What is not may come the way of any file, and a person
  // who named a file knows what applies it.
  const undeclared = source.declarations.every((one) => one.as === "patch");
  // Two folders that are applied by hand may belong to two clusters.
  const isApart = ({ cluster }: ExistingOci) =>
    [cluster, source.cluster].every((key) => key !== UNKNOWN && key.startsWith(UNKNOWN)) &&
    cluster !== source.cluster;
  const counts = (one: ExistingOci) =>
    (!isApart(one) &&
      (one.scope === source.scope || (undeclared && [one.scope, source.scope].includes(UNKNOWN)))) ||
    (one.scope === UNKNOWN && decision.declareIn?.files?.includes(one.manifest.document.file) === true);
  // A HelmRepository is no rival of an OCIRepository, whatever both are called.
  const rivals = decision.chartKind === "HelmRepository" ? [] : graph.existing;
  const same = rivals.filter((one) => one.name === name && one.namespace === source.namespace && counts(one));
  const other = same.map((one) => difference(one, decision, isChart(unit))).find((one) => one !== undefined);
  if (other !== undefined)
    return { none: `an OCIRepository ${source.namespace}/${name} is declared already, ${other}` };
  // A source of a cluster that nobody knows can count on nothing that a known cluster has.
  const existing = same.find((one) => one.scope === source.scope || one.scope === UNKNOWN);
  if (existing) return { at: "existing" };
  if (same.length > 0) {
    const scopes = [...new Set(same.map((one) => (one.scope === "" ? "." : one.scope)))].join(", ");
    return {
      none: `no root of this tree applies what names it, and OCIRepository ${source.namespace}/${name} is declared already, but only for ${scopes}; change kind by hand where its cluster has one`,
    };
  }
  const objects = source.declarations.filter((one) => one.as === "object");
  const own = objects.filter((one) => tree.outside(one.location.file) === undefined);
  if (own.length === 0 && objects.length > 0) return placeAway(unit, decision, graph, tree);
  if (own.length > 1)
    return {
      none: `it is declared ${own.length} times in one cluster (${own.map((d) => `${d.location.file}:${d.location.line}`).join(", ")}); keep one`,
    };
  const [declaration] = own;
  // kustomize would rename a chart's object there, and no release with it.
  const renamed = declaration?.contexts.some(({ prefix, suffix }) => prefix !== "" || suffix !== "");
  if (isChart(unit) && renamed) return placeAway(unit, decision, graph, tree);
  const refusal = declaration && besideRefusal(unit, declaration, graph, tree);
  if (declaration && refusal === undefined) return { at: "beside", declaration };
  return refusal === undefined || decision.declareIn !== undefined
    ? placeAway(unit, decision, graph, tree)
    : { none: refusal };
}

/** A place that is not beside the Git declaration: the one that a person named, else the root of the source's scope. */
export function placeAway(unit: Unit, decision: MigrateDecision, graph: Graph, tree: Tree): Place | NoPlace {
  if (decision.declareIn?.elsewhere) return { at: "elsewhere" };
  const named = decision.declareIn?.files;
  return named ? inNamedFile(unit, named, graph, tree) : inScope(unit, graph, tree);
}

/** How an OCIRepository that exists differs from what was decided; undefined where it is what the decision asks for. */
function difference(
  { manifest, url }: ExistingOci,
  decision: MigrateDecision,
  isOfChart: boolean,
): string | undefined {
  const place = `${manifest.document.file}:${locate(manifest.document, manifest.node).line}`;
  if (url !== decision.url)
    return `with the url ${url ?? "?"} (${place}); give this source another name or the same url`;
  const [field, value] = refEntry(decision.ref);
  const written = pairsAt(manifest.node, ["spec", "ref"]).map(
    (pair) => `${pair.key.value} ${textAt(pair.value)}`,
  );
  if (isOfChart !== (textAt(manifest.node, ["spec", "layerSelector", "mediaType"]) === CHART_MEDIA_TYPE))
    return isOfChart
      ? `without the layerSelector of a chart (${place}); add it there, or give this chart another name`
      : `for a chart (${place}); give this source another name`;
  return written.length === 1 && written[0] === `${field} ${value}`
    ? undefined
    : `with ${written.join(" and ") || "no ref"} instead of ${field} ${value} (${place}); give this source another name or the same ref`;
}

function besideRefusal(unit: Unit, declaration: Declaration, graph: Graph, tree: Tree): string | undefined {
  const { document, item } = declaration.manifest;
  const text = tree.text(document.file);
  if (text === undefined) return `${document.file} could not be read again`;
  if (isGenerated(text))
    return `${document.file} is generated ("DO NOT EDIT"); change what generates it, or name a place with --declare-in`;
  const source = sourceOf(unit);
  if (isChart(unit) && (item !== undefined || document.file.endsWith(".json")))
    return `it is declared in ${item === undefined ? "a JSON file" : "a List"}, which a chart's OCIRepository cannot be put beside; name a place with --declare-in`;
  const json = /^\uFEFF?\s*[{[]/.test(text) && document.file.endsWith(".json") && item === undefined;
  if (json && source.roots.length > 0)
    return "a JSON file holds one object, so nothing can be declared beside it; name a place with --declare-in";
  return isChart(unit) ? undefined : cycle(source, graph.contexts.get(document.file) ?? [], graph);
}

function inScope(unit: Unit, graph: Graph, tree: Tree): Place | NoPlace {
  const source = sourceOf(unit);
  const root = graph.roots.find((one) => one.scope === source.scope);
  if (source.scope === UNKNOWN || !root)
    return {
      none: "no root of this tree applies it, so its place is not known; name one with --declare-in <file>, or --declare-in elsewhere",
      homeless: true,
    };
  const place = inFile(unit, join(source.scope, SOURCES_FILE), graph, tree);
  return "none" in place ? { none: `${place.none}; name a place with --declare-in` } : place;
}

function inNamedFile(unit: Unit, files: readonly string[], graph: Graph, tree: Tree): Place | NoPlace {
  const { scope } = sourceOf(unit);
  const [only] = files;
  const hidden = only !== undefined && files.length === 1 ? unseen(only, tree) : undefined;
  if (hidden !== undefined) return { none: hidden };
  const fitting = files.filter((file) => mayHold(file, scope, files.length === 1, graph, tree));
  const [file] = fitting;
  if (file === undefined || fitting.length > 1)
    return {
      none: `none of the files given for it is applied by ${scopeText(scope)}: ${files.join(", ")}`,
    };
  return inFile(unit, file, graph, tree);
}
