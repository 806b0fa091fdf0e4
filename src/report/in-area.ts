/** Graph and plan of a part of a tree, as reports show them: paths from what was named, and nothing outside of it. */
import { type Area, shownPath } from "../core/area.ts";
import type { Graph, SourceNode } from "../core/graph.ts";
import type { FileChange, Migration, Plan } from "../core/plan.ts";

/** What a report is made of. */
export interface Shown {
  graph: Graph;
  plan: Plan;
  files: readonly FileChange[];
  /** Migrations that wait for a person. */
  waiting: readonly Migration[];
}

/**
 * A copy for reports of what a run for a part of a tree has found; the same if the part is all of it.
 * @param known every file of the tree that a sentence may name
 */
export function inArea(shown: Shown, area: Area, known: Iterable<string>): Shown {
  const files = new Set([...known, ...shown.files.map(({ path }) => path)]);
  if (area.base === "" && ![...files].some((file) => area.outside(file) !== undefined)) return shown;
  return new AreaCopy(area, files).of(shown);
}

/** A copy of any data of a report, with paths as they are shown. */
export function shownIn<T>(value: T, area: Area, known: Iterable<string>): T {
  return area.base === "" ? value : new AreaCopy(area, new Set(known)).of(value);
}

/** Texts of files and what was read in them: they are shown as they are, and are large. */
const AS_IS: ReadonlySet<string> = new Set([
  "root",
  "node",
  "spec",
  "text",
  "before",
  "after",
  "ops",
  "value",
]);

/** Lists of which only what stands inside of the area is shown. */
const LISTED: ReadonlySet<string> = new Set(["references", "findings", "skipped", "repairs"]);

/** What may be a path in a sentence. */
const PATH = /[\w.@+-]+(?:\/[\w.@+-]+)*/g;

/** Copies objects that refer to each other: what was one object is one object in the copy. */
class AreaCopy {
  readonly #area: Area;
  readonly #files: ReadonlySet<string>;
  readonly #copies = new Map<object, unknown>();

  constructor(area: Area, files: ReadonlySet<string>) {
    this.#area = area;
    this.#files = files;
  }

  of<T>(value: T, key = ""): T {
    return this.#value(value, key) as T;
  }

  #value(value: unknown, key: string): unknown {
    if (typeof value === "string") return this.#string(value, key);
    if (typeof value !== "object" || value === null || AS_IS.has(key)) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) return this.#list(value, key);
    if (value instanceof Map) return this.#map(value);
    if (value instanceof Set)
      return this.#kept(value, new Set([...value].map((one) => this.#value(one, ""))));
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return value;
    const copy: Record<string, unknown> = {};
    this.#copies.set(value, copy);
    for (const [name, one] of Object.entries(value)) copy[name] = this.#value(one, name);
    return copy;
  }

  #list(list: readonly unknown[], key: string): unknown[] {
    const copy: unknown[] = [];
    this.#copies.set(list, copy);
    for (const one of list) if (this.#isListed(one, key)) copy.push(this.#value(one, ""));
    return copy;
  }

  #map(map: ReadonlyMap<unknown, unknown>): Map<unknown, unknown> {
    const copy = new Map<unknown, unknown>();
    this.#copies.set(map, copy);
    for (const [key, value] of map) copy.set(this.#value(key, "key"), this.#value(value, ""));
    return copy;
  }

  #kept<T>(original: object, copy: T): T {
    this.#copies.set(original, copy);
    return copy;
  }

  #isListed(one: unknown, key: string): boolean {
    if (key === "sources" && isSource(one))
      return [...one.declarations, ...one.references].some(({ location: { file } }) => this.#isInside(file));
    const file = LISTED.has(key) ? fileOf(one) : undefined;
    return file === undefined || this.#isInside(file);
  }

  #isInside(file: string): boolean {
    return this.#area.outside(file) === undefined;
  }

  /** A path as a whole, or a sentence with paths of files in it. */
  #string(text: string, key: string): string {
    if (this.#area.base === "" || key === "key") return text;
    if (key === "file" || key === "listIn") return shownPath(text, this.#area);
    return text.replace(PATH, (word) => (this.#files.has(word) ? shownPath(word, this.#area) : word));
  }
}

function isSource(one: unknown): one is SourceNode {
  return typeof one === "object" && one !== null && "declarations" in one && "references" in one;
}

/** The file that something stands in. */
function fileOf(one: unknown): string | undefined {
  if (typeof one !== "object" || one === null) return undefined;
  const { location, file } = one as { location?: { file?: string }; file?: string };
  return location?.file ?? file;
}
