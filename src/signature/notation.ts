import { tmpdir } from "node:os";
import { findExecutable, run } from "../io/process.ts";
import type { Finding } from "../registry/finding.ts";
import type { Manifest, Repository } from "../registry/registry.ts";
import { given } from "./cosign.ts";
import { findNotations } from "./find.ts";
import { notChecked, safe, unsigned } from "./findings.ts";
import type { Trust } from "./keyless.ts";
import { PROGRAM_TIMEOUT } from "./limits.ts";

/** What notation says (publish-facts 22), and what it means. All else tells nothing. */
const WRONG = "signature verification failed for all the signatures";
const NO_POLICY = "no applicable trust policy statement";

/**
 * Checks a signature of notation: whether there is one, and then what the notation in PATH says, with the trust policy
 * of whoever runs this. @throws RegistryError
 */
export async function byNotation(
  repository: Repository,
  { digest }: Manifest,
  trust: Trust,
): Promise<Finding[]> {
  const { holders, gaps } = await findNotations(repository, digest);
  const reference = `${repository.name}@${digest}`;
  const check = `check it yourself: notation verify ${reference}`;
  if (holders.length === 0)
    return gaps[0] === undefined
      ? [unsigned(repository.name, digest, "notation")]
      : [notChecked(`whether notation signed it: ${gaps[0]}`, digest, check)];
  const notation = findExecutable("notation", trust.env, trust.untrusted);
  const seen = `signature of notation in ${holders.join(", ")}`;
  if (notation === undefined)
    return [notChecked("the signature of notation: it is there, and no notation is in PATH", seen, check)];
  // The folder of a tree could bring settings; an empty place brings none.
  const options = { cwd: tmpdir(), env: given(trust.env), timeout: PROGRAM_TIMEOUT };
  const { status, stdout, stderr } = await run(notation, ["verify", reference], options);
  return verdict(status, `${stderr}\n${stdout.toString("utf8")}`, seen, check);
}

function verdict(status: number | null, said: string, seen: string, check: string): Finding[] {
  if (status === 0) return [];
  const evidence = `${seen}; notation says: ${safe(said)}`;
  if (said.includes(WRONG))
    return [
      {
        row: "wrong-key",
        message: "no certificate of the trust policy made the signature of notation",
        evidence: safe(evidence),
        next: "put the certificate that signs into the Secret and into its trustpolicy.json, or sign again",
      },
    ];
  const reason = said.includes(NO_POLICY)
    ? "its trust policy here has no rule for this repository"
    : "it could not tell";
  return [notChecked(`the signature of notation: ${reason}`, evidence, check)];
}
