import type { ArtifactRoot, IgnoreFile } from "../core/decision.ts";
import type { Declaration, SourceNode } from "../core/graph.ts";
import { type Location, locate } from "../core/manifest.ts";
import { join } from "../core/paths.ts";
import { NO_DEFAULTS, reRootIgnore } from "../core/re-root-ignore.ts";
import { pairOf, textAt } from "../core/tree.ts";
import type { Misfit } from "./artifact-root.ts";

/**
 * Why the ignore rules of a source cannot follow the new root.
 * @param inside a `.sourceignore` in the artifact; it would come before the rules that move, and came after them
 */
export function ignoreProblems(
  source: SourceNode,
  { path, ignoredAbove }: ArtifactRoot,
  inside: string | undefined,
): Misfit[] {
  const first = ignoredAbove.find((one) => concerns(one, path));
  const file = first && join(first.directory, ".sourceignore");
  if (file !== undefined && inside !== undefined)
    return [
      {
        message: `${file} is not part of the artifact, and ${inside} overrides it; move its rules for ${path} into ${path}/.sourceignore`,
        location: startOf(file),
      },
    ];
  const objects = source.declarations.filter((one) => one.as !== "patch");
  const [fallback] = source.references;
  const places = objects.length > 0 ? objects : [undefined];
  return [
    ...patchedIgnores(source),
    ...places.flatMap((declaration): Misfit[] => {
      const { empties, untranslated } = reRootIgnore(
        textAt(declaration?.spec, ["ignore"]),
        path,
        ignoredAbove,
      );
      const own = declaration && ignoreLocation(declaration);
      const location = own ?? (file === undefined ? fallback?.location : startOf(file));
      if (!location) return [];
      const rules = own ? `ignore of ${source.id}` : (file ?? "ignore");
      if (empties)
        return [
          {
            message: `${rules} leaves nothing of ${path}: the artifact would be empty, and Flux would prune everything`,
            location,
          },
        ];
      return untranslated.map(({ pattern, why }) => ({
        message: `the pattern ${pattern} in ${rules} cannot follow: ${why}`,
        location,
      }));
    }),
  ];
}

/** True where rules above the new root say something about what is in it. */
function concerns(file: IgnoreFile, path: string): boolean {
  const { text, empties, untranslated } = reRootIgnore(undefined, path, [file]);
  return empties || untranslated.length > 0 || (text !== undefined && text !== `${NO_DEFAULTS}\n`);
}

/** A patch gives the Git source its rules, and no OCIRepository would get them. */
function patchedIgnores({ patches, declarations }: SourceNode): Misfit[] {
  const merged = declarations.filter(
    (one) => one.as === "patch" && textAt(one.spec, ["ignore"]) !== undefined,
  );
  const named = patches.filter(({ fields }) => fields.includes("ignore") || fields.includes("*"));
  return [...merged, ...named].map(({ location }) => ({
    message: `the patch at ${location.file}:${location.line} changes ignore, and its patterns would have to follow`,
    location,
  }));
}

function ignoreLocation(declaration: Declaration): Location | undefined {
  const pair = pairOf(declaration.spec, "ignore");
  if (!pair) return undefined;
  return declaration.embedded ? declaration.location : locate(declaration.manifest.document, pair.key);
}

function startOf(file: string): Location {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
