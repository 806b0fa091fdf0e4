import {
  ANY,
  type Context,
  type DeclaredAs,
  type GitRef,
  isSync,
  type Root,
  type SourceNode,
  UNKNOWN,
} from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import { type Location, locate, type Manifest } from "../core/manifest.ts";
import { basename } from "../core/paths.ts";
import { at, child, deref, type MapNode, pairsAt, textAt } from "../core/tree.ts";
import { NO_VARIABLES } from "../core/variables.ts";
import { REF_PRECEDENCE } from "../flux/translate-ref.ts";

/** The sources of a tree by scope, namespace and name; made when first declared or first named. */
export class SourceStore {
  readonly #byKey = new Map<string, SourceNode>();
  readonly #byName = new Map<string, SourceNode[]>();
  readonly #byScope = new Map<string, SourceNode[]>();

  /** The source, made if it is new. `cluster` is a scope, or the key of what is applied by hand. */
  get(cluster: string, namespace: string, name: string): SourceNode {
    const scope = cluster.startsWith(UNKNOWN) ? UNKNOWN : cluster;
    const key = JSON.stringify([cluster, namespace, name]);
    let source = this.#byKey.get(key);
    if (source) return source;
    source = {
      id: `GitRepository/${namespace}/${name}`,
      name,
      namespace,
      scope,
      cluster,
      declarations: [],
      charts: [],
      references: [],
      url: undefined,
      repository: undefined,
      ref: undefined,
      credentials: undefined,
      owner: "unknown",
      roots: [],
      patches: [],
      variables: NO_VARIABLES,
    };
    this.#byKey.set(key, source);
    pushTo(this.#byName, name, source);
    for (const one of new Set([cluster, scope])) pushTo(this.#byScope, one, source);
    return source;
  }

  all(): SourceNode[] {
    return [...this.#byKey.values()];
  }

  /** Sources that a text may mean: ANY and UNKNOWN match everything. */
  candidates(scope: string, namespace: string, name: string): SourceNode[] {
    const list = name === ANY ? (this.#byScope.get(scope) ?? []) : (this.#byName.get(name) ?? []);
    return list.filter(
      (source) =>
        isIn(source, scope) &&
        (namespace === UNKNOWN || source.namespace === UNKNOWN || source.namespace === namespace),
    );
  }

  /** The declared source of exactly this key, if there is one. */
  exact(cluster: string, namespace: string, name: string): SourceNode | undefined {
    return (this.#byName.get(name) ?? []).find(
      (source) => isIn(source, cluster) && source.namespace === namespace && source.declarations.length > 0,
    );
  }

  /** Sources that programs declare: they may be made for any cluster. */
  ofPrograms(namespace: string, name: string): SourceNode[] {
    return (this.#byName.get(name) ?? []).filter(
      (source) =>
        source.declarations.some(({ manifest }) => manifest.document.code) &&
        (namespace === UNKNOWN || source.namespace === UNKNOWN || source.namespace === namespace),
    );
  }

  /** Sources of this namespace and name in any scope. */
  inAnyScope(namespace: string, name: string): SourceNode[] {
    return (this.#byName.get(name) ?? []).filter((source) => source.namespace === namespace);
  }
}

/** True for a source of a cluster; `?` alone means all that is applied by hand. */
function isIn(source: SourceNode, cluster: string): boolean {
  return cluster === UNKNOWN ? source.scope === UNKNOWN : source.cluster === cluster;
}

/** Namespace and name of an object on the cluster, in one context. */
export function appliedName(manifest: Manifest, context: Context): { namespace: string; name: string } {
  return {
    namespace: context.namespace ?? manifest.namespace ?? UNKNOWN,
    name: context.prefix + (manifest.name ?? UNKNOWN) + context.suffix,
  };
}

/** Adds a declaration to a source; the same text in several contexts of one scope is one declaration. */
export function declare(
  source: SourceNode,
  as: DeclaredAs,
  manifest: Manifest,
  spec: MapNode | undefined,
  context: Context | undefined,
): void {
  const known = source.declarations.find(
    (other) => other.manifest.node === manifest.node && other.spec === spec,
  );
  if (known) {
    if (context) known.contexts.push(context);
    return;
  }
  const range = deref(child(manifest.node, "kind")) ?? manifest.node;
  const location = locate(manifest.document, isSync(as) ? (spec ?? range) : range);
  const contexts = context ? [context] : [];
  source.declarations.push({ as, manifest, spec, location, contexts, embedded: false });
}

/** Adds what a patch text writes into the `spec` of a source; the places in `spec` are those of that text. */
export function declarePatch(
  source: SourceNode,
  manifest: Manifest,
  spec: MapNode,
  location: Location,
  contexts: readonly Context[],
): void {
  source.declarations.push({
    as: "patch",
    manifest,
    spec,
    location,
    contexts: [...contexts],
    embedded: true,
  });
}

/** How a GitRepository object in a file declares its source. */
export function declaredAs(manifest: Manifest): DeclaredAs {
  return basename(manifest.document.file) === "gotk-sync.yaml" ? "gotk-sync" : "object";
}

/** The sync block of a FluxInstance root, which declares the root's source. */
export function syncOf(root: Root): MapNode | undefined {
  const path =
    root.by === "FluxInstance"
      ? ["spec", "sync"]
      : root.manifest
        ? ["spec", "values", "instance", "sync"]
        : ["instance", "sync"];
  const node = deref(at(root.manifest?.node ?? root.document?.root, path));
  return node?.type === "map" ? node : undefined;
}

/**
 * Fills url, ref and credentials from the declarations: objects first, patches over them; a contradiction leaves url and
 * ref unknown.
 */
export function settle(source: SourceNode): void {
  const order = [...source.declarations].sort((a, b) => Number(a.as === "patch") - Number(b.as === "patch"));
  source.url = agreed(order.map((d) => ({ patch: d.as === "patch", value: textAt(d.spec, ["url"]) })));
  const ref = agreed(
    order.map((d) => ({ patch: d.as === "patch", value: serialise(readRef(d.spec, d.as)) })),
  );
  source.ref = ref === undefined ? undefined : (JSON.parse(ref) as GitRef);
  source.credentials = order.map(({ spec }) => credentialsIn((field) => written(spec, field))).find(Boolean);
}

/** The fields by which Git is signed in to: a FluxInstance has `pullSecret`, and a `provider` needs no Secret. */
const GIT_SIGN_IN: readonly string[] = ["secretRef", "pullSecret", "provider"];

/**
 * How a source signs in to Git, in words.
 * @param textOf what a field of its spec says, the name for a Secret: empty if nobody may be told; undefined without it
 */
export function credentialsIn(textOf: (field: string) => string | undefined): string | undefined {
  for (const field of GIT_SIGN_IN) {
    const text = textOf(field);
    if (text !== undefined && text !== "generic") return `${field} ${text}`.trim();
  }
  return undefined;
}

function written(spec: MapNode | undefined, field: string): string | undefined {
  const value = deref(child(spec, field));
  if (value === undefined || (value.type === "scalar" && !value.value)) return undefined;
  return textAt(value, ["name"]) ?? textAt(value) ?? "";
}

function agreed(values: readonly { patch: boolean; value: string | undefined }[]): string | undefined {
  for (const patch of [true, false]) {
    const distinct = new Set(values.filter((v) => v.patch === patch).flatMap((v) => v.value ?? []));
    if (distinct.size === 1) return [...distinct][0];
    if (distinct.size > 1) return undefined;
  }
  return undefined;
}

function serialise(ref: GitRef | undefined): string | undefined {
  return ref && Object.keys(ref).length > 0 ? JSON.stringify(ref) : undefined;
}

/** The `ref` of a GitRepository spec; a FluxInstance gives a ref name as a string. */
function readRef(spec: MapNode | undefined, as: DeclaredAs): GitRef | undefined {
  if (isSync(as)) {
    const name = textAt(spec, ["ref"]);
    return name === undefined ? undefined : { name };
  }
  const ref: GitRef = {};
  for (const { key, value } of pairsAt(spec, ["ref"])) {
    const field = String(key.value);
    const text = textAt(value);
    if (text !== undefined && isRefField(field)) ref[field] = text;
  }
  return ref;
}

function isRefField(field: string): field is keyof GitRef {
  return REF_PRECEDENCE.some((known) => known === field);
}
