import { describe, type Location, locate, type Manifest } from "../core/manifest.ts";
import { type Change, type Fate, isMove } from "../core/plan.ts";
import { isChart, type Unit } from "../core/units.ts";

/**
 * What Pulumi does on its own. A resource is known by its type, which is made of apiVersion and kind
 * (`kubernetes:source.toolkit.fluxcd.io/v1:GitRepository`), so a change of either is a new resource, and the end of the
 * old one.
 */
export function pulumiSteps(fates: ReadonlyMap<Unit, Fate>, changes: readonly Change[]): string[] {
  const replaced = [...fates].flatMap(([unit, { state }]) =>
    isChart(unit) || state !== "replaced"
      ? []
      : unit.declarations
          .filter(({ as, manifest }) => as === "object" && isOfPulumi(manifest))
          .map(({ location }) => `${unit.id} (${placeOf(location)})`),
  );
  const lines: string[] = [];
  if (replaced.length > 0)
    lines.push(
      `Look at pulumi preview: a changed kind is another resource for Pulumi, so it creates the OCIRepository and then deletes the GitRepository: ${[...new Set(replaced)].join(", ")}. One with protect: true must be unprotected first.`,
    );
  for (const { intent } of changes) {
    if (!isMove(intent)) continue;
    const { manifest } = intent.reference;
    const given = intent.ops.find((op) => op.op === "set" && op.path.join(".") === "apiVersion");
    if (given?.op !== "set" || given.value === manifest.apiVersion || !isOfPulumi(manifest)) continue;
    const place = placeOf(locate(manifest.document, manifest.node));
    lines.push(
      `Look at pulumi preview: ${describe(manifest)} (${place}) gets another apiVersion, and is another resource for Pulumi. Without aliases: [{ type: "kubernetes:${manifest.apiVersion}:${manifest.kind}" }] among its options it may delete the object that it has just written.`,
    );
  }
  return lines;
}

/** True for an object of a program that says Pulumi: by its class, or by what its file imports. */
function isOfPulumi({ node }: Manifest): boolean {
  const unit = node.code?.form === "object" ? node.code.unit : undefined;
  return (
    unit !== undefined &&
    (unit.model?.style === "crd2pulumi" || unit.file.imports.some((one) => one.module.startsWith("@pulumi/")))
  );
}

function placeOf({ file, line }: Location): string {
  return `${file}:${line}`;
}
