import type { ConsumerRow } from "../core/consumer.ts";
import type { Manifest } from "../core/manifest.ts";
import { child, deref, itemsAt, type MapNode, type PathStep, textAt, type YamlNode } from "../core/tree.ts";
import { rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";

/** A field that names an object, whatever its kind: what lint reads where a migration reads Git sources alone. */
export interface SourceRef {
  manifest: Manifest;
  /** Keys and indices from the manifest's node to `node`. */
  steps: readonly PathStep[];
  node: MapNode;
  kind: string;
  name: string;
  /** As the field says; undefined where the object's own namespace is meant. */
  namespace: string | undefined;
  apiVersion: string | undefined;
  /** The id of the row in the table of consumers; `helmrelease-chart-ref` for what no Git source can be in. */
  row: string;
  /** It means a kind, or follows an object without reading what it delivers: an Alert, a Receiver, a health check. */
  follows: boolean;
}

/** `chartRef` names no GitRepository, so it is no row of a migration (helm-controller api/v2/reference_types.go). */
const CHART_REF: Pick<ConsumerRow, "id" | "path" | "shape"> = {
  id: "helmrelease-chart-ref",
  path: ["spec", "chartRef"],
  shape: "ref",
};

type Row = Pick<
  ConsumerRow,
  "id" | "path" | "shape" | "nameKey" | "defaultKind" | "sameNamespaceOnly" | "follows"
>;

/** Fields that only tell of an object, or wait for it. */
const FOLLOWING: ReadonlySet<string> = new Set(["receiver-resource"]);

/** Every field of the object that names another one by kind and name, as the tables of consumers know them. */
export function sourceRefsOf(manifest: Manifest): SourceRef[] {
  const rows: Row[] = rowsFor(manifest.group, manifest.kind).filter(({ shape }) => shape !== "embedded");
  if (manifest.group === GROUP.helm && manifest.kind === "HelmRelease") rows.push(CHART_REF);
  return rows.flatMap((row) =>
    mapsAt(manifest.node, row.path).flatMap(({ node, steps }) => {
      const kind = row.shape === "name" ? "GitRepository" : (textAt(node, ["kind"]) ?? row.defaultKind);
      const name = textAt(node, [row.nameKey ?? "name"]);
      if (kind === undefined || name === undefined) return [];
      return [
        {
          manifest,
          steps,
          node,
          kind,
          name,
          namespace: row.sameNamespaceOnly ? undefined : textAt(node, ["namespace"]),
          apiVersion: textAt(node, ["apiVersion"]),
          row: row.id,
          follows: row.follows === true || FOLLOWING.has(row.id),
        },
      ];
    }),
  );
}

/** The maps at a path in which `*` stands for every item of a list. */
export function mapsAt(
  node: YamlNode | undefined,
  path: readonly string[],
  steps: readonly PathStep[] = [],
): { node: MapNode; steps: readonly PathStep[] }[] {
  const [step, ...rest] = path;
  if (step === undefined) {
    const map = deref(node);
    return map?.type === "map" ? [{ node: map, steps }] : [];
  }
  if (step === "*") return itemsAt(node).flatMap((item, i) => mapsAt(item, rest, [...steps, i]));
  return mapsAt(child(node, step), rest, [...steps, step]);
}
