/** Our builder as the oracle's tests see it. All that these tests know of its interface is in this file. */
import { attempt, type BuildFiles } from "../../src/build/files.ts";
import {
  BuildFailure,
  type BuiltMap,
  type BuiltNode,
  type Data,
  dataOf,
  map,
  scalar,
} from "../../src/build/node.ts";
import type { FindVariables } from "../../src/build/post-build.ts";
import { type Build, TreeBuilder } from "../../src/build/tree-builder.ts";
import { isFluxGroup } from "../../src/flux/groups.ts";
import { readYamlAsBuilt } from "../../src/scan/read-yaml.ts";

/** What to build: a directory, or with a Kustomization what kustomize-controller makes of it there. */
export interface OurRequest {
  directory: string;
  kustomization?: Data;
  /** What `substituteFrom` reads from the cluster; left out it reads nothing. */
  variables?: Readonly<Record<string, string>>;
}

/** Flux objects, or the reason of a failure, or what is not known. */
export type OurAnswer = Data[] | { failure: string } | { gaps: string[] };

/** A tree to build from, several times: what it has read and built is kept. */
export function ourTree(files: BuildFiles): (request: OurRequest) => OurAnswer {
  const builder = new TreeBuilder(files, readYamlAsBuilt);
  return (request) => ours(builder, request);
}

/** As `ourTree`, but gives the Flux objects with their origins; none if the build fails. */
export function ourObjects(files: BuildFiles): (request: OurRequest) => BuiltMap[] {
  const builder = new TreeBuilder(files, readYamlAsBuilt);
  return (request) => {
    const build = attempt(() => buildOf(builder, request));
    if (build instanceof BuildFailure) return [];
    return build.objects.map(({ node }) => node).filter((node) => isFlux(dataOf(node)));
  };
}

function buildOf(builder: TreeBuilder, { directory, kustomization, variables = {} }: OurRequest): Build {
  const top = directory === "." ? "" : directory;
  return kustomization === undefined
    ? builder.buildDirectory(top)
    : builder.buildKustomization(nodeOf(kustomization) as BuiltMap, top, holderOf(variables));
}

function ours(builder: TreeBuilder, request: OurRequest): OurAnswer {
  try {
    const { objects, gaps } = buildOf(builder, request);
    const all = [...gaps, ...objects.flatMap((object) => object.gaps)];
    if (all.length > 0) return { gaps: all.map(({ effect, reason }) => `${effect}: ${reason}`) };
    return objects.map(({ node }) => dataOf(node)).filter(isFlux);
  } catch (error) {
    if (error instanceof BuildFailure) return { failure: error.message };
    throw error;
  }
}

/** True for an object of a kind of Flux or its operator. */
export function isFlux(object: Data): boolean {
  const { apiVersion } = object as { apiVersion?: Data };
  return typeof apiVersion === "string" && isFluxGroup(apiVersion.split("/")[0]!);
}

/** Every ConfigMap and Secret holds all variables. */
function holderOf(variables: Readonly<Record<string, string>>): FindVariables {
  return (kind) => nodeOf({ [kind === "Secret" ? "stringData" : "data"]: variables }) as BuiltMap;
}

/** Data as if it had been read from a cluster: nobody wrote it in this tree. */
function nodeOf(data: Data): BuiltNode {
  const origin = { by: "default", from: [] } as const;
  if (Array.isArray(data)) return { type: "list", items: data.map(nodeOf), origin };
  if (data === null) return scalar("null", origin, "null");
  if (typeof data === "object") {
    const entries = Object.entries(data).map(([key, value]) => ({
      key,
      keyOrigin: origin,
      value: nodeOf(value),
    }));
    return map(entries, origin);
  }
  if (typeof data === "boolean") return scalar(String(data), origin, "bool");
  if (typeof data === "number") return scalar(String(data), origin, Number.isInteger(data) ? "int" : "float");
  return scalar(data, origin);
}
