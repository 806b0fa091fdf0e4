import { stringify } from "yaml";
import type { ConsumerRow } from "../../src/core/consumer.ts";

/** A reference of one row of the table of consumers, in a file of its own. */
export interface Planted {
  row: ConsumerRow;
  file: string;
  text: string;
  /** True if the file declares the source too. */
  declared: boolean;
}

const NAMESPACE = "planted";

/** Two files a row: one that declares the source of its reference, and one that does not. */
export function plantedReferences(rows: readonly ConsumerRow[]): Planted[] {
  return rows.flatMap((row) =>
    [true, false].map((declared) => {
      const name = `${row.id}-${declared ? "declared" : "undeclared"}`;
      const objects = [reader(row, name), ...(declared ? [source(name)] : [])];
      const text = objects.map((one) => stringify(one)).join("---\n");
      return { row, declared, file: `planted/${name}.yaml`, text };
    }),
  );
}

function source(name: string): object {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name, namespace: NAMESPACE },
    spec: { interval: "5m", url: `https://github.com/planted/${name}`, ref: { branch: "main" } },
  };
}

/** The least object that holds the field of the row. */
function reader(row: ConsumerRow, name: string): object {
  const value = row.path.reduceRight<unknown>(
    (inner, key) => (key === "*" ? [inner] : { [key]: inner }),
    fieldOf(row, name),
  );
  return {
    apiVersion: `${row.group}/v1`,
    kind: row.kind,
    metadata: { name: `reader-${name}`, namespace: NAMESPACE },
    ...(value as object),
  };
}

function fieldOf(row: ConsumerRow, name: string): unknown {
  if (row.shape === "name") return { [row.nameKey ?? "name"]: name };
  if (row.shape === "ref") return { kind: "GitRepository", name };
  const object = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: `inner-${name}`, namespace: NAMESPACE },
    spec: { interval: "5m", path: "./", sourceRef: { kind: "GitRepository", name } },
  };
  return EMBEDDED[row.id]?.(object) ?? [object];
}

/** How the fields that hold whole manifests hold them; as a list of objects for all others. */
const EMBEDDED: Readonly<Record<string, (object: object) => unknown>> = {
  "resource-set-template": (object) => stringify(object),
  "resource-set-steps": (object) => [{ name: "one", resources: [object] }],
  "git-ops-set-templates": (object) => [{ content: object }],
  "resource-set-input-provider": (object) => ({ type: "Static", defaultValues: { object } }),
};
