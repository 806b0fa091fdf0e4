import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { TEST_CACHE } from "./npm-cache.ts";

/** The Helm that .ci/run builds with Go, once, into the cache; it reads this line. */
export const HELM_VERSION = "v3.19.0";

const CACHED = join(TEST_CACHE, `helm-${HELM_VERSION}`, "helm");

/** Helm's command: that of the cache, else the one of this machine; or why there is none. */
export function findHelm(): { helm: string; missing?: never } | { helm?: never; missing: string } {
  const helm = [CACHED, "helm"].find((one) => {
    const told = spawnSync(one, ["version", "--short"], { encoding: "utf8" });
    return told.status === 0 && /^v[34]\./.test(told.stdout);
  });
  return helm === undefined ? { missing: "no helm; .ci/run builds one where Go is" } : { helm };
}
