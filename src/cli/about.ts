import { join } from "node:path";
import { headCommit } from "../io/git-head.ts";
import { repositoryPrefix } from "../io/repository-prefix.ts";
import type { About } from "../report/about.ts";
import type { Analysis } from "../run.ts";

/** What a report says of the run itself. @param version of this program */
export function aboutOf({ scanned, origin }: Analysis, version: string): About {
  const { root, reader, area } = scanned;
  return {
    tool: { version },
    repository: {
      origin: origin ?? null,
      commit: headCommit(root, reader) ?? null,
      root: repositoryPrefix(join(root, area.base)).replace(/\/$/, "") || ".",
    },
  };
}
