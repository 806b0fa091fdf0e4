import type { Manifest } from "../core/manifest.ts";
import { itemsAt, textAt } from "../core/tree.ts";
import { GROUP } from "../flux/groups.ts";
import type { LintContext } from "./context.ts";
import { ociRepositories } from "./oci.ts";
import { isPatchedIn } from "./patched-fields.ts";

/** Where an OCI source says what it pulls and how it signs in: an OCIRepository, or the sync of a FluxInstance. */
export interface OciAccess {
  manifest: Manifest;
  /** How to call it. */
  name: string;
  /** Keys from `spec` to the values. */
  url: readonly string[];
  provider: readonly string[];
  /** To the name of the Secret. */
  secret: readonly string[];
  /** As of an `OciManifest`, by the names of its fields. */
  open: (...fields: ("url" | "provider" | "secretRef" | "ref")[]) => boolean;
}

const REPOSITORY = { url: ["url"], provider: ["provider"], secret: ["secretRef", "name"] };
const SYNC = { url: ["sync", "url"], provider: ["sync", "provider"], secret: ["sync", "pullSecret"] };

/** Every OCI source of the tree; a FluxInstance makes one of its sync (flux-facts 4.3). */
export function ociAccesses(context: LintContext): OciAccess[] {
  const repositories = ociRepositories(context).map(({ manifest, open }) => ({
    manifest,
    name: `OCIRepository ${manifest.name ?? "?"}`,
    ...REPOSITORY,
    open,
  }));
  const isPatched = isPatchedIn(context);
  const instances = context.objects.manifests
    .filter(
      ({ group, kind, node }) =>
        group === GROUP.instance &&
        kind === "FluxInstance" &&
        textAt(node, ["spec", "sync", "kind"]) === "OCIRepository",
    )
    .map((manifest) => ({
      manifest,
      name: `the sync of FluxInstance ${manifest.name ?? "?"}`,
      ...SYNC,
      open: (...fields: string[]) =>
        isPatched(manifest, "sync") || fields.some((field) => patchesOwn(manifest, field)),
    }));
  return [...repositories, ...instances];
}

/** A patch that a FluxInstance applies to what it makes. */
function patchesOwn({ node }: Manifest, field: string): boolean {
  return itemsAt(node, ["spec", "kustomize", "patches"]).some(
    (one) => textAt(one, ["patch"])?.includes(field) ?? true,
  );
}
