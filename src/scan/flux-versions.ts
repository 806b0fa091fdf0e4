import { type FluxVersion, type Root, UNKNOWN } from "../core/graph.ts";
import type { Document } from "../core/manifest.ts";
import type { ExistingOci } from "../core/neighbours.ts";
import { basename, isWithin } from "../core/paths.ts";
import { at, textAt } from "../core/tree.ts";
import { fluxMinorFromText, minorsServing, NEWEST_MINOR, parseMinor } from "../flux/api-versions.ts";

/**
 * Target Flux of a scope, first that tells: what the person says, the bootstrap's gotk-components.yaml, a
 * FluxInstance, a flux-manifests artifact, the apiVersion of OCIRepositories there, else the newest. Files whose
 * cluster is unknown most likely belong to one of this tree, so its oldest comes before the newest Flux there is.
 */
export function detectFlux(
  scope: string,
  roots: readonly Root[],
  existing: readonly ExistingOci[],
  documents: readonly Document[],
): FluxVersion {
  const told = (one: string) =>
    fromComponents(one, documents) ??
    fromInstance(roots.filter((root) => root.scope === one)) ??
    fromManifests(one, existing) ??
    fromExisting(one, existing);
  if (scope !== UNKNOWN) return told(scope) ?? newest("the newest, nothing in this scope tells");
  const clusters = [...new Set(roots.map((root) => root.scope))].flatMap((one) => told(one) ?? []);
  const [oldest] = clusters.sort((a, b) => a.minor - b.minor);
  return (
    fromExisting(scope, existing) ??
    (oldest && {
      minor: oldest.minor,
      from: `the oldest cluster of this tree: ${oldest.from}`,
      assumed: true,
    }) ??
    newest("the newest, no root of this tree tells")
  );
}

function newest(from: string): FluxVersion {
  return { minor: NEWEST_MINOR, from, assumed: true };
}

function fromComponents(scope: string, documents: readonly Document[]): FluxVersion | undefined {
  for (const document of documents) {
    if (basename(document.file) !== "gotk-components.yaml" || !isWithin(document.file, scope)) continue;
    const minor = fluxMinorFromText(document.text);
    if (minor !== undefined) return { minor, from: document.file };
  }
  return undefined;
}

function fromInstance(roots: readonly Root[]): FluxVersion | undefined {
  for (const root of roots) {
    const node = root.manifest?.node ?? root.document?.root;
    const paths = [
      ["spec", "distribution", "version"],
      ["spec", "values", "instance", "distribution", "version"],
      ["instance", "distribution", "version"],
    ];
    const text = root.by.startsWith("FluxInstance")
      ? paths.map((path) => textAt(at(node, path))).find((found) => found !== undefined)
      : undefined;
    const parsed = text === undefined ? undefined : parseMinor(text);
    if (parsed)
      return { minor: parsed.minor, from: `FluxInstance version ${text} (${root.document?.file ?? "?"})` };
  }
  return undefined;
}

function fromManifests(scope: string, existing: readonly ExistingOci[]): FluxVersion | undefined {
  for (const one of existing) {
    if (one.scope !== scope || !one.url?.endsWith("/flux-manifests")) continue;
    const tag = textAt(one.manifest.node, ["spec", "ref", "tag"]);
    const parsed = tag === undefined ? undefined : parseMinor(tag);
    if (parsed) return { minor: parsed.minor, from: `flux-manifests ${tag} (${one.manifest.document.file})` };
  }
  return undefined;
}

/** v1beta2 alone means a Flux that may not serve v1; the oldest that serves v1 is not assumed from it. */
function fromExisting(scope: string, existing: readonly ExistingOci[]): FluxVersion | undefined {
  const here = existing.filter((one) => one.scope === scope);
  const [first] = here;
  if (!first) return undefined;
  const current = here.find((one) => one.manifest.version === "v1");
  if (current) return newest(`OCIRepository v1 is in use (${current.manifest.document.file})`);
  const serving = minorsServing(first.manifest.apiVersion, "OCIRepository");
  const minor = Math.min(serving?.last ?? NEWEST_MINOR, 5);
  return {
    minor,
    from: `OCIRepository ${first.manifest.version} is in use (${first.manifest.document.file})`,
    assumed: true,
  };
}
