import { child, deref, itemsAt, type ScalarNode, textAt, type YamlNode } from "../core/tree.ts";

/** Fields of a kustomization.yaml that name files or directories; `*` stands for every item of a list. */
const FIELDS: readonly (readonly string[])[] = [
  ["resources", "*"],
  ["bases", "*"],
  ["components", "*"],
  ["crds", "*"],
  ["configurations", "*"],
  ["generators", "*"],
  ["transformers", "*"],
  ["validators", "*"],
  ["patches", "*", "path"],
  ["patchesJson6902", "*", "path"],
  ["patchesStrategicMerge", "*"],
  ["replacements", "*", "path"],
  ["configMapGenerator", "*", "files", "*"],
  ["configMapGenerator", "*", "envs", "*"],
  ["configMapGenerator", "*", "env"],
  ["secretGenerator", "*", "files", "*"],
  ["secretGenerator", "*", "envs", "*"],
  ["secretGenerator", "*", "env"],
  ["openapi", "path"],
  ["helmGlobals", "chartHome"],
  ["helmCharts", "*", "valuesFile"],
  ["helmCharts", "*", "additionalValuesFiles", "*"],
];

/** A path that a kustomization.yaml names. */
export interface PathEntry {
  /** As written, without the key that a generator may put in front of a file. */
  path: string;
  node: ScalarNode;
}

/** Every path that a kustomization.yaml names, as written; what is remote, or text in the place of a path, is left out. */
export function pathEntries(root: YamlNode): PathEntry[] {
  return FIELDS.flatMap((field) =>
    nodesAt(root, field).flatMap((found) => {
      const node = deref(found);
      const text = textAt(node);
      if (node?.type !== "scalar" || text === undefined || text.includes("\n") || text.includes("://"))
        return [];
      const path = field.includes("files") ? text.replace(/^[^=/]*=/, "") : text;
      return [{ path, node }];
    }),
  );
}

function nodesAt(node: YamlNode | undefined, [step, ...rest]: readonly string[]): YamlNode[] {
  if (!node) return [];
  if (step === undefined) return [node];
  const next = step === "*" ? itemsAt(node) : [child(node, step)];
  return next.flatMap((one) => nodesAt(one, rest));
}
