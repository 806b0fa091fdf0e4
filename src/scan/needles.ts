import { basename } from "../core/paths.ts";
import { isKustomizationName } from "./kustomize.ts";

/** A text whose presence makes a document relevant. `bit` marks it in `FoundDocument.needles`. */
interface Needle {
  name: string;
  bit: number;
  why: string;
}

/** Searched as bytes, as written, in every file. A new reason to read a document is a new row. */
const ROWS = [
  { name: "GitRepository", bit: 1 << 0, why: "declarations, references, patches, policies, scripts" },
  {
    name: "gitrepositor",
    bit: 1 << 1,
    why: "the plural and lower case, as RBAC, policies and commands write it",
  },
  {
    name: "OCIRepository",
    bit: 1 << 2,
    why: "what is migrated already, names that are taken, API versions in use",
  },
  {
    name: "kustomize.toolkit.fluxcd.io",
    bit: 1 << 3,
    why: "Flux Kustomizations: delivery, namespaces, roots",
  },
  { name: "ImageUpdateAutomation", bit: 1 << 4, why: "its source kind has a default and may be missing" },
  { name: "FluxInstance", bit: 1 << 5, why: "makes a source and a root without naming the kind" },
  { name: "flux-instance", bit: 1 << 6, why: "the Helm chart that makes a FluxInstance" },
  {
    name: "branchPlanner",
    bit: 1 << 17,
    why: "values that switch the branch planner on: Terraform needs Git then",
  },
  { name: "branch-planner", bit: 1 << 14, why: "the ConfigMap of the branch planner" },
  {
    name: "HelmChart",
    bit: 1 << 15,
    why: "HelmReleases that name a HelmChart, which may be of a Git source",
  },
  { name: "GitOpsSet", bit: 1 << 16, why: "its generators name a source without the kind" },
  { name: "Git*", bit: 1 << 11, why: "policies that name the kind with a wildcard" },
  { name: "toolkit.fluxcd.io/*", bit: 1 << 12, why: "policies on every kind of a group" },
  {
    name: "# Flux Version:",
    bit: 1 << 7,
    why: "the header of gotk-components.yaml: the version of this scope",
  },
] as const satisfies readonly Needle[];

/** Needles that are no plain text. */
const OTHER_ROWS = [
  {
    name: "instance.sync",
    bit: 1 << 8,
    why: "values of the flux-instance chart: keys `instance` and `sync`, often no kind",
  },
  { name: "kustomization file", bit: 1 << 9, why: "namespaces, prefixes, patches and the order of delivery" },
  {
    name: "network policy",
    bit: 1 << 19,
    why: "`NetworkPolicy` with `flux-system` or `source-controller`: what source-controller may connect to",
  },
  { name: "sourceRef", bit: 1 << 10, why: "in patch files only: a patch may name a source without its kind" },
  { name: "chart", bit: 1 << 13, why: "in patch files only: a patch may change the chart of a release" },
  { name: "/spec", bit: 1 << 18, why: "in patch files only: an operation may change a field of a source" },
] as const satisfies readonly Needle[];

/** Names a needle in `hasNeedle`. */
export type NeedleName = (typeof ROWS)[number]["name"] | (typeof OTHER_ROWS)[number]["name"];

/** All needles with the reason of each, for documentation and tests. */
export const NEEDLES: readonly Readonly<Needle>[] = [...ROWS, ...OTHER_ROWS];

/** True where the document holds the needle; takes a bit mask such as `FoundDocument.needles`. */
export function hasNeedle(mask: number, name: NeedleName): boolean {
  return (mask & (NEEDLES.find((needle) => needle.name === name)?.bit ?? 0)) !== 0;
}

/** Searched for `git2oci lint` alone, which is told of them by one bit. */
const LINT_ROWS = [
  {
    name: "toolkit.fluxcd.io/",
    why: "every object of Flux: kinds and versions that no Flux has, and fields that the API refuses",
  },
  { name: "ocirepositor", why: "the plural, as policies write it" },
  { name: "kind: ENC[", why: "objects that are encrypted as a whole: nobody knows what they declare" },
  { name: "/prune", why: "annotations that keep Flux from deleting an object" },
  { name: "git2oci", why: "comments and annotations that say why a finding is fine" },
  { name: "kind: Secret", why: "the type of a Secret that an OCIRepository signs in with" },
  { name: "kubernetes.io/dockerc", why: "the same, of what makes Secrets: sealed and external ones" },
] as const;
const FOR_LINT = 1 << 20;
const LINT_TEXTS = LINT_ROWS.map(({ name }) => Buffer.from(name));

const TEXTS = ROWS.map(({ name, bit }) => ({ bytes: Buffer.from(name), bit }));
const INSTANCE_SYNC = OTHER_ROWS[0].bit;
const KUSTOMIZE_FILE = OTHER_ROWS[1].bit;
const NETWORK_POLICY = OTHER_ROWS[2].bit;
const IN_PATCHES = [OTHER_ROWS[3], OTHER_ROWS[4], OTHER_ROWS[5]].map(({ name, bit }) => ({
  bit,
  bytes: Buffer.from(name),
}));
const SYNC = Buffer.from("sync");
const INSTANCE = Buffer.from("instance");
const POLICY = Buffer.from("NetworkPolicy");
const FLUX_PODS = ["flux-system", "source-controller"].map((text) => Buffer.from(text));

/** Bytes of the longest text and its neighbours: how far two chunks of one file must overlap. */
export const OVERLAP = Math.max(...TEXTS.map(({ bytes }) => bytes.length)) + 2;

/** The mask of a file by its name alone. */
export function needlesOfName(path: string): number {
  return isKustomizationName(basename(path)) ? KUSTOMIZE_FILE : 0;
}

/** The mask of the needles in the bytes. */
export function needlesIn(bytes: Buffer): number {
  let mask = 0;
  // One pass a needle: measured as fast as one combined scan, because opening the file costs far more than both.
  for (const { bytes: text, bit } of TEXTS) if (bytes.indexOf(text) !== -1) mask |= bit;
  // `sync` first: nearly every object has an `app.kubernetes.io/instance` label.
  if (hasInstanceSync(bytes)) mask |= INSTANCE_SYNC;
  // The rarer word first, so that most files cost one search.
  if (bytes.includes(POLICY) && FLUX_PODS.some((text) => bytes.includes(text))) mask |= NETWORK_POLICY;
  return mask;
}

/** True for bytes with the keys `instance` and `sync`, as values of the flux-instance chart have them. */
export function hasInstanceSync(bytes: Buffer): boolean {
  return hasKey(bytes, SYNC) && hasKey(bytes, INSTANCE);
}

const FLUX_IN_PROGRAMS = ["fluxcd", "flux-cd"].map((text) => Buffer.from(text));
const KIND_IN_PROGRAMS = [
  "GitRepository",
  "GIT_REPOSITORY",
  "OCIRepository",
  "OciRepository",
  "OCI_REPOSITORY",
  "Kustomization",
  "HelmRelease",
].map((text) => Buffer.from(text));
/** Modules and namespaces that crd2pulumi calls after the first word of an API group. */
const GROUPS = ["source", "kustomize", "helm", "notification"].flatMap((group) => [
  `${group}/v`,
  `${group}.v`,
]);
/**
 * Libraries that make objects, and the field of every object: a module that hands classes or versions on need not be
 * called after Flux.
 */
const OBJECTS = ["apiVersion", "cdk8s", "pulumi", "kubernetes-models", "aws-cdk", "constructs"];
const SOME_FLUX = ["flux", "Flux", ...GROUPS, ...OBJECTS].map((text) => Buffer.from(text));

/**
 * The mask of a program: 0 where it can hold no Flux object. One has an API group or a package of Flux in it, or
 * names a kind of Flux beside a module that is called after Flux or a group of it, or beside what makes objects.
 */
export function needlesInProgram(bytes: Buffer): number {
  const has = (texts: readonly Buffer[]) => texts.some((text) => bytes.includes(text));
  return has(FLUX_IN_PROGRAMS) || (has(KIND_IN_PROGRAMS) && has(SOME_FLUX)) ? ROWS[0].bit : 0;
}

/**
 * True where a program that cannot be read is worth a word: it says Flux as an API group or a package, and the kind.
 * User interfaces with `flux` in them, in dialects that no compiler here reads, come by the hundred.
 */
export function isLossOfProgram(text: string): boolean {
  return (
    /fluxcd\.io\/|@fluxcd\/|toolkit\.fluxcd\.io|flux-cd/.test(text) &&
    /GitRepository|GIT_REPOSITORY/.test(text)
  );
}

/** True where the plural or the lower case of the Git kind is there. */
export function hasPlural(mask: number): boolean {
  return (mask & ROWS[1].bit) !== 0;
}

/** True where a document that cannot be read is nobody's loss: a network policy, or what lint alone looks for. */
export function isNobodysLoss(mask: number): boolean {
  return (mask & ~(NETWORK_POLICY | FOR_LINT)) === 0;
}

/**
 * The mask of what lint reads: everything that matters to a migration, and what it has rules of its own about. No
 * other command pays for these.
 */
export function needlesInLint(bytes: Buffer): number {
  const mask = needlesIn(bytes);
  return LINT_TEXTS.some((text) => bytes.includes(text)) ? mask | FOR_LINT : mask;
}

/** The mask of a file that a kustomization.yaml names as a patch, where `needlesIn` has found nothing. */
export function needlesInPatch(bytes: Buffer): number {
  return IN_PATCHES.reduce((mask, { bit, bytes: text }) => (bytes.includes(text) ? mask | bit : mask), 0);
}

/** 0xbf ends a byte-order mark. */
const BEFORE_KEY = new Set([...[..." \t\r\n\"'{,"].map((c) => c.charCodeAt(0)), 0xbf]);
const QUOTES = new Set([..."\"'"].map((c) => c.charCodeAt(0)));
const COLON = 0x3a;

/** True where `key` stands as a key of YAML or JSON: after a blank, a quote or a bracket, and before a colon. */
function hasKey(bytes: Buffer, key: Buffer): boolean {
  for (let at = bytes.indexOf(key); at !== -1; at = bytes.indexOf(key, at + key.length)) {
    if (at > 0 && !BEFORE_KEY.has(bytes[at - 1]!)) continue;
    let after = at + key.length;
    if (QUOTES.has(bytes[after] ?? 0)) after++;
    if (bytes[after] === COLON) return true;
  }
  return false;
}
