import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import type { CorpusTree } from "./corpus.ts";

const REGISTRY = "oci://ghcr.io/acme";
const ROOT = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));

/** Why the corpus cannot be used, for skipping plainly; undefined where it is there. */
export const corpusMissing: string | undefined = existsSync(ROOT)
  ? undefined
  : "skipped: ../shared/corpus is missing";

/** Directory of a tree of the corpus; it is only read. */
export function corpusPath(name: string): string {
  return join(ROOT, name);
}

/** The configuration of a tree: registry, maps, places. @throws Error for one that is wrong */
export async function corpusConfig(tree: CorpusTree): Promise<Config> {
  const loaded =
    tree.config === undefined ? undefined : await loadConfig(tree.config, "git2oci.yaml", readYamlFull);
  if (loaded && "errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  const merged = mergeFlags(loaded?.config ?? emptyConfig(), {
    registry: tree.registry ?? REGISTRY,
    map: tree.map ?? [],
    declareIn: tree.declareIn ?? [],
    // Many of the trees read Git with a Secret; their artifacts would be public as the trees are.
    access: ["ghcr.io=anonymous"],
  });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return merged.config;
}

/** A copy of a tree outside of the project, as a repository with its origin and one commit. The caller removes it. */
export function checkOut(tree: CorpusTree): string {
  const directory = temporary();
  cpSync(corpusPath(tree.name), directory, { recursive: true });
  makeWritable(directory);
  const git = (...args: string[]) =>
    execFileSync("git", args, {
      cwd: directory,
      stdio: "pipe",
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
      },
    });
  git("init", "-q", "-b", "main");
  git("config", "core.autocrlf", "false");
  git("remote", "add", "origin", `https://github.com/${tree.repository}`);
  git("add", "-A");
  git("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "as found");
  return directory;
}

/** A few files as a repository with an origin, as far as git2oci reads one. The caller removes it. */
export function checkOutFiles(files: ReadonlyMap<string, Uint8Array>, repository: string): string {
  const directory = temporary();
  const text = `[remote "origin"]\n\turl = https://github.com/${repository}\n`;
  const git = new Map([
    [".git/HEAD", Buffer.from("ref: refs/heads/main\n")],
    [".git/config", Buffer.from(text)],
  ]);
  for (const [path, bytes] of [...files, ...git]) put(directory, path, bytes);
  return directory;
}

/** Writes one file below a directory. */
export function put(directory: string, path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), bytes);
}

/** Removes what `checkOut` and `checkOutFiles` made. */
export function remove(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

function temporary(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "git2oci-corpus-")));
}

/** The corpus is read-only, and a copy keeps the permissions. */
function makeWritable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) makeWritable(path);
    else if (entry.isFile()) chmodSync(path, 0o644);
  }
}
