import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { errnoCode } from "./errno.ts";

/** Who owns a file and who may use it. `mode` holds the permission bits. */
export interface Attributes {
  mode: number;
  uid: number;
  gid: number;
}

/** What stands at a path itself, symbolic links not followed. */
export interface DiskFacts extends Attributes {
  isFile: boolean;
  isDirectory: boolean;
}

/**
 * Everything that writing asks of a disk. Each function throws the system error (with its `code`).
 * All are synchronous: between two of them nothing else of this program runs.
 */
export interface Disk {
  /** Undefined where nothing is. */
  facts(path: string): DiskFacts | undefined;
  /** The path without symbolic links. */
  real(path: string): string;
  read(path: string): Uint8Array;
  /**
   * Makes a file that must not exist, gives it the attributes (as far as permitted; without any, those of every new
   * file) and waits until its bytes are on the disk. May leave a part of the file behind when it throws.
   */
  create(path: string, bytes: Uint8Array, attributes?: Attributes): void;
  /** A second name for a file. */
  link(existing: string, created: string): void;
  /** Replaces `to` in one step. */
  rename(from: string, to: string): void;
  remove(path: string): void;
  makeDirectory(path: string): void;
  removeDirectory(path: string): void;
  /** Waits until the names in a directory are on the disk. */
  syncDirectory(path: string): void;
}

/** The real disk. */
export const nodeDisk: Disk = {
  facts(path) {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    const { uid, gid } = stats;
    return { isFile: stats.isFile(), isDirectory: stats.isDirectory(), mode: stats.mode & 0o777, uid, gid };
  },
  real: (path) => realpathSync.native(path),
  read: (path) => readFileSync(path),
  create(path, bytes, attributes) {
    // Closed to others until the attributes are set: the original may have been closed to them as well.
    const handle = openSync(path, "wx", attributes === undefined ? 0o666 : 0o600);
    try {
      writeFileSync(handle, bytes);
      if (attributes !== undefined) setAttributes(handle, attributes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
  link: (existing, created) => linkSync(existing, created),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => unlinkSync(path),
  makeDirectory: (path) => {
    mkdirSync(path);
  },
  removeDirectory: (path) => rmdirSync(path),
  syncDirectory(path) {
    const handle = openSync(path, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  },
};

function setAttributes(handle: number, { mode, uid, gid }: Attributes): void {
  const made = fstatSync(handle);
  if (made.uid !== uid || made.gid !== gid) {
    try {
      fchownSync(handle, uid, gid);
    } catch (error) {
      // Only root may give files away; everybody else writes files of their own, as an editor does.
      if (errnoCode(error) !== "EPERM") throw error;
    }
  }
  fchmodSync(handle, mode);
}
