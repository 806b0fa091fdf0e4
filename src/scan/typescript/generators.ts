import type { CodeStyle } from "../../core/code.ts";
import { cdk8sClass, pulumiFile } from "../../core/generators.ts";

/** The kind of object that a class stands for. */
export interface ClassKind {
  style: CodeStyle;
  group: string;
  version: string;
  kind: string;
}

interface GroupRow {
  group: string;
  /** The version of a class whose name has none, where its declaration is not in the tree. */
  stable: string;
  kinds: readonly string[];
}

/** Kinds of Flux that generated classes stand for. */
const GROUPS: readonly GroupRow[] = [
  {
    group: "source.toolkit.fluxcd.io",
    stable: "v1",
    kinds: ["GitRepository", "OCIRepository", "HelmRepository", "HelmChart", "Bucket", "ExternalArtifact"],
  },
  { group: "kustomize.toolkit.fluxcd.io", stable: "v1", kinds: ["Kustomization"] },
  { group: "helm.toolkit.fluxcd.io", stable: "v2", kinds: ["HelmRelease"] },
  { group: "notification.toolkit.fluxcd.io", stable: "v1beta3", kinds: ["Alert", "Provider"] },
  { group: "notification.toolkit.fluxcd.io", stable: "v1", kinds: ["Receiver"] },
  {
    group: "image.toolkit.fluxcd.io",
    stable: "v1",
    kinds: ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"],
  },
  { group: "source.extensions.fluxcd.io", stable: "v1beta1", kinds: ["ArtifactGenerator"] },
  { group: "infra.contrib.fluxcd.io", stable: "v1alpha2", kinds: ["Terraform"] },
  {
    group: "fluxcd.controlplane.io",
    stable: "v1",
    kinds: ["FluxInstance", "ResourceSet", "ResourceSetInputProvider"],
  },
];

const PACKAGE = "@kubernetes-models/flux-cd";

/**
 * What a class stands for by the way to it alone: the module that it is imported from, and its names there. Undefined
 * where the way does not say that it is of Flux, whatever the class is called.
 */
export function kindByPath(specifier: string, names: readonly string[]): ClassKind | undefined {
  const className = names.at(-1);
  if (className === undefined) return undefined;
  if (specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`))
    return byVersionedPath("kubernetes-models", specifier, names, (group) => [group, camel(group)]);
  const group = cdk8sGroup(specifier);
  if (group !== undefined) return byClassName(group, className);
  return byVersionedPath("crd2pulumi", specifier, names, ({ length }, row) =>
    length > 0 && row.group.includes(".toolkit.") ? [row.group.slice(0, row.group.indexOf("."))] : [],
  );
}

/** The API group that an imports file of `cdk8s import` is called after; `name:=` puts a prefix before it. */
export function cdk8sGroup(specifier: string): string | undefined {
  const file = specifier.slice(specifier.lastIndexOf("/") + 1).replace(/\.[jt]s$/, "");
  return GROUPS.find(({ group }) => file === group || file.endsWith(`-${group}`))?.group;
}

/** True where a module of `cdk8s import` may export a name: a class, or what is called after one. */
export function isNamedAfter(specifier: string, name: string): boolean {
  const group = cdk8sGroup(specifier);
  return GROUPS.some(
    (row) => row.group === group && row.kinds.some((kind) => name.includes(cdk8sClass(kind))),
  );
}

/** `GitRepositoryV1Beta2`, with what `--class-prefix` puts before it. */
function byClassName(group: string, className: string): ClassKind | undefined {
  const suffix = /V\d{1,3}(?:(?:Alpha|Beta)\d{1,3})?$/.exec(className)?.[0] ?? "";
  const base = className.slice(0, className.length - suffix.length);
  for (const row of GROUPS) {
    const kind = row.group === group && row.kinds.find((one) => base.endsWith(cdk8sClass(one)));
    if (kind) return { style: "cdk8s", group, kind, version: suffix.toLowerCase() || row.stable };
  }
  return undefined;
}

function byVersionedPath(
  style: CodeStyle,
  specifier: string,
  names: readonly string[],
  called: (group: string, row: GroupRow) => readonly string[],
): ClassKind | undefined {
  const kind = names.at(-1) ?? "";
  const row = GROUPS.find(({ kinds }) => kinds.includes(kind));
  if (!row) return undefined;
  const way = [...specifier.replace(/\.[jt]s$/, "").split("/"), ...names.slice(0, -1)];
  const last = way.at(-1);
  if (last === "index" || (names.length === 1 && (last === kind || last === pulumiFile(kind)))) way.pop();
  const [group = "", version = ""] = way.slice(-2);
  if (!/^v\d{1,3}(?:(?:alpha|beta)\d{1,3})?$/.test(version)) return undefined;
  return called(row.group, row).includes(group) ? { style, group: row.group, version, kind } : undefined;
}

/** `source.toolkit.fluxcd.io` → `sourceToolkitFluxcdIo`, as the root of the package calls its groups. */
function camel(group: string): string {
  return group.replace(/\.([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The version that a class of `cdk8s import` has where its name says none. */
export function isStable({ group, kind }: ClassKind, version: string): boolean {
  return GROUPS.some((row) => row.group === group && row.kinds.includes(kind) && row.stable === version);
}
