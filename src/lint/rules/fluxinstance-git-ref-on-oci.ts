import { pairOf, textAt } from "../../core/tree.ts";
import { isTag } from "../../flux/tags.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { type Instance, instancesOf } from "../instances.ts";
import { plainText } from "../oci.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * A sync whose kind and whose other fields are of two kinds: `ref` is a tag for OCI and the name of a Git ref for Git,
 * and so is the url (flux-operator api/v1/fluxinstance_types.go, internal/builder/templates.go; flux-facts 4.3).
 */
export const fluxinstanceGitRefOnOci: LintRule = {
  id: "fluxinstance-git-ref-on-oci",
  find: (context) => instancesOf(context).flatMap((instance) => found(instance, context)),
};

interface Fault {
  field: string;
  message: string;
}

function found(instance: Instance, { graph }: LintContext): Found[] {
  const { manifest, sync, kind } = instance;
  return (kind === "OCIRepository" ? ociFaults(instance) : gitFaults(instance)).map(({ field, message }) => ({
    message,
    location: placeIn(manifest, pairOf(sync, field)?.value),
    object: identityOf(manifest, graph),
  }));
}

function ociFaults({ sync }: Instance): Fault[] {
  const ref = plainText(sync, ["ref"]);
  const url = plainText(sync, ["url"]);
  const faults: Fault[] = [];
  if (ref !== undefined && !isTag(ref))
    faults.push({
      field: "ref",
      message: `sync.ref is ${ref}, and an OCIRepository takes a tag there, ${ref.startsWith("refs/") ? "not the name of a Git ref" : "which this is not"}; write the tag that the pipeline moves`,
    });
  if (url !== undefined && !url.startsWith("oci://"))
    faults.push({
      field: "url",
      message: `sync.kind is OCIRepository, and its url does not start with oci://; write the address of the artifact`,
    });
  if (textAt(sync, ["provider"]) === "github")
    faults.push({
      field: "provider",
      message:
        "sync.provider github is for GitRepository alone, so the API rejects the object; remove it, and give a pullSecret for the registry",
    });
  return faults;
}

function gitFaults({ sync, kind }: Instance): Fault[] {
  const url = textAt(sync, ["url"]);
  if (kind !== "GitRepository" || !url?.startsWith("oci://")) return [];
  const says = pairOf(sync, "kind")
    ? "sync.kind is GitRepository"
    : "sync has no kind, which means GitRepository";
  return [
    {
      field: "url",
      message: `${says}, and its url is that of an artifact; write kind: OCIRepository and a tag in ref`,
    },
  ];
}
