import { groupBy } from "../core/group.ts";
import type { Publication } from "../core/publication.ts";

/** What has to be published, one entry for one content of one artifact and one way to verify it, in the shape of the JSON reports. */
export function publishOf(publications: readonly Publication[]) {
  const contents = groupBy(publications, ({ repository, source, kind, path, artifact, verify }) =>
    JSON.stringify([repository ?? source, kind, path, artifact, verify]),
  );
  return [...contents.values()].map((same) => {
    const { git, kind, path, artifact, verify } = same[0]!;
    return {
      git: git ?? null,
      path: path === "" ? "." : path,
      artifact,
      kind,
      rows: same.map(({ from, to }) => ({ from: from ?? null, to })),
      readers: unique(same.flatMap(({ readers }) => readers)).map(({ object, file, line, path: inside }) => ({
        object,
        file,
        line,
        path: inside ?? null,
      })),
      pull: {
        host: artifact.split("/")[2] ?? "",
        secrets: unique(same.flatMap(({ secrets }) => secrets)).map(({ name, namespace }) => ({
          name: name ?? null,
          namespace,
        })),
      },
      verify: verify ?? null,
    };
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((one) => [JSON.stringify(one), one])).values()];
}
