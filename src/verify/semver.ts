import compareVersions from "semver/functions/compare.js";
import satisfies from "semver/functions/satisfies.js";
import { goRegExp } from "../build/go-regexp.ts";
import { isSemverRange } from "../flux/semver-range.ts";

/** A tag that Flux reads as a version. */
interface TagVersion {
  tag: string;
  version: string;
}

const PARTS = /^v?0*(\d+)\.0*(\d+)\.0*(\d+)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** Operators that Masterminds has and npm writes otherwise. */
const OPERATORS: Readonly<Record<string, string>> = { "=>": ">=", "=<": "<=", "~>": "~" };

/**
 * The tag that Flux takes for a range: the highest version that satisfies it (flux-facts, `ref.semver`).
 * @param isChart `_` of a tag stands for `+`: Flux reads it so if charts are selected
 * @returns the tag, or the highest versions that there are; undefined if the range or the filter cannot be read
 */
export function pickTag(
  tags: readonly string[],
  range: string,
  filter: string | undefined,
  isChart: boolean,
): { tag: string } | { nearest: string[] } | undefined {
  if (!isSemverRange(range)) return undefined;
  let matches: (tag: string) => boolean = () => true;
  if (filter !== undefined) {
    const pattern = readFilter(filter);
    if (!pattern) return undefined;
    matches = (tag) => pattern.test(tag);
  }
  const versions = tags
    .filter(matches)
    .flatMap((tag) => versionOf(tag, isChart))
    .sort((a, b) => compareVersions(b.version, a.version));
  const found = versions.find(({ version }) => isIn(version, range));
  return found ? { tag: found.tag } : { nearest: versions.slice(0, MOST_SHOWN).map(({ tag }) => tag) };
}

const MOST_SHOWN = 3;

function readFilter(filter: string) {
  try {
    return goRegExp(filter, false);
  } catch {
    return undefined;
  }
}

/** Three numbers are needed; leading zeros are allowed. */
function versionOf(tag: string, isChart: boolean): TagVersion[] {
  const text = isChart ? tag.replaceAll("_", "+") : tag;
  const [, major, minor, patch, before = "", build = ""] = PARTS.exec(text) ?? [];
  if (major === undefined) return [];
  const version = `${major}.${minor}.${patch}${before}${build}`;
  // What the library cannot read, Flux does not read either.
  return satisfies(version, "*", { includePrerelease: true }) ? [{ tag, version }] : [];
}

/** Alternatives by `||`; all comparisons of one must hold. */
function isIn(version: string, range: string): boolean {
  return range.split("||").some((group) => comparisonsOf(group).every((one) => holds(version, one)));
}

function comparisonsOf(group: string): string[] {
  const single = group.replace(/(\S+)\s+-\s+(\S+)/g, ">=$1,<=$2").replace(/([<>=~^!])\s+/g, "$1");
  return single.split(/[\s,]+/).filter((one) => one !== "");
}

/** A version before a release fits only a comparison that names one too, whatever its numbers are. */
function holds(version: string, comparison: string): boolean {
  const [, operator = "", wanted = ""] = /^(=>|=<|~>|!=|[<>]=?|[=~^])?(.*)$/.exec(comparison) ?? [];
  const isBefore = /^[^+]*-/.test(version);
  if (isBefore && !/^[^+]*-/.test(wanted)) return false;
  const options = { includePrerelease: isBefore };
  if (operator === "!=") return !satisfies(version, wanted, options);
  return satisfies(version, `${OPERATORS[operator] ?? operator}${wanted}`, options);
}
