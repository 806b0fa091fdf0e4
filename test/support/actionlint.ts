import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { TEST_CACHE } from "./npm-cache.ts";

/** The actionlint that .ci/run builds with Go, once, into the cache; it reads this line. */
export const ACTIONLINT_VERSION = "v1.7.7";

/** Its command: that of the cache, else the one of this machine; undefined where there is none. */
export function findActionlint(): string | undefined {
  const cached = join(TEST_CACHE, `actionlint-${ACTIONLINT_VERSION}`, "actionlint");
  return [cached, "actionlint"].find((one) => spawnSync(one, ["-version"]).status === 0);
}
