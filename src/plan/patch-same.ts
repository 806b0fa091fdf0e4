import type { PatchSite } from "../core/patch.ts";
import type { Place, Target } from "../core/plan.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import { deref, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { hasOciField } from "../flux/features.ts";
import { DROPPED_METADATA } from "../flux/git-repository-fields.ts";

/** Fields of `spec` that mean the same for both kinds, and that a patch may therefore write to both. */
const SAME: ReadonlySet<string> = new Set(["interval", "timeout", "ignore", "proxySecretRef"]);
/** Maps of `metadata` that the new object takes over. */
const METADATA: ReadonlySet<string> = new Set(["labels", "annotations"]);
/** Operations whose success hangs on nothing but the field they name. */
const OPERATIONS: ReadonlySet<string> = new Set(["add", "replace", "remove"]);

/**
 * Why a patch of a GitRepository cannot be one of the OCIRepository beside it, word for word: it changes a field that
 * an OCIRepository has not got, or has with another meaning, or an operation would find no field there.
 */
export function changesMore(site: PatchSite, target: Target): Refusal | undefined {
  const root = deref(site.content?.node);
  if (root?.type === "seq") return first(root.items, (item) => ofOperation(item, target));
  if (root?.type !== "map") return refuse("its text was not read");
  return (
    first(pairsAt(root), ({ key }) =>
      ["apiVersion", "kind", "metadata", "spec"].includes(String(key.value)) ? undefined : more(key.value),
    ) ??
    first(pairsAt(root, ["metadata"]), ({ key }) =>
      ["name", "namespace", ...METADATA].includes(String(key.value))
        ? undefined
        : more(`metadata.${key.value}`),
    ) ??
    first(pairsAt(root, ["spec"]), ({ key }) => ofField(String(key.value), target))
  );
}

function first<One>(list: readonly One[], ask: (one: One) => Refusal | undefined): Refusal | undefined {
  for (const one of list) {
    const refused = ask(one);
    if (refused) return refused;
  }
  return undefined;
}

function more(field: unknown): Refusal {
  return refuse(`it changes ${field || "the whole object"}`);
}

function ofField(field: string, { minors, decision }: Target): Refusal | undefined {
  if (!SAME.has(field)) return more(`spec.${field}`);
  if (field === "ignore" && decision.artifact)
    return refuse("it changes spec.ignore, whose rules would have to follow the root of the artifact");
  return hasOciField(field, minors)
    ? undefined
    : refuse(
        `it changes spec.${field}, which the OCIRepository of Flux 2.${Math.min(...minors)} has not got`,
      );
}

function ofOperation(item: YamlNode, target: Target): Refusal | undefined {
  const op = textAt(item, ["op"]) ?? "";
  const pointer = textAt(item, ["path"]) ?? "";
  if (!OPERATIONS.has(op)) return refuse(`it has an operation ${op} on ${pointer}`);
  const [, part, field = "", key = ""] = pointer.split("/");
  const inMetadata = part === "metadata" && METADATA.has(field);
  if (inMetadata && DROPPED_METADATA.includes(key.replaceAll("~1", "/").replaceAll("~0", "~")))
    return refuse(`the OCIRepository does not get what ${pointer} means`);
  if (!inMetadata && part !== "spec") return more(pointer);
  const refused = part === "spec" ? ofField(field, target) : undefined;
  return (
    refused ??
    (finds(target.place, op, field) ? undefined : refuse(`its ${op} on ${pointer} may find nothing there`))
  );
}

/** A copy of the declaration has what that has, what is there already is patched already, and another new object has an interval, and may lack all else. */
function finds(place: Place, op: string, field: string): boolean {
  if (place.at === "beside" || place.at === "existing") return true;
  return op === "add" ? SAME.has(field) : op === "replace" && field === "interval";
}
