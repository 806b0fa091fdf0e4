/** What a kustomization.yaml of a generated fleet does to its objects, mostly in ways that build. */
import type { GeneratedObject } from "../generated-fleet/objects.ts";
import { patchEntry } from "../generated-fleet/patches.ts";
import { transformers } from "../generated-fleet/plugins.ts";
import { indent, item } from "../generated-fleet/random.ts";
import { replacements } from "../generated-fleet/replacements.ts";
import { type FleetDraft, type Layer, NAMESPACES, OTHER_NAMES } from "./model.ts";

/** Writes files beside the kustomization.yaml. */
interface Beside {
  keep(text: string): string;
  write(path: string, text: string): void;
}

/** Makes a part of a kustomization.yaml; undefined if the layer has nothing for it. Patches come without their key. */
type Feature = (draft: FleetDraft, layer: Layer, beside: Beside) => string | undefined;

/** One of the layer's objects of a kind. */
function some({ random }: FleetDraft, { objects }: Layer, ...kinds: string[]): GeneratedObject | undefined {
  const fitting = objects.filter(({ kind }) => kinds.includes(kind));
  return fitting.length === 0 ? undefined : random.pick(fitting);
}

function body({ apiVersion, kind, name, namespace }: GeneratedObject, lines: readonly string[]): string {
  const place = namespace === undefined ? "" : `  namespace: ${namespace}\n`;
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n${place}${lines.map((line) => `${line}\n`).join("")}`;
}

/** A patch as an item, inline or in a file. */
function patchOf({ random }: FleetDraft, { keep }: Beside, text: string, target?: string): string {
  const aimed = target === undefined ? "" : `target:\n${indent(target, 2)}`;
  const what =
    random.chance(0.6) || target === undefined
      ? `patch: ${random.pick(["|", "|-"])}\n${indent(text, 2)}`
      : `path: ${keep(text)}\n`;
  return item(target === undefined && random.chance(0.4) ? `path: ${keep(text)}\n` : what + aimed);
}

const PATCHES: Readonly<Record<string, Feature>> = {
  "patch of a source by id": (draft, layer, beside) => {
    const source = some(draft, layer, "GitRepository");
    if (!source) return undefined;
    const lines = draft.random.pick([
      ["spec:", "  interval: 10m"],
      ["spec:", `  url: https://host.example/mirror/${source.name}`],
      ["spec:", "  ref:", "    branch: stage"],
      ["spec:", "  secretRef:", "    name: other"],
      ["  labels:", "    patched: yes-it-is"],
    ]);
    const isOwn = source.text.includes("acme/fleet");
    return patchOf(draft, beside, body(source, isOwn ? ["spec:", "  interval: 10m"] : lines));
  },
  "patch of sources by target": (draft, layer, beside) => {
    const source = some(draft, layer, "GitRepository");
    if (!source) return undefined;
    const ops = draft.random.pick([
      "- op: replace\n  path: /spec/interval\n  value: 1h\n",
      "- op: add\n  path: /metadata/labels\n  value: {of: overlay}\n",
      "- op: add\n  path: /spec/timeout\n  value: 90s\n",
    ]);
    const kind = draft.random.pick(["GitRepository", "GitRepository", "GitRepository", ".*Repository"]);
    const name = draft.random.chance(0.5) ? `name: ${source.name}\n` : "";
    return patchOf(draft, beside, ops, `kind: ${kind}\n${name}`);
  },
  "patch that writes a url or ref": (draft, layer, beside) => {
    const source = some(draft, layer, "GitRepository");
    if (!source || source.text.includes("acme/fleet")) return undefined;
    const ops = draft.random.pick([
      `- op: replace\n  path: /spec/url\n  value: https://host.example/fork/${source.name}\n`,
      "- op: add\n  path: /spec/ref\n  value:\n    branch: next\n",
      "- op: replace\n  path: /spec/ref/branch\n  value: next\n",
    ]);
    return patchOf(draft, beside, ops, `kind: GitRepository\nname: ${source.name}\n`);
  },
  "patch that writes a sourceRef": (draft, layer, beside) => {
    const reader = some(draft, layer, "Kustomization");
    const source = some(draft, layer, "GitRepository");
    if (!reader || reader.text.includes("path: ./m")) return undefined;
    const name = source?.name ?? draft.random.pick(OTHER_NAMES);
    const target = `kind: Kustomization\n${draft.random.chance(0.7) ? `name: ${reader.name}\n` : "name: reader-.*\n"}`;
    const how = draft.random.int(0, 4);
    const place = source?.namespace === undefined ? "" : `    namespace: ${source.namespace}\n`;
    if (how === 0)
      return patchOf(
        draft,
        beside,
        `- op: replace\n  path: /spec/sourceRef\n  value:\n    kind: GitRepository\n    name: ${name}\n${place}`,
        target,
      );
    if (how === 1)
      return patchOf(
        draft,
        beside,
        `- op: replace\n  path: /spec/sourceRef/name\n  value: ${name}\n`,
        target,
      );
    const lines = ["spec:", "  sourceRef:", "    kind: GitRepository", `    name: ${name}`];
    if (how === 2) return patchOf(draft, beside, body(reader, lines));
    const written = how === 3 ? lines : ["spec:", "  sourceRef:", `    name: ${name}`];
    return patchOf(draft, beside, body({ ...reader, name: "any", namespace: undefined }, written), target);
  },
  "$patch: delete": (draft, layer, beside) => {
    const gone = some(draft, layer, "GitRepository", "Kustomization", "HelmRelease", "Alert");
    if (!gone || gone.text.includes("path: ./m") || gone.name.startsWith("root")) return undefined;
    return patchOf(draft, beside, body(gone, ["$patch: delete"]));
  },
  "patch of a release": (draft, layer, beside) => {
    const release = some(draft, layer, "HelmRelease");
    if (!release) return undefined;
    const lines = draft.random.pick([
      ["spec:", "  chart:", "    spec:", "      chart: ./charts/other"],
      ["spec:", "  values:", "    replicas: 3"],
      ["spec:", "  chart:", "    spec:", "      interval: 1m"],
    ]);
    return patchOf(draft, beside, body(release, lines));
  },
  "any patch": ({ random }, { objects }, { keep }) =>
    objects.length === 0 ? undefined : item(patchEntry(random, () => random.pick(objects), keep)),
};

const CONFIG_NAMES = `nameReference:
- kind: GitRepository
  fieldSpecs:
  - {path: spec/sourceRef/name, kind: Kustomization}
  - {path: spec/chart/spec/sourceRef/name, kind: HelmRelease}
`;

const PARTS: Readonly<Record<string, Feature>> = {
  namespace: ({ random }) => `namespace: ${random.pick(NAMESPACES)}\n`,
  namePrefix: (draft, _layer, { keep }) =>
    `namePrefix: p-\n${draft.random.chance(0.7) ? `configurations: [${keep(CONFIG_NAMES)}]\n` : ""}`,
  labels: () => "labels:\n- pairs: {own: overlay}\n",
  replacements: (draft, layer) => {
    const reader = some(draft, layer, "Kustomization");
    const source = some(draft, layer, "GitRepository");
    const values = some(draft, layer, "ConfigMap");
    if (!reader || !source || reader.text.includes("path: ./m")) return undefined;
    const to = (kind: string, name: string, ...fields: string[]) =>
      `  targets:\n  - select: {kind: ${kind}, name: ${name}}\n    fieldPaths: [${fields.join(", ")}]\n`;
    const from = (one: GeneratedObject, field: string) =>
      `- source: {kind: ${one.kind}, name: ${one.name}, fieldPath: ${field}}\n`;
    const all = [
      from(source, "metadata.name") + to("Kustomization", reader.name, "spec.sourceRef.name"),
      from(source, "kind") + to("Kustomization", reader.name, "spec.sourceRef.kind"),
      from(reader, "spec.sourceRef.name") + to("Kustomization", "reader-.*", "spec.sourceRef.name"),
      ...(values && !source.text.includes("acme/fleet")
        ? [
            from(values, "data.url") + to("GitRepository", source.name, "spec.url"),
            from(values, "data.SRC") + to("Kustomization", reader.name, "spec.sourceRef.name"),
            from(values, "data.KIND") + to("Kustomization", reader.name, "spec.sourceRef.kind"),
          ]
        : []),
    ];
    return `replacements:\n${draft.random.pick(all)}`;
  },
  transformers: (draft, layer, { keep }) => {
    const reader = some(draft, layer, "Kustomization");
    const source = some(draft, layer, "GitRepository");
    if (!reader || !source || reader.text.includes("path: ./m")) return undefined;
    const head = (kind: string, more = "") =>
      `apiVersion: builtin\nkind: ${kind}\nmetadata: {name: it${more}}\n`;
    const text = draft.random.pick([
      `${head("PatchTransformer")}patch: |-\n  - op: replace\n    path: /spec/sourceRef/name\n    value: ${source.name}\ntarget:\n  kind: Kustomization\n  name: ${reader.name}\n`,
      `${head("PatchTransformer")}patch: |-\n  - op: replace\n    path: /spec/sourceRef\n    value:\n      kind: GitRepository\n      name: ${source.name}\ntarget:\n  kind: Kustomization\n  name: ${reader.name}\n`,
      `${head("PatchTransformer")}patch: |-\n  - op: replace\n    path: /spec/interval\n    value: 2h\ntarget:\n  kind: GitRepository\n`,
      `${head("NamespaceTransformer", `, namespace: ${draft.random.pick(NAMESPACES)}`)}unsetOnly: true\n`,
      `${head("ReplacementTransformer")}replacements:\n- source: {kind: GitRepository, name: ${source.name}, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Kustomization, name: ${reader.name}}\n    fieldPaths: [spec.sourceRef.name]\n`,
    ]);
    return `transformers:\n${draft.random.chance(0.6) ? item(`|-\n${indent(text, 2)}`) : `- ${keep(text)}\n`}`;
  },
  components: (draft, { directory }) => {
    if (draft.components.length === 0) return undefined;
    const up = directory.split("/").map(() => "..");
    return `components: [${[...up, draft.random.pick(draft.components)].join("/")}]\n`;
  },
  "any replacement": ({ random }, { objects }, { keep }) =>
    objects.length === 0 ? undefined : replacements(random, () => random.pick(objects), keep),
  "any transformer": ({ random }, { objects }, { keep, write }) =>
    objects.length === 0 ? undefined : transformers(random, () => random.pick(objects), keep, write),
};

/** How often each feature is in an overlay. */
const OFTEN: Readonly<Record<string, number>> = {
  "patch of a source by id": 0.24,
  "patch of sources by target": 0.14,
  "patch that writes a url or ref": 0.14,
  "patch that writes a sourceRef": 0.24,
  "$patch: delete": 0.12,
  "patch of a release": 0.09,
  "any patch": 0.03,
  namespace: 0.17,
  namePrefix: 0.07,
  labels: 0.14,
  replacements: 0.14,
  transformers: 0.12,
  components: 0.26,
  "any replacement": 0.01,
  "any transformer": 0.01,
};

/**
 * Writes a kustomization.yaml of these entries with random features.
 * @param share of the usual number of features
 */
export function writeLayer(
  draft: FleetDraft,
  layer: Layer,
  resources: readonly string[],
  share: number,
  isComponent = false,
): void {
  const { random, files, features } = draft;
  let kept = 0;
  const write = (path: string, text: string) => {
    files[`${layer.directory}/${path}`] = text;
  };
  const beside: Beside = {
    write,
    keep: (text) => {
      const name = `part${kept++}.yaml`;
      write(name, text);
      return name;
    },
  };
  const made = (list: Readonly<Record<string, Feature>>) =>
    Object.entries(list).flatMap(([name, feature]) => {
      if (!random.chance(OFTEN[name]! * share) || (isComponent && name === "components")) return [];
      const text = feature(draft, layer, beside);
      if (text === undefined) return [];
      features.add(name);
      return [text];
    });
  const patches = made(PATCHES);
  const parts = made(PARTS);
  const list = resources.map((one) => `  - ${one}\n`).join("");
  const head = isComponent
    ? "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
    : random.chance(0.8)
      ? "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
      : "";
  write(
    "kustomization.yaml",
    [
      head,
      list && `resources:\n${list}`,
      patches.length > 0 ? `patches:\n${indent(patches.join(""), 2)}` : "",
      ...parts,
    ].join("") || "resources: []\n",
  );
}
