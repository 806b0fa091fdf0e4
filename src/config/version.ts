import { CONFIG_VERSION } from "../core/config-header.ts";
import { type MapNode, textAt } from "../core/tree.ts";
import { type Fault, nodeAt } from "./plain.ts";
import type { Config } from "./types.ts";
import { quote } from "./wording.ts";

/**
 * The configuration, from the root, if it does not read as a resource: a generated kustomization would stop at it, so
 * builds show the tree without it, and a person is told.
 * @param rootPath gives the root, absolute and without links
 */
export function plainConfigFile({ file }: Config, rootPath: () => string): string | undefined {
  if (!file || file.isResource) return undefined;
  const root = rootPath();
  return file.path.startsWith(`${root}/`) ? file.path.slice(root.length + 1) : undefined;
}

/** The one thing to say of a file of another version: its other keys may be right there. */
export function versionFault(top: MapNode): Fault | undefined {
  const version = textAt(top, ["apiVersion"]);
  if (version === undefined || version === CONFIG_VERSION) return undefined;
  return {
    offset: nodeAt(top, ["apiVersion"]).start,
    message: `is of version ${quote(version)}, and this program reads ${CONFIG_VERSION}; install the git2oci that the file was written for, or change the file to ${CONFIG_VERSION}`,
  };
}
