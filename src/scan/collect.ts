import type { ConsumerRow } from "../core/consumer.ts";
import {
  type Context,
  type ExistingOci,
  type Policy,
  type Root,
  type Substitution,
  UNKNOWN,
} from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { locate, type Manifest } from "../core/manifest.ts";
import { child, deref, type MapNode, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import { PATCH_ROWS, rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { policyOnGitRepository } from "../flux/policies.ts";
import { asManifest } from "./as-manifest.ts";
import {
  ANY,
  type FoundReference,
  findEmbedded,
  findReferences,
  GIT,
  type ReadText,
} from "./find-references.ts";
import type { Objects } from "./objects.ts";
import { byLocation } from "./order.ts";
import { gitTarget, inlinePatches, type PatchText, patchesOf } from "./patches.ts";
import { appliedName, declare, declaredAs, type SourceStore, syncOf } from "./sources.ts";

type Contexts = ReadonlyMap<string, readonly Context[]>;

/** Puts every text that declares a Git source into the store: objects, FluxInstance syncs, then patches. */
export function declareAll(
  objects: Objects,
  roots: readonly Root[],
  contexts: Contexts,
  store: SourceStore,
): void {
  const each = (manifests: readonly Manifest[], use: (manifest: Manifest, context: Context) => void) => {
    for (const manifest of manifests)
      if (manifest.group === GROUP.source && manifest.kind === GIT && manifest.name !== undefined)
        for (const context of contexts.get(manifest.document.file) ?? []) use(manifest, context);
  };
  each(objects.manifests, (manifest, context) => {
    const applied = appliedName(manifest, context);
    declare(
      store.get(context.scope, applied.namespace, applied.name),
      declaredAs(manifest),
      manifest,
      specOf(manifest),
      context,
    );
  });
  for (const root of roots) {
    const holder = root.by.startsWith("FluxInstance")
      ? (root.manifest ?? asManifest(root.document, "Values"))
      : undefined;
    if (root.source.kind !== GIT || !holder) continue;
    const source = store.get(root.scope, root.source.namespace, root.source.name);
    declare(
      source,
      root.by === "FluxInstance" ? "FluxInstance" : "FluxInstance-values",
      holder,
      syncOf(root),
      undefined,
    );
  }
  each(objects.patches, (manifest, context) => {
    const applied = appliedName(manifest, context);
    const known = store.patched(context.scope, applied.namespace, applied.name);
    const targets = known.length > 0 ? known : [store.get(context.scope, applied.namespace, applied.name)];
    for (const source of targets) declare(source, "patch", manifest, specOf(manifest), context);
  });
}

function specOf(manifest: Manifest): MapNode | undefined {
  const node = deref(child(manifest.node, "spec"));
  return node?.type === "map" ? node : undefined;
}

/** Every place of the tree that names a Git source. */
export function findAll(
  objects: Objects,
  rows: readonly ConsumerRow[],
  readText: ReadText,
  store: SourceStore,
): FoundReference[] {
  const found: FoundReference[] = [];
  const declaring = new Set(
    store.all().flatMap((source) => source.declarations.map((one) => one.manifest.node)),
  );
  for (const manifest of objects.manifests) {
    const own = rows.filter((row) => row.group === manifest.group && row.kind === manifest.kind);
    for (const row of [...rowsFor(manifest.group, manifest.kind), ...own])
      if (row.shape !== "embedded") found.push(...findReferences(row, manifest));
      else
        found.push(
          ...embedded(row, manifest, embeddedRoot(manifest.node, row.path), row.path.join("."), readText),
        );
    for (const patch of patchesOf(manifest)) found.push(...fromPatch(patch, manifest, readText));
  }
  for (const manifest of objects.patches)
    if (!declaring.has(manifest.node))
      found.push(...embedded(PATCH_ROWS.content, manifest, manifest.node, "", readText));
  for (const document of objects.patchTexts) {
    const holder = asManifest(document, "Patch");
    if (holder) found.push(...embedded(PATCH_ROWS.content, holder, document.root, "", readText));
  }
  for (const kustomization of objects.tree.byDirectory.values()) {
    const holder = asManifest(kustomization.document, "Kustomization");
    if (holder)
      for (const patch of inlinePatches(kustomization)) found.push(...fromPatch(patch, holder, readText));
  }
  return found;
}

function embeddedRoot(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  return path
    .filter((key) => key !== "*")
    .reduce<YamlNode | undefined>((current, key) => child(current, key), node);
}

function fromPatch(patch: PatchText, manifest: Manifest, readText: ReadText): FoundReference[] {
  const target = gitTarget(patch.target);
  const aimed: FoundReference[] = target
    ? [
        {
          row: PATCH_ROWS.target,
          manifest,
          path: `${patch.path}.target`,
          node: undefined,
          at: target.node,
          name: target.name,
          namespace: target.namespace,
        },
      ]
    : [];
  const content = embedded(PATCH_ROWS.content, manifest, patch.patch, patch.path, readText);
  return [
    ...aimed,
    ...content.map((one) => (target && one.name === "not-used" ? { ...one, name: ANY } : one)),
  ];
}

function embedded(
  row: ConsumerRow,
  manifest: Manifest,
  node: YamlNode | undefined,
  path: string,
  readText: ReadText,
): FoundReference[] {
  return findEmbedded(node, readText, path).map((one) => ({
    row,
    manifest,
    path: one.path,
    node: one.node,
    at: one.at,
    name: one.name,
    namespace: one.namespace,
  }));
}

/** Admission policies on GitRepository, with the documents whose texts they explain. */
export function policiesOf(
  manifests: readonly Manifest[],
  contexts: Contexts,
): { policy: Policy; manifest: Manifest }[] {
  return manifests.flatMap((manifest) => {
    const found = policyOnGitRepository(manifest.node, manifest.group, manifest.kind);
    if (!found) return [];
    const scopes = [...new Set((contexts.get(manifest.document.file) ?? []).map((context) => context.scope))];
    const range = deref(child(manifest.node, "kind")) ?? manifest.node;
    const { namespaces, coversOci } = found;
    return [
      {
        manifest,
        policy: {
          kind: manifest.kind,
          name: manifest.name ?? UNKNOWN,
          location: locate(manifest.document, range),
          namespaces,
          coversOci,
          scopes,
        },
      },
    ];
  });
}

/** OCIRepositories that the tree declares, one entry a context. */
export function existingOci(manifests: readonly Manifest[], contexts: Contexts): ExistingOci[] {
  return manifests
    .filter((manifest) => manifest.group === GROUP.source && manifest.kind === "OCIRepository")
    .flatMap((manifest) =>
      (contexts.get(manifest.document.file) ?? []).map((context) => ({
        manifest,
        ...appliedName(manifest, context),
        scope: context.scope,
        url: textAt(manifest.node, ["spec", "url"]),
      })),
    );
}

/** Literal values of postBuild variables, from Kustomizations and from patches of them. */
export function substitutionsOf(objects: Objects): Map<string, Substitution[]> {
  const found = new Map<string, Substitution[]>();
  for (const manifest of [...objects.manifests, ...objects.patches]) {
    if (manifest.group !== GROUP.kustomize) continue;
    for (const { key, value } of pairsAt(manifest.node, ["spec", "postBuild", "substitute"])) {
      const text = textAt(value);
      if (text === undefined) continue;
      pushTo(found, String(key.value), { value: text, location: locate(manifest.document, value ?? key) });
    }
  }
  for (const list of found.values()) list.sort(byLocation);
  return found;
}
