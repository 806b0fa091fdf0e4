/** Orders of what a scan finds, so that no answer depends on the order in which files were read. */

import { type Declaration, isSync, type Reference, type Root } from "../core/graph.ts";
import type { Document, Manifest } from "../core/manifest.ts";
import { byLocation } from "../core/order.ts";
import { compare } from "../core/text.ts";

/** Reasons name the first reference. */
export function byReference(a: Reference, b: Reference): number {
  return byLocation(a, b) || compare(a.id, b.id);
}

/** Objects, then what a FluxInstance makes, then patches: the first one is asked for what a source keeps. */
export function byDeclaration(a: Declaration, b: Declaration): number {
  return rank(a) - rank(b) || byLocation(a, b);
}

function rank({ as }: Declaration): number {
  if (as === "patch") return 2;
  return isSync(as) ? 1 : 0;
}

/** By the document that a manifest stands in, then its place there, then its cluster. */
export function byManifest(
  a: { manifest: Manifest; scope: string },
  b: { manifest: Manifest; scope: string },
): number {
  const [one, other] = [a.manifest, b.manifest];
  return (
    byDocument(one.document, other.document) || one.node.start - other.node.start || compare(a.scope, b.scope)
  );
}

/** By the text that makes a root. */
export function byRoot(a: Root, b: Root): number {
  const documents = a.document && b.document ? byDocument(a.document, b.document) : 0;
  return documents || (a.manifest?.node.start ?? 0) - (b.manifest?.node.start ?? 0);
}

function byDocument(a: Document, b: Document): number {
  return compare(a.file, b.file) || a.index - b.index;
}
