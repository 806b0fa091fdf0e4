import { quote } from "../core/wording.ts";
import { readNamed } from "../io/read.ts";
import { isRecord } from "../registry/credential.ts";
import type { Secret } from "../registry/finding.ts";
import type { Given } from "../verify/access.ts";
import { UsageError } from "./exit.ts";
import { STDIN, standardInput } from "./session.ts";

/** What `--secret` gives. */
export type GivenSecrets = Pick<Given, "secrets" | "serviceAccounts">;

const FORM = /^([a-z0-9][a-z0-9-]*)\/([a-z0-9][a-z0-9.-]*)=(.+)$/s;

/**
 * Reads `--secret <namespace>/<name>=<file>`: a Secret or a ServiceAccount as `kubectl get … -o json` prints it.
 * No message repeats what is in it.
 * @throws UsageError
 */
export async function readSecrets(texts: readonly string[]): Promise<GivenSecrets> {
  const secrets = new Map<string, Secret>();
  const serviceAccounts = new Map<string, readonly string[]>();
  const fromInput = texts.filter((text) => text.endsWith("=-"));
  if (fromInput.length > 1) throw new UsageError("--secret: standard input can be one Secret only");
  for (const text of texts) {
    const [, namespace = "", name = "", file = ""] = FORM.exec(text) ?? [];
    if (file === "")
      throw new UsageError("--secret takes <namespace>/<name>=<file>, or - for standard input as the file");
    const id = `${namespace}/${name}`;
    const object = parsed(file === STDIN ? await standardInput() : bytesOf(file), file);
    checkName(object, namespace, name, file);
    const isAccount = object.kind === "ServiceAccount";
    if ((isAccount ? serviceAccounts : secrets).has(id))
      throw new UsageError(`--secret ${id} is given twice`);
    if (isAccount) serviceAccounts.set(id, pullSecretsOf(object));
    else secrets.set(id, secretOf(object, namespace, name, file));
  }
  return { secrets, serviceAccounts };
}

function bytesOf(file: string): Uint8Array {
  try {
    return readNamed(file, "configuration");
  } catch (error) {
    throw error instanceof Error && "code" in error ? error : new UsageError(`${file}: is too large`);
  }
}

function parsed(bytes: Uint8Array, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (isRecord(value) && (value.kind === "Secret" || value.kind === "ServiceAccount")) return value;
  } catch {
    // The message of the parser quotes the text, which is a secret.
  }
  throw new UsageError(
    `${file}: is no Secret and no ServiceAccount as JSON; allowed: what kubectl get secret <name> -o json prints`,
  );
}

/** A file of another object would be taken for the right one. */
function checkName(
  { metadata }: Record<string, unknown>,
  namespace: string,
  name: string,
  file: string,
): void {
  if (!isRecord(metadata)) return;
  const told = [metadata.namespace ?? namespace, metadata.name ?? name];
  if (told[0] !== namespace || told[1] !== name)
    throw new UsageError(`--secret ${namespace}/${name}: ${file} holds ${quote(told.join("/"))}`);
}

function pullSecretsOf({ imagePullSecrets }: Record<string, unknown>): string[] {
  const list = Array.isArray(imagePullSecrets) ? imagePullSecrets : [];
  return list.flatMap((one) => (isRecord(one) && typeof one.name === "string" ? [one.name] : []));
}

function secretOf(object: Record<string, unknown>, namespace: string, name: string, file: string): Secret {
  const data = new Map<string, Uint8Array>();
  for (const [key, value] of Object.entries(isRecord(object.data) ? object.data : {})) {
    if (typeof value !== "string" || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value))
      throw new UsageError(
        `${file}: data.${quote(key)} is no base64; allowed: what kubectl get secret <name> -o json prints`,
      );
    data.set(key, Buffer.from(value, "base64"));
  }
  return { namespace, name, type: typeof object.type === "string" ? object.type : "Opaque", data };
}
