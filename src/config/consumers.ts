import type { ConsumerRow } from "../core/consumer.ts";
import type { RawReference } from "./raw.ts";
import type { Origin } from "./types.ts";
import { originText } from "./wording.ts";

/** The row of knowledge that an entry of `references` stands for. */
export function consumerRow(entry: RawReference, origin: Origin): ConsumerRow {
  const place = originText(origin);
  const outcome = entry.outcome ?? "repoint";
  const row: ConsumerRow = {
    id: `custom-${entry.kind.toLowerCase()}-${entry.path.replace(/[^A-Za-z0-9]+/g, "-").toLowerCase()}`,
    group: entry.group,
    kind: entry.kind,
    path: keysOf(entry.path),
    shape: "ref",
    acceptsOci: outcome === "repoint",
    outcome: outcome === "keep" ? "keep" : "manual",
    why: WHY[outcome](entry),
    source: place,
  };
  return outcome === "repoint" ? { ...row, rewrite: "kind" } : row;
}

const WHY: Readonly<Record<NonNullable<RawReference["outcome"]>, (entry: RawReference) => string>> = {
  repoint: ({ kind }) =>
    `${kind} accepts an OCIRepository there, says the configuration: write \`kind: OCIRepository\`.`,
  keep: ({ kind }) => `${kind} accepts only Git sources there, says the configuration.`,
  manual: ({ kind, path }) => `The configuration leaves ${path} of ${kind} to a person.`,
};

/** `spec.sources[].ref` as keys, `*` for each item of a list. */
function keysOf(path: string): string[] {
  return path.split(".").flatMap((step) => (step.endsWith("[]") ? [step.slice(0, -2), "*"] : [step]));
}
