/** Builtin transformers, as objects that `transformers:` of a kustomization.yaml names or holds. */
import { type Accumulation, blur, type Sources } from "./accumulation.ts";
import { changes } from "./gap.ts";
import { TRANSFORMER } from "./kustomization-shape.ts";
import { type FieldSpec, fieldSpecOf } from "./name-rules.ts";
import { type BuiltMap, fail, get, getIn, itemsIn, textIn } from "./node.ts";
import { objectsOf } from "./object.ts";
import { applyJson6902, applyPatch, applyStrategicList, mergeWritten } from "./patches.ts";
import { addAffix, setNamespace, setPairs } from "./renaming.ts";
import { applyReplacements } from "./replacements.ts";
import { typed } from "./typed.ts";

type Transformer = (
  state: Accumulation,
  configuration: BuiltMap,
  directory: string,
  sources: Sources,
) => void;

/** What each builtin kind does; those that cannot touch a Flux object do nothing. */
const BUILTIN: Readonly<Record<string, Transformer>> = {
  PatchTransformer: applyPatch,
  NamespaceTransformer: (state, configuration) => {
    const namespace = getIn(configuration, ["metadata", "namespace"]);
    if (namespace && textIn(namespace) !== "")
      setNamespace(state, namespace, fieldSpecs(configuration) ?? [], isSet(configuration, "unsetOnly"));
  },
  PrefixTransformer: (state, configuration) => affix(state, configuration, ["prefix"]),
  SuffixTransformer: (state, configuration) => affix(state, configuration, ["suffix"]),
  PrefixSuffixTransformer: (state, configuration) => affix(state, configuration, ["prefix", "suffix"]),
  LabelTransformer: (state, configuration) =>
    setPairs(state, get(configuration, "labels"), fieldSpecs(configuration) ?? []),
  AnnotationsTransformer: (state, configuration) =>
    setPairs(state, get(configuration, "annotations"), fieldSpecs(configuration) ?? []),
  PatchStrategicMergeTransformer: (state, configuration, directory, sources) => {
    applyStrategicList(state, itemsIn(configuration, ["paths"]), directory, sources);
    const text = get(configuration, "patches");
    if (text?.type === "scalar" && text.text !== "")
      mergeWritten(state, objectsOf(sources.documentsIn(text)), sources);
  },
  PatchJson6902Transformer: (state, configuration, directory, sources) =>
    applyJson6902(state, configuration, directory, sources, "jsonOp"),
  ReplacementTransformer: (state, configuration, directory, sources) =>
    applyReplacements(state, itemsIn(configuration, ["replacements"]), directory, sources),
  ImageTagTransformer: () => {},
  ReplicaCountTransformer: () => {},
  HashTransformer: () => {},
};

/** Applies a transformer; one that is not builtin is a function of somebody, so it may have done anything. */
export function applyTransformer(
  state: Accumulation,
  configuration: BuiltMap,
  directory: string,
  sources: Sources,
): void {
  const kind = textIn(configuration, ["kind"]);
  const builtin = textIn(configuration, ["apiVersion"]) === "builtin" ? BUILTIN[kind] : undefined;
  const read = builtin && typed(configuration, TRANSFORMER, kind, "lenient");
  if (builtin && read?.type === "map") builtin(state, read, directory, sources);
  else
    blur(
      state,
      changes(`the transformer ${kind} is a function that only kustomize runs`, configuration.origin),
    );
}

function affix(state: Accumulation, configuration: BuiltMap, keys: readonly ("prefix" | "suffix")[]): void {
  const fields = fieldSpecs(configuration) ?? fail("a transformer has no fieldSpecs", configuration.origin);
  for (const key of keys) {
    const value = get(configuration, key);
    if (value && textIn(value) !== "")
      addAffix(state, value, key === "prefix" ? "namePrefix" : "nameSuffix", fields);
  }
}

function fieldSpecs(configuration: BuiltMap): FieldSpec[] | undefined {
  const list = get(configuration, "fieldSpecs");
  return list?.type === "list" ? list.items.map(fieldSpecOf) : undefined;
}

function isSet(configuration: BuiltMap, key: string): boolean {
  return textIn(configuration, [key]) === "true";
}
