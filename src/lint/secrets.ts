import { isSync, type SourceNode, UNKNOWN } from "../core/graph.ts";
import type { Location, Manifest } from "../core/manifest.ts";
import { textAt } from "../core/tree.ts";
import { appliedName } from "../scan/sources.ts";
import { type LintContext, placeIn } from "./context.ts";
import { plainText } from "./oci.ts";

/** What the tree knows about a Secret. */
export interface SecretFacts {
  /** Git sources of the tree that sign in with it. */
  git: { id: string; location: Location }[];
  /** The types that it is declared with; `undefined` for one that is filled in later. */
  types: { type: string | undefined; location: Location }[];
}

/** The types that source-controller reads; it takes any other for no Secret at all (flux-facts 2.2). */
export const PULL_SECRET_TYPES: ReadonlySet<string> = new Set([
  "kubernetes.io/dockerconfigjson",
  "kubernetes.io/dockercfg",
]);

/** Kinds that make a Secret: where its type and its name are written, the name where it is not that of the object. */
const MAKERS: readonly { kind: string; type: readonly string[]; name?: readonly string[] }[] = [
  { kind: "Secret", type: ["type"] },
  { kind: "SealedSecret", type: ["spec", "template", "type"] },
  { kind: "ExternalSecret", type: ["spec", "target", "template", "type"], name: ["spec", "target", "name"] },
];

/** Secrets by cluster, namespace and name. Two objects of one file without a namespace are in the same one. */
export type Secrets = ReadonlyMap<string, SecretFacts>;

/** Names a Secret that an object of a file uses, once a cluster that applies it. */
export function secretKeys(manifest: Manifest, name: string, { graph }: LintContext): string[] {
  const ways = graph.contexts.get(manifest.document.file) ?? [];
  const keys = ways.map((way) =>
    keyOf(way.scope, appliedName(manifest, way).namespace, name, manifest.document.file),
  );
  return [...new Set(keys)];
}

/** Collects what is known about Secrets; their contents are not looked at. */
export function secretsOf(context: LintContext): Secrets {
  const secrets = new Map<string, SecretFacts>();
  const factsOf = (key: string): SecretFacts => {
    const facts = secrets.get(key) ?? { git: [], types: [] };
    secrets.set(key, facts);
    return facts;
  };
  for (const source of context.graph.sources)
    for (const { key, location } of gitSecrets(source)) factsOf(key).git.push({ id: source.id, location });
  for (const manifest of context.objects.manifests) {
    const maker = MAKERS.find(({ kind }) => kind === manifest.kind);
    const name = maker && ((maker.name && textAt(manifest.node, maker.name)) ?? manifest.name);
    if (!maker || name === undefined) continue;
    const written = textAt(manifest.node, maker.type);
    // What another controller makes may be merged into a Secret that is there already.
    if (written === undefined && maker.kind !== "Secret") continue;
    const type = written === undefined ? "Opaque" : plainText(manifest.node, maker.type);
    for (const key of secretKeys(manifest, name, context))
      factsOf(key).types.push({ type, location: placeIn(manifest, undefined) });
  }
  return secrets;
}

function gitSecrets({ scope, namespace, declarations }: SourceNode): { key: string; location: Location }[] {
  return declarations.flatMap(({ as, spec, location, manifest }) => {
    const name = plainText(spec, isSync(as) ? ["pullSecret"] : ["secretRef", "name"]);
    return name === undefined
      ? []
      : [{ key: keyOf(scope, namespace, name, manifest.document.file), location }];
  });
}

function keyOf(scope: string, namespace: string, name: string, file: string): string {
  return JSON.stringify([scope, namespace, name, namespace === UNKNOWN ? file : ""]);
}
