/** What the page of a finding of verify says; docs/verifying.md has a line for each. */
export interface FindingPage {
  id: string;
  title: string;
  what: string;
  /** What Flux says in the Ready condition of the OCIRepository; empty if it says nothing. */
  condition: string;
  causes: readonly string[];
  /** What to run, a line each. */
  commands: readonly string[];
}

const SEE = "kubectl -n <namespace> describe ocirepository <name>";
const RECONCILE = "flux -n <namespace> reconcile source oci <name>";
const PULL = "flux pull artifact oci://<host>/<path>:<tag> --output <an empty folder>";
const SECRET =
  "flux -n <namespace> create secret oci <name> --url=<host> --username=<user> --password=<token>";

/** Every finding of verify, the worst first. */
export const FINDING_PAGES: readonly FindingPage[] = [
  {
    id: "artifact-missing",
    title: "The artifact is not there",
    what: "The registry answered 404 to whom it accepts, or it asks nobody to sign in. A missing tag and a missing repository look alike.",
    condition: "OCIArtifactPullFailed … MANIFEST_UNKNOWN; for a range NAME_UNKNOWN",
    causes: [
      "Nothing was published yet: the pipeline did not run for this Git ref, or it failed.",
      "The tag has another name: a slash of a branch becomes a dash.",
      "A cleanup of the registry deleted it.",
    ],
    commands: ["git2oci publish --dry-run", "flux list artifacts oci://<host>/<path>", RECONCILE],
  },
  {
    id: "no-match",
    title: "No tag is in the range",
    what: "All tags were read, to the last page, and none is a version that spec.ref.semver allows. A tag needs three numbers to be a version: 1.2 and 20260101 are none.",
    condition: "OCIArtifactPullFailed … no match found for semver",
    causes: [
      "No version was published yet: only branches were.",
      "The versions are older than the range, or all of them come before a release (1.0.0-rc.1) and the range names no such version.",
      "spec.ref.semverFilter leaves them out.",
    ],
    commands: ["flux list artifacts oci://<host>/<path>", "git tag v1.0.0 && git push origin v1.0.0"],
  },
  {
    id: "credentials-refused",
    title: "The registry refuses the credentials",
    what: "The registry, or the server that gives its tokens, answered 401 to the user and password of the Secret.",
    condition: "OCIArtifactPullFailed … UNAUTHORIZED",
    causes: [
      "The token has expired or was revoked.",
      "User and token belong to two accounts.",
      "The Secret holds the token of another registry.",
    ],
    commands: [SECRET, RECONCILE],
  },
  {
    id: "no-right",
    title: "The account may not pull it",
    what: "The registry accepted the credentials and then refused this repository: 403, or 401 with insufficient_scope.",
    condition: "OCIArtifactPullFailed … DENIED",
    causes: [
      "The account is no member of the project.",
      "The token lacks the right to read packages.",
      "The package was made by another pipeline, and nobody gave this one access.",
    ],
    commands: [PULL, SECRET],
  },
  {
    id: "not-visible",
    title: "Missing, private, or not permitted",
    what: "Nothing was sent, and the registry answered 401 or 403. Nobody outside can tell which of the three it is: ghcr.io answers all of them alike.",
    condition: "OCIArtifactPullFailed … UNAUTHORIZED or DENIED",
    causes: [
      "It is missing: nothing was published yet.",
      "It is private, and the OCIRepository has no secretRef. New packages of ghcr.io are private.",
      "It is private, and belongs to somebody else.",
    ],
    commands: [PULL, SECRET],
  },
  {
    id: "credentials-unused",
    title: "The Secret has nothing for this registry",
    what: "The cluster takes the key that fits host, port and beginning of the path; case counts, `*` stands for one label. If none fits it pulls anonymously, and says nothing. For docker.io the key has to be https://index.docker.io/v1/. A Secret of another type than kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg is passed over.",
    condition: "None, if the artifact is public; else UNAUTHORIZED, as if there were no Secret",
    causes: [
      "The Secret was made for docker.io, ghcr.io/other, or with a port.",
      "It is of type Opaque.",
      "It was copied from a docker configuration whose passwords are kept by a helper.",
    ],
    commands: [SECRET, "kubectl -n <namespace> get secret <name> -o jsonpath='{.type}'"],
  },
  {
    id: "wrong-kind",
    title: "What is there is no artifact of Flux",
    what: "It is an index without linux/amd64, it has no layer, no layer of the type that spec.layerSelector names, no gzipped tar, or neither Flux nor Helm made it.",
    condition: "OCIArtifactLayerOperationFailed, OCIArtifactPullFailed (requires gzip-compressed body)",
    causes: [
      "An image was pushed under this name.",
      "A chart, and the layerSelector is that of manifests, or the other way round.",
      "The provenance of a chart comes first, and there is no layerSelector.",
    ],
    commands: ["crane manifest <host>/<path>:<tag>", PULL],
  },
  {
    id: "broken-blob",
    title: "What the registry sends is not what the manifest says",
    what: "Digest or length differ, or the connection ended before the end.",
    condition: "OCIArtifactPullFailed … digest mismatch or unexpected EOF",
    causes: [
      "A proxy or a cache between cuts or changes answers.",
      "The storage of the registry is damaged, or a cleanup removed the blob.",
    ],
    commands: [PULL, "crane validate --remote <host>/<path>:<tag>"],
  },
  {
    id: "stale",
    title: "The artifact is of another commit, with other files",
    what: "The Git ref that it is made of has moved on, and what the artifact delivers differs. Merged so, Flux applies the older files and deletes what they lack, with Ready=True everywhere. An artifact of another commit that delivers the same files is a note.",
    condition: "Ready=True: nothing says so",
    causes: [
      "The pipeline of the newest commit has not ended, or has failed.",
      "It ran for another branch.",
      "The tag was set by hand.",
    ],
    commands: [".git2oci/publish.sh push refs/heads/<branch>", RECONCILE],
  },
  {
    id: "unsigned",
    title: "There is no signature",
    what: "spec.verify asks for one, and the registry has none for this digest, in neither form.",
    condition: "VerificationError … no matching signatures were found",
    causes: [
      "The pipeline pushed without signing.",
      "The tag was moved by hand, to a digest that nobody signed.",
      "Signatures were not copied to a mirror.",
    ],
    commands: ["cosign tree <host>/<path>:<tag>", ".git2oci/publish.sh push refs/heads/<branch>"],
  },
  {
    id: "wrong-key",
    title: "Another key signed it",
    what: "There is a signature, and none of the keys of the Secret made it.",
    condition: "VerificationError … no matching signatures were found",
    causes: [
      "The key pair was made anew, and one half was not replaced.",
      "The Secret holds the key of another repository.",
    ],
    commands: ["cosign verify --key <key>.pub --insecure-ignore-tlog=true <host>/<path>@<digest>"],
  },
  {
    id: "other-digest",
    title: "The signature is of another artifact",
    what: "The signature is valid, and what was signed has another digest.",
    condition: "VerificationError … no matching signatures were found",
    causes: ["A signature was copied from one artifact to another, which is what an attacker would do."],
    commands: ["cosign tree <host>/<path>@<digest>", ".git2oci/publish.sh push refs/heads/<branch>"],
  },
  {
    id: "wrong-identity",
    title: "Somebody else signed it",
    what: "The certificate of the signature names an identity that matchOIDCIdentity does not allow.",
    condition: "VerificationError … no matching signatures were found",
    causes: [
      "A workflow on another branch signed it.",
      "A reusable workflow signs as itself, not as its caller.",
      "The issuer has a path of its own, as enterprises have.",
    ],
    commands: [
      "cosign verify --certificate-identity-regexp '<subject>' --certificate-oidc-issuer-regexp '<issuer>' <host>/<path>@<digest>",
    ],
  },
  {
    id: "signature-not-seen",
    title: "The cluster's Flux does not see the signature",
    what: "The signature is a bundle, as cosign 3 makes it. Flux below 2.8 looks for the older form only, and so does 2.8 over plain HTTP or with certSecretRef.",
    condition: "VerificationError … no matching signatures were found",
    causes: ["cosign was updated before Flux."],
    commands: ["cosign sign --new-bundle-format=false --key <key> <host>/<path>@<digest>", "flux install"],
  },
  {
    id: "unreachable",
    title: "The registry could not be asked",
    what: "No such name, nothing that listens, a certificate that is not trusted here, no answer in time, or an error of the server. The cluster may reach it all the same: it has other names, proxies and authorities.",
    condition: "OCIArtifactPullFailed … dial tcp, x509, or context deadline exceeded",
    causes: [
      "A firewall, or a proxy that is not set here (HTTPS_PROXY).",
      "A private authority: give it with SSL_CERT_FILE, and to Flux with certSecretRef.",
      "Plain HTTP without spec.insecure: true.",
    ],
    commands: ["curl -v https://<host>/v2/", SEE],
  },
  {
    id: "throttled",
    title: "The registry answers no more for now",
    what: "It answered 429, waited for as long as it asked, and then again. Docker Hub counts pulls by address for whoever does not sign in.",
    condition: "OCIArtifactPullFailed … TOOMANYREQUESTS",
    causes: ["Many clusters or jobs behind one address, none of which signs in."],
    commands: [SECRET],
  },
  {
    id: "not-checked",
    title: "Nothing is proven",
    what: "Nothing is known to be wrong, and the cluster may fail all the same: no file was given for its Secret, it signs in with an identity of a cloud, a variable is set in the cluster, or a limit of this program ended the look.",
    condition: "None",
    causes: [
      "--secret is missing. Your own login proves nothing about the cluster's.",
      "provider is aws, azure or gcp: only the cluster has that identity.",
      "A signature without a key, and neither --trusted-root nor cosign is here: identity read, chain not checked.",
      "A signature is a bundle, and nothing tells whether the cluster's Flux is 2.8 or later.",
    ],
    commands: [
      "kubectl -n <namespace> get secret <name> -o json | git2oci verify --secret <namespace>/<name>=-",
      SEE,
    ],
  },
];

/** The page of a finding. */
export function findingPageOf(id: string): FindingPage | undefined {
  return FINDING_PAGES.find((one) => one.id === id);
}

/** The page as Markdown, as `git2oci explain` prints it. */
export function findingText({ id, title, what, condition, causes, commands }: FindingPage): string {
  return `${[
    `# ${id}`,
    `**${title}.** This is a finding of \`git2oci verify\`.`,
    `## What\n\n${what}`,
    `## What Flux shows\n\n${condition}.`,
    `## Causes\n\n${causes.map((one) => `- ${one}`).join("\n")}`,
    `## Commands\n\n\`\`\`sh\n${commands.join("\n")}\n\`\`\``,
  ].join("\n\n")}\n`;
}
