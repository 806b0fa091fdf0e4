/** Patches of Git sources, as the builds have applied them. */
import type { Cluster } from "../build/cluster.ts";
import { get, itemsIn, textIn } from "../build/node.ts";
import type { Touch } from "../build/object.ts";
import { matches } from "../build/selector.ts";
import { type SourceNode, UNKNOWN } from "../core/graph.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import { type PatchSite, type Spot, spotKey } from "../core/patch.ts";
import { child, deref, type MapNode, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { PATCH_ROWS } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { itemPath, itemSteps, type Placed, placedAt, shownAt } from "../graph/placed.ts";
import { type FoundReference, GIT } from "./found-reference.ts";
import type { Holders } from "./holders.ts";
import { declarePatch, type SourceStore } from "./sources.ts";

/** Stands among the fields of a patch for all of them. */
const ALL = "*";

/**
 * A reference for each patch, replacement and source that it is applied to: while the patch is there, the Git source
 * has to stay. What a patch writes becomes part of the source.
 */
export function findSourcePatches(
  clusters: readonly Cluster[],
  holders: Holders,
  store: SourceStore,
): FoundReference[] {
  const found = new Map<string, FoundReference>();
  for (const { key: cluster, objects } of clusters)
    for (const { id, built } of objects) {
      if (id.group !== GROUP.source || id.kind !== GIT) continue;
      const source = store.get(cluster, id.namespace || UNKNOWN, id.name);
      for (const touch of built.touched) {
        const patch = patchAt(touch, holders);
        if (!patch) continue;
        const key = `${source.id}@${cluster} ${patch.key}`;
        if (!found.has(key)) addTo(source, touch, patch);
        found.set(key, referenceTo(source, touch, patch));
      }
    }
  return [...found.values()];
}

/** A touch with the places of its parts. */
interface Patch {
  key: string;
  holder: Manifest;
  selector: Placed;
  content: Placed | undefined;
}

function patchAt({ by, selector, body }: Touch, holders: Holders): Patch | undefined {
  const at = by === "nameReference" ? undefined : placedAt(selector.origin);
  const holder = at && holders.of(at);
  const content = by === "replacement target" ? undefined : placedAt(body?.origin);
  return (
    at &&
    holder && { key: `${spotKey(at)} ${content ? spotKey(content) : ""}`, holder, selector: at, content }
  );
}

function addTo(source: SourceNode, { by, selector, body }: Touch, { holder, selector: at, content }: Patch) {
  if (by === "replacement source") return;
  const replaces =
    by === "replacement target" ? itemsIn(body, ["fieldPaths"]).map((one) => textIn(one)) : undefined;
  const effect = effectOf(content?.node, replaces);
  if (effect.fields.length === 0) return;
  // A patch in a file of its own is read there, and not where a kustomization.yaml names it.
  const text = content ?? at;
  const location = locate(text.document, shownAt(text));
  const kind = textIn(selector, ["kind"]);
  source.patches.push({
    location,
    fields: effect.fields,
    readable: effect.spec !== undefined,
    alsoOci: by !== "id" && matches(kind, "OCIRepository"),
  });
  const declared = source.declarations.find((one) => one.as !== "patch");
  if (effect.spec) declarePatch(source, holder, effect.spec, location, declared?.contexts ?? []);
}

/** The fields of `spec` that a patch changes, and what it writes there where that is plain to see. */
function effectOf(
  content: YamlNode | undefined,
  replaces: readonly string[] | undefined,
): { fields: string[]; spec: MapNode | undefined } {
  const pointers = replaces?.map((path) => path.split(".")) ?? operations(content);
  if (pointers) {
    const inSpec = pointers.filter(([first]) => first === "spec" || first === "");
    return { fields: [...new Set(inSpec.map(([, field]) => field ?? ALL))], spec: undefined };
  }
  const map = deref(content);
  if (map?.type !== "map" || child(map, "$patch")) return { fields: [ALL], spec: undefined };
  const spec = deref(child(map, "spec"));
  if (spec?.type !== "map") return { fields: spec ? [ALL] : [], spec: undefined };
  const fields = pairsAt(spec).map((pair) => String(pair.key.value));
  return fields.some((one) => one.startsWith("$")) ? { fields: [ALL], spec: undefined } : { fields, spec };
}

/** The pointers of a JSON6902 patch, split; undefined for other patches. */
function operations(content: YamlNode | undefined): string[][] | undefined {
  const list = deref(content);
  if (list?.type !== "seq") return undefined;
  return list.items.map((one) => (textAt(one, ["path"]) ?? "").split("/").slice(1));
}

function siteOf({ by, body }: Touch, { holder, selector, content }: Patch): PatchSite {
  const replaces =
    by === "replacement target"
      ? {
          paths: itemsIn(body, ["fieldPaths"]).map((one) => textIn(one)),
          rejects: get(body, "reject") !== undefined,
        }
      : undefined;
  const target: Spot | undefined = by === "id" ? undefined : selector;
  const steps = selector.holders.length > 0 && by !== "id" ? undefined : itemSteps(selector.steps[0] ?? []);
  return { key: spotKey(content ?? selector), content, target, item: steps && { holder, steps }, replaces };
}

function referenceTo(source: SourceNode, touch: Touch, patch: Patch): FoundReference {
  const { holder, selector } = patch;
  const { by } = touch;
  const inner = selector.steps.at(-1) ?? [];
  const kind = selector.holders.length === 0 ? child(selector.node, "kind") : undefined;
  const place = { manifest: holder, node: undefined, at: kind ?? shownAt(selector), name: source.name };
  const of = { ...place, namespace: source.namespace };
  if (by === "replacement source")
    return { ...of, row: PATCH_ROWS.replacement, path: itemPath(selector, inner) };
  const site = siteOf(touch, patch);
  if (by === "id") return { ...of, row: PATCH_ROWS.content, path: itemPath(selector) || "kind", site };
  const path = itemPath(selector, by === "target" ? inner : inner.slice(0, -1));
  return { ...of, row: PATCH_ROWS.target, path, site };
}
