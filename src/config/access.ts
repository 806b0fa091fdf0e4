import type { Access } from "../core/decision.ts";
import type { SourceNode } from "../core/graph.ts";
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
function isSaid(access: Access): boolean {
  return SIGN_IN.some((key) => access[key] !== undefined);
}

/** Settings that belong together: Flux would mix a Secret of one with the identity of another. */
const SIGN_IN = ["secretRef", "provider", "serviceAccountName", "anonymous"] as const;

/**
 * How the cluster signs in for an artifact: what the first setting says that says it, else what was said of the host, a
 * flag first. A later one completes certificates and `insecure`, and never how to sign in.
 * @param own what entries say, the narrowest first
 */
export function accessAt(url: string, own: readonly Access[], { access }: Config): Access {
  const host = hostOf(url);
  const layers = [...own, ...access.filter((one) => one.host === host).map((one) => one.access)];
  const result: Access = Object.assign({}, ...[...layers].reverse());
  for (const key of SIGN_IN) delete result[key];
  const said = layers.find(isSaid);
  const signIn = SIGN_IN.filter((key) => said?.[key] !== undefined).map((key) => [key, said?.[key]]);
  return { ...result, ...Object.fromEntries(signIn) };
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
  if (isSaid(access) || source.credentials === undefined) return undefined;
  const host = hostOf(url);
  // Which registry a variable stands for is for its entry to know.
  const flag = HOST.test(host) ? `--access ${host}=<secret>, =anonymous, =aws, =azure or =gcp, or ` : "";
  return `access to ${host} is not said, and Git is read with ${source.credentials}; give ${flag}secretRef, provider, serviceAccountName or anonymous: true in ${where}`;
}
