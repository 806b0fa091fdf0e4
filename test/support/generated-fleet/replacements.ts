/** Replacements of generated trees. */
import { type GeneratedObject, optional } from "./objects.ts";
import type { Keep } from "./patches.ts";
import { indent, item, type Random } from "./random.ts";

const SOURCE_FIELDS = ["spec.interval", "spec.interval", "metadata.name", "metadata.labels.tier", "spec.ref"];
const TARGET_FIELDS = [
  "spec.interval",
  "spec.path",
  "spec.new.field",
  "metadata.labels.copied",
  "metadata.annotations.[example.com/copied]",
  "spec.sourceRef.name",
  "metadata.name",
  "metadata.namespace",
];

const FIELDS_OF_KIND: Readonly<Record<string, { source: readonly string[]; target: readonly string[] }>> = {
  GitRepository: { source: ["spec.url"], target: ["spec.url", "spec.ref.branch"] },
  OCIRepository: { source: ["spec.url"], target: ["spec.url", "spec.ref.tag"] },
  Kustomization: {
    source: ["spec.dependsOn.0.name", "spec.sourceRef.name", "spec.path", "spec.sourceRef"],
    target: ["spec.dependsOn.[name=app].namespace", "spec.dependsOn.*.name", "spec.sourceRef.kind"],
  },
  Receiver: {
    source: ["spec.resources.0.name"],
    target: [
      "spec.resources.[kind=GitRepository].name",
      "spec.resources.0.name",
      "spec.resources.*.name",
      "spec.resources.-.name",
    ],
  },
  Alert: { source: ["spec.providerRef.name"], target: ["spec.eventSources.[kind=GitRepository].name"] },
  ConfigMap: {
    source: ["data.branch", "data.url", "data.count", "data.empty"],
    target: ["data.branch", "data.new"],
  },
};

/** `replacements:` with an entry inline or in a file, alone or as a list. */
export function replacements(random: Random, pick: () => GeneratedObject, keep: Keep): string {
  const entries = Array.from({ length: random.int(1, 2) }, () => {
    const body = replacement(random, pick(), pick());
    if (random.chance(0.7)) return body;
    return `path: ${keep(random.chance(0.5) ? body : item(body))}\n`;
  });
  return `replacements:\n${entries.map(item).join("")}`;
}

/** A replacement from one object to another. */
export function replacement(random: Random, from: GeneratedObject, to: GeneratedObject): string {
  const sourceField = random.pick([...SOURCE_FIELDS, ...(FIELDS_OF_KIND[from.kind]?.source ?? [])]);
  const lines = [
    "source:",
    `  kind: ${from.kind}`,
    `  name: ${from.name}`,
    ...(from.namespace === undefined ? [] : optional(random, 0.4, `  namespace: ${from.namespace}`)),
    ...optional(random, 0.1, `  version: ${from.apiVersion.split("/").at(-1)}`),
    ...optional(random, 0.7, `  fieldPath: ${sourceField}`),
    ...optional(random, 0.2, `  options: {delimiter: "-", index: ${random.int(0, 1)}}`),
    "targets:",
    ...Array.from(
      {
        length: random.weighted([
          [4, 1],
          [1, 2],
        ]),
      },
      () => item(targetOf(random, to)).trimEnd(),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function targetOf(random: Random, { kind, name }: GeneratedObject): string {
  const fields = [...TARGET_FIELDS, ...(FIELDS_OF_KIND[kind]?.target ?? [])];
  const selected = [
    `kind: ${random.pick([kind, kind, kind, kind, ".*", ".*Repository"])}`,
    ...optional(random, 0.5, `name: ${random.pick([name, "ap.*"])}`),
    ...optional(random, 0.1, `namespace: ${random.pick(["default", "apps", "flux-.*"])}`),
  ];
  const options = [
    ...optional(random, 0.85, "create: true"),
    ...optional(random, 0.3, `delimiter: "/", index: ${random.pick([-1, 0, 1, 3, 9])}`),
  ];
  return [
    `select: {${selected.join(", ")}}`,
    ...optional(random, 0.2, "reject:", `  - {name: ${name}}`),
    ...optional(
      random,
      0.9,
      "fieldPaths:",
      ...random
        .several(
          fields,
          random.weighted([
            [4, 1],
            [1, 2],
          ]),
        )
        .map((field) => `  - ${quoted(field)}`),
    ),
    ...(options.length === 0 ? [] : [`options: {${options.join(", ")}}`]),
    "",
  ].join("\n");
}

function quoted(field: string): string {
  return /[*[\]]/.test(field) ? `"${field}"` : field;
}

/** A replacement as a transformer of its own. */
export function replacementTransformer(random: Random, pick: () => GeneratedObject): string {
  const head = "apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: replace}\n";
  return `${head}replacements:\n${indent(item(replacement(random, pick(), pick())), 2)}`;
}
