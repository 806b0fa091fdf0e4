import type { ConsumerRow } from "../core/consumer.ts";
import { type Manifest, toManifest } from "../core/manifest.ts";
import { itemsAt, type PathStep } from "../core/tree.ts";
import { refusalOf, rowsFor } from "../flux/consumers.ts";
import { referencesAt } from "./find-references.ts";
import { type FoundReference, GIT } from "./found-reference.ts";

/** Where the operator's templates stand in an object, as whole objects; a text in between is another matter. */
const LISTS: Readonly<Record<string, (manifest: Manifest) => PathStep[][]>> = {
  "resource-set-resources": () => [["spec", "resources"]],
  "resource-set-steps": ({ node }) =>
    itemsAt(node, ["spec", "steps"]).map((_step, i) => ["spec", "steps", i, "resources"]),
};

/** What the operator fills in: `<< inputs.x >>`. */
const FILLED = "<<";

/**
 * References of whole objects in a template that are written out, name and namespace: the operator gives them to the
 * cluster as they are, so they move like those of any other object.
 */
export function templateReferences(row: ConsumerRow, manifest: Manifest): FoundReference[] {
  return (LISTS[row.id]?.(manifest) ?? []).flatMap((list) =>
    itemsAt(manifest.node, list).flatMap((item, i) => {
      const object = toManifest(manifest.document, item);
      if (!object) return [];
      return rowsFor(object.group, object.kind)
        .filter((one) => one.rewrite === "kind" && refusalOf(one, object.version) === undefined)
        .flatMap((one) => referencesAt(one, object, item, [...list, i]))
        .map((one) => ({
          ...one,
          manifest,
          namespace: one.namespace ?? object.namespace,
          row: as(row, one.row),
        }))
        .filter(({ name, namespace }) => [name, namespace].every((text) => text && !text.includes(FILLED)));
    }),
  );
}

/** The row of the template, with what the field of the object allows. */
function as(row: ConsumerRow, { acceptsOci, follows }: ConsumerRow): ConsumerRow {
  return { ...row, shape: "ref", rewrite: "kind", acceptsOci, ...(follows && { follows }) };
}

/** True for a name that the operator fills in, so that it may be that of any source. */
export function isFilled(name: string): boolean {
  return name.includes(FILLED) || name.includes("{{");
}

/**
 * For references inside one text of a manifest, the place of each in it, so that a person finds the line: in the order
 * of the text; all at the first one where the text does not tell which is which.
 */
export function placesInside(
  { document }: Manifest,
  scalar: { start: number; end: number },
  count: number,
): { start: number; end: number }[] {
  const text = document.text.slice(scalar.start - document.start, scalar.end - document.start);
  const found: { start: number; end: number }[] = [];
  for (let at = text.indexOf(GIT); at !== -1; at = text.indexOf(GIT, at + GIT.length))
    if (/kind["']?:\s{1,9}["']?$/.test(text.slice(Math.max(0, at - 20), at)))
      found.push({ start: scalar.start + at, end: scalar.start + at + GIT.length });
  const [first] = found;
  if (!first) return [];
  return found.length === count ? found : Array.from({ length: count }, () => first);
}
