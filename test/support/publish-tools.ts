import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { TEST_CACHE } from "./npm-cache.ts";

/** The tools that .ci/run builds with Go, once, into the cache; it reads these lines. */
export const FLUX_VERSION = "v2.9.5";
export const COSIGN_VERSION = "v3.1.3";
export const CRANE_VERSION = "v0.21.7";
/** Writes the older form of a signature alone, as pipelines do that nobody has updated. */
export const COSIGN2_VERSION = "v2.6.5";

const VERSIONS = { flux: FLUX_VERSION, cosign: COSIGN_VERSION, crane: CRANE_VERSION } as const;

/** The folders of the tools, for PATH, or the first one that this machine does not have. */
export function publishTools(): { path: string } | { missing: string } {
  const folders: string[] = [];
  for (const [name, version] of Object.entries(VERSIONS)) {
    const folder = join(TEST_CACHE, `${name}-${version}`);
    if (runs(join(folder, name))) folders.push(folder);
    else if (!runs(name)) return { missing: name };
  }
  if (!runs("docker-registry", "--version")) return { missing: "docker-registry" };
  return { path: [...folders, process.env.PATH ?? ""].join(":") };
}

/** The cosign of the older line, under a name of its own. */
export function cosign2(): { file: string } | { missing: string } {
  const file = join(TEST_CACHE, `cosign-${COSIGN2_VERSION}`, "cosign");
  return runs(file) ? { file } : { missing: `cosign ${COSIGN2_VERSION}` };
}

function runs(command: string, argument = "version"): boolean {
  const given = command.endsWith("flux") ? ["--version"] : [argument];
  return spawnSync(command, given).status === 0;
}
