import { UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { hasVariable } from "../core/variables.ts";

/** Finds things by name without a look at all of them: fleets have thousands, and each is asked for thousands of times. */
export interface ByName<Item> {
  /** Everything that may be called so; a name that is filled in later may be any. */
  mayBeCalled: (name: string) => readonly Item[];
}

/** Makes the index; what is filled in later, or not known, is found under every name. */
export function byName<Item extends { name: string }>(items: readonly Item[]): ByName<Item> {
  const exact = new Map<string, Item[]>();
  const open: Item[] = [];
  for (const item of items)
    if (item.name === UNKNOWN || hasVariable(item.name)) open.push(item);
    else pushTo(exact, item.name, item);
  return {
    mayBeCalled: (name) =>
      name === UNKNOWN || hasVariable(name)
        ? items
        : open.length === 0
          ? (exact.get(name) ?? [])
          : [...(exact.get(name) ?? []), ...open],
  };
}
