import type { Manifest } from "../core/manifest.ts";
import type { PolicyOffer } from "../core/neighbours.ts";
import { pairOf, textAt } from "../core/tree.ts";

/** The Git kind as policies write it, and the OCI kind in its place. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\bGitRepository\b/g, "OCIRepository"],
  [/\bGitRepositories\b/g, "OCIRepositories"],
  [/\bgitrepositories\b/g, "ocirepositories"],
  [/\bgitrepository\b/g, "ocirepository"],
  // A wildcard of Kyverno that means the Git kind.
  [/\bGit\*/g, "OCI*"],
];

/** Parts of a policy that mean Git whatever the kind is, so that nobody but a person can tell what they become. */
const GIT_ONLY: readonly (readonly [RegExp, string])[] = [
  [/\b(?:https?|ssh|git):\/\/|\bgit@/, "the url of an OCIRepository starts with oci://"],
  [
    /\bspec\.ref\b|^(?:- )?["']?(?:ref|branch|commit)["']?:/,
    "an OCIRepository has ref.tag, ref.semver and ref.digest",
  ],
  [
    /\bspec\.verify\b|^(?:- )?["']?verify["']?:/,
    "an OCIRepository verifies signatures of cosign or notation, not of commits",
  ],
];

/** Policies that act only where another object binds them. */
const BOUND = /^(?:Validating|Mutating)AdmissionPolicy$/;

/**
 * The same policy for OCIRepository: a copy of its own text with the kind, its plural and its name changed, and what a
 * person has to change in it. A copy, because the original goes on to control the Git sources that stay.
 */
export function offerOf(manifest: Manifest): PolicyOffer {
  const { document, node, kind } = manifest;
  const whole = manifest.item === undefined;
  const start = whole ? 0 : node.start - document.start;
  const before = document.text.slice(0, start);
  const margin = start - (before.lastIndexOf("\n") + 1);
  const written = document.text.slice(start, whole ? document.text.length : node.end - document.start);
  const name = renamed(manifest, written, start + document.start);
  const lines = name.text
    .replace(/\r/g, "")
    .replace(/^(?:\uFEFF|---[^\n]*\n|\s*\n)+/, "")
    .trimEnd()
    .split("\n");
  const text = lines
    .map((line, i) => (i > 0 && line.slice(0, margin).trim() === "" ? line.slice(margin) : line))
    .map((line) => WORDS.reduce((now, [word, by]) => now.replace(word, by), line))
    // No more than this of what hides credentials: a pattern such as `/?*` has to stay.
    .map((line) => line.replace(/(https?:\/\/)[^/\s@"']{1,500}@/g, "$1"))
    .join("\n");
  const adapt = text.split("\n").flatMap((written) => {
    const line = written.trim();
    const found = GIT_ONLY.find(([pattern]) => !line.startsWith("#") && pattern.test(line));
    return found ? [`${line.replace(/^- /, "")} (${found[1]})`] : [];
  });
  if (BOUND.test(kind))
    adapt.push(
      `a copy of each ${kind}Binding of ${manifest.name ?? "it"} with policyName: ${name.name} (a policy without one does nothing)`,
    );
  return { text, adapt };
}

/** Two objects of one kind need two names. */
function renamed(manifest: Manifest, text: string, offset: number): { text: string; name: string } {
  const metadata = pairOf(manifest.node, "metadata")?.value;
  const value = pairOf(metadata, "name")?.value;
  const old = textAt(value) ?? "policy";
  const swapped = WORDS.reduce((now, [word, by]) => now.replace(word, by), old);
  const name = swapped === old ? `${old}-oci` : swapped;
  if (value?.type !== "scalar" || value.anchor !== undefined) return { text, name };
  const at = text.indexOf(old, value.start - offset);
  if (at === -1 || at > value.end - offset) return { text, name };
  return { text: text.slice(0, at) + name + text.slice(at + old.length), name };
}
