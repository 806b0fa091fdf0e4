/** Exit codes, a contract: see docs/cli.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** A problem of usage, configuration or the tree: one line each for the user, exit code 2, never a stack trace. */
export class UsageError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join("\n"));
    this.name = "UsageError";
    this.lines = lines;
  }
}
