import type { Document, Manifest } from "./manifest.ts";
import type { MapNode, PathStep, ScalarNode, YamlNode } from "./tree.ts";

/** A text in a file: the file itself, or what stands in a scalar of it, or in a scalar of that. */
export interface Within {
  document: Document;
  /** The scalars, the one of the file first; each has its places in the text of the one before. */
  holders: readonly ScalarNode[];
}

/** A node with the text that its places are in. */
export interface Spot<Node extends YamlNode = YamlNode> extends Within {
  node: Node;
}

/** Tells spots apart, also where the texts were read twice. */
export function spotKey({ document, holders, node }: Spot): string {
  const places = holders.map((one) => one.start).join("/");
  return `${document.file}#${document.index}:${places}:${node.start}`;
}

/** The value of a key in a map: what a rewrite sets. */
export interface Slot extends Within {
  map: MapNode;
  key: string;
}

/** A reference to a source that a patch writes, in parts, into objects. */
export interface WrittenReference {
  kind: Slot;
  /** Undefined if the objects give it themselves, or if several texts do. */
  name: Slot | undefined;
  apiVersion: Slot | undefined;
  /** True if nothing gives a namespace: each object looks in its own. */
  local: boolean;
  /** What gets it. */
  readers: readonly Manifest[];
}

/** An item of a list of patches: the object that holds the list, and the way from its root to the item. */
export interface PatchItem {
  holder: Manifest;
  steps: readonly PathStep[];
}

/** The fields that a replacement fills in with a value of another object. */
export interface Replaced {
  paths: readonly string[];
  /** True where one of its targets leaves objects out. */
  rejects: boolean;
}

/** A patch of declared sources: its text and its target, each with the text that its places are in. */
export interface PatchSite {
  /** The same for all references of one patch text. */
  key: string;
  content: Spot | undefined;
  target: Spot | undefined;
  /** The item of a list that is the whole patch; undefined where it stands in a text, or is none. */
  item: PatchItem | undefined;
  /** What a replacement fills in, which has no text of its own; undefined for patches. */
  replaces: Replaced | undefined;
}
