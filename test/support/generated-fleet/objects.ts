/** Objects of generated trees, as YAML texts. */
import type { Random } from "./random.ts";

/** An object and how it can be named. */
export interface GeneratedObject {
  kind: string;
  apiVersion: string;
  name: string;
  namespace: string | undefined;
  text: string;
}

const NAMES = ["app", "web", "flux-system", "app-two", "db", "log"];
const NAMESPACES = [undefined, undefined, undefined, "flux-system", "apps", "default"];

/** Kinds with their API versions and how often they occur. */
const KINDS: readonly (readonly [weight: number, kind: string, ...apiVersions: string[]])[] = [
  [6, "GitRepository", "source.toolkit.fluxcd.io/v1", "source.toolkit.fluxcd.io/v1beta2"],
  [4, "OCIRepository", "source.toolkit.fluxcd.io/v1", "source.toolkit.fluxcd.io/v1beta2"],
  [6, "Kustomization", "kustomize.toolkit.fluxcd.io/v1"],
  [4, "HelmRelease", "helm.toolkit.fluxcd.io/v2"],
  [2, "Alert", "notification.toolkit.fluxcd.io/v1beta3"],
  [2, "Receiver", "notification.toolkit.fluxcd.io/v1"],
  [1, "FluxInstance", "fluxcd.controlplane.io/v1"],
  [1, "ImageUpdateAutomation", "image.toolkit.fluxcd.io/v1beta2"],
  [2, "ConfigMap", "v1"],
];

const SPECS: Readonly<Record<string, (random: Random, name: string) => string[]>> = {
  GitRepository: repository,
  OCIRepository: repository,
  Kustomization: kustomization,
  HelmRelease: helmRelease,
  Alert: (random) => [
    "spec:",
    "  providerRef: {name: chat}",
    "  eventSources:",
    "    - kind: GitRepository",
    `      name: ${random.pick(["'*'", ...NAMES])}`,
    ...optional(random, 0.4, "    - {kind: Kustomization, name: app, namespace: apps}"),
    ...optional(random, 0.3, "  summary: >-", "    two lines", "    in one", "", "    and another"),
  ],
  Receiver: (random) => [
    "spec:",
    "  type: github",
    "  secretRef: {name: token}",
    "  resources:",
    "    - kind: GitRepository",
    `      name: ${random.pick(NAMES)}`,
    ...optional(random, 0.6, "    - kind: Kustomization", `      name: ${random.pick(NAMES)}`),
  ],
  FluxInstance: (random) => [
    "spec:",
    "  distribution: {version: 2.x, registry: ghcr.io/fluxcd}",
    "  sync:",
    `    kind: ${random.pick(["GitRepository", "OCIRepository"])}`,
    "    url: https://host.example/acme/fleet",
    "    ref: refs/heads/main",
    "    path: clusters/a",
  ],
  ImageUpdateAutomation: (random) => [
    "spec:",
    "  interval: 5m",
    "  sourceRef:",
    "    kind: GitRepository",
    `    name: ${random.pick(NAMES)}`,
    "  git:",
    "    checkout: {ref: {branch: main}}",
    "    push: {branch: updates}",
    "    commit:",
    "      messageTemplate: |-",
    "        Update of images",
    "",
    "        # by a robot",
  ],
  ConfigMap: (random) => [
    "data:",
    "  branch: main",
    "  url: https://host.example/acme/other",
    '  count: "5"',
    "  empty: ''",
    ...optional(random, 0.3, "  file.yaml: |", "    kind: GitRepository", "    name: app"),
  ],
};

/** An object of a random kind that is not among `others`, or nearly always not. */
export function randomObject(
  random: Random,
  others: readonly GeneratedObject[],
): GeneratedObject | undefined {
  const [kind, versions] = random.weighted(
    KINDS.map(([weight, name, ...apiVersions]) => [weight, [name, apiVersions] as const] as const),
  );
  const name = random.pick(NAMES);
  const namespace = random.pick(NAMESPACES);
  const isTaken = others.some(
    (one) =>
      one.kind === kind && one.name === name && (one.namespace ?? "default") === (namespace ?? "default"),
  );
  if (isTaken && !random.chance(0.01)) return undefined;
  const apiVersion = random.pick([versions[0]!, ...versions]);
  const lines = [
    ...random.weighted([
      [9, [`apiVersion: ${apiVersion}`, `kind: ${kind}`]],
      [1, [`kind: "${kind}"  # quoted`, `apiVersion: '${apiVersion}'`]],
    ]),
    ...metadata(random, name, namespace),
    ...SPECS[kind]!(random, name),
  ];
  return { kind, apiVersion, name, namespace, text: `${lines.join("\n")}\n` };
}

function metadata(random: Random, name: string, namespace: string | undefined): string[] {
  return [
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? optional(random, 0.03, '  namespace: ""') : [`  namespace: ${namespace}`]),
    ...optional(
      random,
      0.4,
      "  labels:",
      `    tier: ${random.pick(["a", "b"])}`,
      ...optional(random, 0.3, '    "n": "1"'),
    ),
    ...optional(
      random,
      0.25,
      "  annotations:",
      `    note: ${random.pick(["x", '"5"', "null", "", "y", "1.10"])}`,
    ),
    ...optional(random, 0.01, "  annotations:", '    config.kubernetes.io/local-config: "true"'),
  ];
}

function repository(random: Random, name: string): string[] {
  return [
    "spec:",
    "  interval: 5m",
    `  url: https://host.example/acme/${name}`,
    ...random.pick([
      ["  ref:", "    branch: main"],
      ["  ref: {branch: main}"],
      ["  ref: &ref", "    tag: v1", "  same: *ref"],
      ["  ref:", '    branch: "1.10"'],
      ["  ref:", "    commit: 0123"],
      ["  ref:", "    semver: '>=1.0.0'  # newest"],
      [],
    ]),
    ...optional(random, 0.2, "  ignore: |", "    /*", "    !/deploy"),
    ...optional(random, 0.1, "  suspend: "),
    ...optional(random, 0.1, "  timeout: null"),
    ...optional(random, 0.1, "  recurseSubmodules: yes", "  depth: 0x1F", "  ratio: 1e3"),
  ];
}

function kustomization(random: Random, name: string): string[] {
  return [
    "spec:",
    "  interval: 5m",
    `  path: ./${name}`,
    "  prune: true",
    "  sourceRef:",
    `    kind: ${random.pick(["GitRepository", "GitRepository", "OCIRepository"])}`,
    `    name: ${random.pick(NAMES)}`,
    ...optional(random, 0.3, "    namespace: flux-system"),
    ...optional(random, 0.4, "  dependsOn:", "    - name: app", "    - name: web"),
    ...optional(random, 0.3, "  postBuild:", "    substitute:", '      A: "1"', "      B: ${B:=x}"),
    ...optional(
      random,
      0.2,
      "  patches:",
      "    - patch: |",
      "        - op: add",
      "          path: /spec/x",
      "          value: 1",
      "      target:",
      "        kind: HelmRelease",
    ),
  ];
}

function helmRelease(random: Random): string[] {
  return [
    "spec:",
    "  interval: 5m",
    "  chart:",
    "    spec:",
    "      chart: ./chart",
    "      sourceRef:",
    "        kind: GitRepository",
    `        name: ${random.pick(NAMES)}`,
    "  values:",
    "    list: [1, 2]",
    "    a: {b: 1, c: null}",
    "    empty:",
    ...optional(
      random,
      0.5,
      "  valuesFrom:",
      "    - kind: ConfigMap",
      `      name: ${random.pick(["cm", "cm2"])}`,
    ),
  ];
}

/** The lines with this probability, else none. */
export function optional(
  random: Random,
  probability: number,
  ...lines: readonly string[]
): readonly string[] {
  return random.chance(probability) ? lines : [];
}
