import { textIn } from "../../build/node.ts";
import { groupBy } from "../../core/group.ts";
import { describe, type Manifest } from "../../core/manifest.ts";
import type { FieldOp } from "../../core/ops.ts";
import type { Severity } from "../../core/plan.ts";
import { at, itemsAt, type PathStep, pairOf, type YamlNode } from "../../core/tree.ts";
import { goneFields } from "../../flux/version-bumps.ts";
import { isAsWritten } from "../../graph/built-manifests.ts";
import { namedRefs } from "../../graph/source-refs.ts";
import { buildsOf } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { repairFix } from "../repair-fix.ts";
import type { Found, LintRule } from "../rule.ts";
import { type Refused, targetsOf, versionFault } from "../served.ts";

/**
 * An apiVersion that the Flux of a cluster does not serve (flux-facts 1): of an object of Flux, or written in a field
 * that names one.
 */
export const removedApiVersion: LintRule = {
  id: "removed-api-version",
  find: (context) =>
    [
      ...groupBy(
        context.objects.manifests.flatMap((one) => spotsOf(one, context)),
        (spot) => spot.manifest,
      ),
    ].flatMap(([manifest, spots]) => foundIn(manifest, spots, context)),
};

interface Spot {
  manifest: Manifest;
  steps: readonly PathStep[];
  value: YamlNode | undefined;
  /** What the field is called; undefined for the object's own. */
  field: string | undefined;
  kind: string;
  fault: Refused;
  /** False where nobody reads it, so that it only misleads. */
  read: boolean;
}

/** Fields whose apiVersion a controller looks the object up with; in all others it is not read (flux-facts 3). */
const LOOKED_UP: ReadonlySet<string> = new Set([
  "receiver-resource",
  "kustomization-health-check",
  "resource-set-depends-on",
]);

function spotsOf(manifest: Manifest, context: LintContext): Spot[] {
  const targets = targetsOf(manifest, context.graph);
  const own = isAsked(manifest) ? versionFault(manifest.apiVersion, manifest.kind, targets) : undefined;
  const spots: Spot[] = [];
  if (own)
    spots.push({
      manifest,
      steps: ["apiVersion"],
      value: pairOf(manifest.node, "apiVersion")?.value,
      field: undefined,
      kind: manifest.kind,
      fault: own,
      read: true,
    });
  const built = buildsOf(context)
    .of(manifest)
    .flatMap((one) =>
      namedRefs(one.object).flatMap((ref): Spot[] => {
        const steps = [...ref.path, "apiVersion"];
        const fault = versionFault(textIn(ref.node, ["apiVersion"]), ref.kind, targets);
        if (!fault || !isAsWritten(one, steps)) return [];
        const read = LOOKED_UP.has(ref.row?.id ?? "");
        const value = at(manifest.node, steps);
        return [{ manifest, steps, value, field: pathText(ref.path), kind: ref.kind, fault, read }];
      }),
    );
  return [...spots, ...new Map(built.map((spot) => [spot.field, spot])).values()];
}

/**
 * What a cluster of Flux 2.2 has to write for its HelmRepositories is nobody's question here (biohazard has 29, and an
 * archived file that tells the version); that a release has removed the version is.
 */
function isAsked({ kind, version }: Manifest): boolean {
  return kind !== "HelmRepository" || version.includes("beta");
}

/** One fix for all of an object: half of it would leave the other half wrong. */
function foundIn(manifest: Manifest, spots: readonly Spot[], context: LintContext): Found[] {
  const ops = spots.flatMap((spot) => opOf(spot) ?? []);
  const fix = repairFix(
    "removed-api-version",
    manifest,
    ops,
    "write the apiVersion that the cluster serves; no field changes",
    context,
  );
  return spots.map((spot) => {
    const severity = severityOf(spot);
    return {
      message: messageOf(spot),
      location: placeIn(manifest, spot.value),
      object: identityOf(manifest, context.graph),
      ...(severity && { severity }),
      ...(opOf(spot) && fix),
    };
  });
}

function severityOf({ fault, read }: Spot): Severity | undefined {
  return fault.assumed || !read ? "warning" : undefined;
}

function opOf({ manifest, steps, field, fault }: Spot): FieldOp | undefined {
  if (fault.write === undefined) return undefined;
  if (field === undefined && lostBy(manifest)?.length !== 0) return undefined;
  return { op: "set", path: steps, value: fault.write };
}

/** Fields of the object that the newer version has not got; undefined where more than the version changes. */
function lostBy({ group, kind, version, node }: Manifest): string[] | undefined {
  return goneFields(group, kind, version)?.filter((path) => {
    const keys = path.split(".");
    return nodesAt(node, keys.slice(0, -1)).some((one) => pairOf(one, keys.at(-1) ?? ""));
  });
}

/** The nodes at a path in which `*` stands for every item of a list. */
function nodesAt(node: YamlNode, [key, ...rest]: readonly string[]): YamlNode[] {
  if (key === undefined) return [node];
  const next = key === "*" ? itemsAt(node) : [at(node, [key])].filter((one) => one !== undefined);
  return next.flatMap((one) => nodesAt(one, rest));
}

function messageOf({ manifest, field, kind, fault, read }: Spot): string {
  const what = field === undefined ? describe(manifest) : `${field} of ${describe(manifest)}`;
  const write = fault.write === undefined ? "" : `; write ${fault.write}`;
  const lost = field === undefined && fault.write !== undefined && !fault.early ? adviceOf(manifest) : "";
  const idle = read ? "" : " (nothing reads it there, so it may as well go)";
  const of = field === undefined ? "" : ` of ${kind}`;
  return `${what} says ${fault.apiVersion}${of}, which ${fault.by}${write}${lost}${idle}`;
}

function adviceOf(manifest: Manifest): string {
  const lost = lostBy(manifest);
  if (!lost) return ", and compare its fields: more than the version has changed";
  return lost.length === 0 ? "" : `, and first replace what it has not got: ${lost.join(", ")}`;
}

function pathText(steps: readonly PathStep[]): string {
  return steps.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}
