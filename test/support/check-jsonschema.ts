import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { TEST_CACHE } from "./npm-cache.ts";

/** The check-jsonschema that .ci/run installs with pip, once, into the cache; it reads this line. */
export const CHECK_JSONSCHEMA_VERSION = "0.39.0";

/** Its command: that of the cache, else the one of this machine; undefined where there is none. */
export function findCheckJsonschema(): string | undefined {
  const cached = join(TEST_CACHE, `check-jsonschema-${CHECK_JSONSCHEMA_VERSION}`, "bin/check-jsonschema");
  return [cached, "check-jsonschema"].find((one) => spawnSync(one, ["--version"]).status === 0);
}
