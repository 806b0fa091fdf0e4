/** What may bring objects to a cluster that no file of this tree shows. */
import type { Cluster, ClusterObject } from "../build/cluster.ts";
import type { Gap } from "../build/gap.ts";
import { isWritten, MissingPath } from "../build/node.ts";
import { GROUP } from "../flux/groups.ts";
import { inFile } from "./sites.ts";

/** Something that may bring sources to a cluster, or readers of them, which its objects do not show. */
export interface Opening {
  /** A clause: what is not known. */
  why: string;
  /** Everything that it brings goes there; undefined for any namespace. */
  namespace: string | undefined;
  /** True for what belongs to somebody else, and so brings nothing that is called almost as something here. */
  foreign: boolean;
}

/** The openings of a cluster; none if this tree shows all of its objects. */
export function openingsOf({ path, gaps, deliveries, roots, objects }: Cluster): Opening[] {
  if (path === undefined) return [own("no root of this tree applies it")];
  const templates = new Set(
    deliveries.flatMap(({ by, gaps: list }) => (by?.id.kind === "ResourceSet" ? list : [])),
  );
  // One source that is missing is what the question is about, and it brings nothing. Several are somebody's habit.
  const awaited = new Set(gaps.flatMap(({ awaits }) => (awaits ? JSON.stringify(awaits) : [])));
  const found = gaps
    .filter(
      (gap) => !(gap.awaits && awaited.size === 1) && !(templates.has(gap) && !makesSources(textOf(gap))),
    )
    .map((gap) => ({ why: gap.reason, namespace: gap.namespace, foreign: !templates.has(gap) }));
  const failing = deliveries.flatMap(({ failure }) =>
    failure && !(failure instanceof MissingPath) ? own(failure.message) : [],
  );
  const showsSources =
    objects.some((object) => isSource(object) && REPOSITORIES.has(object.id.kind)) ||
    roots.some(({ by }) => by.startsWith("FluxInstance"));
  if (showsSources) return [...found, ...failing];
  // Terraform, the command line or another repository makes them.
  const elsewhere = { why: "the source of its root is made elsewhere", namespace: undefined, foreign: true };
  return [...found, ...failing, elsewhere];
}

const REPOSITORIES: ReadonlySet<string> = new Set(["GitRepository", "OCIRepository"]);

function own(why: string): Opening {
  return { why, namespace: undefined, foreign: false };
}

/** True for an object of source-controller. */
export function isSource({ id }: Pick<ClusterObject, "id">): boolean {
  return id.group === GROUP.source;
}

const MAKES = /kind["']?:\s{0,9}["']?(?:Kustomization|ResourceSet|FluxInstance|<<|\{\{)/;
/** A declaration in a text of whatever kind. */
const DECLARES = /kind["']?:\s{0,9}["']?(?:Git|OCI)Repository/;

/** True for a text with the kind and the url of a source; a reference has the kind alone. */
export function holdsSource(text: string): boolean {
  return DECLARES.test(text) && /\burl["']?:\s/.test(text);
}

/** True for a template that makes sources, or what brings some; one that only refers to a source brings nothing. */
export function makesSources(template: string): boolean {
  return MAKES.test(template) || holdsSource(template);
}

function textOf({ at }: Gap): string {
  if (!isWritten(at)) return "";
  const { text, start, end } = inFile(at);
  const { document } = text;
  return document.text.slice(start - document.start, end - document.start);
}
