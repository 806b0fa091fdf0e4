import { describe } from "../../core/manifest.ts";
import { normalize } from "../../core/paths.ts";
import { leavesRoot } from "../../core/re-root.ts";
import { itemsAt } from "../../core/tree.ts";
import { type ArtifactPath, artifactPaths } from "../artifact-paths.ts";
import { placeOfValue } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { placeOf, plainText } from "../oci.ts";
import { type OciConsumer, ociConsumers, pathsOf } from "../oci-consumers.ts";
import { isPatchedIn } from "../patched-fields.ts";
import type { Found, LintRule } from "../rule.ts";

/** A Kustomization that would find nothing in the artifact, or too little, so that Flux prunes (flux-facts 5.1, 5.2). */
export const pathOutsideArtifact: LintRule = {
  id: "path-outside-artifact",
  find: (context) => [
    ...ociConsumers(context).flatMap((reader) => climbing(reader, context)),
    ...artifactPaths(context).flatMap((path) => [...inPath(path, context), ...behind(path, context)]),
  ],
};

/** Steps above the root of an artifact go nowhere, in every artifact. */
function climbing(reader: OciConsumer, context: LintContext): Found[] {
  const { manifest, oci } = reader;
  const source = `OCIRepository ${oci.manifest.name ?? "?"}`;
  return pathsOf(reader)
    .filter(([path]) => leavesRoot(path.replace(/^\/+/, ""), "", ""))
    .map(([path, way]) => ({
      message: `spec.path of ${describe(manifest)} is ${path}, which climbs out of the artifact of ${source}; Flux stays at its root instead`,
      ...placeOfPath(reader, context),
      location: placeOfValue(way, ["spec", "path"]),
    }));
}

/** The directory itself. */
function inPath({ reader, directory, root, held, leftOutBy }: ArtifactPath, context: LintContext): Found[] {
  // Rules that leave nothing of a directory are said by emptying-ignore.
  if (held === "manifests" || leftOutBy !== undefined) return [];
  const where = directory === "" ? "the root of this repository" : directory;
  const what =
    held === "missing"
      ? `${where} is no directory of this repository, so Flux finds no path and applies nothing`
      : `${where} holds no manifest, so Flux applies nothing, and deletes what it has applied from there`;
  const from = root === "" ? "" : ` (the artifact is made of ${root})`;
  // What is empty or missing here was so on Git too, if the artifact holds the same paths.
  const isAsOnGit = root === "";
  return [
    {
      ...(isAsOnGit && { severity: "warning" as const }),
      message: `the artifact of OCIRepository ${reader.oci.manifest.name ?? "?"} has nothing for ${describe(reader.manifest)}${from}: ${what}`,
      ...placeOfPath(reader, context),
    },
  ];
}

/** What it takes from beside the artifact: its components, and what the kustomization.yaml files behind it name. */
function behind({ reader, directory, root, held }: ArtifactPath, context: LintContext): Found[] {
  const { manifest, oci } = reader;
  if (root === "" || held !== "manifests" || isPatchedIn(context)(manifest, "components")) return [];
  const components = itemsAt(manifest.node, ["spec", "components"]).flatMap((node) => {
    const entry = plainText(node);
    return entry === undefined ? [] : [{ entry, node, location: placeIn(manifest, node) }];
  });
  const outside = components.filter(({ entry }) => leavesRoot(entry, directory, root));
  const inside = components.flatMap((one) =>
    outside.includes(one) ? [] : (normalize(one.entry, directory) ?? []),
  );
  const { entries } = context.artifacts.leaving(directory, inside, root);
  const artifact = `the artifact of OCIRepository ${oci.manifest.name ?? "?"}`;
  return [...outside, ...entries].map(({ entry, location }) => ({
    message: `${entry} leads out of ${root}, of which ${artifact} is made, and ${describe(manifest)} applies it`,
    location,
    object: identityOf(manifest, context.graph),
    related: [{ message: `${describe(manifest)} reads the artifact`, location: placeOf(reader, ["path"]) }],
  }));
}

function placeOfPath(
  reader: OciConsumer,
  context: LintContext,
): Pick<Found, "location" | "object" | "related"> {
  const { oci, manifest } = reader;
  return {
    location: placeOf(reader, ["path"]),
    object: identityOf(manifest, context.graph),
    related: [{ message: "its artifact is declared here", location: placeOf(oci, ["url"]) }],
  };
}
