import { get, textIn } from "../../build/node.ts";
import { minorsServing, type ObjectSchema, objectSchema, specSchema } from "../../flux/object-schemas.ts";
import { type InCluster, isBlurred, valueAt } from "../../graph/built-manifests.ts";
import { buildsOf, placeOfOrigin } from "../builds.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";
import { type SchemaFault, schemaFaults } from "../schema/faults.ts";
import { OLDEST_SUPPORTED, targetsOf } from "../served.ts";

/**
 * Objects that the API rejects, as clusters get them: with every patch and variable. What nobody knows (a variable that
 * nothing sets, an object that a gap may change, one of SOPS) is not judged.
 */
export const rejectedObject: LintRule = {
  id: "rejected-object",
  find: (context) => {
    const found = buildsOf(context).all.flatMap((one) => faultsIn(one, context));
    return [...new Map(found.map((one) => [keyOf(one), one])).values()];
  },
};

/** One text may give many objects, in many clusters. */
function keyOf({ message, location: { file, line, column } }: Found): string {
  return `${file}:${line}:${column} ${message}`;
}

function faultsIn(one: InCluster, context: LintContext): Found[] {
  const { manifest, object } = one;
  if (isBlurred(one) || object.delivery.doubt || get(object.built.node, "sops")) return [];
  const { kind, name } = object.id;
  return faultsOf(one, context)
    .filter((fault) => !isSaidElsewhere(fault, one))
    .map((fault) => ({
      message: `${kind} ${name}: ${pathText(fault.path)} ${fault.says}`,
      location: placeOfOrigin(one, fault.at),
      object: identityOf(manifest, context.graph),
    }));
}

function faultsOf(one: InCluster, { graph }: LintContext): SchemaFault[] {
  const { node } = one.object.built;
  const [apiVersion, kind] = [textIn(node, ["apiVersion"]), one.object.id.kind];
  const sure = targetsOf(one.manifest, graph).filter(({ assumed }) => !assumed);
  const minors = sure.length > 0 ? sure.map(({ minor }) => minor) : guessed(apiVersion, kind);
  const schemas = [...new Set(minors.map((minor) => specSchema(apiVersion, kind, minor)))];
  const faults = schemas.flatMap((spec) =>
    spec ? [[...schemaFaults(node, objectSchema(spec)), ...schemaFaults(node, VALUES)]] : [],
  );
  const said = sure.length > 0 ? faults.flat() : inEach(faults);
  return isFragment(said, schemas[0]?.required?.length ?? 0, one)
    ? said.filter(({ about }) => about !== "missing")
    : said;
}

/** The API takes anything as values; helm-controller takes a map alone, and fails with all else. */
const VALUES: ObjectSchema = {
  type: "object",
  open: true,
  properties: {
    spec: { type: "object", open: true, properties: { values: { type: "object", open: true } } },
  },
};

/** If nothing tells the version of Flux, it may be each that is supported; for an older apiVersion, the last with it. */
function guessed(apiVersion: string, kind: string): number[] {
  const serving = minorsServing(apiVersion, kind);
  const supported = serving.filter((minor) => minor >= OLDEST_SUPPORTED);
  return supported.length > 0 ? supported : serving.slice(-1);
}

/** The faults of the newest version that all others have, too. */
function inEach(faults: readonly SchemaFault[][]): SchemaFault[] {
  const [newest = [], ...others] = [...faults].reverse();
  const same = (a: SchemaFault, b: SchemaFault) =>
    a.about === b.about && pathText(a.path) === pathText(b.path);
  return newest.filter((fault) => others.every((other) => other.some((one) => same(one, fault))));
}

/**
 * Nobody forgets half of an object. One that no cluster is seen to get and that lacks several fields, or every one, is
 * a patch, whoever applies it; so is one of which Flux applies a part (`ssa: Merge`).
 */
function isFragment(
  faults: readonly SchemaFault[],
  required: number,
  { object, sources }: InCluster,
): boolean {
  if (textIn(object.built.node, ["metadata", "annotations", SSA]) === "Merge") return true;
  if (sources.cluster.path !== undefined) return false;
  const missing = faults.filter(({ about, path }) => about === "missing" && path.length === 2);
  return missing.length > 1 || missing.length === required;
}

const SSA = "kustomize.toolkit.fluxcd.io/ssa";

/** What a script puts in, in files that it copies (aws-multi-cluster-gitops): `REPO_PREFIX/app`. */
const PLACEHOLDER = /[A-Z]_[A-Z]/;

/** Other rules, or a compiler, know what to write instead. */
function isSaidElsewhere(
  { about, path, says }: SchemaFault,
  { object, sources, manifest }: InCluster,
): boolean {
  // Compilers know the types of programs; their trees hold texts alone.
  if (about === "type" && manifest.document.code) return true;
  // Pulumi makes up the end of a name, which stands as "?" in it.
  if (manifest.document.code && pathText(path) === "metadata.name") return true;
  const value = about === "value" ? textIn(valueAt(object.built.node, path)) : "";
  if (sources.cluster.path === undefined && PLACEHOLDER.test(value)) return true;
  if (about === "rule") return says.includes("chartRef");
  return about === "value" && ofChart(object.id.kind) && says.startsWith('is "OCIRepository"');
}

/** The rule invalid-chart-source-ref knows what to write instead of their `sourceRef`. */
function ofChart(kind: string): boolean {
  return kind === "HelmRelease" || kind === "HelmChart";
}

function pathText(path: SchemaFault["path"]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}
