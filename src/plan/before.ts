import { hideCredentials } from "../core/credentials.ts";
import { type Graph, type Reference, type SourceNode, scopeText, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import { describe } from "../core/manifest.ts";
import type { Policy } from "../core/neighbours.ts";
import type { Fate, Finding, Migration, Outcome, Target } from "../core/plan.ts";
import type { Publication } from "../core/publication.ts";
import { pairOf, textAt } from "../core/tree.ts";
import { shortId, sourceOf, type Unit } from "../core/units.ts";
import { firstOf } from "../core/wording.ts";
import { formatMinor, NEWEST_MINOR } from "../flux/api-versions.ts";
import { fieldAction, GIT_REPOSITORY_FIELDS } from "../flux/git-repository-fields.ts";
import { doorSteps } from "./doors.ts";
import { handEdits } from "./hand-edits.ts";
import { pushedBy } from "./interval.ts";
import { wantedElsewhere } from "./loose.ts";
import { publishSteps } from "./publish-steps.ts";
import { pulumiSteps } from "./pulumi-steps.ts";
import { restartSteps } from "./restart-steps.ts";
import { linesOf, type Step } from "./steps.ts";
import { templateStep } from "./template-findings.ts";

/** Parts of a plan that the list reads. */
export interface PlanParts {
  migrations: readonly Migration[];
  outcomes: ReadonlyMap<Reference, Outcome>;
  fates: ReadonlyMap<Unit, Fate>;
  findings: readonly Finding[];
  publish: readonly Publication[];
}

/** What a person has to do before merging, most dangerous to forget first; every line stands alone. */
export function beforeMerging(graph: Graph, parts: PlanParts, active: ReadonlyMap<Unit, Target>): string[] {
  const moving = [...active];
  const sources = [...new Set(moving.map(([unit]) => sourceOf(unit)))];
  const changes = parts.migrations.flatMap((one) => one.changes);
  const signIns = groupBy(active, ([, target]) => access(target));
  const lines = [
    ...publishSteps(parts.publish),
    ...[...signIns].map(([step, readers]) => `${step}${placesOf(readers)}.`),
    ...moving.flatMap(([unit, target]) => unseen(sourceOf(unit), target)),
    ...linesOf(sources.flatMap(fieldSteps)),
    ...linesOf(moving.flatMap(([unit, target]) => controls(unit, target))),
    ...(active.size > 0 ? graph.policies.map(policyStep) : []),
    ...linesOf(moving.flatMap(([unit, target]) => elsewhere(unit, target))),
    ...looseSteps(graph, parts, active),
    ...moving.flatMap(([, target]) => rivalHelmRepository(target)),
    ...restartSteps(active, parts.outcomes),
    ...versionSteps(graph, active.keys()),
    ...templateStep(changes),
    ...linesOf(sources.flatMap(pushSteps)),
    ...doorSteps(graph, active.keys(), parts.fates),
    ...(active.size > 0 ? handEdits(parts.findings, parts.outcomes) : []),
    ...pulumiSteps(parts.fates, changes),
  ];
  return [...new Set(lines)];
}

/** An object that a person has to apply where its source is made. */
function elsewhere(unit: Unit, { place, kind, namespace, name }: Target): Step[] {
  if (place.at !== "elsewhere") return [];
  const step = `Apply the ${kind} ${namespace}/${name} first, where ${shortId(unit)} is made`;
  return [{ source: sourceOf(unit), text: (clusters) => `${step}${clusters}.` }];
}

/** Objects that clusters need whose root is in another repository. */
function looseSteps(graph: Graph, { outcomes }: PlanParts, active: ReadonlyMap<Unit, Target>): string[] {
  return [...wantedElsewhere(graph, outcomes)].flatMap(([unit, { location }]) => {
    const target = active.get(unit);
    if (!target) return [];
    const { kind, namespace, name } = target;
    return [
      `Apply the ${kind} ${namespace}/${name} first, in every cluster that ${location.file}:${location.line} is for: its root is not in this repository.`,
    ];
  });
}

function rivalHelmRepository({ kind, namespace, name, place }: Target): string[] {
  if (kind !== "HelmRepository" || place.at === "existing") return [];
  return [
    `Check that no other HelmRepository ${namespace}/${name} exists: files without a Git source are not searched for one.`,
  ];
}

function pushSteps(source: SourceNode): Step[] {
  return pushedBy(source).map(({ manifest, location }) => ({
    source,
    text: (clusters) =>
      `Let the registry or the pipeline notify Flux: ${describe(manifest)} (${location.file}:${location.line}) pushes only ${shortId(source)}${clusters}.`,
  }));
}

/** What is assumed of the Flux of clusters in which a source moves, if nothing in the tree tells it. */
function versionSteps({ flux }: Graph, moving: Iterable<Unit>): string[] {
  const scopes = [...new Set([...moving].map((unit) => sourceOf(unit).scope))].filter(
    (scope) => flux.get(scope)?.untold,
  );
  if (scopes.length === 0) return [];
  const places = scopes.map((scope) => (scope === UNKNOWN ? "what no root applies" : scopeText(scope)));
  return [
    `Check which Flux runs in ${firstOf(places.sort())}: nothing here tells, so ${formatMinor(NEWEST_MINOR)} is assumed. If it is older, say so with --flux-version.`,
  ];
}

type Readers = readonly (readonly [Unit, Target])[];

/** What nobody could look at here where the artifact gets another root than the repository has. */
function unseen(source: SourceNode, { decision: { artifact, url } }: Target): string[] {
  if (!artifact?.unseen) return [];
  const { path } = artifact;
  return [
    `Check in ${source.url === undefined ? `the repository of ${source.id}` : hideCredentials(source.url)} that ${path} alone is enough for ${url}: that its kustomization.yaml files name nothing above it (../), that every path read from it holds manifests (an empty one makes Flux prune everything), and that no .sourceignore stands above it. They could not be looked up here.`,
  ];
}

/** How the clusters get to the artifact; the places follow. */
function access({ decision: { access: given, url } }: Target): string {
  if (given.secretRef !== undefined)
    return `Create the Secret ${given.secretRef} for ${url.split("/")[2]} (type kubernetes.io/dockerconfigjson) in `;
  if (given.provider !== undefined && given.provider !== "generic")
    return `Give source-controller access to ${url} through ${given.provider}, in `;
  if (given.serviceAccountName !== undefined)
    return `Give the ServiceAccount ${given.serviceAccountName} imagePullSecrets for ${url} in `;
  if (given.anonymous) return `Make ${url} public: it is pulled without credentials in `;
  return `Make ${url} public (new packages are private on most registries), or give it a pull secret (secretRef) in `;
}

/** `namespace apps for web (clusters/a), for web (clusters/b); namespace …` */
function placesOf(readers: Readers): string {
  const namespaces = groupBy(readers, ([, { namespace }]) => namespace);
  return [...namespaces]
    .map(([namespace, inside]) => {
      const names = groupBy(inside, ([, { name }]) => name);
      const each = [...names].map(([name, clusters]) => {
        const scopes = clusters.flatMap(([unit]) => {
          const { scope } = sourceOf(unit);
          return scope === UNKNOWN ? [] : [scopeText(scope)];
        });
        return scopes.length === 0 ? name : `${name} (${scopes.join(", ")})`;
      });
      const where = namespace === UNKNOWN ? "the namespace of" : `namespace ${namespace} for`;
      return `${where} ${each.join(", ")}`;
    })
    .join("; ");
}

function fieldSteps(source: SourceNode): Step[] {
  return source.declarations.flatMap((declaration) =>
    GIT_REPOSITORY_FIELDS.flatMap((row): Step[] => {
      const pair = pairOf(declaration.spec, row.field);
      if (!pair || row.before === undefined || row.field === "secretRef") return [];
      if (fieldAction(row, textAt(pair.value)).silent) return [];
      return [{ source, text: (clusters) => `${shortId(source)}${clusters}, ${row.field}: ${row.before}` }];
    }),
  );
}

function controls(unit: Unit, { decision }: Target): Step[] {
  const source = sourceOf(unit);
  const waived = decision.waive.map(
    (waiver): Step => ({
      source,
      text: (clusters) => `${shortId(unit)}${clusters}: ${waiver} was waived; make sure that this is meant.`,
    }),
  );
  const { verify, url } = decision;
  if (!verify) return waived;
  const signed = (clusters: string) =>
    `Sign ${url} before its tag moves: ${shortId(unit)}${clusters} is verified with ${verify.provider}.`;
  return [...waived, { source, text: signed }];
}

function policyStep({ kind, name, location, coversOci }: Policy): string {
  return `Check ${kind} ${name} (${location.file}:${location.line}): it polices GitRepository${coversOci ? " and OCIRepository" : ", not OCIRepository"}.`;
}
