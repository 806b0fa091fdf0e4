import type { Finding } from "../registry/finding.ts";
import { named, notChecked } from "./findings.ts";
import type { Found, Signature } from "./signature.ts";
import { best, type Verdict } from "./verdict.ts";

/** What one Flux makes of what lies beside an artifact. `findings` is empty if it accepts it. */
interface Reading {
  /** For people: `Flux 2.8 and later`. */
  readonly by: string;
  readonly findings: readonly Finding[];
}

/** Everything beside an artifact with its verdict. */
export type Judged = readonly { found: Found; verdict: Verdict }[];

/** How the cluster reads. */
export interface Reader {
  /** Minor of its Flux, 8 for 2.8; undefined if nothing tells. */
  readonly minor: number | undefined;
  /** The first minor that sees a bundle at this registry. */
  readonly bundlesSince: number;
  /** What is said if nothing signs the artifact. */
  readonly unsigned: Finding;
}

/** Flux 2.8 knows bundles, but only 2.9 over plain HTTP or with an authority of one's own (publish-facts 17). */
export function bundlesSince(isPlainOrOwnAuthority: boolean): number {
  return isPlainOrOwnAuthority ? 9 : 8;
}

/**
 * What the cluster makes of them. Flux that knows bundles looks for them first, and then at no tag (publish-facts 17).
 * If more than one reading is possible and they differ, nobody can tell, and each is named.
 */
export function findingsOf(judged: Judged, reader: Reader): readonly Finding[] {
  const readings = possible(judged, reader);
  const [first, ...others] = readings;
  if (first === undefined) return [];
  const same = (one: Reading) => rows(one) === rows(first);
  if (others.every(same)) return first.findings;
  const told = readings.map(
    ({ by, findings }) => `${by}: ${findings.map((one) => one.message).join("; ") || "good"}`,
  );
  return [
    notChecked(
      "the signature, because not every Flux reads it alike",
      told.join(" | "),
      "say the version of Flux (flux: in git2oci.yaml), or leave one signature of one form beside the artifact",
    ),
  ];
}

function rows({ findings }: Reading): string {
  return findings.map(({ row }) => row).join(" ");
}

function possible(judged: Judged, { minor, bundlesSince, unsigned }: Reader): Reading[] {
  const bundles = judged.filter(({ found }) => found.form === "bundle");
  const tags = judged.filter(({ found }) => found.form === "tag");
  const signing = bundles.filter(({ found }) => !isAttestation(found));
  const readings: Reading[] = [];
  const since = `Flux 2.${bundlesSince} and later`;
  if (minor === undefined || minor >= bundlesSince) {
    readings.push({ by: since, findings: one(signing.length > 0 ? signing : tags, unsigned) });
    // Whether a bundle that only attests something counts as a signature is not known: both are possible.
    if (signing.length < bundles.length)
      readings.push({ by: `${since}, if an attestation counts`, findings: one(bundles, unsigned) });
  }
  if (minor === undefined || minor < bundlesSince)
    readings.push({
      by: `Flux before 2.${bundlesSince}`,
      findings: older(signing, tags, bundlesSince, unsigned),
    });
  return readings;
}

function older(signing: Judged, tags: Judged, since: number, unsigned: Finding): readonly Finding[] {
  const bundle = signing.find(({ found }) => "signed" in found)?.found;
  if (tags.length > 0 || bundle === undefined) return one(tags.length > 0 ? tags : signing, unsigned);
  return [notSeen(bundle, since), ...one(signing, unsigned)];
}

function one(judged: Judged, unsigned: Finding): readonly Finding[] {
  const [first, ...others] = judged.map(({ verdict }) => verdict);
  if (judged.length === 0) return [unsigned];
  const verdict = best([first, ...others]);
  return verdict === undefined ? [] : [verdict];
}

function notSeen(bundle: Found, since: number): Finding {
  return {
    row: "signature-not-seen",
    message: `Flux before 2.${since} does not see the signature: it is a bundle, and nothing else`,
    evidence: `${named(bundle)}, and no tag .sig`,
    next: "sign with cosign 2.6, or with --new-bundle-format=false, or update Flux first",
  };
}

function isAttestation(found: Found): found is Signature {
  return "isAttestation" in found && found.isAttestation;
}
