import { goRegExp } from "../build/go-regexp.ts";
import { type Artifact, VERSIONS } from "../publish/artifacts.ts";
import { CI } from "../publish/files.ts";
import { identityProblem, type Signer } from "../publish/keyless.ts";
import { type CiName, registryOf } from "../publish/registries.ts";

/** What a person has to know or to do beside the files. */
export function publishNotes(own: readonly Artifact[], git: string, ci: CiName | undefined): string[] {
  const notes = new Set<string>();
  const signer = ci && signerOf(git, ci);
  const hosts = new Set(own.map(({ artifact }) => artifact.split("/")[2]));
  if (ci !== undefined && hosts.size > 1)
    notes.add(
      `warning: the artifacts are in ${[...hosts].join(" and ")}, and the pipeline has one user and password for all; sign in at the others in a pipeline of your own, with --ci none`,
    );
  for (const { artifact, rows } of own) {
    const registry = registryOf(artifact);
    const login = ci && registry.own?.[ci];
    const names = registry.command?.variables ?? ["GIT2OCI_REGISTRY_USER", "GIT2OCI_REGISTRY_PASSWORD"];
    if (ci !== undefined && !login)
      notes.add(
        `set the secrets ${names.join(", ")} of the pipeline for ${registry.name}: ${registry.login}; right: ${registry.right}`,
      );
    for (const { from, to, verify } of rows) {
      if (verify?.provider === "notation")
        notes.add(
          `${artifact}:${to} is verified with notation: the script pushes it, and says how to sign it and move the tag`,
        );
      if (verify?.provider !== "cosign") continue;
      const isKeyed = verify.secretRef !== undefined || !verify.matchOIDCIdentity;
      if (isKeyed) {
        notes.add(
          "set GIT2OCI_COSIGN_KEY of the pipeline to the url of a key in a KMS or vault, or env://<variable> of a key and COSIGN_PASSWORD",
        );
        continue;
      }
      notes.add("keyless signatures write the names of the repository and the workflow into a public log");
      if (ci === "azure")
        notes.add(`warning: Azure DevOps has no keyless signatures; verify ${artifact}:${to} with a key`);
      const problem = signer && from !== VERSIONS && identityProblem(verify, signer, from, fits);
      if (problem) notes.add(`warning: the verify of ${artifact}:${to} ${problem}`);
    }
  }
  return [...notes];
}

function signerOf(git: string, ci: CiName): Signer | undefined {
  const [, host, path] =
    /^(?:[a-z+]+:\/\/(?:[^/]*@)?|(?:[^/@]*@)?)([^/:]+)(?::\d+(?=\/))?[:/](.+?)(?:\.git)?\/?$/.exec(git) ?? [];
  if (host === undefined || path === undefined || !/^[\w.-]+$/.test(host)) return undefined;
  return { repository: `https://${host}/${path}`, workflow: CI[ci].file };
}

function fits(pattern: string, text: string): boolean | undefined {
  try {
    return goRegExp(pattern, false).test(text);
  } catch {
    return undefined;
  }
}
