import { changesSince } from "../io/git-changes.ts";
import type { Changes } from "../lint-tree.ts";
import { candidateKind } from "../scan/candidates.ts";
import { UsageError } from "./exit.ts";

/** What has changed in a tree since a revision. @throws UsageError where that cannot be told */
export async function changesOf(root: string, revision: string): Promise<Changes> {
  const since = await changesSince(root, revision);
  if ("reason" in since) throw new UsageError(`--since ${JSON.stringify(revision)}: ${since.reason}`);
  let gone: boolean | undefined;
  return {
    isChanged: (file) => since.isChanged(file),
    isSomethingGone: () => {
      gone ??= since.files.some((file) => candidateKind(file) !== undefined && since.isChanged(file));
      return gone;
    },
  };
}
