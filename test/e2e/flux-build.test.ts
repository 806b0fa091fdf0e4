import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import { packedBy } from "../../src/delivery/pushed.ts";
import { PUSH_PATTERNS } from "../../src/delivery/rules.ts";
import { putOddFiles } from "../support/delivery-trees.ts";
import { IGNORE_LISTS } from "../support/ignore-lists.ts";
import { TEST_CACHE } from "../support/npm-cache.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

/** Flux's command: one that .ci/run has built, else that of this machine. */
function findFlux(): string | undefined {
  const cached = existsSync(TEST_CACHE) ? readdirSync(TEST_CACHE).filter((name) => /^flux-v/.test(name)) : [];
  const commands = [...cached.map((name) => join(TEST_CACHE, name, "flux")), "flux"];
  return commands.find((one) => spawnSync(one, ["--version"]).status === 0);
}

const flux = findFlux();
const missing = flux === undefined ? " (skipped: no flux; .ci/run builds one where Go is)" : "";

/** What the real flux packs; without a list, by its own default. */
async function packed(folder: string, list: readonly string[] | undefined) {
  const output = join(tempTree(), "artifact.tgz");
  const ignore = list ? [`--ignore-paths=${list.join(",")}`] : [];
  execFileSync(flux!, ["build", "artifact", "--path", folder, "--output", output, ...ignore], {
    stdio: "pipe",
    env: { PATH: process.env.PATH, HOME: "/nonexistent" },
  });
  const entries = await unpackTar(gunzipSync(readFileSync(output)));
  return entries.map(({ header }) => ({ path: header.name.replace(/\/$/, ""), mode: header.mode }));
}

describe.skipIf(missing)(`flux build artifact${missing}`, () => {
  it.each([undefined, ...IGNORE_LISTS])("packs what is computed, --ignore-paths %j", async (list) => {
    const folder = join(tempTree(), "tree");
    mkdirSync(join(folder, "empty"), { recursive: true });
    putOddFiles(folder);
    putFiles(folder, { ".git/HEAD": "x", "sub/.git": "gitdir: x", ".sourceignore": "*\n", "a.zip": "x" });
    const ours = packedBy(folder, list ?? PUSH_PATTERNS).map(({ path, mode }) => ({ path, mode }));
    expect(ours).toEqual(await packed(folder, list));
  });
});
