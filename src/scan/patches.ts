import { ANY } from "../core/graph.ts";
import type { Manifest } from "../core/manifest.ts";
import { at, child, deref, itemsAt, type PathStep, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import { GIT } from "./found-reference.ts";
import { mayMatch } from "./select.ts";

/** One patch with what it aims at, wherever it is written. */
export interface PatchText {
  patch: YamlNode | undefined;
  target: YamlNode | undefined;
  path: string;
  /** Keys and indices from the root of what holds it to its item in a list; left out where it has none of its own. */
  steps?: readonly PathStep[];
}

/** Fields of Flux objects that hold kustomize patches: (group, kind) and the path to the object with `patches`. */
const PATCHED: readonly { group: string; kind: string; path: readonly string[] }[] = [
  { group: GROUP.kustomize, kind: "Kustomization", path: ["spec"] },
  { group: GROUP.instance, kind: "FluxInstance", path: ["spec", "kustomize"] },
  { group: GROUP.helm, kind: "HelmRelease", path: ["spec", "values", "instance", "kustomize"] },
];

/** The patches that a Flux object carries for what it applies. */
export function patchesOf(manifest: Manifest): PatchText[] {
  return PATCHED.filter((row) => row.group === manifest.group && row.kind === manifest.kind).flatMap(
    ({ path }) => {
      const holder = at(manifest.node, path);
      const dotted = path.join(".");
      return [
        ...["patches", "patchesJson6902"].flatMap((field) =>
          itemsAt(holder, [field]).map((entry, i) => ({
            patch: deref(child(entry, "patch")),
            target: deref(child(entry, "target")),
            path: `${dotted}.${field}[${i}]`,
            steps: [...path, field, i],
          })),
        ),
        ...itemsAt(holder, ["patchesStrategicMerge"]).map((patch, i) => ({
          patch,
          target: undefined,
          path: `${dotted}.patchesStrategicMerge[${i}]`,
        })),
      ];
    },
  );
}

/** The name that a `target` aims at where it aims at GitRepository objects, else undefined. */
export function gitTarget(
  target: YamlNode | undefined,
): { name: string; namespace: string | undefined; node: YamlNode } | undefined {
  const kind = child(target, "kind");
  const pattern = textAt(kind);
  if (!kind || pattern === undefined || !mayMatch(pattern, GIT)) return undefined;
  const name = textAt(target, ["name"]);
  const literal = name !== undefined && /^[a-z0-9.-]+$/.test(name) ? name : undefined;
  return { name: literal ?? ANY, namespace: textAt(target, ["namespace"]), node: kind };
}
