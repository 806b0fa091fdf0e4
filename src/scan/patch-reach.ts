import { textAt } from "../core/tree.ts";
import type { Piece } from "./patch-pieces.ts";
import { mayMean, type Selectable } from "./select.ts";

/** True where the piece is for the object: by its target, or by what the patch says of itself. */
export function selects({ target, content }: Piece, object: Selectable): boolean {
  if (target) return mayMean(target, object);
  const [group = "", version] = (textAt(content, ["apiVersion"]) ?? "").split("/");
  const name = textAt(content, ["metadata", "name"]);
  const namespace = textAt(content, ["metadata", "namespace"]);
  return (
    version !== undefined &&
    group === object.group &&
    textAt(content, ["kind"]) === object.kind &&
    name !== undefined &&
    object.names.includes(name) &&
    (namespace === undefined || object.namespaces.includes(namespace))
  );
}
