/** The objects of one kustomization while it is built, and what its steps may ask for. */
import { UnreadableFile } from "./files.ts";
import { changes, type Gap } from "./gap.ts";
import { MAX_COMPONENTS, MAX_OBJECTS, MAX_SELECTIONS } from "./limits.ts";
import { DEFAULT_RULES, type NameRules } from "./name-rules.ts";
import type { BuiltNode, BuiltScalar, Origin } from "./node.ts";
import { fail } from "./node.ts";
import type { BuiltObject, Missed } from "./object.ts";
import { idKey, idOf } from "./object-id.ts";

/** What a kustomization has gathered so far; its steps change it in place. */
export interface Accumulation {
  objects: BuiltObject[];
  /** What `configurations` teach, from below too. */
  rules: NameRules;
  gaps: Gap[];
  missed: Missed[];
  /** Files and directories that were built, those too that were left out because no object of theirs can matter. */
  visited: Set<string>;
  /** Components that were included, for the limit. */
  components: number;
  /** Objects that patches and replacements have looked at, for the limit. */
  looks: number;
}

/** Texts and settings of a build. Paths count from the top of the tree, with `/`. */
export interface Sources {
  /** True while resource files without a Flux object are left out. */
  readonly filtered: boolean;
  /** The documents of a file; undefined if there is no such file. @throws BuildFailure if it is no YAML */
  documents(path: string): readonly BuiltNode[] | undefined;
  /** The documents of a text in a scalar. @throws BuildFailure if it is no YAML */
  documentsIn(scalar: BuiltScalar): readonly BuiltNode[];
  /** A file as it is; undefined if there is none. */
  text(path: string): { text: string; origin: Origin } | undefined;
  isDirectory(path: string): boolean;
}

/** A step needs objects that may stand in documents that were left out: the directory is built again with them. */
export class NeedsMoreFiles extends Error {
  /** Names of the objects; none if any may be meant. */
  readonly missed: readonly string[];

  constructor(missed: readonly string[]) {
    super("an object was left out");
    this.missed = missed;
  }
}

/** Goes on behind an item that misses an object, so that all that are missed are asked for at once. */
export function forEachWithMissed<Item>(items: Iterable<Item>, work: (item: Item) => void): void {
  const missed: string[] = [];
  for (const item of items)
    try {
      work(item);
    } catch (error) {
      if (error instanceof NeedsMoreFiles && error.missed.length > 0) missed.push(...error.missed);
      else if (missed.length === 0) throw error;
      else break;
    }
  if (missed.length > 0) throw new NeedsMoreFiles(missed);
}

/** Nothing gathered yet. */
export function newAccumulation(): Accumulation {
  return {
    objects: [],
    rules: DEFAULT_RULES,
    gaps: [],
    missed: [],
    visited: new Set(),
    components: 0,
    looks: 0,
  };
}

/** True if further objects may be there that nobody knows. */
export function isOpen({ gaps }: Accumulation): boolean {
  return gaps.length > 0;
}

/** Ids of a list of objects that only grows: every step that changes an object makes a list of its own. */
const IDS = new WeakMap<readonly BuiltObject[], Set<string>>();

/**
 * Adds objects.
 * @throws BuildFailure if one has the id of another
 */
export function append(accumulation: Accumulation, objects: readonly BuiltObject[]): void {
  const list = accumulation.objects;
  const known = IDS.get(list) ?? new Set(list.map(({ node }) => idKey(idOf(node))));
  IDS.set(list, known);
  for (const object of objects) {
    const key = idKey(idOf(object.node));
    if (known.has(key)) fail(`two resources have the id ${key}`, object.node.origin);
    if (list.length >= MAX_OBJECTS) fail(`a build has more than ${MAX_OBJECTS} objects`);
    known.add(key);
    list.push(object);
  }
}

/** Counts a component. @throws BuildFailure beyond the limit */
export function countComponent(accumulation: Accumulation): void {
  if (++accumulation.components > MAX_COMPONENTS)
    fail(`a build includes more than ${MAX_COMPONENTS} components`);
}

/** Counts one look at all objects. @throws BuildFailure beyond the limit */
export function countLook(accumulation: Accumulation): void {
  accumulation.looks += accumulation.objects.length;
  if (accumulation.looks > MAX_SELECTIONS)
    fail(`the patches of a build look at more than ${MAX_SELECTIONS} objects`);
}

/** Marks every object that is there as one that a gap may change or hide. */
export function blur(accumulation: Accumulation, gap: Gap): void {
  accumulation.gaps.push(gap);
  if (gap.effect === "changes")
    accumulation.objects = accumulation.objects.map((object) => ({
      ...object,
      gaps: [...object.gaps, gap],
    }));
}

/** Does a step. A file on the way that nobody can read may change everything that is there, or add to it. */
export function orGap(state: Accumulation, at: Origin, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    blur(state, changes(`${error.path} cannot be read: ${error.message}`, at));
  }
}
