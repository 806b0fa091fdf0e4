import type { Config } from "../../src/config/types.ts";
import type { Reference } from "../../src/core/graph.ts";
import { isMove } from "../../src/core/plan.ts";
import { knowsKind, validate } from "./crd-oracle.ts";
import type { Fixture, Run } from "./fixture.ts";
import { objectsOf } from "./fixture-checks.ts";

/** The fixture as if every cluster of it had one Flux minor. */
export function onFlux(fixture: Fixture, minor: number): Fixture {
  const config: Config = { ...fixture.config, flux: [{ ...FLUX, minor }] };
  return { ...fixture, config };
}

/** One target for all scopes, as `--flux-version` gives it. */
const FLUX: Omit<Config["flux"][number], "minor"> = {
  scope: undefined,
  origin: { flag: "--flux-version" },
};

/** Rows whose references changed in objects that the CRDs of the minor know, and accepted before the change. */
export function validatedRows({ plan, before }: Run, minor: number): string[] {
  const moved = plan.migrations.flatMap(({ changes }) =>
    changes.flatMap(({ intent }) => (isMove(intent) ? [intent.reference] : [])),
  );
  return [...new Set(moved)].filter((one) => accepted(one, before, minor)).map(({ row }) => row.id);
}

function accepted({ manifest }: Reference, before: Run["before"], minor: number): boolean {
  if (!knowsKind(manifest.apiVersion, manifest.kind, minor)) return false;
  const text = before.get(manifest.document.file)?.toString("utf8") ?? "";
  return objectsOf(text)
    .filter(({ kind, name }) => kind === manifest.kind && name === manifest.name)
    .some(({ value }) => validate(value, minor).length === 0);
}
