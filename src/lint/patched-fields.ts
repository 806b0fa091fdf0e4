import type { Manifest } from "../core/manifest.ts";
import { isAsWritten, isBlurred } from "../graph/built-manifests.ts";
import { buildsOf, unbuiltOf } from "./builds.ts";
import type { LintContext } from "./context.ts";
import { onceATree } from "./once.ts";

/** Tells whether a field of `spec` may be another one on some cluster than in the text of an object. */
export type IsPatched = (manifest: Manifest, field: string) => boolean;

/**
 * Whether clusters get a field of `spec` as the text says it: patches, replacements and variables are in the builds.
 * What nobody knows counts as patched: a directory that does not build today, and what a gap may change.
 */
export const isPatchedIn = onceATree((context: LintContext): IsPatched => {
  const builds = buildsOf(context);
  const unbuilt = unbuiltOf(context);
  const isFailing = (file: string) => unbuilt.failureOf(file) !== undefined;
  // What no cluster gets today may be what a Kustomization of a failing directory applies, with its patches.
  const patching = context.objects.documents
    .filter(({ file, text }) => isFailing(file) && text.includes("patch"))
    .map(({ text }) => text);
  const mayBePatched = (kind: string, field: string) =>
    patching.some((text) => text.includes(kind) && writes(text, field));
  return (manifest, field) => {
    const ways = builds.of(manifest);
    if (ways.length === 0 || isFailing(manifest.document.file)) return true;
    const isLoose = ways.some(({ sources }) => sources.cluster.path === undefined);
    if (isLoose && mayBePatched(manifest.kind, field)) return true;
    return ways.some((one) => isBlurred(one) || !isAsWritten(one, ["spec", field]));
  };
});

/** True for a text with the field as a key or in a path. */
function writes(text: string, field: string): boolean {
  return text.includes(`/spec/${field}`) || new RegExp(`[\\s{,"'.]${field}["']?:`).test(text);
}
