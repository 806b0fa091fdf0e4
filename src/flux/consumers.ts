import type { ConsumerRow } from "../core/consumer.ts";
import { FLUX_ROWS } from "./consumers-flux.ts";
import { HELD_ROWS } from "./consumers-held.ts";
import { OTHER_ROWS } from "./consumers-other.ts";

/** Every field of every known kind that can name a GitRepository. A new consumer is a row, not code. */
export const CONSUMERS: readonly ConsumerRow[] = [...FLUX_ROWS, ...OTHER_ROWS, ...HELD_ROWS];

const BY_KIND: ReadonlyMap<string, readonly ConsumerRow[]> = new Map(
  CONSUMERS.map(({ group, kind }) => [
    `${group}/${kind}`,
    CONSUMERS.filter((row) => row.group === group && row.kind === kind),
  ]),
);

/** The rows of a kind; empty for kinds that name no source. `group` is the API group without version. */
export function rowsFor(group: string, kind: string): readonly ConsumerRow[] {
  return BY_KIND.get(`${group}/${kind}`) ?? [];
}

/** Rows for kustomize patches, which name sources in any file that has patches; group and kind stand for none. */
export const PATCH_ROWS: {
  readonly reference: ConsumerRow;
  readonly target: ConsumerRow;
  readonly content: ConsumerRow;
  readonly replacement: ConsumerRow;
} = {
  reference: {
    id: "patch-source-ref",
    group: "kustomize.config.k8s.io",
    kind: "Kustomization",
    path: ["patches", "*", "patch", "spec", "sourceRef"],
    shape: "ref",
    acceptsOci: true,
    rewrite: "kind",
    outcome: "manual",
    why: "The patch writes a reference to a GitRepository into Flux Kustomizations. Write `kind: OCIRepository` in it.",
    source: "flux-facts 3; shapes.md (block-scalar patches that set sourceRef)",
  },
  target: {
    id: "patch-target",
    group: "kustomize.config.k8s.io",
    kind: "Kustomization",
    path: ["patches", "*", "target"],
    shape: "ref",
    acceptsOci: true,
    outcome: "manual",
    why: "The patch is for GitRepository objects; once its target is gone kustomize drops it without a word. Add the same patch with `kind: OCIRepository` in its target, and translate its paths: `/spec/ref/branch` becomes `/spec/ref/tag`, and secretRef, provider and verify mean other things for OCI.",
    source: "flux-facts 3 and 8.34-8.35",
  },
  content: {
    id: "patch-content",
    group: "kustomize.config.k8s.io",
    kind: "Kustomization",
    path: ["patches", "*", "patch"],
    shape: "embedded",
    acceptsOci: true,
    outcome: "manual",
    why: "The patch writes a reference to a GitRepository, or is a patch of one, into objects that this file alone does not show. Write `kind: OCIRepository` in it once every object that it reaches may move; a strategic-merge patch of a GitRepository that is gone fails the build.",
    source: "flux-facts 3; shapes.md (block-scalar patches that set sourceRef)",
  },
  replacement: {
    id: "patch-replacement",
    group: "kustomize.config.k8s.io",
    kind: "Kustomization",
    path: ["replacements", "*", "source"],
    shape: "ref",
    acceptsOci: true,
    outcome: "manual",
    why: "The replacement reads a field of a GitRepository, and kustomize fails the build where that is gone, so it stays. To let it go, write `kind: OCIRepository` in `source`, and `spec.ref.tag` for `spec.ref.branch` in its `fieldPath`, where the value fits what it is put into.",
    source: "flux-facts 3",
  },
};

/** What to do about a GitRepository that stands in another object; it names itself, and is listed as what names it. */
export const HELD_SOURCE =
  "It makes a GitRepository. Make an OCIRepository with the artifact's url and a tag beside it for those of its readers that accept one, and take it away once nothing reads it.";

/** Id of references in templates, and of the rule that tells of them. */
export const TEMPLATE_ROW = "template";

/** The row of a field as it stands in a template: a rule of its own, and no other change than one word. */
export function templateRow(row: ConsumerRow | undefined): ConsumerRow {
  return {
    group: "",
    kind: "Template",
    path: ["spec", "sourceRef"],
    shape: "ref",
    acceptsOci: true,
    why: "Write `kind: OCIRepository` in the template.",
    source: "design.md: templates",
    ...row,
    id: TEMPLATE_ROW,
    rewrite: "text",
    outcome: "manual",
  };
}

/** Versions of a kind whose API refuses an OCIRepository although others take it, with what to do first. */
export const REFUSING_VERSIONS: readonly { row: string; version: string; why: string }[] = [
  {
    row: "kustomization-source-ref",
    version: "v1beta1",
    why: "Kustomization v1beta1 accepts only GitRepository and Bucket; raise it to kustomize.toolkit.fluxcd.io/v1 first (`flux migrate -f .`).",
  },
];

/** Why this version of the kind (`v1beta1`) refuses an OCIRepository in the row's field; undefined where it does not. */
export function refusalOf(row: ConsumerRow, version: string): string | undefined {
  return REFUSING_VERSIONS.find((one) => one.row === row.id && one.version === version)?.why;
}
