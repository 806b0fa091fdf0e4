/** The Go programs of ours in test/tools, which .ci/run builds. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TEST_CACHE } from "./npm-cache.ts";

const TOOLS = fileURLToPath(new URL("../tools/", import.meta.url));

/** Where .ci/run puts a program; another text of it, or other modules, make another folder. */
export function ownTool(name: string): string {
  const sources = readdirSync(join(TOOLS, name)).filter((file) => file.endsWith(".go"));
  const paths = ["go.mod", "go.sum", ...sources.sort().map((file) => join(name, file))];
  const hash = createHash("sha256");
  for (const path of paths) hash.update(readFileSync(join(TOOLS, path)));
  return join(TEST_CACHE, `${name}-${hash.digest("hex").slice(0, 16)}`, name);
}

/** Why a program is not there, for skipping plainly; undefined where it is. */
export function missingTool(name: string): string | undefined {
  return existsSync(ownTool(name)) ? undefined : `skipped: no ${name}; .ci/run builds it where Go is`;
}
