import type { ConsumerRow } from "../../src/core/consumer.ts";
import { formatMinor } from "../../src/flux/flux-version.ts";

/** The table of docs/consumers.md, from the rows of the code. */
export function consumerTable(rows: readonly ConsumerRow[]): string {
  const lines = rows.map((row) => `| ${cells(row).join(" | ")} |`);
  return [
    "| what | field | takes an OCIRepository | outcome | rule |",
    "|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

function cells(row: ConsumerRow): string[] {
  const { acceptsOci } = row;
  const plain = acceptsOci ? "yes" : "no";
  const since = typeof acceptsOci === "object" ? `from Flux ${formatMinor(acceptsOci.sinceFlux)}` : plain;
  return [`${row.kind} (${row.group})`, `\`${fieldOf(row)}\``, since, outcomeOf(row), `\`${row.id}\``];
}

function fieldOf({ path }: ConsumerRow): string {
  return path.map((step, i) => (step === "*" ? "[]" : i === 0 ? step : `.${step}`)).join("");
}

/** Rows of templates whose objects move where they are written out. */
const WRITTEN_OUT: readonly string[] = ["resource-set-resources", "resource-set-steps"];

function outcomeOf({ id, rewrite, outcome, shape }: ConsumerRow): string {
  if (WRITTEN_OUT.includes(id)) return "`repoint` where written out, else `manual`";
  if (rewrite === "kind") return "`repoint`";
  if (rewrite === "chart") return "`restructure`";
  if (rewrite === "append") return "`append`, or `repoint` where no Git source is left";
  return shape === "embedded" && outcome === "manual" ? "`manual`, also as a text" : `\`${outcome}\``;
}

/** What is written by hand for each row that does not move by itself, as a list. */
export function byHand(rows: readonly ConsumerRow[]): string {
  return rows.map(({ id, why }) => `- \`${id}\`: ${why}`).join("\n");
}
