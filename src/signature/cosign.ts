import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../io/process.ts";
import { SIGN_PREDICATE } from "./bundle.ts";
import { safe } from "./findings.ts";
import type { Identity } from "./identity.ts";
import { PROGRAM_TIMEOUT } from "./limits.ts";
import type { Signature } from "./signature.ts";
import type { Chain } from "./trusted-root.ts";

/** Variables of the environment, as Node gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Words of cosign that say that a signature was looked at, and does not hold; all else tells nothing. */
const REFUSED =
  /failed to verify|certificate signed by unknown authority|none of the expected identities matched|does not match|threshold/i;
/** It could not get the root that it trusts. */
const NOT_REACHED = /\btuf\b|trusted root|dial tcp|lookup |timeout|connection refused|proxy/i;

/**
 * Asks cosign about the chain. It is given the files, and no registry: so it needs no login.
 * @param cosign path of the program, 2.6 or later
 * @param identity whom the certificate names
 * @param more arguments that say what cosign trusts; none: the public root of Sigstore
 */
export async function askCosign(
  cosign: string,
  signature: Signature,
  identity: Identity,
  digest: string,
  env: Environment,
  more: readonly string[] = [],
): Promise<Chain> {
  if (signature.bundle === undefined)
    return { result: "unknown", reason: "the signature has no entry of a log beside it" };
  const folder = await mkdtemp(join(tmpdir(), "git2oci-signature-"));
  try {
    const [bundle, payload] = [join(folder, "bundle.json"), join(folder, "payload")];
    await writeFile(bundle, JSON.stringify(signature.bundle));
    await writeFile(payload, signature.signed);
    const who = ["--certificate-identity", identity.subject, "--certificate-oidc-issuer", identity.issuer];
    const what =
      signature.form === "tag"
        ? ["verify-blob", payload]
        : [
            "verify-blob-attestation",
            ...[
              "--type",
              SIGN_PREDICATE,
              "--digest",
              digest.slice("sha256:".length),
              "--digestAlg",
              "sha256",
            ],
          ];
    const args = [...what, "--bundle", bundle, "--new-bundle-format=true", ...who, ...more];
    const { status, stderr } = await run(cosign, args, {
      cwd: folder,
      env: given(env),
      timeout: PROGRAM_TIMEOUT,
    });
    return chainOf(status, stderr);
  } catch (error) {
    return {
      result: "unknown",
      reason: `cosign could not be started: ${error instanceof Error ? safe(error.message) : ""}`,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function chainOf(status: number | null, stderr: string): Chain {
  if (status === 0) return { result: "good" };
  const reason = `cosign says: ${safe(stderr)}`;
  const isRefused = status !== null && REFUSED.test(stderr) && !NOT_REACHED.test(stderr);
  return isRefused ? { result: "bad", by: "certificate", reason } : { result: "unknown", reason };
}

/** The environment without what is not there. */
export function given(env: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
