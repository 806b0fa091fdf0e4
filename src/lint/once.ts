import type { LintContext } from "./context.ts";

/**
 * A function of a tree that works once and then knows its answer, because several rules ask for the same.
 * @param make gives the same answer for the same tree, and never `undefined`
 */
export function onceATree<Needs extends Pick<LintContext, "objects">, Value extends object>(
  make: (context: Needs) => Value,
): (context: Needs) => Value {
  const known = new WeakMap<LintContext["objects"], Value>();
  return (context) => {
    const value = known.get(context.objects) ?? make(context);
    known.set(context.objects, value);
    return value;
  };
}
