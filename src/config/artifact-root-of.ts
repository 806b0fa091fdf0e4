import { fillName } from "../core/names.ts";
import { answers, type KnownOci } from "./done.ts";
import { matchesSource } from "./match.ts";
import type { Config } from "./types.ts";

/**
 * Tells which directory of its repository is the root of an artifact, from the entries of the configuration: once a
 * source has moved, nothing else does. "" where no entry says otherwise.
 */
export function artifactRoots(config: Config): (oci: KnownOci) => string {
  const entries = config.sources.filter(({ artifactPath }) => (artifactPath ?? "") !== "");
  return (oci) => {
    const entry = entries.find((one) => {
      if (answers(oci, one, config)) return true;
      const { selector } = one;
      if (selector.by !== "name") return false;
      return matchesSource(
        { ...selector, name: fillName(config.name, selector.name) },
        { ...oci, url: undefined },
      );
    });
    return entry?.artifactPath ?? "";
  };
}
