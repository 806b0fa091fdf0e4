import { UNKNOWN } from "../../core/graph.ts";
import { describe, locate } from "../../core/manifest.ts";
import { child } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { openingsOf } from "../closed.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type DeclaredSource, declaredAs, declaredIn, mayBe, READ_KINDS } from "../declared-sources.ts";
import { type Looking, lookingFrom } from "../existing.ts";
import { patchesReaching } from "../patch-texts.ts";
import type { Found, LintRule } from "../rule.ts";
import { type SourceRef, sourceRefsOf } from "../source-refs.ts";

/**
 * A reference to a source that its cluster does not have. Most references of real fleets name a source that is made
 * elsewhere, so it is said only of clusters of which this tree shows everything (`closed.ts`).
 */
export const danglingSourceRef: LintRule = {
  id: "dangling-source-ref",
  find: (context) =>
    context.objects.manifests.flatMap((manifest) =>
      sourceRefsOf(manifest).flatMap((ref) => found(ref, context)),
    ),
};

function found(ref: SourceRef, context: LintContext): Found[] {
  const { manifest, kind, name, namespace, row } = ref;
  if (!READ_KINDS.has(kind) || isOpen(name) || isOpen(namespace ?? "")) return [];
  // Another rule says that this kind is never accepted there.
  if (kind === "OCIRepository" && (row === "helmrelease-chart" || row === "helmchart-source-ref")) return [];
  const ways = lookingFrom(ref, context.graph);
  const lost = ways.filter((way) => isMissing(ref, way, context));
  const [first] = lost;
  // An Alert that several clusters share is right as soon as one of them has what it names.
  if (row === "alert-event-source" && lost.length < ways.length) return [];
  if (!first || isPatched(ref, context)) return [];
  const near = nearestOf(ref, first, context);
  const shown = first.namespace === UNKNOWN ? name : `${first.namespace}/${name}`;
  return [
    {
      message: `${describe(manifest)} names ${kind} ${shown}, which nothing declares in its cluster${near ? `; ${near.why}` : "; declare it, or correct the name"}`,
      location: placeIn(manifest, child(ref.node, "name") ?? ref.node),
      object: identityOf(manifest, context.graph),
      ...(near?.one.manifest && {
        related: [
          {
            message: `${near.one.kind} ${near.one.name} is declared here`,
            location: locate(
              near.one.manifest.document,
              child(near.one.manifest.node, "kind") ?? near.one.manifest.node,
            ),
          },
        ],
      }),
      // An Alert on what is not there does no harm but its silence.
      ...(row === "alert-event-source" && { severity: "warning" as const }),
    },
  ];
}

/** A name that stands for several, or is filled in later. */
function isOpen(text: string): boolean {
  return text === "*" || isFilledLater(text);
}

/** What is called almost as something here is a slip, whatever other repositories bring to the cluster. */
function isMissing(ref: SourceRef, looking: Looking, context: LintContext): boolean {
  const { scope, namespace } = looking;
  if (isOpen(namespace) || openingsOf(context).into(scope, namespace, false)) return false;
  if (declaredAs(ref.kind, ref.name, context).some((one) => mayBe(one, ref.name, namespace, scope)))
    return false;
  if (context.graph.skipped.some(({ file }) => context.tree.text(file)?.includes(ref.name))) return false;
  return nearestOf(ref, looking, context)?.isSlip === true || !openingsOf(context).into(scope, namespace);
}

/** True where a patch of this tree may write the reference, or the namespace in which it looks. */
function isPatched({ manifest }: SourceRef, context: LintContext): boolean {
  return patchesReaching(manifest, context).some((text) =>
    /sourceRef|chartRef|\bsources\b|\/spec\/chart(?:\/spec)?["'\s]|metadata[./]name(?:space)?\b/.test(text),
  );
}

interface Near {
  one: DeclaredSource;
  why: string;
  /** False where somebody else may well have declared what is named. */
  isSlip: boolean;
}

/** What was most likely meant: the other kind of that name, another namespace, a name one slip away. */
function nearestOf(
  { kind, name, namespace: written }: SourceRef,
  looking: Looking,
  context: LintContext,
): Near | undefined {
  const { scope, namespace } = looking;
  const here = [...READ_KINDS]
    .flatMap((other) => declaredAs(other, name, context))
    .filter((one) => one.scope === scope && one.namespace !== UNKNOWN);
  const otherKind = here.find((one) => one.kind !== kind && one.name === name && one.namespace === namespace);
  if (otherKind)
    return {
      one: otherKind,
      why: `there is ${articled(otherKind.kind)} of that name, so declare the ${kind}, or write kind: ${otherKind.kind}`,
      isSlip: otherKind.manifest !== undefined,
    };
  const elsewhere = here.find((one) => one.kind === kind && one.name === name);
  if (elsewhere)
    return {
      one: elsewhere,
      why: `there is one in the namespace ${elsewhere.namespace}, so write namespace: ${elsewhere.namespace}`,
      // The source of a root that no file shows may be there in more than one namespace.
      isSlip: elsewhere.manifest !== undefined || written !== undefined,
    };
  if (namespace === UNKNOWN) return undefined;
  const alike = declaredIn(kind, scope, namespace, context).find((one) => isSlip(one.name, name));
  return (
    alike && {
      one: alike,
      why: `there is ${articled(kind)} ${alike.name}: write that name if it is meant`,
      isSlip: true,
    }
  );
}

function articled(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? "an" : "a"} ${kind}`;
}

/** True for two names that differ in one character more, less or other, or in two that changed places. */
function isSlip(a: string, b: string): boolean {
  const [long, short] = a.length >= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && long[start] === short[start]) start++;
  let end = 0;
  while (end < short.length - start && long[long.length - 1 - end] === short[short.length - 1 - end]) end++;
  const left = long.slice(start, long.length - end);
  // Names are numbered, and lettered: `team-a` and `team-b`, `node1` and `node2`.
  if (/\d/.test(left) || (/^$|-/.test(long[start - 1] ?? "") && /^$|-/.test(long[long.length - end] ?? "")))
    return false;
  const right = short.slice(start, short.length - end);
  return left.length <= 1 || (left.length === 2 && left === [...right].reverse().join(""));
}
