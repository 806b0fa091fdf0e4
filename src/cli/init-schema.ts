import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { findGitDirectories } from "../io/git-dir.ts";

const SCHEMA = "node_modules/git2oci/schema/git2oci.schema.json";

/**
 * The JSON Schema of git2oci.yaml as an installed package of the repository has it: a path relative to the file, good for
 * everybody who installs the repository's packages. Undefined where git2oci is not one of them.
 * @param path the directory of the file
 */
export function installedSchema(path: string): string | undefined {
  const start = resolve(path);
  const top = findGitDirectories(start)?.workTree ?? start;
  for (let folder = start; ; folder = dirname(folder)) {
    const file = join(folder, SCHEMA);
    if (existsSync(file)) return relative(start, file).replaceAll("\\", "/");
    if (folder === top || folder === dirname(folder)) return undefined;
  }
}
