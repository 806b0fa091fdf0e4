/** Edits of decisions: checked like the configuration, and planned anew at once. */
import { type EditField, editedEntry, withEdits } from "../../config/edited.ts";
import { loadConfig } from "../../config/load.ts";
import type { Config } from "../../config/types.ts";
import { formatProblem } from "../../config/wording.ts";
import { hideCredentials } from "../../core/credentials.ts";
import { refEntry } from "../../core/decision.ts";
import type { Migration } from "../../core/plan.ts";
import { unitsOf } from "../../core/units.ts";
import { configText, joinedConfig } from "../../report/config-lines.ts";
import { type Analysis, plan, understand } from "../../run.ts";
import { readYamlFull } from "../../scan/read-yaml.ts";
import { placeProblem } from "../declare-in.ts";
import type { Step } from "./steps.ts";

/** What can be edited: the key, what it is called, and what it is now. */
export interface Editable {
  key: string;
  field: EditField;
  label: string;
  now(migration: Migration, config: Config): string;
}

/** The fields, in the order of the menu. */
export const EDITABLE: readonly Editable[] = [
  { key: "u", field: "url", label: "url", now: ({ target }) => target.decision.url },
  { key: "t", field: "ref", label: "tag", now: ({ target }) => refText(target) },
  {
    key: "s",
    field: "secretRef",
    label: "secretRef (empty: none)",
    now: ({ target }) => target.decision.access.secretRef ?? "",
  },
  {
    key: "p",
    field: "provider",
    label: "provider (empty: none)",
    now: ({ target }) => target.decision.access.provider ?? "",
  },
  { key: "n", field: "name", label: "name of every OCIRepository", now: (_, config) => config.name },
];

/** A tag as it is, anything else with its field: `semver >=1.0`. */
function refText({ decision }: Migration["target"]): string {
  const [field, value] = refEntry(decision.ref);
  return field === "tag" ? value : `${field} ${value}`;
}

/** Text of a configuration that changes one field of the decision about a migration. */
export function editText(migration: Migration, config: Config, field: EditField, value: string): string {
  const { unit, target } = migration;
  return configText(editedEntry(unit, target.decision, config, field, value.trim()));
}

/**
 * The tree decided anew with all edits on top.
 * @returns one line about what is wrong with an edit
 */
export async function analysisWith(base: Analysis, texts: readonly string[]): Promise<Analysis | string> {
  if (texts.length === 0) return base;
  const edits: Config[] = [];
  for (const text of texts) {
    const loaded = await loadConfig(text, "edit", readYamlFull);
    if ("errors" in loaded) return withoutPath(loaded.errors[0]?.message ?? "cannot be read");
    edits.push(loaded.config);
  }
  const analysis = understand(base.scanned, withEdits(base.config, edits, base.graph));
  const [error] = analysis.decisions.errors;
  if (error) return hideCredentials(formatProblem(error));
  return placeProblem(analysis.graph, analysis.decisions.byUnit, analysis.config) ?? analysis;
}

/** An entry of an edit has no place in a file that a person could look at. */
function withoutPath(message: string): string {
  return hideCredentials(message.replace(/^(?:sources|charts)\[0\](?:\.|: )/, "").replace(/^name: /, ""));
}

/** Why an edit cannot be used although it is well formed: nothing would migrate any more. */
export function refusalOf(id: string, analysis: Analysis): string | undefined {
  const now = plan(analysis);
  if (now.migrations.some((one) => one.id === id)) return undefined;
  const unit = unitsOf(analysis.graph).find((one) => one.id === id);
  const decision = unit && analysis.decisions.byUnit.get(unit);
  if (decision?.action !== "migrate") return decision?.reason ?? "its source is gone";
  return (unit && now.fates.get(unit)?.reason) ?? "nothing would migrate";
}

/**
 * What to write into git2oci.yaml, so that the next run decides as this one; empty without edits.
 * @param migrating ids of what migrates after all; an edit of what was declined then decides nothing
 */
export function editedConfig(steps: readonly Step[], migrating: readonly string[]): string {
  const counts = (id: string) => migrating.some((one) => id === one || id.startsWith(`${one}: `));
  return joinedConfig(
    steps.flatMap((one) =>
      one.do === "edit" && counts(one.id)
        ? [{ key: one.text.startsWith("name:") ? "name" : one.id, text: one.text }]
        : [],
    ),
  );
}
