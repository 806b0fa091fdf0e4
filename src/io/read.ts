import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";

/** What a directory entry is; the shape of Node's `Dirent`, so that none has to be copied. */
export interface Entry {
  readonly name: string;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** Facts about a file. `mode` holds the permission bits only. */
export interface FileFacts {
  isFile: boolean;
  isDirectory: boolean;
  size: number;
  mode: number;
}

/** Everything the scan asks of a disk. Each function throws the system error (with its `code`). */
export interface Reader {
  /** The entries of a directory, in no order. */
  list(path: string): readonly Entry[];
  /** Facts about the target of a path, links followed. */
  stat(path: string): FileFacts;
  /** True where something exists at the path itself, a dangling link included. */
  exists(path: string): boolean;
  /** The path without symbolic links. */
  real(path: string): string;
  /** Opens a file for reading. Never waits for a writer of a named pipe, never follows a link at the end. */
  open(path: string): number;
  /** Reads from the current position into `buffer` at `offset`, as far as it reaches; 0 at the end. */
  read(handle: number, buffer: Uint8Array, offset: number): number;
  /** Facts about an open file. */
  facts(handle: number): FileFacts;
  close(handle: number): void;
}

/** Both flags are missing on Windows, where they count as 0. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** The real disk. */
export const nodeReader: Reader = {
  list: (path) => readdirSync(path, { withFileTypes: true }),
  stat: (path) => factsOf(statSync(path)),
  exists: (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined,
  real: (path) => realpathSync.native(path),
  open: (path) => openSync(path, OPEN_FLAGS),
  read: (handle, buffer, offset) => readSync(handle, buffer, offset, buffer.length - offset, null),
  facts: (handle) => factsOf(fstatSync(handle)),
  close: (handle) => closeSync(handle),
};

function factsOf(stats: ReturnType<typeof statSync> & object): FileFacts {
  return {
    isFile: stats.isFile(),
    isDirectory: stats.isDirectory(),
    size: Number(stats.size),
    mode: Number(stats.mode) & 0o7777,
  };
}

/** A small file as text, or undefined where there is none; used for `.gitignore` and the files of Git. */
export function readSmallText(
  path: string,
  reader: Reader = nodeReader,
  limit = 1 << 20,
): string | undefined {
  return readBytes(path, reader, limit)?.toString("utf8");
}

/** What files of our own may have, in MiB: a plan holds the edits of a whole fleet, a configuration is written by hand. */
export const MOST_MIB = { configuration: 5, baseline: 64, session: 64, plan: 256 } as const;

/**
 * The bytes of a file that a person named, links followed.
 * @throws the system error, or an Error that names the limit
 */
export function readNamed(path: string, what: keyof typeof MOST_MIB): Buffer {
  const limit = MOST_MIB[what];
  if (statSync(path).size > limit << 20) throw new Error(`too large (the limit is ${limit} MiB)`);
  return readFileSync(path);
}

/** The bytes of a regular file, or undefined where there is none, it cannot be read, or it is over the limit. */
export function readBytes(path: string, reader: Reader = nodeReader, limit = Infinity): Buffer | undefined {
  return readUpTo(path, reader, (size) => (size > limit ? undefined : size));
}

/** As `readBytes`, of a file that is over the limit the bytes up to there. */
export function readStart(path: string, reader: Reader, limit: number): Buffer | undefined {
  return readUpTo(path, reader, (size) => Math.min(size, limit));
}

function readUpTo(
  path: string,
  reader: Reader,
  lengthOf: (size: number) => number | undefined,
): Buffer | undefined {
  let handle: number;
  try {
    handle = reader.open(path);
  } catch {
    return undefined;
  }
  try {
    const facts = reader.facts(handle);
    const length = facts.isFile ? lengthOf(facts.size) : undefined;
    if (length === undefined) return undefined;
    const bytes = Buffer.alloc(length);
    let filled = 0;
    for (let n = -1; n !== 0 && filled < bytes.length; filled += n) n = reader.read(handle, bytes, filled);
    return bytes.subarray(0, filled);
  } catch {
    return undefined;
  } finally {
    reader.close(handle);
  }
}
