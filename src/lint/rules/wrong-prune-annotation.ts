import { describe, type Manifest } from "../../core/manifest.ts";
import { PRUNE_DISABLED } from "../../core/oci-object.ts";
import type { FieldOp } from "../../core/ops.ts";
import { type Pair, pairsAt, textAt } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { repairFix } from "../repair-fix.ts";
import type { Found, LintRule } from "../rule.ts";

const [KEY, VALUE] = PRUNE_DISABLED;
/** Flux Operator has one of its own for what it manages (flux-operator api/v1/common_types.go). */
const KEYS: readonly string[] = [KEY, "fluxcd.controlplane.io/prune"];
/** What a person writes who wants an object to be kept. */
const MEANT_KEPT = /^(?:disabled?|false|no|off|never|none)$/i;
const PLACES = [
  { field: "annotations", what: "annotation" },
  { field: "labels", what: "label" },
] as const;

/**
 * An annotation or label that is to keep Flux from deleting an object, and does not: both are read, the key is exact,
 * and the value is compared without case (flux-facts 5.1; pkg ssa/utils/meta.go).
 */
export const wrongPruneAnnotation: LintRule = {
  id: "wrong-prune-annotation",
  find: (context) =>
    context.objects.manifests.flatMap((manifest) =>
      PLACES.flatMap(({ field, what }) =>
        pairsAt(manifest.node, ["metadata", field]).flatMap(
          (pair) =>
            found(
              pair,
              { manifest, field, what, all: pairsAt(manifest.node, ["metadata", field]) },
              context,
            ) ?? [],
        ),
      ),
    ),
};

interface Where {
  manifest: Manifest;
  field: string;
  what: string;
  all: readonly Pair[];
}

function found(pair: Pair, where: Where, context: LintContext): Found | undefined {
  const { manifest, field, what, all } = where;
  const key = String(pair.key.value);
  const value = textAt(pair.value) ?? "";
  const object = identityOf(manifest, context.graph);
  const path = ["metadata", field, key];
  if (KEYS.includes(key)) {
    if (value.toLowerCase() === VALUE || isFilledLater(value)) return undefined;
    const ops: FieldOp[] = [{ op: "set", path, value: VALUE }];
    return {
      message: `the ${what} ${key} of ${describe(manifest)} says ${JSON.stringify(value)}, and only ${VALUE} does something: Flux deletes the object all the same; write ${VALUE}, or take the ${what} away`,
      location: placeIn(manifest, pair.value ?? pair.key),
      object,
      ...(MEANT_KEPT.test(value) &&
        repairFix(
          "wrong-prune-annotation",
          manifest,
          ops,
          `write ${VALUE}, which keeps the object`,
          context,
        )),
    };
  }
  if (!isMeant(key)) return undefined;
  const isThere = all.some((one) => String(one.key.value) === KEY);
  const ops: FieldOp[] = [{ op: "rename", path, to: KEY, value: VALUE }];
  return {
    message: `nothing reads the ${what} ${key} of ${describe(manifest)}, so Flux deletes the object all the same; write ${KEY}: ${VALUE}`,
    location: placeIn(manifest, pair.key),
    object,
    ...(MEANT_KEPT.test(value) &&
      !isThere &&
      repairFix("wrong-prune-annotation", manifest, ops, "write the key that Flux reads", context)),
  };
}

/** A key that looks like the one of Flux: its prefix speaks of Flux or kustomize as groups do, and it ends in prune. */
function isMeant(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash === -1) return false;
  const prefix = key.slice(0, slash).toLowerCase();
  return key.slice(slash + 1).toLowerCase() === "prune" && /fluxcd|kustomiz|toolkit/.test(prefix);
}
