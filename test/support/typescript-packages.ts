import { createHash } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npmOnce, TEST_CACHE } from "./npm-cache.ts";

/** The packages that the programs of fixtures/ts-* import, as installed: their node_modules, or why there is none. */
export type ProgramPackages = { modules: string; missing?: never } | { modules?: never; missing: string };

/** The manifest and the lock file of what is installed. */
const MANIFESTS = join(import.meta.dirname, "../e2e/typescript");
const FILES = ["package.json", "package-lock.json"];

/** The real packages, from the cache or, the first time, from npm: exactly the versions of the lock file. */
export function programPackages(): ProgramPackages {
  const hash = createHash("sha256");
  for (const file of FILES) hash.update(readFileSync(join(MANIFESTS, file)));
  const home = join(TEST_CACHE, `typescript-${hash.digest("hex").slice(0, 16)}`);
  const failed = npmOnce(home, {
    args: ["ci"],
    what: "the packages of test/e2e/typescript",
    prepare: (folder) => {
      for (const file of FILES) copyFileSync(join(MANIFESTS, file), join(folder, file));
    },
  });
  return failed === undefined ? { modules: join(home, "node_modules") } : { missing: failed };
}
