import type { BuildReport } from "./build/model.ts";
import { type ExplainedLine, type Explanation, said, saidAt } from "./explain.ts";

type BuiltCluster = BuildReport["clusters"][number];
type BuiltObject = BuiltCluster["objects"][number];
type BuiltId = NonNullable<BuiltObject["appliedBy"]>;

/** Fields whose origins are told, with all below them: what an object is called, and what it reads. */
const TOLD: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "spec.chart",
  "spec.chartRef",
  "spec.path",
  "spec.ref",
  "spec.sourceRef",
  "spec.targetNamespace",
  "spec.url",
];

/** What may select an object, as a sentence. */
const SELECTORS: Readonly<Record<BuiltObject["touchedBy"][number]["by"], string>> = {
  target: "the target of a patch selects it",
  id: "a patch of its kind and name changes it",
  "replacement source": "a replacement reads it",
  "replacement target": "a replacement writes into it",
  nameReference: "its name is followed as kustomize renames what it means",
};

/** The names of an object: `Kind/namespace/name`, and `Kind/name`. */
export function namesOfBuilt({ kind, namespace, name }: BuiltId): string[] {
  return [`${kind}/${namespace ?? "?"}/${name}`, `${kind}/${name}`];
}

/** An object as one cluster gets it: what applies it, where each value stands, what changed it on the way. */
export function explainObject(object: BuiltObject, cluster: BuiltCluster): Explanation {
  const steps = [
    { step: "object", lines: [atPlace(object, `cluster ${cluster.key} gets ${idText(object)}`)] },
    { step: "applied by", lines: appliedBy(object, cluster) },
    { step: "values", lines: valueLines(object) },
    {
      step: "selected by",
      lines: object.touchedBy.map((one) => atPlace(one, SELECTORS[one.by])),
    },
    {
      step: "not known",
      lines: object.gaps.flatMap((index) => {
        const gap = cluster.gaps[index];
        return gap ? [atPlace(gap, gap.reason)] : [];
      }),
    },
  ];
  return {
    id: `${idText(object)}@${cluster.key}`,
    of: "object",
    steps: steps.filter(({ lines }) => lines.length > 0),
  };
}

function idText(id: BuiltId): string {
  return namesOfBuilt(id)[0] ?? "";
}

/** A line with its place, if it has one. */
function atPlace({ file, line }: { file: string | null; line: number | null }, text: string): ExplainedLine {
  return file === null || line === null ? said(text) : saidAt({ file, line }, text);
}

/** What applies it, what applies that, and so on up to the root of the cluster. */
function appliedBy(object: BuiltObject, cluster: BuiltCluster): ExplainedLine[] {
  const lines: ExplainedLine[] = [];
  const seen = new Set<string>();
  let by = object.appliedBy;
  while (by && !seen.has(idText(by))) {
    const id = idText(by);
    seen.add(id);
    const applier = cluster.objects.find((one) => idText(one) === id);
    lines.push(applier ? atPlace(applier, `${id} applies it`) : said(`${id} applies it`));
    by = applier?.appliedBy ?? null;
  }
  if (lines.length > 0) return lines;
  return [said("no Kustomization of this tree applies it: it is applied by hand, or by a bootstrap")];
}

function valueLines({ origins, value }: BuiltObject): ExplainedLine[] {
  return origins.flatMap((origin) => {
    const { path } = origin;
    if (!TOLD.some((told) => path === told || path.startsWith(`${told}.`))) return [];
    const text = `${path}: ${JSON.stringify(valueAt(value, path.split("."))) ?? ""}`;
    if (!("computedBy" in origin)) return [saidAt(origin, text)];
    const made = `${text} (made by ${origin.computedBy})`;
    const [first] = origin.from;
    return [first ? saidAt(first, made) : said(made)];
  });
}

/** The value at keys that need no quotes; undefined if there is none. */
function valueAt(value: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
}
