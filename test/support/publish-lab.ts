import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

/** A registry on this machine, an origin, and a checkout of it. */
export interface Lab {
  /** `127.0.0.1:<port>`. */
  host: string;
  folder: string;
  repository: string;
  git(...args: string[]): string;
  /** Commits everything, perhaps after writing some files, and pushes it to these branches. */
  commit(files: Readonly<Record<string, string>>, ...branches: string[]): string;
  /** Runs publish.sh of the checkout. */
  publish(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
  ): { status: number | null; told: string };
  run(command: string, ...args: string[]): string;
  /** Tags of a repository, sorted; none if it is not there. */
  tags(name: string): string[];
  digest(reference: string): string;
  /** What an artifact holds: path → bytes. */
  pull(reference: string): Map<string, Buffer>;
  close(): void;
}

/** Starts a lab. @param path PATH with the tools */
export async function openLab(path: string): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "git2oci-publish-"));
  const { host, registry } = await startRegistry(folder);
  const repository = join(folder, "work");
  const env = {
    PATH: path,
    HOME: folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT2OCI_REMOTE: join(folder, "origin.git"),
    COSIGN_PASSWORD: "",
    // Nothing here is looked up outside of this machine.
    TUF_ROOT: join(folder, "tuf"),
  };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const git = (...args: string[]) =>
    run("git", "-C", repository, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args).trim();
  run("git", "init", "-q", "--bare", "origin.git");
  run("git", "init", "-q", "-b", "main", "work");
  let pulls = 0;
  return {
    host,
    folder,
    repository,
    git,
    run,
    commit(files, ...branches) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(repository, name)), { recursive: true });
        writeFileSync(join(repository, name), text);
      }
      git("add", "-A");
      git("commit", "-q", "--allow-empty", "-m", "change");
      git("push", "-q", "--force", env.GIT2OCI_REMOTE, ...branches.map((one) => `HEAD:refs/heads/${one}`));
      return git("rev-parse", "HEAD");
    },
    publish(args, more = {}) {
      const ran = spawnSync("sh", [".git2oci/publish.sh", ...args], {
        cwd: repository,
        env: { ...env, ...more },
        encoding: "utf8",
      });
      return { status: ran.status, told: `${ran.stdout}${ran.stderr}` };
    },
    tags: (name) => {
      const ran = spawnSync("crane", ["ls", `${host}/${name}`], { env, encoding: "utf8" });
      return ran.status === 0 ? ran.stdout.trim().split("\n").sort() : [];
    },
    digest: (reference) => run("crane", "digest", `${host}/${reference}`).trim(),
    pull(reference) {
      const to = join(folder, `pull-${++pulls}`);
      mkdirSync(to);
      run("flux", "pull", "artifact", `oci://${host}/${reference}`, "-o", to);
      return filesIn(to);
    },
    close() {
      registry.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Regular files below a folder: path → bytes. */
export function filesIn(folder: string): Map<string, Buffer> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    entries
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((file) => [relative(folder, file), readFileSync(file)]),
  );
}

/**
 * Starts docker-registry on this machine.
 * @param folder holds its configuration and what is pushed; one for each registry
 * @param more lines of its configuration
 */
export async function startRegistry(
  folder: string,
  more: readonly string[] = [],
): Promise<{ host: string; registry: ChildProcess }> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = [
    "version: 0.1",
    "log: {level: error, accesslog: {disabled: true}}",
    `storage: {filesystem: {rootdirectory: ${JSON.stringify(join(folder, "registry"))}}}`,
    `http: {addr: "${host}"}`,
    ...more,
  ];
  writeFileSync(join(folder, "registry.yml"), config.join("\n"));
  // A pipe that nobody reads while a command is waited for would fill up, and stop the registry.
  const registry = spawn("docker-registry", ["serve", join(folder, "registry.yml")], { stdio: "ignore" });
  await new Promise<void>((done, failed) => {
    registry.on("exit", (code) => failed(new Error(`docker-registry ended with ${code}`)));
    const [name = "", port] = host.split(":");
    const knock = () => {
      const socket = connect(Number(port), name, () => {
        socket.destroy();
        done();
      });
      socket.on("error", () => registry.exitCode === null && knock());
    };
    knock();
  });
  return { host, registry };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}
