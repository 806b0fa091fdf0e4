import { checkResult } from "../../src/check.ts";
import { type DecisionFlags, mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { sourceOf } from "../../src/core/units.ts";
import { changesOf, plan } from "../../src/run.ts";
import type { SourceName } from "./fleet.ts";
import { FLEET_URL, gitText, kustomizationText } from "./fleet-manifests.ts";
import { analyseTexts } from "./memory-tree.ts";

const FLUX = { name: "flux-system", namespace: "flux-system" };
/** Spec of a source of another repository. */
export const GIT = ["interval: 5m", "url: https://github.com/acme/app", "ref:", "  branch: main"];

/** A Kustomization that reads a source; its path is of another repository where none is given. */
export function reader(name: string, source: SourceName, path = "./elsewhere", namespace?: string): string {
  return kustomizationText({ name, namespace }, path, source, "block", true);
}

/** What `flux bootstrap` writes for a cluster. */
export function cluster(scope: string): [string, string] {
  const git = gitText(FLUX, ["interval: 1m", `url: ${FLEET_URL}`, "ref:", "  branch: main"]);
  const root = reader("flux-system", { ...FLUX, namespace: undefined }, `./${scope}`, "flux-system");
  return [`${scope}/flux-system/gotk-sync.yaml`, `${git}---\n${root}`];
}

/** Plans the migration of files with these flags (and perhaps a name template), lays it out and checks the result. */
export function migrate(files: ReadonlyMap<string, string>, flags: DecisionFlags, name = "{name}") {
  const merged = mergeFlags(emptyConfig(), flags);
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  const analysis = analyseTexts(files, { ...merged.config, name, owners: ["github.com/acme"] });
  const current = plan(analysis);
  const changes = changesOf(current, analysis);
  const after = new Map(files);
  for (const change of changes) if (change.after !== undefined) after.set(change.path, change.after);
  const fates = Object.fromEntries(
    [...current.fates].map(([one, fate]) => [`${one.id} in ${sourceOf(one).scope}`, fate]),
  );
  return {
    analysis,
    changed: changes.map((one) => one.path),
    after,
    fates,
    reasons: [...current.outcomes.values()].map((one) => one.reason),
    outcomes: [...current.outcomes].map(([one, { outcome }]) => `${one.row.id} ${outcome}`),
    findings: current.findings,
    before: current.before,
    afterwards: current.after,
    problems: checkResult(analysis, current, changes),
  };
}
