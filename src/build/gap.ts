/** What could not be built: it is said, and never counts as absent. */
import type { Origin } from "./node.ts";

/**
 * `adds`: it can only bring further objects (a remote resource, a chart). `changes`: it can change or hide objects
 * of this tree (a remote component, a function, a file that cannot be read).
 */
export type GapEffect = "adds" | "changes";

/** A part of a delivery that nobody knows. */
export interface Gap {
  effect: GapEffect;
  /** A clause: what is not known, and why. */
  reason: string;
  /** Where it is written. */
  at: Origin;
  /** Everything that it adds goes to this namespace; left out if it may be any. */
  namespace?: string;
  /** Url of the repository that it comes from; left out if the tree does not tell. */
  repository?: string;
  /** The source that nothing declares, so that nobody knows what is read of it; left out for all others. */
  awaits?: { kind: string; namespace: string; name: string };
}

/** A gap that can only add objects. */
export function adds(reason: string, at: Origin): Gap {
  return { effect: "adds", reason, at };
}

/** A gap that can change or hide objects. */
export function changes(reason: string, at: Origin): Gap {
  return { effect: "changes", reason, at };
}
