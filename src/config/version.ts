import { type MapNode, textAt } from "../core/tree.ts";
import { type Fault, nodeAt } from "./plain.ts";
import { quote } from "./wording.ts";

/** The version of git2oci.yaml that this program reads. */
export const CONFIG_VERSION = "git2oci.plugin.fluxcd.io/v1alpha1";

/** The one thing to say of a file of another version: its other keys may be right there. */
export function versionFault(top: MapNode): Fault | undefined {
  const version = textAt(top, ["apiVersion"]);
  if (version === undefined || version === CONFIG_VERSION) return undefined;
  return {
    offset: nodeAt(top, ["apiVersion"]).start,
    message: `is of version ${quote(version)}, and this program reads ${CONFIG_VERSION}; install the git2oci that the file was written for, or change the file to ${CONFIG_VERSION}`,
  };
}
