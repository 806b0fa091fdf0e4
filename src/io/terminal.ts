import { errnoText } from "./errno.ts";

/** How a program meets its user. Data goes to `writeOut`, everything else to `writeErr`. */
export interface Terminal {
  stdinIsTty: boolean;
  stdoutIsTty: boolean;
  stderrIsTty: boolean;
  /** True where questions can be asked: a person types into stdin and reads stderr. */
  interactive: boolean;
  /** Size of the terminal in characters; 80 × 24 where there is none. */
  columns: number;
  rows: number;
  /** Whether stdout, and whether stderr, shall be coloured. */
  color: boolean;
  colorErr: boolean;
  writeOut(text: string): void;
  writeErr(text: string): void;
  /** Resolves when everything written has left the process. Call it before the process ends. */
  flush(): Promise<void>;
}

/** The part of an output stream that is used; `process.stdout` has it. */
export interface Output {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  write(text: string, done?: () => void): boolean;
  on(event: "error", handler: (error: Error & { code?: string }) => void): unknown;
}

/** Where a terminal gets everything from; the process, or fakes in tests. */
export interface TerminalSource {
  stdin: { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  env: Readonly<Record<string, string | undefined>>;
  exit(code: number): void;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/**
 * The terminal of a process. A reader of stdout that goes away (`| head`) has seen what it wanted: nothing more reaches
 * it, and the work goes on to its own exit code, so that `lint | head` still fails. Every other failure of stdout (a
 * full disk) ends the process with one line and 2.
 * @param noColor the flag `--no-color`.
 */
export function openTerminal(noColor = false, source: TerminalSource = process): Terminal {
  const { stdin, stdout, stderr, env } = source;
  stdout.on("error", (error) => {
    if (error.code === "EPIPE") return;
    stderr.write(`git2oci: standard output: ${errnoText(error)}\n`);
    source.exit(2);
  });
  // Nobody can read our messages any more, and there is no other place to say so; the work itself goes on.
  stderr.on("error", () => {});
  const size = stdout.isTTY ? stdout : stderr;
  const stdinIsTty = stdin.isTTY === true;
  const stdoutIsTty = stdout.isTTY === true;
  const stderrIsTty = stderr.isTTY === true;
  return {
    stdinIsTty,
    stdoutIsTty,
    stderrIsTty,
    interactive: stdinIsTty && stderrIsTty,
    columns: size.columns || DEFAULT_COLUMNS,
    rows: size.rows || DEFAULT_ROWS,
    color: wantsColor(noColor, stdoutIsTty, env),
    colorErr: wantsColor(noColor, stderrIsTty, env),
    writeOut: (text) => void stdout.write(text),
    writeErr: (text) => void stderr.write(text),
    flush: async () => {
      await Promise.all([drained(stdout), drained(stderr)]);
    },
  };
}

/**
 * Whether a stream shall be coloured: `--no-color`, then NO_COLOR (any text but the empty one, no-color.org), then
 * FORCE_COLOR (`0` and `false` mean no), then whether it is a terminal that is not `dumb`.
 */
export function wantsColor(
  noColor: boolean,
  isTty: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return isTty && env.TERM !== "dumb";
}

/** An empty write is done when all before it are. */
function drained(stream: Output): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
