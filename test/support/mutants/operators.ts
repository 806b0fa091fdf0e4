import type { Manifest } from "../../../src/core/manifest.ts";
import { CHART_MEDIA_TYPE } from "../../../src/core/oci-object.ts";
import { at, type PathStep, textAt } from "../../../src/core/tree.ts";
import { GROUP } from "../../../src/flux/groups.ts";
import type { LintContext } from "../../../src/lint/context.ts";
import { add, drop, dropDocument, type Operator, type Slip, set } from "./mutant.ts";

const is = (group: string, kind: string) => (one: Manifest) => one.group === group && one.kind === kind;
const isOci = is(GROUP.source, "OCIRepository");
const isApp = is(GROUP.kustomize, "Kustomization");
const isRelease = is(GROUP.helm, "HelmRelease");

/** An operator for the objects of one kind. */
function on(which: (one: Manifest) => boolean, name: string, of: Operator["of"]): Operator {
  return { name, of: (manifest, fleet) => (which(manifest) ? of(manifest, fleet) : []) };
}

const REFERENCES: readonly (readonly PathStep[])[] = [
  ["spec", "sourceRef"],
  ["spec", "chartRef"],
];

/** Slips at every reference to an OCIRepository. */
function onReference(
  name: string,
  of: (one: Manifest, path: readonly PathStep[]) => readonly Slip[],
): Operator {
  return {
    name,
    of: (manifest) =>
      isApp(manifest) || isRelease(manifest)
        ? REFERENCES.flatMap((path) =>
            textAt(manifest.node, [...path, "kind"]) === "OCIRepository" ? of(manifest, path) : [],
          )
        : [],
  };
}

/** True where some Kustomization or HelmRelease of the tree reads the OCIRepository, by its name. */
function isRead({ name }: Manifest, { objects }: LintContext): boolean {
  return objects.manifests.some((one) =>
    REFERENCES.some(
      (path) =>
        textAt(one.node, [...path, "name"]) === name &&
        textAt(one.node, [...path, "kind"]) === "OCIRepository",
    ),
  );
}

const onRead = (name: string, of: Operator["of"]) =>
  on(isOci, name, (manifest, fleet) => (isRead(manifest, fleet) ? of(manifest, fleet) : []));

/** True where each cluster that applies it tells a Flux version that has dropped v1beta2. */
function isOnNewest({ document }: Manifest, { contexts, flux }: LintContext["graph"]): boolean {
  const versions = (contexts.get(document.file) ?? []).map(({ scope }) => flux.get(scope));
  return versions.length > 0 && versions.every((one) => one && one.minor >= 8 && !one.assumed);
}

/** True where some kustomization.yaml on the way writes the namespace, so that the file's own does not matter. */
function isMovedAnyway({ document }: Manifest, { contexts }: LintContext["graph"]): boolean {
  return (contexts.get(document.file) ?? []).some(({ namespace }) => namespace !== undefined);
}

const url = ({ node }: Manifest) => textAt(node, ["spec", "url"]) ?? "";

/** Half of the move: what one of the two sides misses. */
const HALVES: readonly Operator[] = [
  onRead("the declaration was forgotten", () => [dropDocument]),
  onRead("the declaration is in another namespace", (one, { graph }) =>
    isMovedAnyway(one, graph) ? [] : set(one, ["metadata", "namespace"], "elsewhere"),
  ),
  onRead("the declaration has another name", (one) => set(one, ["metadata", "name"], `${one.name}-artifact`)),
  onRead("the declaration is still Git", () => [
    {
      ops: [
        { op: "set", path: ["kind"], value: "GitRepository" },
        { op: "set", path: ["spec", "url"], value: "https://github.com/acme/fleet" },
        { op: "set", path: ["spec", "ref"], value: { branch: "main" } },
        { op: "remove", path: ["spec", "layerSelector"] },
      ],
    },
  ]),
  onReference("the reference names another namespace", (one, path) =>
    set(one, [...path, "namespace"], "elsewhere"),
  ),
  onReference("the reference has a slip in its name", (one, path) =>
    set(one, [...path, "name"], `${textAt(one.node, [...path, "name"])}x`),
  ),
  onReference("the reference is still Git", (one, path) => set(one, [...path, "kind"], "GitRepository")),
  on(isApp, "a Git source comes back", (one) =>
    textAt(one.node, ["spec", "sourceRef", "kind"]) === "OCIRepository"
      ? [
          add({
            apiVersion: "source.toolkit.fluxcd.io/v1",
            kind: "GitRepository",
            metadata: { name: "comes-back", namespace: "flux-system" },
            spec: { interval: "5m", url: "https://github.com/acme/comes-back", ref: { branch: "main" } },
          }),
        ]
      : [],
  ),
];

/** Objects that the API does not take. */
const REJECTED: readonly Operator[] = [
  ...["url", "interval"].map((field) =>
    on(isOci, `an OCIRepository without ${field}`, (one) => drop(one, ["spec", field])),
  ),
  ...["interval", "prune", "sourceRef"].map((field) =>
    on(isApp, `a Kustomization without ${field}`, (one) => drop(one, ["spec", field])),
  ),
  ...["kind", "name"].map((field) =>
    onReference(`a reference without ${field}`, (one, path) => drop(one, [...path, field])),
  ),
  onReference("a kind in other letters", (one, path) => set(one, [...path, "kind"], "OciRepository")),
  on(isOci, "an API version that is gone", (one, { graph }) =>
    isOnNewest(one, graph) ? set(one, ["apiVersion"], "source.toolkit.fluxcd.io/v1beta2") : [],
  ),
  on(isRelease, "an OCIRepository in chart.spec.sourceRef", (one) =>
    textAt(one.node, ["spec", "chartRef", "kind"]) === "OCIRepository"
      ? [
          {
            ops: [
              {
                op: "replace",
                path: ["spec", "chartRef"],
                to: "chart",
                value: {
                  spec: {
                    chart: "app",
                    sourceRef: {
                      kind: "OCIRepository",
                      name: textAt(one.node, ["spec", "chartRef", "name"]) ?? "app",
                    },
                  },
                },
              },
            ],
          },
        ]
      : [],
  ),
  on(isRelease, "chart beside chartRef", (one) =>
    at(one.node, ["spec", "chartRef"])
      ? set(one, ["spec", "chart"], {
          spec: { chart: "app", sourceRef: { kind: "HelmRepository", name: "app" } },
        })
      : [],
  ),
];

/** What the API takes, and a controller or the registry does not, or with another meaning. */
const MISREAD: readonly Operator[] = [
  on(isOci, "a url of Git", (one) => set(one, ["spec", "url"], "https://github.com/acme/fleet")),
  on(isOci, "a tag in the url", (one) => set(one, ["spec", "url"], `${url(one)}:main`)),
  on(isOci, "capitals in the url", (one) =>
    set(
      one,
      ["spec", "url"],
      url(one).replace(/\/([a-z])(?=[^/]*$)/, (_, c: string) => `/${c.toUpperCase()}`),
    ),
  ),
  on(isOci, "no ref", (one) => drop(one, ["spec", "ref"])),
  on(isOci, "a branch in the ref", (one) => set(one, ["spec", "ref"], { branch: "main" })),
  on(isOci, "a branch name as tag", (one) => set(one, ["spec", "ref"], { tag: "release/1.x" })),
  on(isOci, "a commit as digest", (one) => set(one, ["spec", "ref"], { digest: "0a".repeat(20) })),
  on(isOci, "a provider of another registry", (one) => set(one, ["spec", "provider"], "aws")),
  on(isOci, "a provider of Git", (one) => set(one, ["spec", "provider"], "github")),
  on(isOci, "a signature by anybody", (one) => set(one, ["spec", "verify"], { provider: "cosign" })),
  on(isOci, "rules that ignore everything", (one) =>
    textAt(one.node, ["spec", "layerSelector", "operation"]) === "copy"
      ? []
      : set(one, ["spec", "ignore"], "/*\n"),
  ),
  on(isOci, "the Secret of the Git source", (one, { objects }) =>
    objects.manifests
      .filter((git) => is(GROUP.source, "GitRepository")(git) && git.namespace === one.namespace)
      .flatMap((git) => textAt(git.node, ["spec", "secretRef", "name"]) ?? [])
      .slice(0, 1)
      .flatMap((name) => set(one, ["spec", "secretRef"], { name })),
  ),
  onRead("no layerSelector for a chart", (one) => drop(one, ["spec", "layerSelector"])),
  on(isOci, "the layerSelector of a chart on manifests", (one, { objects }) =>
    !at(one.node, ["spec", "layerSelector"]) &&
    objects.manifests.some(
      (app) => isApp(app) && textAt(app.node, ["spec", "sourceRef", "name"]) === one.name,
    )
      ? set(one, ["spec", "layerSelector"], { mediaType: CHART_MEDIA_TYPE, operation: "copy" })
      : [],
  ),
  on(isOci, "prune: false as annotation", (one) => [
    ...set(one, ["metadata", "annotations"], { "kustomize.toolkit.fluxcd.io/prune": "false" }),
  ]),
  on(is(GROUP.instance, "FluxInstance"), "a Git ref for an artifact", (one) =>
    at(one.node, ["spec", "sync"])
      ? [
          {
            ops: [
              { op: "set", path: ["spec", "sync", "kind"], value: "OCIRepository" },
              { op: "set", path: ["spec", "sync", "url"], value: "oci://ghcr.io/acme/fleet" },
              { op: "set", path: ["spec", "sync", "ref"], value: "refs/heads/main" },
            ],
          },
        ]
      : [],
  ),
];

/** Every slip that people make in a migration, with what becomes of it in the score. */
export const OPERATORS: readonly Operator[] = [...HALVES, ...REJECTED, ...MISREAD];
