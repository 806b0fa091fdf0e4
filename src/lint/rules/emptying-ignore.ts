import { SPEC_IGNORE } from "../../core/artifact-tree.ts";
import { describe } from "../../core/manifest.ts";
import { join } from "../../core/paths.ts";
import { reRootIgnore } from "../../core/re-root-ignore.ts";
import { pairOf } from "../../core/tree.ts";
import { patternLines, sourceRules } from "../../delivery/rules.ts";
import { type ArtifactPath, artifactPaths, belowRoot, ignoreOf } from "../artifact-paths.ts";
import { placeOfValue } from "../builds.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type OciManifest, ociRepositories, placeOf } from "../oci.ts";
import { byRepository, type OciConsumer, ociConsumers, pathsOf } from "../oci-consumers.ts";
import type { Found, LintRule } from "../rule.ts";

/** Flux deletes what it has applied where an artifact holds nothing any more (flux-facts 2.3, 5.2). */
export const emptyingIgnore: LintRule = {
  id: "emptying-ignore",
  find(context) {
    const consumers = byRepository(ociConsumers(context));
    const said = new Set<OciManifest>();
    const byText = ociRepositories(context).flatMap((oci) => {
      const found = ofText(oci, consumers.get(oci) ?? [], context);
      if (found.length > 0) said.add(oci);
      return found;
    });
    const byTree = artifactPaths(context).filter(({ reader }) => !said.has(reader.oci));
    return [...byText, ...byTree.flatMap((path) => ofTree(path, context))];
  },
};

const PATH = ["spec", "path"];

/** Files that no pattern names: rules that leave them out leave out every file, wherever the artifact comes from. */
const ANY_FILES: readonly string[] = ["Zq7.yaml", "zq7/Zq7.yml", "zq7/w/x/y/Zq7"];

/** True if the patterns behind the last one that brings something back leave nothing, by the rules of Flux. */
function leavesNothing(patterns: readonly string[]): boolean {
  const last = patterns.slice(patterns.findLastIndex((one) => one.startsWith("!")) + 1);
  const rules = sourceRules([], { from: SPEC_IGNORE, directory: "", text: last.join("\n") });
  return last.length > 0 && ANY_FILES.every((path) => rules.leavesOut(path, false));
}

/** What the patterns alone tell: they leave nothing at all, or nothing of the path that somebody reads. */
function ofText(oci: OciManifest, readers: readonly OciConsumer[], context: LintContext): Found[] {
  const text = ignoreOf(oci)?.text;
  if (text === undefined) return [];
  const name = `OCIRepository ${oci.manifest.name ?? "?"}`;
  const place = placeOfIgnore(oci, context);
  if (leavesNothing(patternLines(text)))
    return [
      {
        ...place,
        message: `ignore of ${name} leaves nothing of its artifact, so Flux deletes everything that was applied from it`,
      },
    ];
  return readers.flatMap((reader) =>
    pathsOf(reader).flatMap(([written, way]): Found[] => {
      const path = belowRoot(written);
      if (path === undefined || path === "" || !reRootIgnore(text, path).empties) return [];
      const reads = `${describe(reader.manifest)} reads it`;
      return [
        {
          ...place,
          message: `ignore of ${name} leaves nothing of ${path}, which ${describe(reader.manifest)} applies, so Flux finds nothing there`,
          related: [{ message: reads, location: placeOfValue(way, PATH) }],
        },
      ];
    }),
  );
}

/** What the files of this tree tell beside that. */
function ofTree({ reader, directory, root, leftOutBy }: ArtifactPath, context: LintContext): Found[] {
  if (leftOutBy === undefined) return [];
  const { manifest, oci } = reader;
  const name = `OCIRepository ${oci.manifest.name ?? "?"}`;
  const where = directory === "" ? "this repository" : directory;
  const from = root === "" ? "" : `, whose root is ${root}`;
  const deletes = `Flux deletes everything that ${describe(manifest)} has applied`;
  const related = [{ message: `${describe(manifest)} reads it`, location: placeOf(reader, ["path"]) }];
  if (leftOutBy === SPEC_IGNORE)
    return [
      {
        ...placeOfIgnore(oci, context),
        message: `ignore of ${name} leaves no manifest of ${where} in the artifact${from}: ${deletes}`,
        related,
      },
    ];
  const rules = leftOutBy.endsWith(SOURCE_IGNORE) ? `the rules of ${join(root, leftOutBy)}` : leftOutBy;
  return [
    {
      message: `${rules} leave no manifest of ${where} in the artifact of ${name}${from}: ${deletes}`,
      location: placeOf(reader, ["path"]),
      object: identityOf(manifest, context.graph),
    },
  ];
}

const SOURCE_IGNORE = ".sourceignore";

function placeOfIgnore(oci: OciManifest, context: LintContext): Pick<Found, "location" | "object"> {
  return {
    location: placeIn(oci.manifest, pairOf(oci.spec, "ignore")?.key),
    object: identityOf(oci.manifest, context.graph),
  };
}
