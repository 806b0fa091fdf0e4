/** Objects of generated fleets, as texts. Their names fit together, so that most references find something. */
import { type GeneratedObject, optional } from "../generated-fleet/objects.ts";
import type { Random } from "../generated-fleet/random.ts";
import { FLEET_URL, NAMESPACES, OTHER_NAMES, OWN_NAMES, OWN_PATH } from "./model.ts";

const SOURCE_API = "source.toolkit.fluxcd.io/v1";
const KUSTOMIZE_API = "kustomize.toolkit.fluxcd.io/v1";

/** An object of these lines below its metadata. */
export function objectOf(
  apiVersion: string,
  kind: string,
  name: string,
  namespace: string | undefined,
  lines: readonly string[],
): GeneratedObject {
  const text = [
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    ...lines,
    "",
  ].join("\n");
  return { apiVersion, kind, name, namespace, text };
}

/** The Git url of a source of this name. */
export function urlOf(name: string): string {
  return OWN_NAMES.includes(name) ? FLEET_URL : `https://host.example/acme/${name}`;
}

/** A GitRepository. */
export function gitRepository(
  random: Random,
  name: string,
  namespace: string | undefined,
  isVariable = false,
): GeneratedObject {
  const isOwn = OWN_NAMES.includes(name);
  const url = isVariable && !isOwn ? "https://host.example/${ORG}/repo" : urlOf(name);
  // Mostly one branch for all of a name: one decision for several is refused.
  const ref = isOwn
    ? ["  ref:", "    branch: main"]
    : random.weighted([
        [8, ["  ref:", "    branch: main"]],
        [4, ["  ref: {branch: main}"]],
        [1, ["  ref:", "    tag: v1.0.0"]],
        [1, ["  ref:", "    branch: ${BRANCH:=main}"]],
        [1, []],
      ]);
  return objectOf(SOURCE_API, "GitRepository", name, namespace, [
    ...optional(random, 0.2, "  labels:", "    tier: a"),
    "spec:",
    "  interval: 5m",
    `  url: ${url}${random.chance(0.1) ? "  # of the team" : ""}`,
    ...ref,
    ...optional(random, 0.1, "  secretRef:", "    name: git"),
    ...optional(random, 0.1, "  timeout: 60s"),
    ...(isOwn ? [] : optional(random, 0.05, "  include:", "    - repository:", "        name: web")),
  ]);
}

/** How a reference names its source. */
export interface Reference {
  name: string;
  /** As written; undefined if it says nothing. */
  namespace: string | undefined;
}

function sourceRef(random: Random, { name, namespace }: Reference, columns: number): string[] {
  const indent = " ".repeat(columns);
  if (random.chance(0.1)) {
    const place = namespace === undefined ? "" : `, namespace: ${namespace || '""'}`;
    return [
      `${indent}sourceRef: {kind: GitRepository, name: ${name.includes("$") ? `"${name}"` : name}${place}}`,
    ];
  }
  return [
    `${indent}sourceRef:`,
    `${indent}  kind: ${random.chance(0.1) ? '"GitRepository"' : "GitRepository"}`,
    `${indent}  name: ${name}`,
    ...(namespace === undefined ? [] : [`${indent}  namespace: ${namespace || '""'}`]),
    ...optional(random, 0.03, `${indent}  apiVersion: ${SOURCE_API}`),
  ];
}

/** Fields that a Flux Kustomization may have beside its source and path. */
export interface KustomizationFields {
  path: string;
  lines?: readonly string[];
}

/** A Flux Kustomization. */
export function kustomization(
  random: Random,
  name: string,
  namespace: string | undefined,
  source: Reference,
  { path, lines = [] }: KustomizationFields,
): GeneratedObject {
  const isRemote = path.startsWith("./deploy");
  return objectOf(KUSTOMIZE_API, "Kustomization", name, namespace, [
    ...optional(random, 0.15, "  labels:", "    team: x"),
    "spec:",
    "  interval: 5m",
    `  path: ${path}`,
    "  prune: true",
    ...sourceRef(random, source, 2),
    ...lines,
    ...(isRemote
      ? optional(
          random,
          0.1,
          "  healthChecks:",
          `    - apiVersion: ${SOURCE_API}`,
          "      kind: GitRepository",
          `      name: ${source.name}`,
          `      namespace: ${source.namespace || namespace || "flux-system"}`,
        )
      : []),
  ]);
}

/** A HelmRelease with its chart from a Git source. */
export function helmRelease(
  random: Random,
  name: string,
  namespace: string | undefined,
  source: Reference,
): GeneratedObject {
  const chart = random.pick(["./charts/api", "charts/api", "./charts/worker", "./chart"]);
  return objectOf("helm.toolkit.fluxcd.io/v2", "HelmRelease", name, namespace, [
    "spec:",
    "  interval: 5m",
    "  chart:",
    "    spec:",
    `      chart: ${chart}`,
    ...sourceRef(random, source, 6),
    ...optional(random, 0.2, "      interval: 10m"),
    ...optional(random, 0.3, "  values:", "    replicas: 2"),
  ]);
}

/** A reader of a Git source that is no Kustomization and no HelmRelease. */
export function otherReader(
  random: Random,
  name: string,
  namespace: string | undefined,
  source: Reference,
): GeneratedObject {
  const place = source.namespace === undefined ? [] : [`      namespace: ${source.namespace || '""'}`];
  const named = random.chance(0.2) ? "'*'" : source.name;
  const kind = random.weighted([
    [5, "Alert"],
    [2, "Receiver"],
    [3, "ImageUpdateAutomation"],
  ]);
  if (kind === "Alert")
    return objectOf("notification.toolkit.fluxcd.io/v1beta3", kind, name, namespace, [
      "spec:",
      "  providerRef:",
      "    name: chat",
      "  eventSources:",
      "    - kind: GitRepository",
      `      name: ${named}`,
      ...place,
      ...optional(random, 0.4, "    - kind: Kustomization", "      name: '*'"),
    ]);
  if (kind === "Receiver")
    return objectOf("notification.toolkit.fluxcd.io/v1", kind, name, namespace, [
      "spec:",
      "  type: github",
      "  secretRef:",
      "    name: token",
      "  resources:",
      "    - kind: GitRepository",
      `      name: ${source.name}`,
      ...place,
    ]);
  return objectOf("image.toolkit.fluxcd.io/v1beta2", kind, name, namespace, [
    "spec:",
    "  interval: 5m",
    ...sourceRef(random, source, 2),
    "  git:",
    "    checkout: {ref: {branch: main}}",
    "    commit:",
    "      author: {name: bot, email: bot@host.example}",
  ]);
}

/** A ConfigMap that variables and replacements read. */
export function configMap(name: string, namespace: string | undefined): GeneratedObject {
  return objectOf("v1", "ConfigMap", name, namespace, [
    "data:",
    "  ORG: platform",
    "  BRANCH: release",
    "  SRC: app",
    "  KIND: GitRepository",
    "  url: https://host.example/acme/filled",
  ]);
}

/** A source name and how a reader in this namespace writes it. */
export function referenceFor(
  random: Random,
  objects: readonly GeneratedObject[],
  namespace: string | undefined,
) {
  const known = objects.filter(({ kind }) => kind === "GitRepository");
  const isKnown = known.length > 0 && random.chance(0.85);
  const source = isKnown
    ? random.pick(known)
    : { name: random.pick([...OTHER_NAMES, "elsewhere"]), namespace: random.pick(NAMESPACES) };
  const isSame = source.namespace === namespace;
  const written = isSame
    ? random.weighted([
        [8, undefined],
        [1, ""],
        [2, source.namespace],
      ])
    : source.namespace;
  return { name: random.chance(0.04) ? "${SRC:=app}" : source.name, namespace: written };
}

/** A reader of any kind. */
export function reader(
  random: Random,
  name: string,
  namespace: string | undefined,
  source: Reference,
): GeneratedObject {
  const kind = random.weighted([
    [12, "Kustomization"],
    [6, "HelmRelease"],
    [5, "other"],
  ]);
  if (kind === "HelmRelease") return helmRelease(random, name, namespace, source);
  if (kind === "other") return otherReader(random, name, namespace, source);
  const lines = optional(
    random,
    0.1,
    "  patches:",
    "    - patch: |",
    "        - op: add",
    "          path: /metadata/labels",
    "          value: {by: flux}",
    "      target:",
    "        kind: Deployment",
  );
  const path = OWN_NAMES.includes(source.name) ? OWN_PATH : `./deploy/${name}`;
  return kustomization(random, name, namespace, source, { path, lines });
}
