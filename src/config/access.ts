import type { Access } from "../core/decision.ts";
import type { SourceNode } from "../core/graph.ts";
import { pairOf, textAt } from "../core/tree.ts";
import type { Config, ConfigProblem, HostAccess, Origin } from "./types.ts";
import { quote } from "./wording.ts";

/** Values of `--access` that name no Secret. */
const PROVIDERS: readonly string[] = ["aws", "azure", "gcp"];

const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Reads `<host[:port]>=<secret>|anonymous|<provider>`. */
export function parseAccess(text: string, origin: Origin): HostAccess | { error: ConfigProblem } {
  const at = text.indexOf("=");
  const [host, value] = [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
  const fault = (message: string) => ({ error: { origin, message } });
  if (!HOST.test(host))
    return fault(
      `${at < 0 ? 'has no "="' : `${quote(host)} is no host`}; allowed: --access host[:port]=<secret>, =anonymous, =aws, =azure or =gcp`,
    );
  if (value === "anonymous") return { origin, host: host.toLowerCase(), access: { anonymous: true } };
  if (PROVIDERS.includes(value))
    return { origin, host: host.toLowerCase(), access: { provider: value as "aws" | "azure" | "gcp" } };
  if (!OBJECT_NAME.test(value))
    return fault(
      `${quote(value)} is no name of a Secret; allowed: the name of a Secret, anonymous, aws, azure, gcp`,
    );
  return { origin, host: host.toLowerCase(), access: { secretRef: value } };
}

/** `host[:port]` of an oci:// url, in lower case. */
export function hostOf(url: string): string {
  return (url.split("/")[2] ?? "").toLowerCase();
}

/** True if somebody has said how the cluster signs in, or that it need not. */
export function isSaid({ secretRef, provider, serviceAccountName, anonymous }: Access): boolean {
  return [secretRef, provider, serviceAccountName, anonymous].some((one) => one !== undefined);
}

/**
 * How the cluster signs in for an artifact: what its entry says, else what was said of the host, a flag first.
 * @param own what the entry says
 */
export function accessAt(url: string, own: Access, { access }: Config): Access {
  if (isSaid(own)) return own;
  const host = hostOf(url);
  return { ...access.find((one) => one.host === host)?.access, ...own };
}

/** The credentials of a Git source that a file declares, as `secretRef app-key`; undefined for one without. */
export function gitCredentials({ declarations }: SourceNode): string | undefined {
  for (const { spec } of declarations)
    for (const field of ["secretRef", "pullSecret"]) {
      const value = pairOf(spec, field)?.value;
      const name = textAt(value, ["name"]) ?? textAt(value);
      if (name !== undefined && name !== "") return `${field} ${name}`;
    }
  return undefined;
}

/**
 * Why a source stays undecided: it signs in to Git, so the artifact is likely private too, and nobody said how the
 * cluster gets it. A Secret for Git is of no use to a registry.
 * @param where the entry that may say it, as `its entry of git2oci.yaml`
 */
export function unsaidAccess(
  source: SourceNode,
  url: string,
  access: Access,
  where: string,
): string | undefined {
  const credentials = isSaid(access) ? undefined : gitCredentials(source);
  if (credentials === undefined) return undefined;
  const host = hostOf(url);
  return `access to ${host} is not said, and Git is read with ${credentials}; give --access ${host}=<secret>, =anonymous, =aws, =azure or =gcp, or secretRef, provider, serviceAccountName or anonymous: true in ${where}`;
}
