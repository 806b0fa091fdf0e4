/** Answers that are kept in the Git directory while somebody gives them, so that an interrupted session can go on. */
import { createHash } from "node:crypto";
import { renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { errnoCode, errnoText } from "../../io/errno.ts";
import { findGitDirectories } from "../../io/git-dir.ts";
import { readNamed } from "../../io/read.ts";
import { temporaryBeside } from "../../io/temporary-name.ts";
import { readSteps, type Step } from "./steps.ts";

/** Name of the file below the Git directory; nothing of the tree. */
const NAME = "git2oci-session.json";
const API_VERSION = "git2oci/v1";
const KIND = "Session";

/** What answers were given to: they mean nothing for anything else. */
export interface SessionBasis {
  /** The scanned root. */
  root: string;
  /** All that decides beside the files: the configuration with its flags. */
  settings: unknown;
  /** SHA-256 of every file that was read as part of the fleet. */
  read: ReadonlyMap<string, string>;
  /** Version of this program. */
  version: string;
}

/** Answers in a file. */
export interface SavedSession {
  /** Where they are kept. */
  path: string;
  /** The steps of an interrupted session, or why they cannot be used; undefined where there are none. */
  load(): Step[] | { refused: string } | undefined;
  /** Keeps the steps. @returns why it could not */
  save(steps: readonly Step[]): string | undefined;
  remove(): void;
}

/** The file for sessions of this tree; undefined outside of a repository. */
export function savedSession({ root, settings, read, version }: SessionBasis): SavedSession | undefined {
  const git = findGitDirectories(root);
  // What a `.git` file points to may be any directory; only one that Git would take too gets a file of ours.
  if (!git || !isFile(join(git.gitDir, "HEAD"))) return undefined;
  const path = join(git.gitDir, NAME);
  const basis = {
    apiVersion: API_VERSION,
    kind: KIND,
    version,
    root: relative(git.workTree, root),
    settings: sha256(canonical(settings)),
    read: Object.fromEntries([...read].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return {
    path,
    load: () => {
      const found = readSession(path);
      return found && "saved" in found ? usable(found.saved, basis) : found;
    },
    save: (steps) => {
      const temporary = temporaryBeside(path);
      try {
        writeFileSync(temporary, `${JSON.stringify({ ...basis, steps })}\n`, { flag: "wx", mode: 0o600 });
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        return errnoText(error);
      }
      return undefined;
    },
    remove: () => rmSync(path, { force: true }),
  };
}

type Saved = Readonly<Record<string, unknown>>;

function readSession(path: string): { saved: Saved } | { refused: string } | undefined {
  try {
    const saved: unknown = JSON.parse(readNamed(path, "session").toString("utf8"));
    const isRecord = typeof saved === "object" && saved !== null;
    return isRecord ? { saved: saved as Saved } : { refused: "it holds no session" };
  } catch (error) {
    if (errnoCode(error) === "ENOENT") return undefined;
    return { refused: error instanceof SyntaxError ? "it is no JSON" : errnoText(error) };
  }
}

/** The steps of a session, if all is as it was then. */
function usable(
  saved: Saved,
  basis: { version: string; root: string; settings: string; read: Saved },
): Step[] | { refused: string } {
  if (saved.apiVersion !== API_VERSION || saved.kind !== KIND) return { refused: "it holds no session" };
  if (saved.version !== basis.version) return { refused: "it is of another version of git2oci" };
  if (saved.root !== basis.root) return { refused: "it is about another directory" };
  const read = (typeof saved.read === "object" ? saved.read : undefined) as Saved | undefined;
  const changed = changedFile(read ?? {}, basis.read);
  if (changed !== undefined) return { refused: `${changed} since then` };
  if (saved.settings !== basis.settings)
    return { refused: "the configuration or the flags are not those of then" };
  return readSteps(saved.steps) ?? { refused: "it holds no answers that can be read" };
}

function changedFile(then: Saved, now: Saved): string | undefined {
  for (const [file, sum] of Object.entries(then))
    if (now[file] !== sum) return `${file} ${now[file] === undefined ? "is gone" : "has changed"}`;
  const fresh = Object.keys(now).find((file) => then[file] === undefined);
  return fresh === undefined ? undefined : `${fresh} is new`;
}

/** Settings as text; maps as lists, which JSON has. */
function canonical(settings: unknown): string {
  return JSON.stringify(settings, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
