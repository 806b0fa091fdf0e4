/** What the configuration says about the repository that a tree is: it tells which sources are this tree. */
import { UNKNOWN } from "../core/graph.ts";
import { fillName } from "../core/names.ts";
import { sanitizeTag } from "../flux/tags.ts";
import { artifactRoots } from "./artifact-root-of.ts";
import { artifactOf } from "./decide-source.ts";
import { repositoryKey } from "./git-url.ts";
import type { Config } from "./types.ts";

/** An OCIRepository of a cluster, as far as its artifact's root depends on it. */
interface ArtifactName {
  name: string;
  namespace: string;
  url: string | undefined;
  cluster: string | undefined;
}

/** The repository as the builder asks for it. @param origin its remote's url, if it has one */
export function ownRepository(config: Config, origin: string | undefined) {
  const rootOf = artifactRoots(config);
  return {
    origin: origin === undefined ? undefined : repositoryKey(origin),
    normalizeUrl: repositoryKey,
    artifactOf: (url: string) => artifactOf(`https://${url}`, config),
    tagOf: sanitizeTag,
    twinName: (name: string) => fillName(config.name, name),
    artifactRoot: ({ cluster, ...oci }: ArtifactName) => rootOf({ ...oci, scope: cluster ?? UNKNOWN }),
  };
}
