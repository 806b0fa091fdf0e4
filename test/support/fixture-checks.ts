import { parseAllDocuments } from "yaml";
import type { Context, Graph } from "../../src/core/graph.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import type { FileChange, Plan } from "../../src/core/plan.ts";
import { at, itemsAt, textAt } from "../../src/core/tree.ts";
import type { Analysis } from "../../src/run.ts";
import { collectObjects } from "../../src/scan/objects.ts";
import { crdSetFor, knowsKind, validate } from "./crd-oracle.ts";
import type { FileTree } from "./tree-copy.ts";

/**
 * The text that the edits describe, put together without the code under test: what stands between two edits
 * must be the original, and an edit may not be empty-handed.
 * @throws Error where edits overlap or change nothing
 */
export function rebuild({ before = "", edits }: FileChange): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, text, rule } of sorted) {
    if (start < done) throw new Error(`${rule}: edits overlap at ${start}`);
    if (before.slice(start, end) === text) throw new Error(`${rule}: the edit at ${start} changes nothing`);
    parts.push(before.slice(done, start), text);
    done = end;
  }
  return parts.join("") + before.slice(done);
}

/** Fields that can name an OCIRepository: kind, then the path to the reference. */
const OCI_FIELDS: readonly { kind: string; path: readonly string[] }[] = [
  { kind: "Kustomization", path: ["spec", "sourceRef"] },
  { kind: "HelmRelease", path: ["spec", "chartRef"] },
  { kind: "Terraform", path: ["spec", "sourceRef"] },
];

/** A reference to an OCIRepository in one cluster. */
interface OciReference {
  file: string;
  object: string;
  scope: string;
  namespace: string;
  name: string;
}

/** References to an OCIRepository whose object is neither in the tree nor declared by somebody else; as text. */
export function dangling(before: Analysis, result: Analysis, plan: Plan): string[] {
  const known = new Set(ociReferences(before).map((one) => JSON.stringify(one)));
  const declared = [...result.graph.existing, ...plan.elsewhere];
  return ociReferences(result)
    .filter((one) => !known.has(JSON.stringify(one)))
    .filter(
      (one) =>
        !declared.some(
          (oci) =>
            oci.name === one.name && meets(oci.namespace, one.namespace) && meets(oci.scope, one.scope),
        ),
    )
    .map(
      ({ file, object, scope, namespace, name }) => `${file}: ${object} in ${scope} → ${namespace}/${name}`,
    );
}

/** Every reference to an OCIRepository, once for each cluster that it reaches. */
export function ociReferences({ scanned, graph }: Analysis): OciReference[] {
  return collectObjects(scanned.documents).manifests.flatMap((manifest) =>
    OCI_FIELDS.filter(({ kind }) => kind === manifest.kind).flatMap(({ path }) => {
      const node = at(manifest.node, path);
      const name = textAt(node, ["name"]);
      if (textAt(node, ["kind"]) !== "OCIRepository" || name === undefined) return [];
      return contextsOf(graph, manifest).map((context) => ({
        file: manifest.document.file,
        object: `${manifest.kind}/${manifest.name}`,
        scope: context.scope,
        namespace: textAt(node, ["namespace"]) ?? context.namespace ?? manifest.namespace ?? "?",
        name,
      }));
    }),
  );
}

/** Objects that a cluster would hold twice, as text. */
export function duplicates({ graph }: Analysis): string[] {
  const seen = new Map<string, Set<unknown>>();
  const add = (key: string, node: unknown) => seen.set(key, (seen.get(key) ?? new Set()).add(node));
  for (const { scope, namespace, name, manifest } of graph.existing)
    add(`OCIRepository/${namespace}/${name}@${scope}`, manifest.node);
  for (const source of graph.sources)
    for (const one of source.declarations)
      if (one.as === "object") add(`${source.id}@${source.scope}`, one.manifest.node);
  return [...seen].filter(([, nodes]) => nodes.size > 1).map(([key]) => key);
}

/** What a cluster's API would refuse in changed files, and did not refuse before; as text. */
export function refusedByApi(changes: readonly FileChange[], result: Analysis): string[] {
  return changes.flatMap(({ path, before, after }) => {
    const minors = new Set(
      (result.graph.contexts.get(path) ?? []).map(({ scope }) => result.graph.flux.get(scope)?.minor ?? 9),
    );
    const old = objectsOf(before ?? "");
    return [...minors].flatMap((minor) =>
      objectsOf(after ?? "").flatMap((object) => {
        if (crdSetFor(minor) === undefined || !knowsKind(object.apiVersion, object.kind, minor)) return [];
        const named = old.filter((one) => one.name === object.name && sameRole(one.kind, object.kind));
        const twin = named.find((one) => one.kind === object.kind) ?? named[0];
        const known = twin && knowsKind(twin.apiVersion, twin.kind, minor) ? validate(twin.value, minor) : [];
        return validate(object.value, minor)
          .filter((problem) => !known.includes(problem))
          .map((problem) => `${path}: ${object.kind}/${object.name} in Flux 2.${minor}: ${problem}`);
      }),
    );
  });
}

/** An OCIRepository is compared with the GitRepository whose place it took. */
function sameRole(before: string, after: string): boolean {
  return before === after || (before === "GitRepository" && after === "OCIRepository");
}

interface ParsedObject {
  apiVersion: string;
  kind: string;
  name: string;
  value: unknown;
}

/** The objects of a text, items of a List included, read by the `yaml` library alone. */
export function objectsOf(text: string): ParsedObject[] {
  return parseAllDocuments(text)
    .flatMap((document) => {
      const value: unknown = document.toJS();
      const items =
        (value as { kind?: unknown; items?: unknown[] } | null)?.kind === "List"
          ? (value as { items?: unknown[] }).items
          : undefined;
      return items ?? [value];
    })
    .flatMap((value) => {
      const { apiVersion, kind, metadata } = (value ?? {}) as {
        apiVersion?: unknown;
        kind?: unknown;
        metadata?: { name?: unknown };
      };
      if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
      return [{ apiVersion, kind, name: String(metadata?.name ?? "?"), value }];
    });
}

/** What YAML files say, without how it is written; a final newline of a text at a file's end does not count. */
export function meaning(tree: FileTree): Record<string, unknown> {
  const trimmed = (_key: string, value: unknown) =>
    typeof value === "string" ? value.replace(/\n+$/, "") : value;
  return Object.fromEntries(
    [...tree]
      .filter(([path]) => /\.ya?ml$/.test(path))
      .map(([path, bytes]) => {
        const documents = parseAllDocuments(bytes.toString("utf8").replace(/^\uFEFF/, ""));
        return [
          path,
          documents.map((one) =>
            one.errors.length > 0 ? String(one.errors[0]) : JSON.stringify(one.toJS(), trimmed),
          ),
        ];
      }),
  );
}

/** Number of items of lists named `resources`, to see a file listed twice. */
export function listedTwice({ scanned }: Analysis): string[] {
  return scanned.documents.flatMap(({ file, root }) => {
    const entries = itemsAt(root, ["resources"]).flatMap((item) => textAt(item) ?? []);
    return entries.filter((one, i) => entries.indexOf(one) !== i).map((one) => `${file} lists ${one} twice`);
  });
}

function contextsOf(graph: Graph, manifest: Manifest): readonly Context[] {
  return graph.contexts.get(manifest.document.file) ?? [];
}

/** Unknown meets everything. */
function meets(a: string, b: string): boolean {
  return a === b || a === "?" || b === "?";
}
