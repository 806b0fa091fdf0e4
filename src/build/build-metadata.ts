/**
 * `buildMetadata` of the kustomization.yaml that is built: kustomize writes into each object where it comes from. Its
 * options `transformerAnnotations` and `managedByLabel` are left out: no known fleet has them, and what the second
 * writes is the version of whatever builds.
 */
import { setField } from "./field-path.ts";
import type { Kustomization } from "./kustomization.ts";
import { type BuiltMap, getIn, itemsIn, type Origin, remove, scalar, setIn, textIn } from "./node.ts";
import { printScalar } from "./printed-scalar.ts";

const ORIGIN = "config.kubernetes.io/origin";
const TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

/** The way from the directory that is built to what is loaded, as kustomize joins it. */
export interface Trail {
  path: string;
  /** The `buildMetadata` that asks for it. */
  at: Origin;
}

/** Where a trail starts; undefined if the kustomization asks for no metadata. */
export function trailOf({ fields }: Kustomization): Trail | undefined {
  const asked = fields.get("buildmetadata");
  return asked && itemsIn(asked).length > 0 ? { path: "", at: asked.origin } : undefined;
}

/** The trail to what is written in `resources` or `components`. */
export function along(trail: Trail | undefined, written: string): Trail | undefined {
  return trail && { ...trail, path: joined(trail.path, written) };
}

/** As Go's filepath.Join: without `.` and, if possible, without `..`. */
function joined(path: string, written: string): string {
  const parts: string[] = [];
  for (const part of `${path}/${written}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

/** The object with the annotation that says which file it stands in. */
export function withOriginAnnotation(node: BuiltMap, { path, at }: Trail): BuiltMap {
  const text = `path: ${printScalar(path, { column: 6, indent: 2 })}\n`;
  const value = scalar(text, { by: "buildMetadata", from: [at] });
  return setField(node, ["metadata", "annotations", ORIGIN], true, () => value);
}

/** The object without the annotations that the top does not ask for; kustomize takes those away too that were written. */
export function withoutTrackingAnnotations(node: BuiltMap, { fields }: Kustomization): BuiltMap {
  const annotations = getIn(node, ["metadata", "annotations"]);
  if (annotations?.type !== "map") return node;
  const asked = itemsIn(fields.get("buildmetadata")).map((item) => textIn(item));
  let left = annotations;
  if (!asked.includes("originAnnotations")) left = remove(left, ORIGIN);
  if (!asked.includes("transformerAnnotations")) left = remove(left, TRANSFORMATIONS);
  return left === annotations ? node : setIn(node, ["metadata", "annotations"], left);
}
