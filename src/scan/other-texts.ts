/** Files in languages that git2oci does not read: which of them name the Git kind, and next to what. */
import type { Location } from "../core/manifest.ts";
import type { Mention, OtherText } from "../core/neighbours.ts";
import { withoutCommands } from "../flux/casualties-commands.ts";
import { isProse } from "../flux/text-families.ts";
import { type FoundLine, linesWith, MAX_LINES } from "./find-lines.ts";

/** How far from the kind a name may stand: an object of Terraform, CUE or Go takes no more lines. */
const NEAR = 40;

const bytesOf = (...texts: string[]) => texts.map((text) => Buffer.from(text));

/** The kind, its plural and the scheme of its urls. */
const KIND = bytesOf("GitRepositor", "gitrepositor");
/** How generated classes and the resources of clouds write it; Bazel and CMake write that too, without Flux. */
const KIND_OF_FLUX = bytesOf("gitRepositor", "git_repositor", "GIT_REPOSITOR");
const FLUX = bytesOf("flux", "Flux", "FLUX");
const NAMES_KIND = /git_?repositor/i;

/** What makes a Git source of Flux without its kind: Terraform, Azure, the chart of a FluxInstance. */
const DECLARERS = bytesOf(
  "flux_bootstrap_git",
  "kubernetes_flux_configuration",
  "fluxConfigurations",
  "k8s-configuration flux create",
  "instance.sync.",
);

/** The url of a source next to its kind, in any language: `url:`, `URL =`, `repo_url`, `withUrl(`. */
const URL = /(?<!c)url\b/i;

const WHY = "a text that names GitRepository, in a language that git2oci does not read";

/** What a text says of Git sources; undefined for the many that say nothing. */
export function otherText(file: string, bytes: Buffer, isLong: boolean): OtherText | undefined {
  const has = (texts: readonly Buffer[]) => texts.some((text) => bytes.includes(text));
  const kinds = [...KIND, ...(has(KIND_OF_FLUX) && has(FLUX) ? KIND_OF_FLUX : [])];
  if (!has(kinds) && !has(DECLARERS)) return undefined;
  const found = linesWith(bytes, kinds);
  const all = found.length === 0 ? [] : bytes.toString("utf8").split("\n");
  const lines = found.filter((one) => NAMES_KIND.test(withoutCommands(wholeLine(one, all))));
  const places = placesOf(file, all, lines, found.length === MAX_LINES);
  const [declarer = lines.find((_, i) => URL.test(places[i]?.text ?? ""))] = linesWith(bytes, DECLARERS);
  if (places.length === 0 && declarer === undefined) return undefined;
  return { file, places, isProse: isLong || isProse(file), declares: declarer && locationOf(file, declarer) };
}

/** Lines that a backslash joins before one. */
const MAX_JOINED = 30;

/** A line with those before it that a backslash joins to it: the command may stand there. */
function wholeLine({ line, text }: FoundLine, all: readonly string[]): string {
  let whole = text;
  for (let at = line - 2; at >= 0 && line - at < MAX_JOINED; at--) {
    const before = all[at]?.trimEnd() ?? "";
    if (!before.endsWith("\\")) break;
    whole = `${before.slice(0, -1)} ${whole}`;
  }
  return whole;
}

/**
 * Each line belongs to the nearest place that names the kind, so that the place which is told is near the name.
 * @param isCut there are more lines than are looked at: what they are near to is not known
 */
function placesOf(
  file: string,
  all: readonly string[],
  lines: readonly FoundLine[],
  isCut: boolean,
): Mention[] {
  return lines.map(({ line, column }, i) => {
    const before = lines[i - 1]?.line ?? -Infinity;
    const after = lines[i + 1]?.line ?? Infinity;
    const from = Math.max(line - NEAR, Math.floor((before + line) / 2) + 1, 1);
    const reach = isCut && after === Infinity ? all.length : line + NEAR;
    const to = Math.min(reach, Math.floor((line + after) / 2));
    return { file, line, column, text: all.slice(from - 1, to).join("\n"), why: WHY };
  });
}

function locationOf(file: string, { line, column, endColumn }: FoundLine): Location {
  return { file, line, column, endLine: line, endColumn };
}
