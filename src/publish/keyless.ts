import type { Verify } from "../core/decision.ts";

/** Where a pipeline stands that signs without a key, as its certificate names it. */
export interface Signer {
  /** `https://github.com/acme/fleet`, without a final `.git`. */
  repository: string;
  /** Path of the file that the pipeline starts from. */
  workflow: string;
}

/** How a host names who signed. From the templates of public Fulcio; other hosts have no keyless signatures. */
const HOSTS: Readonly<Record<string, { issuer: string; subject: (signer: Signer, ref: string) => string }>> =
  {
    "github.com": {
      issuer: "https://token.actions.githubusercontent.com",
      subject: ({ repository, workflow }, ref) => `${repository}/${workflow}@${ref}`,
    },
    "gitlab.com": {
      issuer: "https://gitlab.com",
      subject: ({ repository, workflow }, ref) => `${repository}//${workflow}@${ref}`,
    },
  };

/** The one identity that signs a ref, as patterns of `spec.verify`; undefined if the host has no keyless signatures. */
export function exactIdentity(signer: Signer, ref: string): { issuer: string; subject: string } | undefined {
  const host = HOSTS[new URL(signer.repository).hostname];
  if (!host) return undefined;
  return { issuer: pattern(host.issuer), subject: pattern(host.subject(signer, ref)) };
}

/** What must not sign for a ref: another branch, a pull request, another file of the repository. */
function strangers(signer: Signer, ref: string): { who: string; subject: string }[] {
  const host = HOSTS[new URL(signer.repository).hostname];
  if (!host) return [];
  return [
    { who: "another branch", subject: host.subject(signer, `${ref}-git2oci-other`) },
    { who: "another branch", subject: host.subject(signer, "refs/heads/git2oci-other") },
    { who: "a pull request", subject: host.subject(signer, "refs/pull/7/merge") },
    {
      who: "another workflow",
      subject: host.subject({ ...signer, workflow: `git2oci-other/${signer.workflow}` }, ref),
    },
  ];
}

/**
 * Why the identities of a decision accept more than the pipeline for one ref, or do not accept it; undefined if they fit.
 * @param fits whether a pattern of Go fits a text; undefined if nobody can tell
 */
export function identityProblem(
  verify: Verify,
  signer: Signer,
  ref: string,
  fits: (pattern: string, text: string) => boolean | undefined,
): string | undefined {
  const exact = exactIdentity(signer, ref);
  const host = HOSTS[new URL(signer.repository).hostname];
  if (!exact || !host || !verify.matchOIDCIdentity) return undefined;
  const write = `write ${exact.subject}`;
  const subjects = verify.matchOIDCIdentity.map((one) => one.subject);
  const anyFits = (text: string) => subjects.map((one) => fits(one, text));
  const found = strangers(signer, ref).find(({ subject }) => anyFits(subject).includes(true));
  if (found) return `accepts a signature of ${found.who} too; ${write}`;
  const own = anyFits(host.subject(signer, ref));
  if (own.includes(true) || own.includes(undefined)) return undefined;
  return `does not accept the signature of ${ref}; ${write}`;
}

/** A pattern that fits this text alone, in the syntax of Go. */
function pattern(text: string): string {
  return `^${text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")}$`;
}
