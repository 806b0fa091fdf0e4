import { CHART_MEDIA_TYPE } from "../core/oci-object.ts";
import { hasVariable } from "../core/variables.ts";
import { deliverArtifact } from "../delivery/artifact.ts";
import { DeliveryError } from "../delivery/tree.ts";
import { GitError } from "../io/git-run.ts";
import { addressOf } from "../registry/address.ts";
import { CredentialError } from "../registry/credential.ts";
import { annotationsOf, isDigest } from "../registry/descriptors.ts";
import type { Finding } from "../registry/finding.ts";
import { DEFAULT_TIMEOUT, LARGE_LAYER_BYTES } from "../registry/limits.ts";
import type { Registries } from "../registry/open.ts";
import { type Manifest, RegistryError, type Repository } from "../registry/registry.ts";
import { type Access, accessFor, type Given } from "./access.ts";
import { bytesProblem, layerOf, platformManifest, wrong } from "./kind.ts";
import { OneByOne } from "./one-by-one.ts";
import { registryFinding } from "./refusals.ts";
import { pickTag } from "./semver.ts";
import { type MadeOf, staleness } from "./stale.ts";
import type { Subject } from "./subject.ts";

/** What a check needs beside the subject. */
export interface CheckOptions {
  registries: Registries;
  given: Given;
  /** The ref that the artifact of a subject is made of, if this repository makes it. @param tag the tag that is read */
  madeOf: (subject: Subject, tag: string | undefined) => MadeOf | undefined;
  /** Text of `--trusted-root`. */
  trustedRoot: string | undefined;
  /** The scanned tree: no program in it is started. */
  root: string;
}

/** What became of one subject. */
export interface Checked {
  subject: Subject;
  /** What is pulled; undefined if nothing was found. */
  digest?: string;
  tag?: string;
  /** As the artifact says it. */
  revision?: string;
  findings: Finding[];
}

/** A small layer may unpack to much, and many are checked at a time. */
const HEAVY = new OneByOne();

/** Checks one subject. Whatever goes wrong in between is a finding. */
export async function checkSubject(subject: Subject, options: CheckOptions): Promise<Checked> {
  const checked: Checked = { subject, findings: subject.doubts.map(doubt) };
  const { url, insecure, timeout = DEFAULT_TIMEOUT } = subject.spec;
  const open = [url, ...Object.values(subject.spec.ref)].find(hasVariable);
  const address = open === undefined ? addressOf(url) : undefined;
  if (address === undefined) {
    checked.findings.push(
      open === undefined ? badUrl(url) : doubt(`nothing here sets a variable of ${open}`),
    );
    return checked;
  }
  let access: Access | undefined;
  try {
    access = await accessFor(subject, address, options.given);
    checked.findings.push(...access.findings);
    if (!access.ask) return checked;
    const { credential, route, asCluster } = access.ask;
    // A person's own login needs TLS, whatever the tree says.
    const mayBePlain = insecure && (asCluster || credential === undefined);
    const repository = await options.registries.open(address, {
      credential,
      route,
      insecure: mayBePlain,
      timeout,
    });
    await checkArtifact(repository, checked, options);
  } catch (error) {
    if (error instanceof CredentialError) checked.findings.push(ownLogin(error));
    else if (error instanceof RegistryError)
      checked.findings.push(...registryFinding(error, subject, address, access));
    else if (error instanceof DeliveryError || error instanceof GitError)
      checked.findings.push(doubt(error.message));
    else throw error;
  }
  return checked;
}

async function checkArtifact(repository: Repository, checked: Checked, options: CheckOptions): Promise<void> {
  const { subject, findings } = checked;
  const reference = await referenceOf(repository, subject);
  if (typeof reference !== "string") return void findings.push(reference);
  if (!isDigest(reference)) checked.tag = reference;
  const named = await repository.manifest(reference);
  if (named === undefined) return void findings.push(missing(repository.name, reference));
  checked.digest = named.digest;
  const manifest = await platformManifest(repository, named);
  if ("row" in manifest) return void findings.push(manifest);
  const revision = annotationsOf(manifest.json)["org.opencontainers.image.revision"];
  if (revision !== undefined) checked.revision = revision;
  findings.push(...(await signatureFindings(repository, named, checked, options)));
  findings.push(...(await contentFindings(repository, manifest, checked, options)));
}

/** The tag or digest that Flux reads: digest before semver before tag (flux-facts). */
async function referenceOf(repository: Repository, { spec }: Subject): Promise<string | Finding> {
  const { digest, semver, semverFilter } = spec.ref;
  if (digest !== undefined)
    return isDigest(digest) ? digest : wrong(`spec.ref.digest ${digest} is no digest of an artifact`, digest);
  if (semver === undefined) return spec.ref.tag ?? "latest";
  const tags = await repository.tags();
  const isChart = spec.layerSelector.mediaType === CHART_MEDIA_TYPE;
  const picked = pickTag(tags, semver, semverFilter, isChart);
  if (picked === undefined) return doubt(`the range ${semver} is one that this program cannot read`);
  if ("tag" in picked) return picked.tag;
  const near =
    picked.nearest.length === 0 ? "no tag is a version" : `highest versions: ${picked.nearest.join(", ")}`;
  return {
    row: "no-match",
    message: `no tag of ${repository.name} is in the range ${semver}`,
    evidence: `${tags.length} tags read; ${near}`,
    next: "push a Git tag that is such a version, so that it is published, or change spec.ref.semver",
  };
}

async function signatureFindings(
  repository: Repository,
  manifest: Manifest,
  { subject }: Checked,
  { given, trustedRoot, root }: CheckOptions,
): Promise<readonly Finding[]> {
  const { spec, namespace, minor } = subject;
  if (spec.verify === undefined) return [];
  const { checkSignatures } = await import("../signature/check.ts");
  return checkSignatures(repository, manifest, spec.verify, {
    secret: (name) => given.secrets.get(`${namespace}/${name}`),
    minor,
    trustedRoot,
    isPlainOrOwnAuthority: spec.insecure || spec.certSecretRef !== undefined,
    untrusted: root,
  });
}

async function contentFindings(
  repository: Repository,
  manifest: Manifest,
  { subject, tag, revision }: Checked,
  { madeOf }: CheckOptions,
): Promise<Finding[]> {
  const { spec } = subject;
  const layer = layerOf(manifest, spec);
  if ("row" in layer) return [layer];
  const isLarge = layer.size > LARGE_LAYER_BYTES;
  const fetched = () => repository.blob(layer);
  const bytes = await (isLarge ? HEAVY.run(fetched) : fetched());
  const isCopied = spec.layerSelector.operation === "copy";
  const problem = isCopied ? undefined : bytesProblem(bytes);
  if (problem) return [problem];
  if (isCopied || layer.mediaType === CHART_MEDIA_TYPE) return [];
  const delivered = await HEAVY.run(() => deliverArtifact(bytes, spec.ignore));
  if ("reason" in delivered)
    // A limit of this program says nothing about Flux.
    return [
      delivered.reason.includes("MiB")
        ? doubt(`the layer: ${delivered.reason}`)
        : wrong(`Flux cannot unpack its layer: ${delivered.reason}`, layer.digest),
    ];
  const made = madeOf(subject, tag);
  const stale = made && (await HEAVY.run(() => staleness(made, revision, bytes, spec.ignore)));
  return stale ? [stale] : [];
}

function missing(name: string, reference: string): Finding {
  const text = isDigest(reference) ? `${name}@${reference}` : `${name}:${reference}`;
  return {
    row: "artifact-missing",
    message: `${text} is not there`,
    evidence: `404 for ${text}`,
    next: "publish it: run the pipeline of its Git ref (git2oci publish writes it)",
  };
}

function badUrl(url: string): Finding {
  return {
    row: "wrong-kind",
    message: `spec.url is no address that Flux takes: ${JSON.stringify(url)}`,
    evidence: "allowed: oci://host/path in lower case, without a tag",
    next: "write spec.url as oci://host/path, and the version into spec.ref",
  };
}

function doubt(reason: string): Finding {
  return {
    row: "not-checked",
    message: `what the cluster pulls: ${reason}`,
    evidence: reason,
    next: "look in the cluster: flux get sources oci -A",
  };
}

function ownLogin(error: CredentialError): Finding {
  return {
    row: "not-checked",
    message: `the artifact, because the docker configuration does not sign in: ${error.message}`,
    evidence: error.message,
    next: "sign in with docker login, or leave --docker-config out",
  };
}
