/** Patches of generated trees: strategic merges, JSON patches, and their targets. */
import { type GeneratedObject, optional } from "./objects.ts";
import { indent, item, type Random } from "./random.ts";

/** How the body of a merge names its object. */
interface Naming {
  apiVersion?: boolean;
  kind?: string;
  name?: string;
  namespace?: string | undefined;
}

const METADATA: readonly (readonly string[])[] = [
  ["  labels:", "    tier: c"],
  ["  labels:", "    tier: null"],
  ["  labels:", '    extra: "7"', "    plain: word"],
  ["  labels:", "    $patch: replace", "    only: this"],
  ["  labels:", "    $patch: delete"],
  ["  labels: null"],
  ["  labels: {}"],
  ["  annotations:", "    note: null"],
  ["  annotations:", "    note: y", "    other: z"],
];

const SPEC: readonly (readonly string[])[] = [
  ["  interval: 10m"],
  ["  interval: null"],
  ["  ref:", "    branch: null", '    semver: ">=1.0"'],
  ["  ref:", "    $patch: replace", "    digest: sha256:x"],
  ["  sourceRef:", "    kind: OCIRepository", "    $patch: merge"],
  ["  sourceRef: {name: patched}"],
  ["  url: oci://host.example/acme/patched"],
  ["  values:", "    list: [3]", "    a:", "      c: 5", "      d: {e: null, f: [x]}"],
  ["  dependsOn:", "    - name: web", "      namespace: x"],
  ["  dependsOn:", "    - name: web", "      $patch: delete"],
  ["  dependsOn: null"],
  ["  path: ./patched", "  wait: true"],
  [
    "  new:",
    "    deep:",
    "      $patch: delete",
    "      a: 1",
    "    other:",
    "      $patch: replace",
    "      c: 2",
  ],
  ["  chart:", "    $patch: delete"],
  ["  ignore: |", "    # all", "    /*"],
];

/** The body of a strategic merge for an object. */
export function mergeBody(random: Random, object: GeneratedObject, naming: Naming = {}): string {
  const namespace = "namespace" in naming ? naming.namespace : object.namespace;
  const isDelete = random.chance(0.07);
  const lines = [
    ...(naming.apiVersion === false ? [] : [`apiVersion: ${object.apiVersion}`]),
    `kind: ${naming.kind ?? object.kind}`,
    "metadata:",
    `  name: ${naming.name ?? object.name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    ...optional(random, 0.3, ...random.pick(METADATA)),
    ...(isDelete ? ["$patch: delete"] : optional(random, 0.04, "$patch: replace")),
    ...(isDelete ? [] : changes(random, object)),
  ];
  return `${lines.join("\n")}\n`;
}

function changes(random: Random, { kind }: GeneratedObject): readonly string[] {
  if (kind === "ConfigMap")
    return ["data:", ...random.pick([["  branch: dev"], ["  url: null", "  more: x"]])];
  // No key twice: kustomize refuses that, and everything else of the tree with it.
  const chosen = new Map(
    random.several(SPEC, random.int(1, 3)).map((lines) => [lines[0]!.split(":")[0], lines]),
  );
  return ["spec:", ...[...chosen.values()].flat()];
}

/** Operations that work on nearly every object of Flux. */
const SAFE: readonly string[] = [
  "op: replace\npath: /spec/interval\nvalue: 1h",
  "op: add\npath: /spec/suspend\nvalue: true",
  "op: replace\npath: /spec/notthere\nvalue: {a: [1]}",
  'op: add\npath: /metadata/annotations/j\nvalue: "1"',
  "op: add\npath: /metadata/labels\nvalue: {only: this}",
  "op: add\npath: /spec/ref\nvalue: null",
  "op: copy\nfrom: /spec\npath: /status",
  "op: add\npath: /spec/sourceRef\nvalue:\n  kind: OCIRepository\n  name: patched",
];

/** Operations that many objects refuse, and those that change what an object is called. */
const RISKY: readonly string[] = [
  "{op: remove, path: /spec/interval}",
  "op: add\npath: /spec/missing/deep\nvalue: 1",
  "op: add\npath: /metadata/labels/j\nvalue: q",
  "op: replace\npath: /metadata/name\nvalue: renamed",
  "op: add\npath: /spec/dependsOn/-\nvalue: {name: late}",
  "op: add\npath: /spec/dependsOn/0\nvalue:\n  name: first",
  "op: remove\npath: /spec/dependsOn/-1",
  "op: test\npath: /spec/interval\nvalue: 5m",
  "op: copy\nfrom: /spec/interval\npath: /spec/retryInterval",
  "op: move\nfrom: /spec/interval\npath: /spec/timeout",
  "op: replace\npath: /spec/sourceRef/kind\nvalue: OCIRepository",
  "op: remove\npath: /metadata/labels/tier",
  "op: replace\npath: /metadata/namespace\nvalue: moved",
  "op: add\npath: /metadata/annotations\nvalue: {k: v}",
  "op: replace\npath: /kind\nvalue: OCIRepository",
  "op: replace\npath: /apiVersion\nvalue: source.toolkit.fluxcd.io/v1",
  "op: add\npath: /metadata/annotations/a~1b~0c\nvalue: escaped",
];

/** A JSON patch, written as YAML or now and then as JSON. */
export function jsonPatch(random: Random): string {
  if (random.chance(0.1)) return '[{"op": "add", "path": "/spec/json", "value": {"a": [1, null]}}]\n';
  const count = random.int(1, 2);
  return Array.from(
    { length: count },
    () => `${item(random.pick(random.chance(0.85) ? SAFE : RISKY))}\n`,
  ).join("");
}

/** A target that usually selects the object, and perhaps others. */
export function target(random: Random, object: GeneratedObject): string {
  const [group, version] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", "v1"];
  const { kind, name } = object;
  const fields: readonly (readonly [probability: number, key: string, values: readonly string[]])[] = [
    [0.9, "kind", [kind, kind, kind, "Git.*", "Repository", ".*Repository", "GitRepository|OCIRepository"]],
    [0.6, "name", [name, name, "app.*", "ap", ".*", "app|web", `pre-${name}`]],
    [0.2, "namespace", [object.namespace ?? "default", "flux-system", "default", "apps", ".*"]],
    [0.2, "group", [group || "''", ".*toolkit.*", "source"]],
    [0.15, "version", [version!, "v1", "v1.*"]],
    [0.2, "labelSelector", ['"tier=a"', '"tier in (a,b)"', '"!tier"', '"tier!=a"', "tier", "'tier=a,n=1'"]],
    [0.1, "annotationSelector", ["note", '"note=x"', "note!=x"]],
  ];
  const lines = fields.flatMap(([probability, key, values]) =>
    optional(random, probability, `${key}: ${random.pick(values)}`),
  );
  return `${lines.length === 0 ? `kind: ${kind}` : lines.join("\n")}\n`;
}

/** A target as `patchesJson6902` has them: a whole name is needed. */
export function namedTarget(random: Random, { kind, name, namespace, apiVersion }: GeneratedObject): string {
  const lines = [
    `kind: ${kind}`,
    ...optional(random, 0.97, `name: ${random.pick([name, name, ".*"])}`),
    ...optional(random, 0.3, `version: ${apiVersion.split("/").at(-1)}`),
    ...(namespace === undefined ? [] : optional(random, 0.3, `namespace: ${namespace}`)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Keeps a text in a file of the directory that is written, and gives its name. */
export type Keep = (text: string) => string;

/** An entry of `patches`. */
export function patchEntry(random: Random, pick: () => GeneratedObject, keep: Keep): string {
  const object = pick();
  const body = (text: string, isInline: boolean) =>
    isInline ? `patch: ${random.pick(["|-", "|"])}\n${indent(text, 2)}` : `path: ${keep(text)}\n`;
  const aimed = () => `target:\n${indent(target(random, object), 2)}`;
  const how = random.weighted([
    [20, "id"],
    [20, "target"],
    [50, "json"],
    [7, "documents"],
    [1, "inline documents"],
    [2, "misses"],
  ]);
  if (how === "json") return body(jsonPatch(random), random.chance(0.6)) + aimed();
  if (how === "documents" || how === "inline documents") {
    const text = [object, pick()].map((one) => mergeBody(random, one)).join("---\n");
    return body(text, how !== "documents");
  }
  if (how === "misses") return body(mergeBody(random, object, { name: `pre-${object.name}` }), true);
  if (how === "id") return body(mergeBody(random, object), random.chance(0.5));
  const naming: Naming = {
    apiVersion: random.chance(0.5),
    ...(random.chance(0.4) ? { name: "any" } : {}),
    ...(random.chance(0.2) ? { kind: "Any" } : {}),
    ...(random.chance(0.5) ? { namespace: undefined } : {}),
  };
  const options = optional(random, 0.2, "options: {allowNameChange: true, allowKindChange: true}\n").join("");
  return body(mergeBody(random, object, naming), random.chance(0.5)) + aimed() + options;
}
