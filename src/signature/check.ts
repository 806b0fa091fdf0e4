import type { Verify } from "../core/decision.ts";
import type { CheckSignatures, Finding, Secret, SignatureContext } from "../registry/finding.ts";
import { byKey } from "./by-key.ts";
import { findSignatures } from "./find.ts";
import { notChecked, unsigned } from "./findings.ts";
import { keyless, type Trust } from "./keyless.ts";
import { type NamedKey, publicKeys } from "./keys.ts";
import { MAX_ASKED } from "./limits.ts";
import { byNotation } from "./notation.ts";
import { bundlesSince, findingsOf, type Judged } from "./readings.ts";
import type { Found } from "./signature.ts";
import type { Verdict } from "./verdict.ts";

/** The entry of the Secret of `trustedRootSecretRef`. */
const TRUSTED_ROOT = "trusted_root.json";

type Judge = (found: Found) => Promise<Verdict> | Verdict;

/** Checks what `spec.verify` asks for, as the cluster's Flux would, and says more than it does (publish-facts 19). */
export const checkSignatures: CheckSignatures = async (repository, manifest, verify, context) => {
  const trust = trustOf(verify, context);
  if (verify.provider === "notation") return byNotation(repository, manifest, trust);
  const { digest } = manifest;
  const keys =
    verify.secretRef === undefined ? undefined : keysOf(context.secret(verify.secretRef), verify.secretRef);
  if (keys !== undefined && "row" in keys) return [keys];
  const judge: Judge = (found) => {
    if ("reason" in found) return unread(found);
    if (keys !== undefined) return byKey(found, keys, digest);
    return keyless(found, verify.matchOIDCIdentity ?? [], digest, trust);
  };
  const found = await findSignatures(repository, digest);
  return findingsOf(await judgeAll(found, judge), {
    minor: context.minor,
    bundlesSince: bundlesSince(context.isPlainOrOwnAuthority ?? false),
    unsigned: unsigned(repository.name, digest, "cosign"),
  });
};

/** One after the other: each may start a program. */
async function judgeAll(found: readonly Found[], judge: Judge): Promise<Judged> {
  const judged: { found: Found; verdict: Verdict }[] = [];
  for (const one of found) judged.push({ found: one, verdict: await judge(one) });
  return judged;
}

function keysOf(secret: Secret | undefined, name: string): readonly NamedKey[] | Finding {
  if (secret === undefined)
    return notChecked(
      `the signature, because nobody gave the Secret ${name} with the public key`,
      `spec.verify.secretRef ${name}`,
      `give --secret <namespace>/${name}=<file>, as kubectl get secret ${name} -o json prints it`,
    );
  const keys = publicKeys(secret);
  if (!("reason" in keys)) return keys;
  return {
    row: "wrong-key",
    message: `the Secret ${name} ${keys.reason}, so the cluster accepts no signature`,
    evidence: `entries: ${[...secret.data.keys()].join(", ") || "none"}`,
    next: "put the public key of cosign into an entry such as cosign.pub",
  };
}

function unread({ holder, reason }: { holder: string; reason: string }): Finding {
  return notChecked(`a signature: ${reason}`, holder, "look at it with cosign tree <artifact>@<digest>");
}

function trustOf({ trustedRootSecretRef }: Verify, context: SignatureContext): Trust {
  const secret = trustedRootSecretRef === undefined ? undefined : context.secret(trustedRootSecretRef);
  const own = secret?.data.get(TRUSTED_ROOT);
  return {
    root: own === undefined ? context.trustedRoot : Buffer.from(own).toString("utf8"),
    env: context.env ?? process.env,
    untrusted: context.untrusted,
    asks: MAX_ASKED,
  };
}
