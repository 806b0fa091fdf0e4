import { UNREAD } from "../core/code.ts";
import type { Location, Manifest } from "../core/manifest.ts";
import { at, deref, type MapNode, pairOf, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { isFilledLater } from "../core/variables.ts";
import { GROUP } from "../flux/groups.ts";
import { type LintContext, placeIn } from "./context.ts";
import { onceATree } from "./once.ts";
import { isPatchedIn } from "./patched-fields.ts";

/** An OCIRepository that some file declares. */
export interface OciManifest {
  manifest: Manifest;
  /** Empty where it is no map. */
  spec: MapNode | undefined;
  /**
   * True where a field of `spec` may be another one on the cluster than in this text: a patch, or an expression of a
   * program, may set it. What depends on such a field is not known.
   */
  open: (...fields: string[]) => boolean;
}

/**
 * Every OCIRepository of the tree, once, however many clusters apply it. One that has no url is a piece for a patch
 * that somebody else applies, so nothing is known about it.
 */
export const ociRepositories = onceATree(read);

function read(context: LintContext): readonly OciManifest[] {
  const isPatched = isPatchedIn(context);
  return context.objects.manifests
    .filter(({ group, kind }) => group === GROUP.source && kind === "OCIRepository")
    .map((manifest): OciManifest => {
      const node = deref(at(manifest.node, ["spec"]));
      const spec = node?.type === "map" ? node : undefined;
      const isUnread = !spec || spec.items.some(({ key }) => String(key.value).startsWith(UNREAD));
      return {
        manifest,
        spec,
        open: (...fields) => isUnread || fields.some((field) => isPatched(manifest, field)),
      };
    })
    .filter(({ spec, open }) => at(spec, ["url"]) !== undefined || open("url"));
}

/** A text that is what it says; undefined where there is none, or something fills it in later. */
export function plainText(node: YamlNode | undefined, path: readonly string[] = []): string | undefined {
  const text = textAt(node, path);
  return text === undefined || isFilledLater(text) ? undefined : text;
}

/** True where a field is there as something else than a map: a variable may become any map. */
export function isOpaque(node: YamlNode | undefined, path: readonly string[]): boolean {
  const value = deref(at(node, path));
  if (value?.type === "map") return pairsAt(value).some(({ key }) => String(key.value).startsWith(UNREAD));
  return value?.type === "scalar" && typeof value.value === "string";
}

/** The place of the value at a path of `spec`; of the nearest key above it where its text stands elsewhere. */
export function placeOf({ manifest }: { manifest: Manifest }, path: readonly string[]): Location {
  let pair = pairOf(manifest.node, "spec");
  for (const key of path) {
    const next = pairOf(pair?.value, key);
    if (!next) return placeIn(manifest, pair?.key);
    pair = next;
  }
  const value = pair?.value;
  return placeIn(manifest, value?.type === "scalar" ? value : pair?.key);
}
