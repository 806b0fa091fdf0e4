import { execFileSync, type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(import.meta.dirname, "../..");
/** What the build and the rule pages read; the copy in a directory of its own leaves the project's dist/ alone. */
const PARTS = ["src", "transforms", "schema", "docs", "node_modules"];

/** The built command line in a directory of its own. */
export interface BuiltCli {
  /** The entry, as bin/git2oci.js starts it. */
  main: string;
  directory: string;
  /** Inputs of each chunk: file name in dist/ → paths as the bundler names them. */
  inputsOf: ReadonlyMap<string, readonly string[]>;
  /** Runs a command line and waits for it. */
  run(args: readonly string[], how?: How): Ran;
  remove(): void;
}

/** How a command line is run. `env` is added to an environment that has little more than PATH. */
export interface How {
  cwd?: string;
  input?: string | Uint8Array;
  env?: Readonly<Record<string, string>>;
  /** Runs it as another user; only root can. */
  uid?: number;
}

export interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Builds the command line as `npm run build` does. Call it once for a test file, and `remove` at its end. */
export function buildCli(): BuiltCli {
  const directory = mkdtempSync(join(tmpdir(), "git2oci-cli-"));
  // Other users have to get in, for the tests of permissions.
  chmodSync(directory, 0o755);
  for (const part of PARTS) symlinkSync(join(PROJECT, part), join(directory, part));
  copyFileSync(join(PROJECT, "package.json"), join(directory, "package.json"));
  const metafile = join(directory, "metafile.json");
  execFileSync(process.execPath, [join(PROJECT, "scripts/build.mjs"), metafile], { cwd: directory });
  const { outputs } = JSON.parse(readFileSync(metafile, "utf8")) as {
    outputs: Record<string, { inputs: Record<string, unknown> }>;
  };
  const main = join(directory, "dist/main.js");
  return {
    main,
    directory,
    inputsOf: new Map(
      Object.entries(outputs).map(([path, { inputs }]) => [path.replace(/^dist\//, ""), Object.keys(inputs)]),
    ),
    run: (args, how) => ran(spawnSync(process.execPath, [main, ...args], spawnOptions(how))),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Runs a line of sh in which `$G` starts git2oci. */
export function shell(cli: BuiltCli, line: string, how: How = {}): Ran {
  const env = { ...how.env, G: `${process.execPath} ${cli.main}` };
  return ran(spawnSync("sh", ["-c", line], spawnOptions({ ...how, env })));
}

function spawnOptions({ cwd, input, env, uid }: How = {}) {
  return {
    cwd: cwd ?? tmpdir(),
    // Without input there is nothing to read, and no terminal either.
    input: input ?? "",
    env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", GIT_CONFIG_GLOBAL: "/dev/null", ...env },
    maxBuffer: 256 << 20,
    ...(uid !== undefined && { uid, gid: uid }),
  };
}

function ran({ status, stdout, stderr, error }: SpawnSyncReturns<Buffer>): Ran {
  if (error) throw error;
  return { status, stdout: stdout.toString("utf8"), stderr: stderr.toString("utf8") };
}

/** The reports name the commit, so two commits of one tree must not differ by the second they were made in. */
const COMMIT_DATE = "2026-01-01T00:00:00Z";

/** Makes a directory a Git repository in which every file of it is committed. Equal trees get equal commits. */
export function commitAll(directory: string): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: "/nonexistent",
        GIT_CONFIG_GLOBAL: "/dev/null",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_DATE: COMMIT_DATE,
        GIT_COMMITTER_DATE: COMMIT_DATE,
      },
    });
  git("init", "-q", "-b", "main");
  git("add", "-A", "-f");
  git("commit", "-q", "--allow-empty", "-m", "all");
}
