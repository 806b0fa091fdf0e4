/** Flux Kustomizations with their path in the tree, and the roots of clusters. */
import { type GeneratedObject, optional } from "../generated-fleet/objects.ts";
import { indent, type Random } from "../generated-fleet/random.ts";
import { kustomization, objectOf } from "./manifests.ts";
import { FLEET_URL, type FleetDraft, NAMESPACES, OTHER_NAMES, type RootKind, relative } from "./model.ts";

/** Fields of `spec` that a delivering Kustomization may have, two blanks in. */
export function deliveryLines(draft: FleetDraft, path: string): string[] {
  const { random, features } = draft;
  const lines: string[] = [];
  const add = (probability: number, feature: string, make: () => readonly string[]) => {
    if (!random.chance(probability)) return;
    features.add(feature);
    lines.push(...make());
  };
  add(0.12, "targetNamespace", () => [`  targetNamespace: ${random.pick(NAMESPACES)}`]);
  add(0.25, "spec.patches", () => ["  patches:", ...patchLines(random)]);
  add(0.4, "postBuild", () => postBuild(random));
  if (draft.components.length > 0)
    add(0.08, "spec.components", () => [
      `  components: [${relative(path.replace(/^\.\//, ""), random.pick(draft.components))}]`,
    ]);
  lines.push(...optional(random, 0.15, "  dependsOn:", "    - name: any"));
  return lines;
}

function postBuild(random: Random): string[] {
  return [
    "  postBuild:",
    ...random.weighted([
      [3, ["    substitute:", "      ORG: acme", "      BRANCH: main", "      SRC: web"]],
      [1, ["    substitute:", "      BRANCH: stage", "      KIND: GitRepository"]],
      [
        2,
        [
          "    substitute:",
          "      ANY: x",
          "    substituteFrom:",
          "      - kind: ConfigMap",
          "        name: settings",
        ],
      ],
      [
        1,
        [
          "    substituteFrom:",
          "      - kind: ConfigMap",
          "        name: settings",
          "        optional: true",
        ],
      ],
    ]),
  ];
}

/** One or two items of `patches`, four blanks in. */
export function patchLines(random: Random): string[] {
  const name = random.pick(OTHER_NAMES);
  const item = (patch: string, target: string) => [
    "    - patch: |",
    ...indent(patch.trimEnd(), 8).split("\n"),
    "      target:",
    ...indent(target.trimEnd(), 8).split("\n"),
  ];
  const child = (spec: string) =>
    `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: all\nspec:\n${spec}`;
  const all = [
    item(
      `- op: replace\n  path: /spec/sourceRef\n  value:\n    kind: GitRepository\n    name: ${name}\n    namespace: flux-system\n`,
      "kind: Kustomization\nname: reader-.*\n",
    ),
    item(
      child(`  sourceRef:\n    kind: GitRepository\n    name: ${name}\n`),
      "kind: Kustomization\nname: reader-0\n",
    ),
    item(child("  retryInterval: 1m\n"), "kind: Kustomization\nname: m.*\n"),
    item(
      child("  postBuild:\n    substitute:\n      ORG: acme\n      SRC: web\n"),
      "kind: Kustomization\nname: m.*\n",
    ),
    item(
      child(
        "  patches:\n    - patch: |\n        - op: replace\n          path: /spec/sourceRef\n          value:\n            kind: GitRepository\n            name: app\n            namespace: flux-system\n      target:\n        kind: Kustomization\n        name: reader-.*\n",
      ),
      "kind: Kustomization\nname: m.*\n",
    ),
    item("- op: replace\n  path: /spec/interval\n  value: 30m\n", "kind: GitRepository\n"),
    item(
      "- op: replace\n  path: /spec/interval\n  value: 30m\n",
      `kind: GitRepository\nname: ${name}\nnamespace: ${random.pick(NAMESPACES)}\n`,
    ),
    item(
      `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: any\nspec:\n  url: https://host.example/other/${name}\n`,
      `kind: GitRepository\nname: ${name}\n`,
    ),
  ];
  return random
    .several(
      all,
      random.weighted([
        [3, 1],
        [1, 2],
      ]),
    )
    .flat();
}

/** A Kustomization that applies a directory of the tree. */
export function delivery(
  draft: FleetDraft,
  name: string,
  path: string,
  source: { name: string; namespace: string | undefined },
): GeneratedObject {
  return kustomization(draft.random, name, "flux-system", source, {
    path,
    lines: deliveryLines(draft, path),
  });
}

/** The source of the fleet in a cluster. */
function fleetSource(): GeneratedObject {
  return objectOf("source.toolkit.fluxcd.io/v1", "GitRepository", "flux-system", "flux-system", [
    "spec:",
    "  interval: 1m",
    `  url: ${FLEET_URL}`,
    "  ref:",
    "    branch: main",
  ]);
}

/** Writes what starts a cluster, and gives the entries of its directory's kustomization.yaml. */
export function addRoot(draft: FleetDraft, kind: RootKind, directory: string): string[] {
  const { random, files, starts, features } = draft;
  features.add(`root ${kind}`);
  const lines = kind === "gotk" ? [] : optional(random, 0.2, "  patches:", ...patchLines(random));
  const root = kustomization(
    random,
    "flux-system",
    "flux-system",
    { name: "flux-system", namespace: undefined },
    { path: `./${directory}`, lines },
  );
  const start = (path: string, object: string) =>
    starts.push({ cluster: directory, file: `${directory}/${path}`, root: object });
  if (kind === "gotk") {
    files[`${directory}/flux-system/gotk-sync.yaml`] =
      `# This manifest was generated by flux. DO NOT EDIT.\n${fleetSource().text}---\n${root.text}`;
    files[`${directory}/flux-system/kustomization.yaml`] = "resources:\n- gotk-sync.yaml\n";
    start("flux-system/gotk-sync.yaml", "Kustomization/flux-system");
    return ["flux-system"];
  }
  if (kind === "instance") {
    files[`${directory}/flux.yaml`] = objectOf(
      "fluxcd.controlplane.io/v1",
      "FluxInstance",
      "flux",
      "flux-system",
      [
        "spec:",
        "  distribution:",
        "    version: 2.x",
        "    registry: ghcr.io/fluxcd",
        "  sync:",
        "    kind: GitRepository",
        `    url: ${FLEET_URL}`,
        "    ref: refs/heads/main",
        `    path: ${directory}`,
      ],
    ).text;
    start("flux.yaml", "FluxInstance/flux");
    return ["flux.yaml"];
  }
  files[`${directory}/root.yaml`] = kind === "self" ? `${root.text}---\n${fleetSource().text}` : root.text;
  start("root.yaml", "Kustomization/flux-system");
  return ["root.yaml"];
}
