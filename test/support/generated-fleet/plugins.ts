/** Builtin transformers and generators of generated trees, inline, in files, or in a directory. */
import { type GeneratedObject, optional } from "./objects.ts";
import { jsonPatch, type Keep, mergeBody, target } from "./patches.ts";
import { indent, item, type Random } from "./random.ts";
import { replacementTransformer } from "./replacements.ts";

/** Writes a file of the tree. */
export type Write = (path: string, text: string) => void;

/** The head of a builtin's configuration. */
function head(kind: string, metadata = "{name: it}"): string {
  return `apiVersion: builtin\nkind: ${kind}\nmetadata: ${metadata}\n`;
}

const TRANSFORMERS: readonly ((random: Random, pick: () => GeneratedObject) => string)[] = [
  (random) =>
    head("NamespaceTransformer", "{name: it, namespace: transformed}") +
    random.pick([
      "",
      "unsetOnly: true\n",
      "fieldSpecs:\n- {path: metadata/namespace, create: true}\n- {path: spec/targetNamespace, kind: HelmRelease, create: true}\n",
      "setRoleBindingSubjects: none\n",
    ]),
  (random) =>
    head("PrefixSuffixTransformer") +
    random.pick(["prefix: t-\n", "suffix: -t\n", "prefix: t-\nsuffix: -t\n"]) +
    "fieldSpecs: [{path: metadata/name}]\n",
  (random, pick) =>
    `${head("PatchTransformer")}patch: |-\n${indent(jsonPatch(random), 2)}target:\n${indent(target(random, pick()), 2)}`,
  (random, pick) =>
    `${head("PatchStrategicMergeTransformer")}patches: |-\n${indent(mergeBody(random, pick()), 2)}`,
  (random) =>
    head("LabelTransformer") +
    'labels: {lt: "1"}\nfieldSpecs:\n- {path: metadata/labels, create: true}\n' +
    optional(random, 0.5, "- {path: spec/commonMetadata/labels, kind: Kustomization, create: true}\n").join(
      "",
    ),
  () =>
    `${head("AnnotationsTransformer")}annotations: {at: x}\nfieldSpecs:\n- {path: metadata/annotations, create: true}\n`,
  (random, pick) => {
    const { kind, name } = pick();
    const ops = indent(jsonPatch(random), 2);
    return `${head("PatchJson6902Transformer")}target: {kind: ${kind}, name: ${name}}\njsonOp: |-\n${ops}`;
  },
  replacementTransformer,
];

/** `transformers:` with one or two entries. */
export function transformers(random: Random, pick: () => GeneratedObject, keep: Keep, write: Write): string {
  const entries = Array.from(
    {
      length: random.weighted([
        [4, 1],
        [1, 2],
      ]),
    },
    (_, index) => {
      const text = random.pick(TRANSFORMERS)(random, pick);
      return entry(random, text, keep, write, `transformer${index}`);
    },
  );
  return `transformers:\n${entries.map((one) => indent(item(one), 2)).join("")}`;
}

function entry(random: Random, text: string, keep: Keep, write: Write, folder: string): string {
  const how = random.weighted([
    [6, "inline"],
    [3, "file"],
    [1, "directory"],
  ]);
  if (how === "inline") return `|-\n${indent(text, 2)}`;
  if (how === "file") return `${keep(text)}\n`;
  write(`${folder}/it.yaml`, text);
  const namespace = random.chance(0.3) ? "namespace: of-directory\n" : "";
  write(`${folder}/kustomization.yaml`, `resources: [it.yaml]\n${namespace}`);
  return `${folder}\n`;
}

/** `generators:` with one entry. */
export function generators(random: Random, name: string, keep: Keep, write: Write): string {
  const data = random.pick(["literals: [a=b]\n", 'literals:\n- "u=x<y&z"\n- c=\n']);
  const options = random.pick([
    "",
    "options: {disableNameSuffixHash: true}\n",
    "options: {labels: {made: by}}\n",
  ]);
  const text =
    head(random.pick(["ConfigMapGenerator", "SecretGenerator"]), `{name: ${name}}`) + data + options;
  return `generators:\n${indent(item(entry(random, text, keep, write, "generator")), 2)}`;
}

/** `configMapGenerator:` or `secretGenerator:`. */
export function resourceGenerator(random: Random, name: string, write: Write): string {
  const kind = random.weighted([
    [3, "configMapGenerator"],
    [1, "secretGenerator"],
  ]);
  const data = random.weighted<readonly string[]>([
    [4, ["    literals: [a=b, 'u=x<y&z', \"q='quoted'\"]"]],
    [2, ["    files: [values.yaml]"]],
    [1, ["    files: [key.txt=values.yaml]"]],
    [1, ["    envs: [values.env]"]],
  ]);
  write("values.yaml", "a: 1\nlist:\n  - x\n");
  write("values.env", "# a comment\nBRANCH=main\nEMPTY=\n");
  const lines = [
    `${kind}:`,
    `  - name: ${name}`,
    ...optional(random, 0.15, "    namespace: apps"),
    ...data,
    ...optional(random, 0.3, "    options: {disableNameSuffixHash: true}"),
    ...optional(random, 0.05, `    behavior: ${random.pick(["merge", "create", "replace"])}`),
    ...optional(
      random,
      0.1,
      "generatorOptions:",
      "  labels: {generated: 'yes'}",
      "  disableNameSuffixHash: true",
    ),
  ];
  return `${lines.join("\n")}\n`;
}
