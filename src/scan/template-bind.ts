import { type Context, type Reference, type SourceNode, UNKNOWN } from "../core/graph.ts";
import { groupBy } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Mention, TemplateDocument, TemplatePlace } from "../core/neighbours.ts";
import { compare } from "../core/text.ts";
import type { MapNode, Pair } from "../core/tree.ts";
import { templateRow } from "../flux/consumers.ts";
import { occurrences } from "./find-references.ts";
import { GIT } from "./found-reference.ts";
import type { SourceStore } from "./sources.ts";
import { commentsOf } from "./template-places.ts";
import { templateSpans } from "./template-spans.ts";

/** Where a template is rendered is not known here, so it may reach every cluster or none. */
export function looseContext(): Context {
  return {
    scope: UNKNOWN,
    namespace: undefined,
    prefix: "",
    suffix: "",
    via: undefined,
    configurations: false,
    chain: [],
  };
}

/**
 * Makes references of the places that may be edited and name sources of this tree, and tells the others why not. A
 * template makes no source: what it names is known only where something else of the tree names it too.
 */
export function bindTemplates(places: readonly TemplatePlace[], store: SourceStore): Reference[] {
  const byName = groupBy(store.all(), (source) => source.name);
  const rivals = new Rivals(places);
  const found: Reference[] = [];
  for (const place of places) {
    if (place.what !== "reference" || place.refusal !== undefined || !place.row || !place.name) continue;
    place.refusal = rivals.of(place);
    if (place.refusal !== undefined) continue;
    const sources = (byName.get(place.name) ?? []).filter(
      ({ namespace }) =>
        place.namespace === undefined || namespace === place.namespace || namespace === UNKNOWN,
    );
    if (sources.length === 0) continue;
    place.reference = referenceTo(place, sources);
    for (const source of sources) source.references.push(place.reference);
    found.push(place.reference);
  }
  return found;
}

/** Sources that templates declare: one of them may be what a reference means, and it stays a Git source. */
class Rivals {
  readonly #byName = new Map<string, TemplatePlace>();
  /** Declarations whose name is an expression, by chart: each may have any name. */
  readonly #nameless = new Map<string | undefined, TemplatePlace>();

  constructor(places: readonly TemplatePlace[]) {
    for (const place of places) {
      if (place.what !== "declaration") continue;
      if (place.name === undefined) this.#nameless.set(place.template.chart, place);
      else this.#byName.set(place.name, place);
    }
  }

  of({ name, template }: TemplatePlace): string | undefined {
    const rival = this.#byName.get(name ?? "") ?? this.#nameless.get(template.chart);
    if (!rival) return undefined;
    const { file, line } = rival.location;
    return `the template at ${file}:${line} declares a GitRepository that may be the one it names`;
  }
}

function referenceTo(place: TemplatePlace, sources: readonly SourceNode[]): Reference {
  const { template, location, range, path, name = "", namespace, row } = place;
  const kind = row?.kind ?? "Template";
  const unknown =
    namespace !== undefined && sources.some((source) => source.namespace === UNKNOWN)
      ? "the namespace of the source of that name is set neither in its file, nor by a kustomization.yaml or Kustomization of this tree; write it"
      : undefined;
  const isDeclared = sources.every((source) => source.declarations.length > 0);
  const namespaces = [...new Set(sources.map((source) => source.namespace))];
  return {
    id: `${template.file}#${template.index}:${location.line}:${path}`,
    row: templateRow(row),
    manifest: holderOf(template, kind),
    path,
    node: nodeOf(place),
    steps: undefined,
    location,
    range,
    target: { name, namespace: (namespaces.length === 1 ? namespaces[0] : namespace) ?? UNKNOWN },
    sources: [...sources].sort((a, b) => compare(a.scope, b.scope) || compare(a.id, b.id)),
    scopes: [UNKNOWN],
    resolution: unknown !== undefined ? "ambiguous" : isDeclared ? "declared" : "undeclared",
    root: false,
    unknown,
    held: undefined,
    readBy: [],
    patched: undefined,
  };
}

/** What the reference stands in, in the shape of an object: nobody knows its name before it is rendered. */
function holderOf(template: TemplateDocument, kind: string): Manifest {
  const { start, end, file } = template;
  return {
    document: template,
    node: { type: "map", flow: false, items: [], start, end },
    apiVersion: "",
    group: "",
    version: "",
    kind,
    name: file.slice(file.lastIndexOf("/") + 1),
    namespace: undefined,
    item: undefined,
  };
}

/** The reference as a map, with what is written plainly in it. */
function nodeOf({ range, name, namespace }: TemplatePlace): MapNode {
  const fields = { kind: GIT, name, namespace };
  const items = Object.entries(fields).flatMap(([key, value]): Pair[] =>
    value === undefined
      ? []
      : [
          {
            key: { type: "scalar", value: key, style: "plain", ...range },
            value: { type: "scalar", value, style: "plain", ...range },
          },
        ],
  );
  return { type: "map", flow: false, items, ...range };
}

/**
 * Tells the mentions of templates in which every word is a reference that is known: such a reference keeps its source
 * itself where it stays.
 */
export function understoodTemplates(places: readonly TemplatePlace[]): (mention: Mention) => boolean {
  const understood = new Set<string>();
  for (const [template, mine] of groupBy(places, (place) => place.template)) {
    const known = new Set(mine.flatMap(({ reference, range }) => (reference ? [range.start] : [])));
    if (known.size === 0) continue;
    const isComment = commentsOf(templateSpans(template.text), template.text);
    if (occurrences(template).every((at) => known.has(at) || isComment(at - template.start)))
      understood.add(`${template.file}\0${template.text}`);
  }
  return ({ file, text }) => understood.has(`${file}\0${text}`);
}
