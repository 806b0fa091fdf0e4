import { findGitDirectories, type GitDirectories } from "./git-dir.ts";
import { type Finished, findExecutable, type RunOptions, run } from "./process.ts";

/** Git is there and the repository too, but asking failed; the message is one line. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** Variables of the environment, as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The program git, for commands that only read what Git itself keeps. */
export interface Git {
  directories: GitDirectories;
  /** What a command prints. @throws GitError where it fails */
  ask(args: readonly string[]): Promise<Buffer>;
  /** As `ask` of a command that reads `input`, with what it printed also where it fails. */
  feed(args: readonly string[], input: string, maxOutput: number): Promise<Finished>;
  /** As `ask`; undefined where it fails, for questions that may have no answer. */
  tryAsk(args: readonly string[]): Promise<Buffer | undefined>;
}

/** No monitor and no hook that a scanned repository names; no path is a pattern. */
const SETTINGS = [
  ...["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"],
  ...["--literal-pathspecs", "--no-pager"],
];

/**
 * Git for the repository that contains a directory, or why there is none.
 * Only plumbing may be asked: `git status` and `git diff` run filters that the repository names.
 */
export function openGit(root: string, env: Environment = process.env): Git | { reason: string } {
  const directories = findGitDirectories(root);
  if (directories === undefined) return { reason: "no Git repository contains this directory" };
  const git = findExecutable("git", env, directories.workTree);
  if (git === undefined) return { reason: "the program git was not found in PATH" };
  const start = (args: readonly string[], options: Pick<RunOptions, "input" | "maxOutput"> = {}) =>
    run(git, [...SETTINGS, ...args], { cwd: root, env: gitEnvironment(env), ...options });
  return {
    directories,
    async ask(args) {
      const { status, stdout, stderr } = await start(args);
      if (status !== 0) throw new GitError(`git ${args[0]} failed: ${firstLine(stderr)}`);
      return stdout;
    },
    feed: (args, input, maxOutput) => start(args, { input, maxOutput }),
    async tryAsk(args) {
      const { status, stdout } = await start(args);
      return status === 0 ? stdout : undefined;
    },
  };
}

/** The caller's environment without anything that could point git elsewhere or make it run something. */
function gitEnvironment(env: Environment): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && !name.toUpperCase().startsWith("GIT_")) clean[name] = value;
  // No lock is taken; no missing object is fetched (a partial clone names the program that would do it), and none
  // stands for another one, as `refs/replace` of a repository may say.
  return {
    ...clean,
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}
