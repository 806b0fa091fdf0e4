/** The Go structs that a kustomization.yaml is read into (sigs.k8s.io/kustomize/api v0.21.1, types). */
import type { Fields } from "./typed.ts";

const GVK = { group: "string", version: "string", kind: "string" } as const;
const ID = { ...GVK, name: "string", namespace: "string" } as const;

/** A target of a patch, and what a replacement selects. */
const SELECTOR = { ...ID, labelSelector: "string", annotationSelector: "string" } as const;

const FIELD_SPEC = { ...GVK, path: "string", create: "bool" } as const;

const PATCH = {
  path: "string",
  patch: "string",
  target: SELECTOR,
  options: { allowNameChange: "bool", allowKindChange: "bool" },
} as const;

const FIELD_OPTIONS = { delimiter: "string", index: "int", encoding: "string", create: "bool" } as const;

/** An item of `replacements`, and of the file that one names. */
export const REPLACEMENT = {
  path: "string",
  source: { ...ID, fieldPath: "string", options: FIELD_OPTIONS },
  sourceValue: "string",
  targets: [{ select: SELECTOR, reject: [SELECTOR], fieldPaths: ["string"], options: FIELD_OPTIONS }],
} as const satisfies Fields;

const GENERATOR_OPTIONS = {
  labels: "map",
  annotations: "map",
  disableNameSuffixHash: "bool",
  immutable: "bool",
} as const;

const CONFIG_MAP = {
  namespace: "string",
  name: "string",
  behavior: "string",
  literals: ["string"],
  files: ["string"],
  envs: ["string"],
  env: "string",
  options: GENERATOR_OPTIONS,
} as const;

const IMAGE = {
  name: "string",
  newName: "string",
  tagSuffix: "string",
  newTag: "string",
  digest: "string",
} as const;

const VAR = {
  name: "string",
  objref: { ...ID, apiVersion: "string" },
  fieldref: { fieldPath: "string" },
} as const;

/** A whole kustomization.yaml. What only kustomize with Helm reads is not looked into. */
export const KUSTOMIZATION: Fields = {
  apiVersion: "string",
  kind: "string",
  metadata: { name: "string", namespace: "string", labels: "map", annotations: "map" },
  openapi: "map",
  namePrefix: "string",
  nameSuffix: "string",
  namespace: "string",
  commonLabels: "map",
  labels: [{ pairs: "map", includeSelectors: "bool", includeTemplates: "bool", fields: [FIELD_SPEC] }],
  commonAnnotations: "map",
  patchesStrategicMerge: ["string"],
  patchesJson6902: [PATCH],
  patches: [PATCH],
  images: [IMAGE],
  imageTags: [IMAGE],
  replacements: [REPLACEMENT],
  replicas: [{ name: "string", count: "int" }],
  vars: [VAR],
  sortOptions: { order: "string", legacySortOptions: { orderFirst: ["string"], orderLast: ["string"] } },
  resources: ["string"],
  components: ["string"],
  crds: ["string"],
  bases: ["string"],
  configMapGenerator: [CONFIG_MAP],
  secretGenerator: [{ ...CONFIG_MAP, type: "string" }],
  helmGlobals: "any",
  helmCharts: ["any"],
  helmChartInflationGenerator: ["any"],
  generatorOptions: GENERATOR_OPTIONS,
  configurations: ["string"],
  generators: ["string"],
  transformers: ["string"],
  validators: ["string"],
  buildMetadata: ["string"],
};

const NAME_REFERENCE = { ...GVK, fieldSpecs: [FIELD_SPEC] } as const;

/** A file of `configurations`. */
export const CONFIGURATION: Fields = {
  namePrefix: [FIELD_SPEC],
  nameSuffix: [FIELD_SPEC],
  namespace: [FIELD_SPEC],
  commonLabels: [FIELD_SPEC],
  labels: [FIELD_SPEC],
  templateLabels: [FIELD_SPEC],
  commonAnnotations: [FIELD_SPEC],
  nameReference: [NAME_REFERENCE],
  varReference: [FIELD_SPEC],
  images: [FIELD_SPEC],
  replicas: [FIELD_SPEC],
};

const METADATA = { name: "string", namespace: "string" } as const;

/** A builtin generator: an item of `configMapGenerator` or `secretGenerator` with its name in `metadata`. */
export const GENERATOR: Fields = { ...CONFIG_MAP, type: "string", metadata: METADATA };

/** Builtin transformers, in one struct. */
export const TRANSFORMER: Fields = {
  ...PATCH,
  metadata: METADATA,
  fieldSpecs: [FIELD_SPEC],
  unsetOnly: "bool",
  setRoleBindingSubjects: "string",
  prefix: "string",
  suffix: "string",
  labels: "map",
  annotations: "map",
  paths: ["string"],
  patches: "string",
  jsonOp: "string",
  replacements: [REPLACEMENT],
};
