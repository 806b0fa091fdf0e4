/** What has to hold for every fleet, every decision and every answer; each law lists what breaks it. */

import type { Reference } from "../../src/core/graph.ts";
import { type FileChange, isMove, leavesGit, type Plan } from "../../src/core/plan.ts";
import { type ChartNode, feedsOnlyCharts, isChart, sourceOf, type Unit } from "../../src/core/units.ts";
import { type Fleet, scopeOf } from "./fleet.ts";
import {
  type Applied,
  type AppliedReference,
  applied,
  at,
  type Json,
  type Parsed,
  parseFiles,
} from "./fleet-oracle.ts";

/** A fleet before and after, with some sources declined. */
export interface Outcome {
  fleet: Fleet;
  plan: Plan;
  changes: readonly FileChange[];
  declined: readonly Unit[];
  /** Single references that a person kept. */
  references: readonly Reference[];
  /** Files that a person named for declarations; such a person knows which cluster applies what this tree does not. */
  named: readonly string[];
  /** Plan of the same fleet with nothing declined. */
  willing: () => Plan;
  before: Side;
  after: Side;
}

/** The files of a fleet, read once. */
export interface Side {
  files: ReadonlyMap<string, string>;
  parsed: Parsed;
  objects: readonly Applied[];
}

/** Reads the files of a fleet; `known` are those that were there, or that a person named. */
export function sideOf(
  fleet: Fleet,
  files: ReadonlyMap<string, string>,
  known: Iterable<string> = files.keys(),
): Side {
  const parsed = parseFiles(files);
  return { files, parsed, objects: applied(fleet, parsed, new Set(known)) };
}

/** A reference of one cluster as text, for lists of what is broken. */
function shown({ id, scope }: Applied, { field, kind, namespace, name }: AppliedReference): string {
  return `${id} in ${scope}: ${field} → ${kind} ${namespace}/${name}`;
}

type Answers = (object: Named, reference: AppliedReference) => boolean;

/** An object of one cluster, here or promised by somebody else. */
interface Named {
  scope: string;
  namespace: string;
  name: string;
  written?: Applied["written"];
  /** Counts only for references of unknown clusters. */
  onlyLoose?: boolean;
}

const exactly: Answers = (object, { namespace, name }) =>
  object.name === name && object.namespace === namespace;

/** A namespace that is not known may be any. A patch finds an object under its name in the file too. */
const possibly: Answers = ({ written, ...object }, { field, namespace, name }) => {
  const open = (one: string) => one === "?" || namespace === "?";
  if (field !== "patch")
    return object.name === name && (object.namespace === namespace || open(object.namespace));
  return [object, written].some(
    (one) => one?.name === name && (one.namespace === namespace || namespace === "?"),
  );
};

/** References of a kind that nothing in their cluster answers; a cluster that is not known may be any. */
function unanswered(
  fleet: Fleet,
  { objects }: Side,
  kind: string,
  answers: Answers,
  promised: readonly Named[] = [],
  /** References that need an object of their own cluster. */
  atHome: ReadonlySet<string> = new Set(),
): string[] {
  const clusters = fleet.clusters.map((_, i) => scopeOf(i));
  const sources: Named[] = [...objects.filter((one) => one.kind === kind), ...promised];
  return objects.flatMap((from) =>
    from.references
      .filter((one) => one.kind === kind && one.name !== "*")
      .filter((one) => {
        const fitting = sources.filter((source) => answers(source, one));
        if (from.scope === "?" && fitting.some(({ onlyLoose }) => onlyLoose)) return false;
        const found = fitting.filter(({ onlyLoose }) => !onlyLoose).map(({ scope }) => scope);
        const own = fitting.filter(({ namespace }) => namespace === one.namespace);
        const everywhere =
          from.scope === "?" && clusters.every((scope) => own.some((other) => other.scope === scope));
        // Only what a cluster builds itself can be patched there.
        const isHome = one.field === "patch" || atHome.has(placeOf(from, one));
        const somewhere = fitting.some(({ scope, onlyLoose }) => scope === "?" && (onlyLoose || !isHome));
        return !everywhere && !somewhere && !found.includes(from.scope);
      })
      .map((one) => shown(from, one)),
  );
}

function placeOf({ id, scope }: Applied, { field }: AppliedReference): string {
  return `${id} in ${scope}: ${field}`;
}

/** References whose Git source was in their own cluster: a file that nothing applies is no replacement for it. */
function homes({ objects }: Side): Set<string> {
  const isHome = (from: Applied, one: AppliedReference) =>
    objects.some(
      (source) =>
        source.kind === "GitRepository" &&
        source.scope === from.scope &&
        from.scope !== "?" &&
        exactly(source, one),
    );
  return new Set(
    objects.flatMap((from) =>
      from.references.filter((one) => isHome(from, one)).map((one) => placeOf(from, one)),
    ),
  );
}

function without(list: readonly string[], known: readonly string[]): string[] {
  return list.filter((one) => !known.includes(one));
}

/** Every reference that names an OCIRepository finds it in its own cluster, or somebody else declares it. */
export function movedResolve({ fleet, before, after, plan, named }: Outcome): string[] {
  const trusted = after.objects.filter(({ kind, file }) => kind === "OCIRepository" && named.includes(file));
  const promised = [...plan.elsewhere, ...trusted.map((one) => ({ ...one, onlyLoose: true }))];
  // An Alert that names nothing hears nothing and breaks nothing, so one of several clusters may lack its entry.
  const deaf = unanswered(fleet, before, "GitRepository", exactly)
    .filter((line) => line.includes(" Alert "))
    .map((line) => line.replace("GitRepository", "OCIRepository"));
  const open = unanswered(fleet, after, "OCIRepository", exactly, promised, homes(before));
  return without(
    open.filter((line) => !deaf.includes(line.replace(/-oci$/, ""))),
    unanswered(fleet, before, "OCIRepository", exactly),
  );
}

/** Every reference and every patch that stays on Git keeps its source. */
export function stayingResolve({ fleet, before, after }: Outcome): string[] {
  return without(
    unanswered(fleet, after, "GitRepository", possibly),
    unanswered(fleet, before, "GitRepository", possibly),
  );
}

/** A new OCIRepository has a reference in a cluster that it reaches, or a person accepted it as it is. */
export function declaredAreUsed({ before, after, plan }: Outcome): string[] {
  const keyOf = ({ scope, namespace, name }: Named) => `${scope} ${namespace}/${name}`;
  const known = new Set(before.objects.filter(({ kind }) => kind === "OCIRepository").map(keyOf));
  const accepted = plan.migrations.filter((one) => one.applicability === "review").map((one) => one.target);
  const fresh = [...after.objects.filter(({ kind }) => kind === "OCIRepository"), ...plan.elsewhere];
  const isUsed = (oci: Named) =>
    after.objects.some(
      ({ scope, references }) =>
        (scope === oci.scope || scope === "?" || oci.scope === "?") &&
        references.some(
          (one) => one.kind === "OCIRepository" && one.name === oci.name && one.namespace === oci.namespace,
        ),
    );
  return fresh
    .filter((one) => !known.has(keyOf(one)))
    .filter((one) => !accepted.some((target) => target.name === one.name))
    .filter((one) => !fresh.some((twin) => twin.id === one.id && isUsed(twin)))
    .map(keyOf);
}

/** A declined source keeps its declaration, and whatever names it. */
export function declinedStay({ declined, before, after }: Outcome): string[] {
  return declined.flatMap((unit) => {
    const { scope, namespace, name } = sourceOf(unit);
    const isIt = (one: { namespace: string; name: string }) =>
      one.name === name && one.namespace === namespace;
    const seen = (objects: readonly Applied[]) =>
      objects
        .filter((one) => one.scope === scope)
        .flatMap((one) => [
          // What only charts are taken from goes with them.
          ...(one.kind === "GitRepository" && isIt(one) && !feedsOnlyCharts(sourceOf(unit)) ? [one.id] : []),
          ...one.references
            .filter((ref) => ref.kind === "GitRepository" && isIt(ref))
            // The charts of a source are declined for themselves.
            .filter((ref) => (ref.field === "chart") === isChart(unit))
            .filter(() => !isChart(unit) || releasesOf(unit).includes(one.id))
            .map((ref) => shown(one, ref)),
        ]);
    // A GitRepository that moves takes its `include` with it.
    const includes = (one: string) => one.includes(": include → ");
    return without(seen(before.objects), seen(after.objects)).filter((one) => !includes(one));
  });
}

/** Nothing is done to a declined reference; only an `include` goes with the declaration that it stands in. */
export function declinedReferencesStay({ references, plan }: Outcome): string[] {
  const moved = new Set(
    plan.migrations.flatMap(({ changes }) =>
      changes.flatMap(({ intent }) => (isMove(intent) ? [intent.reference] : [])),
    ),
  );
  return references
    .filter((one) => one.row.id !== "git-repository-include")
    .filter((one) => moved.has(one) || plan.outcomes.get(one)?.outcome !== "keep")
    .map((one) => one.id);
}

/** The HelmReleases of a chart, as the laws call them. */
function releasesOf({ releases }: ChartNode): string[] {
  return releases.map(({ manifest }) => `${manifest.document.file} ${manifest.kind} ${manifest.name}`);
}

/** Declining can only make less move. */
export function decliningOnlyKeeps({ plan, willing }: Outcome): string[] {
  const moves = (of: Plan) => [...of.outcomes].filter(([, one]) => leavesGit(one)).map(([one]) => one.id);
  return without(moves(plan), moves(willing()));
}

/** What is neither a source nor a reference means what it meant, and no cluster gets an object twice. */
export function restIsTheSame({ before, after }: Outcome): string[] {
  const rest = ({ parsed }: Side) =>
    [...parsed].flatMap(([file, values]) =>
      values.flatMap((value) => meaningOf(value).map((one) => `${file} ${one}`)),
    );
  const twice = ({ objects }: Side) => {
    const keys = objects
      .filter(({ kind }) => kind === "OCIRepository")
      // Two files that nothing applies may belong to two clusters.
      .map((one) => `${one.scope === "?" ? one.file : one.scope} ${one.namespace}/${one.name}`);
    return keys.filter((one, i) => keys.indexOf(one) !== i);
  };
  return [
    ...without(rest(before), rest(after)),
    ...without(rest(after), rest(before)),
    ...without(twice(after), twice(before)),
  ];
}

function meaningOf(value: Json): string[] {
  const kind = at(value, "kind");
  if (kind === "GitRepository" || kind === "OCIRepository") return [];
  const items = at(value, "items");
  if (kind === "List" && Array.isArray(items)) return items.flatMap(meaningOf);
  const ref = at(value, "spec", "sourceRef");
  if (kind === "Kustomization" && ref) {
    const { spec, ...others } = value as { spec: { [key: string]: Json } };
    const checks = spec.healthChecks && { healthChecks: sourcesAlike(spec.healthChecks) };
    return [
      JSON.stringify({ ...others, spec: { ...spec, ...checks, sourceRef: at(ref, "namespace") ?? "" } }),
    ];
  }
  if (kind === "Alert") {
    const spec = at(value, "spec") as { [key: string]: Json };
    const eventSources = sourcesAlike(spec.eventSources);
    return [JSON.stringify({ ...(value as object), spec: { ...spec, eventSources } })];
  }
  if (kind === "HelmRelease") {
    const { spec, ...others } = value as { spec: { [key: string]: Json } };
    const { chart, chartRef, ...rest } = spec;
    return [JSON.stringify({ ...others, spec: rest, has: (chart ?? chartRef) !== undefined })];
  }
  const resources = at(value, "resources");
  if (Array.isArray(resources))
    return [
      JSON.stringify({
        ...(value as object),
        resources: resources.filter((one) => !WRITTEN.test(String(one))),
      }),
    ];
  return [JSON.stringify(value)];
}

/** Entries that name sources, without their kind and what a name template adds, and the one that was added for the other kind only once. */
function sourcesAlike(entries: Json): Json {
  const texts = (Array.isArray(entries) ? entries : []).map((one) =>
    JSON.stringify(one)
      .replace(/"(?:Git|OCI)Repository"/, '"source"')
      .replace('-oci"', '"'),
  );
  return [...new Set(texts)];
}

/** Files that a plan may add to `resources`. */
const WRITTEN = /^(?:oci-sources|declared)\.yaml$/;
