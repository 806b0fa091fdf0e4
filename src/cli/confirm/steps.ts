/** What a person did at the questions, in order. All that follows from it is computed; undo takes the last one away. */

/** Some references of one migration that are decided for themselves. */
export interface Part {
  /** What they have in common, for people: a file, a cluster, a place. */
  label: string;
  /** Ids of the references. */
  references: readonly string[];
}

/** By what a migration is split. */
export type SplitBy = "file" | "cluster" | "reference";

/** One key that decided something. `id` is the question that was open then. */
export type Step =
  | { do: "answer"; id: string; accept: boolean }
  /** This one, and all open ones of its group, also those that only come up later. */
  | { do: "rest"; id: string; accept: boolean; group: string }
  /** This one, and every safe one that is left. */
  | { do: "safe"; id: string }
  | { do: "split"; id: string; by: SplitBy; parts: readonly Part[] }
  /** Another decision, as text of a configuration. */
  | { do: "edit"; id: string; text: string };

/** Id of the question about a part. */
export function partId(id: string, { label }: Part): string {
  return `${id}: ${label}`;
}

/** Reads steps that were saved; undefined for anything else. */
export function readSteps(value: unknown): Step[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const steps = value.map(readStep);
  return steps.every((one) => one !== undefined) ? steps : undefined;
}

function readStep(value: unknown): Step | undefined {
  if (!isRecord(value) || typeof value.id !== "string") return undefined;
  const { id, accept, group, text, by } = value;
  if (value.do === "safe") return { do: "safe", id };
  if (value.do === "edit" && typeof text === "string") return { do: "edit", id, text };
  if (value.do === "answer" && typeof accept === "boolean") return { do: "answer", id, accept };
  if (value.do === "rest" && typeof accept === "boolean" && typeof group === "string")
    return { do: "rest", id, accept, group };
  const parts = Array.isArray(value.parts) ? value.parts.map(readPart) : [undefined];
  if (value.do === "split" && isSplitBy(by) && parts.every((one) => one !== undefined))
    return { do: "split", id, by, parts };
  return undefined;
}

function readPart(value: unknown): Part | undefined {
  if (!isRecord(value) || typeof value.label !== "string" || !Array.isArray(value.references))
    return undefined;
  const references: unknown[] = value.references;
  return references.every((one) => typeof one === "string") ? { label: value.label, references } : undefined;
}

function isSplitBy(value: unknown): value is SplitBy {
  return value === "file" || value === "cluster" || value === "reference";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
