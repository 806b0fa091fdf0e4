/** How programs name the classes and enumerations that generators make of CRDs, and what these names stand for. */

/** What a class or a member of an enumeration stands for. */
export interface ClassName {
  module: string;
  name: string;
}

export type Generator = "cdk8s" | "models" | "deep-models" | "crd2pulumi";

/** The class for objects of a kind; Flux 2.7, where `v1` is the first version of sources. */
export function classFor(generator: Generator, apiVersion: string, kind: string): ClassName {
  const [group = "", version = ""] = apiVersion.split("/");
  switch (generator) {
    case "cdk8s":
      return { module: `./imports/${group}`, name: folded(kind) + suffixOf(version) };
    case "models":
      return { module: `@kubernetes-models/flux-cd/${apiVersion}`, name: kind };
    case "deep-models":
      return { module: `@kubernetes-models/flux-cd/${apiVersion}/${kind}`, name: kind };
    case "crd2pulumi":
      return { module: `./crds/${group.split(".")[0]}/${version}`, name: kind };
  }
}

/** The enumeration of a field of a class of cdk8s; undefined for fields that are plain texts. */
export function enumFor(className: string, path: readonly string[]): string | undefined {
  const names = path.filter((step) => !/^\d+$/.test(step));
  const isEnum = /(?:sourceRef|chartRef|eventSources)\.kind$|layerSelector\.operation$/.test(names.join("."));
  return isEnum
    ? className + names.map((step) => step[0]?.toUpperCase() + step.slice(1)).join("")
    : undefined;
}

/** `OCIRepository` → `OCI_REPOSITORY`, `copy` → `COPY`. */
export function memberFor(value: string): string {
  return value.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, "$1$3_$2$4").toUpperCase();
}

/** The text that a member stands for. */
export function textOf(member: string): string {
  if (member === "OCI_REPOSITORY") return "OCIRepository";
  if (!member.includes("_")) return member.toLowerCase();
  return member
    .split("_")
    .map((word) => word[0] + word.slice(1).toLowerCase())
    .join("");
}

/** What objects of a class are, by the module that it comes from; undefined for what is no class. */
export function objectOf({ module, name }: ClassName): { apiVersion: string; kind: string } | undefined {
  const model = /^@kubernetes-models\/flux-cd\/([^/]+\/[^/]+)/.exec(module)?.[1];
  if (model !== undefined) return { apiVersion: model, kind: name };
  const crd = /^\.\/crds\/([^/]+)\/([^/]+)$/.exec(module);
  if (crd) return { apiVersion: `${crd[1]}.toolkit.fluxcd.io/${crd[2]}`, kind: name };
  const group = /^\.\/imports\/(.+)$/.exec(module)?.[1];
  const [, own = name, version] = /^(.*?)(V\d(?:Beta\d)?)?$/.exec(name) ?? [];
  if (group === undefined) return undefined;
  const first = group.startsWith("helm") ? "v2" : "v1";
  return {
    apiVersion: `${group}/${version?.toLowerCase() ?? first}`,
    kind: own === "OciRepository" ? "OCIRepository" : own,
  };
}

/** Acronyms count as words. */
function folded(kind: string): string {
  return kind.replace(/^OCI/, "Oci");
}

function suffixOf(version: string): string {
  return /beta/.test(version) ? version.replace("v", "V").replace("beta", "Beta") : "";
}
