import { normalizeGitUrl } from "../config/git-url.ts";
import { hideCredentials } from "../core/credentials.ts";
import type { Gone, GoneName } from "../core/gone.ts";
import { quote } from "../core/wording.ts";
import { UsageError } from "./exit.ts";

/** `[<namespace>/]<name>`, as Kubernetes takes them. */
const NAME = /^(?:([a-z0-9][a-z0-9-]*)\/)?([a-z0-9][a-z0-9.-]*)$/;

const FORMS = "takes <git url>, <git url>=<namespace>/<name>, or <namespace>/<name>";

/**
 * Reads `--gone`; several names of one url are one source that is called differently.
 * @param origin url of the repository of this tree, if it is known
 * @throws UsageError for what is neither a url nor a name
 */
export function goneSources(texts: readonly string[], origin: string | undefined): Gone[] {
  const own = origin === undefined ? undefined : normalizeGitUrl(origin);
  const byUrl = new Map<string, Gone & { names: GoneName[] }>();
  for (const text of texts) {
    const { url, name } = parts(text.trim());
    const repository = url === undefined ? undefined : normalizeGitUrl(url);
    if (repository === undefined && (url !== undefined || name === undefined))
      throw new UsageError(`--gone ${quote(text)}: ${FORMS}`);
    const key = repository ?? text;
    const known = byUrl.get(key) ?? {
      shown: hideCredentials(url ?? text),
      repository,
      own: own === undefined ? undefined : own === repository,
      names: [],
    };
    byUrl.set(key, known);
    if (name) known.names.push(name);
  }
  return [...byUrl.values()];
}

function parts(text: string): { url: string | undefined; name: GoneName | undefined } {
  const alone = nameOf(text);
  if (alone) return { url: undefined, name: alone };
  const at = text.lastIndexOf("=");
  const name = at === -1 ? undefined : nameOf(text.slice(at + 1));
  return name ? { url: text.slice(0, at), name } : { url: text, name: undefined };
}

function nameOf(text: string): GoneName | undefined {
  const [whole, namespace, name] = NAME.exec(text) ?? [];
  return whole === undefined || name === undefined ? undefined : { namespace, name };
}
