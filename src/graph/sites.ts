/** Names for places of texts: a value of a built object and the node that a reader found at the same place agree. */
import { isWritten, type Origin, type Written } from "../build/node.ts";
import type { Document } from "../core/manifest.ts";
import type { ScalarNode } from "../core/tree.ts";

/** The place of a written value; undefined for one that is computed. */
export function siteOf(origin: Origin): string | undefined {
  return isWritten(origin) ? siteOfWritten(origin) : undefined;
}

function siteOfWritten({ text, start }: Written): string {
  const { document, holder } = text;
  return holder === undefined ? `${document.file}:${start}` : `${siteOfWritten(holder)}/${start}`;
}

/** The place of a node: in a file, or in texts that stand in scalars of it, the outermost first. */
export function siteOfNode(document: Document, holders: readonly ScalarNode[], start: number): string {
  return [`${document.file}:${holders[0]?.start ?? start}`, ...holders.slice(1).map((one) => one.start)]
    .concat(holders.length > 0 ? [start] : [])
    .join("/");
}

/** The outermost place in a file of a written value. */
export function inFile(written: Written): Written {
  let place = written;
  while (place.text.holder) place = place.text.holder;
  return place;
}
