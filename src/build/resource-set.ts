/** What a ResourceSet makes, if its resources are literal: templates become objects only in the cluster. */
import { adds, type Gap } from "./gap.ts";
import { type BuiltMap, type BuiltNode, get, itemsIn } from "./node.ts";
import { type BuiltObject, newObject, objectsOf } from "./object.ts";

/** The literal objects of a ResourceSet, and what its templates may add. */
export function resourceSetObjects(node: BuiltMap): { objects: BuiltObject[]; gaps: Gap[] } {
  const spec = get(node, "spec");
  const steps = itemsIn(spec, ["steps"]);
  const objects: BuiltObject[] = [];
  const gaps: Gap[] = [];
  for (const part of [spec, ...steps]) {
    for (const resource of itemsIn(part, ["resources"]))
      if (isTemplate(resource)) gaps.push(adds("a ResourceSet makes objects of a template", resource.origin));
      else if (resource.type === "map")
        objects.push(...objectsOf([resource]).map(({ node: one }) => newObject(one)));
    const template = get(part, "resourcesTemplate");
    if (template) gaps.push(adds("a ResourceSet makes objects of a template", template.origin));
  }
  return { objects, gaps };
}

/** True if some text has to be filled in. */
function isTemplate(node: BuiltNode): boolean {
  if (node.type === "scalar") return node.text.includes("<<");
  if (node.type === "list") return node.items.some(isTemplate);
  return node.entries.some(({ key, value }) => key.includes("<<") || isTemplate(value));
}
