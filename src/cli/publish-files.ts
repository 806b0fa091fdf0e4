import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FileChange } from "../core/plan.ts";
import { decode } from "../io/decode.ts";
import { nodeDisk } from "../io/disk.ts";
import type { Artifact } from "../publish/artifacts.ts";
import { ARTIFACTS_FILE } from "../publish/artifacts-file.ts";
import { ownerOf } from "../publish/ours.ts";
import type { CiName } from "../publish/registries.ts";
import { patch } from "../report/unified-diff.ts";
import { UsageError } from "./exit.ts";

/** A file to write. */
export type Change = Pick<FileChange, "path" | "change" | "edits" | "before" | "after">;

/**
 * The files that differ from what they have to be.
 * @param show prints the diff of a file of ours that somebody has edited
 * @throws UsageError for a file that is not ours, or was edited
 */
export function changesFor(
  root: string,
  texts: ReadonlyMap<string, string>,
  show: (text: string) => void,
): Change[] {
  const changes: Change[] = [];
  for (const [path, after] of texts) {
    const before = textOf(join(root, path), path);
    if (before === after || before?.replaceAll("\r\n", "\n") === after) continue;
    // The rows are data: a person may add some.
    const owner = before === undefined || path === ARTIFACTS_FILE ? "ours" : ownerOf(before);
    if (owner === "other")
      throw new UsageError(
        `${path} is not written by git2oci, so it stays as it is and nothing was written; call .git2oci/publish.sh from it and run again with --ci none`,
      );
    if (owner === "edited") {
      show(patch([{ path, before, after }]));
      throw new UsageError(
        `${path} was edited, so nothing was written; take the change back or delete the file, then run again`,
      );
    }
    changes.push({ path, change: before === undefined ? "added" : "modified", edits: [], before, after });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** True for a regular file; false for nothing. @throws UsageError for a link, a directory, a device */
export function regularFile(file: string, path: string): boolean {
  const facts = nodeDisk.facts(file);
  if (facts !== undefined && !facts.isFile) throw new UsageError(`${path} is not a regular file`);
  return facts !== undefined;
}

function textOf(file: string, path: string): string | undefined {
  if (!regularFile(file, path)) return undefined;
  const decoded = decode(nodeDisk.read(file));
  if ("reason" in decoded) throw new UsageError(`${path}: ${decoded.reason}`);
  return decoded.text;
}

/** What tells in a tree which system builds it, by the name of the system. */
const SIGNS: Readonly<Record<CiName, { file: string; host: RegExp }>> = {
  github: { file: ".github", host: /^(?:git@|[a-z+]+:\/\/(?:[^/]*@)?)github\.com[:/]/ },
  gitlab: { file: ".gitlab-ci.yml", host: /^(?:git@|[a-z+]+:\/\/(?:[^/]*@)?)gitlab\.[^/]+[:/]/ },
  azure: { file: "azure-pipelines.yml", host: /dev\.azure\.com|visualstudio\.com/ },
};

/** The system to write for: the one that was named, else what the tree has, else the one of the host. */
export function ciOf(
  given: string | undefined,
  { root, git }: { root: string; git: string },
): CiName | undefined {
  if (given === "none") return undefined;
  const names = Object.keys(SIGNS) as CiName[];
  const named = names.find((name) => name === given);
  if (named) return named;
  return (
    names.find((name) => existsSync(join(root, SIGNS[name].file))) ??
    names.find((name) => SIGNS[name].host.test(git))
  );
}

/** What is written, for people: the rows of this repository, then each file. */
export function prettyPublish(own: readonly Artifact[], changes: readonly Change[]): string {
  const rows = own.flatMap(({ path, artifact, kind, rows }) =>
    rows.map(
      ({ from, to, verify }) =>
        `  ${from} → ${artifact}:${to === "*" ? "<version>" : to} (${kind}${path === "." ? "" : ` of ${path}`}${verify ? `, signed with ${verify.provider}` : ""})`,
    ),
  );
  const files = changes.map(({ path, change }) => `  ${path} (${change})`);
  return [
    ...(rows.length > 0 ? ["This repository publishes:", ...rows] : ["This repository publishes nothing."]),
    ...(files.length > 0 ? ["", "Files:", ...files, "", patch(changes)] : [""]),
  ].join("\n");
}
