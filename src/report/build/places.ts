/** Places of built values in files, for people. */

import { isWritten, type Origin, type SourceText, type Written } from "../../build/node.ts";
import { type Location, locate } from "../../core/manifest.ts";
import type { ScalarNode, YamlNode } from "../../core/tree.ts";
import { type Outward, placesWithin } from "../../edit/yaml-nested-place.ts";

/** A range of lines and columns. */
export type Area = Omit<Location, "file">;

/**
 * A place of a file. `within` is the scalar of the file that holds the text in which the value stands; it is the place
 * itself if the text has escapes or folded lines, so that nobody can tell where in it the value is.
 */
export type BuiltPlace = Location & { within?: Area };

/** Every place that somebody wrote of which a value is made; each once, that of its own text first. */
export function writtenPlaces(origin: Origin): Written[] {
  const found: Written[] = [];
  const seen = new Set<Origin>();
  const open: Origin[] = [origin];
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const made = isWritten(next) ? madeBy(next) : next;
    if (made) open.push(...made.from.toReversed());
    else found.push(next as Written);
  }
  return found;
}

/** What made the text that a place counts from; undefined if it stands in a file. */
function madeBy({ text }: Written): SourceText["made"] {
  let current: SourceText | undefined = text;
  for (; current; current = current.holder?.text) if (current.made) return current.made;
  return undefined;
}

/** What made a value: a cause, or nothing if it stands in a file as it is. */
export function causeOf(origin: Origin): string | undefined {
  return isWritten(origin) ? madeBy(origin)?.by : origin.by;
}

/** Tells places apart. */
export function placeKey({ text, start, end }: Written): string {
  return `${text.holder ? placeKey(text.holder) : text.document.file}:${start}-${end}`;
}

/** Finds places in files; what it has opened is kept. */
export class Places {
  readonly #opened = new WeakMap<SourceText, { outward: Outward | undefined }>();
  readonly #scalars = new WeakMap<YamlNode, Map<string, ScalarNode>>();

  /** The place of what somebody wrote. */
  of(written: Written): BuiltPlace {
    const top = topOf(written);
    const { document } = top.text;
    const place = this.#inFile(written) ?? top;
    const location = locate(document, place);
    if (top === written) return location;
    const { file: _, ...within } = locate(document, top);
    return { ...location, within };
  }

  /** The first place of an origin: where to look. */
  first(origin: Origin | undefined): BuiltPlace | undefined {
    const [written] = origin ? writtenPlaces(origin) : [];
    return written && this.of(written);
  }

  /** The range in the file; undefined if a text on the way cannot be followed. */
  #inFile(written: Written): { start: number; end: number } | undefined {
    let { text, start, end } = written;
    for (let holder = text.holder; holder; holder = text.holder) {
      const outward = this.#outward(text, holder);
      if (!outward) return undefined;
      // The end of a line belongs to that line, not to the start of the next one.
      [start, end] = [outward(start), end > start ? outward(end - 1) + 1 : outward(end)];
      text = holder.text;
    }
    return { start, end };
  }

  #outward(text: SourceText, holder: Written): Outward | undefined {
    let known = this.#opened.get(text);
    if (!known) {
      known = { outward: this.#open(text, holder) };
      this.#opened.set(text, known);
    }
    return known.outward;
  }

  #open(inner: SourceText, { text: { document }, start, end }: Written): Outward | undefined {
    const node = this.#scalarsOf(document.root).get(`${start}-${end}`);
    if (!node || typeof node.value !== "string") return undefined;
    const part = inner.document;
    if (node.value.slice(part.start, part.end) !== part.text) return undefined;
    const own = { ...node, start: start - document.start, end: end - document.start };
    const outward = placesWithin(document.text, own);
    return outward && ((offset) => outward(offset) + document.start);
  }

  /** The scalars of a tree by their ranges. */
  #scalarsOf(root: YamlNode): Map<string, ScalarNode> {
    const known = this.#scalars.get(root);
    if (known) return known;
    const scalars = new Map<string, ScalarNode>();
    const add = (node: YamlNode | undefined): void => {
      if (node?.type === "scalar") scalars.set(`${node.start}-${node.end}`, node);
      else if (node?.type === "seq") node.items.forEach(add);
      else if (node?.type === "map") for (const { value } of node.items) add(value);
    };
    add(root);
    this.#scalars.set(root, scalars);
    return scalars;
  }
}

function topOf(written: Written): Written {
  let top = written;
  while (top.text.holder) top = top.text.holder;
  return top;
}
