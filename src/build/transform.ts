/** The steps of a kustomization.yaml that change objects, in kustomize's order (build-facts 1). */
import { type Accumulation, forEachWithMissed, orGap, type Sources } from "./accumulation.ts";
import { type Kustomization, listField, mapsIn } from "./kustomization.ts";
import { everywhere, fieldSpecOf, specsTogether } from "./name-rules.ts";
import { type BuiltMap, type BuiltNode, get, itemsIn, textIn } from "./node.ts";
import { type BuiltObject, withStringAnnotations } from "./object.ts";
import { applyJson6902, applyPatch, applyStrategicList } from "./patches.ts";
import { addAffix, setNamespace, setPairs } from "./renaming.ts";
import { applyReplacements } from "./replacements.ts";
import { applyTransformer } from "./transformers.ts";
import { blurVariables } from "./vars.ts";

/**
 * Changes what was gathered.
 * @param tracks true if kustomize notes each step in the annotations of all objects
 * @param transformers the objects that `transformers:` loads
 */
export function transform(
  kustomization: Kustomization,
  state: Accumulation,
  sources: Sources,
  tracks: boolean,
  transformers: () => readonly BuiltObject[],
): void {
  const { directory, fields } = kustomization;
  const text = (name: string) => {
    const field = fields.get(name);
    return field && textIn(field) !== "" ? field : undefined;
  };
  const step = (at: BuiltNode, work: () => void) => {
    orGap(state, at.origin, work);
    if (tracks)
      state.objects = state.objects.map((one) => ({ ...one, node: withStringAnnotations(one.node) }));
  };
  const each = (name: string, work: (item: BuiltMap) => void) => {
    forEachWithMissed(mapsIn(kustomization, name), (item) => step(item, () => work(item)));
  };
  const strategic = listField(kustomization, "patchesstrategicmerge");
  if (strategic[0]) step(strategic[0], () => applyStrategicList(state, strategic, directory, sources));
  each("patches", (item) => applyPatch(state, item, directory, sources));
  const { rules } = state;
  const namespace = text("namespace");
  if (namespace) step(namespace, () => setNamespace(state, namespace, rules.namespace));
  const [prefix, suffix] = [text("nameprefix"), text("namesuffix")];
  if (prefix) step(prefix, () => addAffix(state, prefix, "namePrefix", rules.namePrefix));
  if (suffix) step(suffix, () => addAffix(state, suffix, "nameSuffix", rules.nameSuffix));
  each("labels", (item) => addLabels(state, item));
  const [labels, annotations] = [fields.get("commonlabels"), fields.get("commonannotations")];
  if (labels) step(labels, () => setPairs(state, labels, rules.commonLabels));
  if (annotations) step(annotations, () => setPairs(state, annotations, rules.commonAnnotations));
  each("patchesjson6902", (item) => applyJson6902(state, item, directory, sources));
  const replacements = listField(kustomization, "replacements");
  if (replacements[0])
    step(replacements[0], () => applyReplacements(state, replacements, directory, sources));
  for (const { node } of transformers()) step(node, () => applyTransformer(state, node, directory, sources));
  blurVariables(state, listField(kustomization, "vars"));
}

function addLabels(state: Accumulation, item: BuiltMap): void {
  const { labels, commonLabels } = state.rules;
  const own = specsTogether(itemsIn(item, ["fields"]).map(fieldSpecOf), labels);
  const includesSelectors = textIn(item, ["includeSelectors"]) === "true";
  const others = includesSelectors ? commonLabels : [everywhere("metadata/labels", true)];
  setPairs(state, get(item, "pairs"), specsTogether(own, others));
}
