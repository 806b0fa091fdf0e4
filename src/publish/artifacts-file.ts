import type { Verify } from "../core/decision.ts";
import { type Artifact, type ArtifactRow, VERSIONS } from "./artifacts.ts";

/** Where the rows are kept, from the top of the work tree. */
export const ARTIFACTS_FILE = ".git2oci/artifacts.json";

const VERSION = "artifacts/v1";

/** The text of the file: one line for each ref, so that a review reads it. */
export function artifactsText(artifacts: readonly Artifact[]): string {
  const blocks = artifacts.map(({ git, path, artifact, kind, rows }) =>
    [
      "    {",
      `      "git": ${JSON.stringify(git ?? null)},`,
      `      "path": ${JSON.stringify(path)},`,
      `      "artifact": ${JSON.stringify(artifact)},`,
      `      "kind": ${JSON.stringify(kind)},`,
      '      "rows": [',
      rows.map((row) => `        ${rowText(row)}`).join(",\n"),
      "      ]",
      "    }",
    ].join("\n"),
  );
  const list = blocks.length === 0 ? "[]" : `[\n${blocks.join(",\n")}\n  ]`;
  return `{ "git2oci": "${VERSION}",\n  "artifacts": ${list}\n}\n`;
}

function rowText({ from, to, verify, signature }: ArtifactRow): string {
  const parts = [`"from": ${JSON.stringify(from)}`, `"to": ${JSON.stringify(to)}`];
  if (verify) parts.push(`"verify": ${JSON.stringify(verify)}`, `"signature": ${JSON.stringify(signature)}`);
  return `{ ${parts.join(", ")} }`;
}

/** Reads the file. `error` is one line that begins with the place. */
export function parseArtifacts(text: string, file = ARTIFACTS_FILE): Artifact[] | { error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `${file}${placeOf(text, error)}: is no JSON` };
  }
  const data = value as { git2oci?: unknown; artifacts?: unknown } | null;
  if (typeof data !== "object" || data === null || data.git2oci !== VERSION)
    return {
      error: `${file}:1: git2oci is ${JSON.stringify(data?.git2oci) ?? "missing"}; allowed: ${JSON.stringify(VERSION)}`,
    };
  if (!Array.isArray(data.artifacts)) return { error: `${file}: artifacts must be a list` };
  const artifacts: Artifact[] = [];
  for (const [i, one] of data.artifacts.entries()) {
    const wrong = problemOf(one as Record<string, unknown> | null);
    if (wrong !== undefined) return { error: `${file}: artifacts[${i}]${wrong}` };
    artifacts.push(readArtifact(one));
  }
  return artifacts;
}

/** Node tells the offset in words. */
function placeOf(text: string, error: unknown): string {
  const [, offset] = /position (\d+)/.exec(String(error)) ?? [];
  if (offset === undefined) return "";
  const before = text.slice(0, Number(offset)).split("\n");
  return `:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What a value must match; what is no text matches nothing. */
const TEXTS: Readonly<Record<string, { allowed: RegExp; words: string }>> = {
  path: { allowed: /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0\n]+$/, words: "a folder of the repository, or ." },
  artifact: { allowed: /^oci:\/\/[\w.-]+(?::\d+)?(?:\/[a-z0-9._-]+)+$/, words: "oci://host/path" },
  kind: { allowed: /^(?:manifests|chart)$/, words: "manifests or chart" },
};
const FROM = /^refs\/(?:heads|tags)\/[^\0-\x20~^:?[\\*]+$/;
const TO = /^(?:\*|[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$/;

function problemOf(one: Record<string, unknown> | null): string | undefined {
  if (typeof one !== "object" || one === null) return " must be a map";
  for (const [key, { allowed, words }] of Object.entries(TEXTS))
    if (!matches(one[key], allowed)) return `.${key} is not allowed; allowed: ${words}`;
  if (one.git !== null && !matches(one.git, /^[^\0-\x20]+$/))
    return ".git is not allowed; allowed: a url, or null";
  if (!Array.isArray(one.rows) || one.rows.length === 0)
    return ".rows must be a list with an entry for each ref";
  for (const [i, row] of one.rows.entries()) {
    const { from, to, verify, signature } = (row ?? {}) as Record<string, unknown>;
    if (from !== VERSIONS && !matches(from, FROM))
      return `.rows[${i}].from is not allowed; allowed: refs/heads/<branch>, refs/tags/<tag> or ${VERSIONS}`;
    if (!matches(to, TO)) return `.rows[${i}].to is not allowed; allowed: a tag, or * for a version`;
    if (verify !== undefined && !matches((verify as Verify | null)?.provider, /^(?:cosign|notation)$/))
      return `.rows[${i}].verify.provider is not allowed; allowed: cosign or notation`;
    if (signature !== undefined && !matches(signature, /^(?:bundle|sig)$/))
      return `.rows[${i}].signature is not allowed; allowed: bundle or sig`;
  }
  return undefined;
}

function matches(value: unknown, allowed: RegExp): boolean {
  return typeof value === "string" && allowed.test(value);
}

function readArtifact({ git, path, artifact, kind, rows }: Artifact & { git: string | null }): Artifact {
  return {
    git: git ?? undefined,
    path,
    artifact,
    kind,
    rows: rows.map(({ from, to, verify, signature }) => ({
      from,
      to,
      verify,
      signature: signature ?? "bundle",
    })),
  };
}
