/** The files of a scanned tree as the builder reads them: what discovery found, and what Git would hold beside it. */

import { type BuildFiles, type DirectoryEntry, isFileOf } from "../build/files.ts";
import type { ConsumerRow } from "../core/consumer.ts";
import { dirname, join } from "../core/paths.ts";
import { SOURCE_IGNORE, sourceRules } from "../delivery/rules.ts";
import { CONSUMERS } from "../flux/consumers.ts";
import { decode } from "../io/decode.ts";
import { type Reader, readSmallText, readStart } from "../io/read.ts";
import { leftOutBy } from "./artifact-ignore.ts";
import { FLUX_TEXTS, SearchedFiles } from "./build-needles.ts";
import { isWithinRoot } from "./real-path.ts";
import { MAX_FILE_BYTES } from "./yaml-limits.ts";

/** Texts of planned files that take the place of those on the disk; undefined for one that is removed. */
export type Overlay = ReadonlyMap<string, string | undefined>;

/** What is known of a file. */
interface Known {
  text: string | undefined;
  refusal: string | undefined;
  /** Undefined until somebody asks. */
  matters?: boolean;
}

const ABSENT: Known = { text: undefined, refusal: undefined, matters: false };

/**
 * Opens a tree for the builder.
 * @param paths files that discovery found, from `root`; folders without any of them count only if they hold others
 * @param rows consumers of the configuration
 * @param searched what is known of the bytes of files
 */
export function buildFiles(
  root: string,
  paths: readonly string[],
  reader: Reader,
  rows: readonly ConsumerRow[] = [],
  searched: SearchedFiles = new SearchedFiles(),
): BuildFiles {
  // What is held names the groups of Flux itself.
  const others = groupsOf([...CONSUMERS.filter((row) => !row.holds), ...rows]);
  const isKnownGroup = others.every((group) => FLUX_TEXTS.some((text) => group.includes(text)));
  const entries = directoriesOf(paths);
  const known = new Map<string, Known>();
  const idle = new Set<string>();
  const found = new Set(paths);
  /** The last file that is not kept: whoever asks for one asks several times in a row. */
  let last: { path: string; file: Known } | undefined;
  const read = (path: string): Known => {
    const there = last?.path === path ? last.file : known.get(path);
    if (there) return there;
    const text = searched.take(path);
    // Discovery follows no link, so only what it did not find may lead out of the tree.
    const isInside = text !== undefined || found.has(path) || isWithinRoot(root, path, reader);
    const file =
      text !== undefined ? { text, refusal: undefined } : isInside ? readFile(root, path, reader) : ABSENT;
    if (idle.has(path)) last = { path, file };
    else known.set(path, file);
    return file;
  };
  let names: ReadonlySet<string> | undefined;
  const namesOf = () => {
    names ??= variableNames(paths, (path) => (searched.maySubstitute(path) ? read(path).text : undefined));
    return names;
  };
  const isWanted = (text: string) =>
    mayMatter(text, namesOf()) || others.some((group) => text.includes(group));
  /** False if the bytes of a file say that no object in it can matter. */
  const mayHold = (path: string) =>
    !isKnownGroup || searched.mayHoldObjects(path) || (searched.mayHoldValues(path) && namesOf().size > 0);
  const matters = (path: string): boolean => {
    const file = read(path);
    const { text, refusal } = file;
    file.matters ??= refusal !== undefined || (text !== undefined && isWanted(text));
    // Most files of a fleet are of no use here, and their texts are the most of what it holds.
    if (!file.matters) {
      known.delete(path);
      last = { path, file };
    }
    return file.matters;
  };
  return {
    read: (path) => read(path).text,
    refusal: (path) => read(path).refusal,
    isFile: (path) => (found.has(path) && searched.has(path)) || isReadable(read(path)),
    isDirectory: (path) => entries.has(path) || (!found.has(path) && isOtherDirectory(root, path, reader)),
    list: (path) => entries.get(path) ?? [],
    matters: (path) => {
      if (idle.has(path)) return false;
      if (mayHold(path) && matters(path)) return true;
      idle.add(path);
      return false;
    },
    mayStart: (path) => searched.mayStart(path),
    mayHoldInstance: (path) => searched.mayHoldInstance(path),
    documentMatters: isWanted,
    leftOut: leftOutOf(root, reader),
  };
}

/** What Flux leaves out if nobody gives a rule. */
const DEFAULT_RULES = sourceRules([]);

/** Asks for the rules only if one may matter: most files of a fleet lie in no folder with rules of its own. */
function leftOutOf(root: string, reader: Reader): NonNullable<BuildFiles["leftOut"]> {
  const ruled = new Map<string, boolean>();
  const hasRules = (directory: string): boolean => {
    const known =
      ruled.get(directory) ??
      (readSmallText(`${root}/${join(directory, SOURCE_IGNORE)}`, reader) !== undefined ||
        (directory !== "" && hasRules(dirname(directory))));
    ruled.set(directory, known);
    return known;
  };
  return (path, ignore) => {
    if (ignore === "" && !DEFAULT_RULES.leavesOut(path, false) && !hasRules(dirname(path))) return false;
    const rules = ignore === "" ? undefined : { text: ignore, from: "spec.ignore" };
    return leftOutBy(root, path, rules, reader) !== undefined;
  };
}

function isReadable({ text, refusal }: Known): boolean {
  return text !== undefined || refusal !== undefined;
}

/** A tree with planned texts in place of those that are there. */
export function withPlanned(files: BuildFiles, planned: Overlay): BuildFiles {
  const added = [...planned].flatMap(([path, text]) => (text === undefined ? [] : [path]));
  const entries = directoriesOf(added);
  const isRemoved = (path: string) => planned.has(path) && planned.get(path) === undefined;
  return {
    ...files,
    read: (path) => (planned.has(path) ? planned.get(path) : files.read(path)),
    refusal: (path) => (planned.has(path) ? undefined : files.refusal?.(path)),
    isFile: (path) => (planned.has(path) ? planned.get(path) !== undefined : isFileOf(files, path)),
    isDirectory: (path) => entries.has(path) || files.isDirectory(path),
    list: (path) => {
      const there = files.list(path).filter(({ name }) => !isRemoved(join(path, name)));
      const names = new Set(there.map(({ name }) => name));
      return [...there, ...(entries.get(path) ?? []).filter(({ name }) => !names.has(name))];
    },
    mayStart: (path) => planned.has(path) || files.mayStart?.(path) !== false,
    mayHoldInstance: (path) => planned.has(path) || files.mayHoldInstance?.(path) !== false,
    matters: (path) =>
      planned.get(path) !== undefined || (!planned.has(path) && files.matters?.(path) !== false),
  };
}

/** Directories with what discovery found in them. */
function directoriesOf(paths: readonly string[]): ReadonlyMap<string, DirectoryEntry[]> {
  const entries = new Map<string, DirectoryEntry[]>();
  const seen = new Set<string>();
  const add = (path: string, directory: boolean): void => {
    if (path === "" || seen.has(path)) return;
    seen.add(path);
    const parent = dirname(path);
    const list = entries.get(parent) ?? [];
    list.push({ name: path.slice(parent === "" ? 0 : parent.length + 1), directory });
    entries.set(parent, list);
    add(parent, true);
  };
  for (const path of paths) add(path, false);
  if (!entries.has("")) entries.set("", []);
  return entries;
}

function isOtherDirectory(root: string, path: string, reader: Reader): boolean {
  try {
    return isWithinRoot(root, path, reader) && reader.stat(`${root}/${path}`).isDirectory;
  } catch {
    return false;
  }
}

function readFile(root: string, path: string, reader: Reader): Known {
  const bytes = readStart(`${root}/${path}`, reader, MAX_FILE_BYTES + 1);
  if (bytes === undefined) return ABSENT;
  if (bytes.length > MAX_FILE_BYTES) return { text: undefined, refusal: "it is too large" };
  const decoded = decode(bytes);
  if ("reason" in decoded) return { text: undefined, refusal: decoded.reason };
  return { text: decoded.text, refusal: undefined };
}

/** Texts of objects that reach the graph: Flux's own, and ConfigMaps and Secrets that variables come from. */
function mayMatter(text: string, variables: ReadonlySet<string>): boolean {
  if (isDefinition(text) && !text.includes("\n---")) return false;
  if (FLUX.some((group) => text.includes(group))) return true;
  if (INSTANCE.test(text) && SYNC.test(text)) return true;
  if (variables.size === 0 || !VALUES.test(text)) return false;
  for (const name of variables) if (text.includes(name)) return true;
  return false;
}

/** Groups of consumers that are not Flux's own, as they stand in an apiVersion. */
function groupsOf(rows: readonly ConsumerRow[]): string[] {
  return [
    ...new Set(
      rows.map(({ group }) => `${group}/`).filter((group) => !FLUX.some((own) => group.includes(own))),
    ),
  ];
}

function isDefinition(text: string): boolean {
  return text.includes("kind: CustomResourceDefinition") && CUSTOM_RESOURCE_DEFINITION.test(text);
}

const CUSTOM_RESOURCE_DEFINITION = /^kind: CustomResourceDefinition\s*$/m;
/** With the dot in front, which links to fluxcd.io have not. */
const FLUX: readonly string[] = [".fluxcd.io/", "fluxcd.controlplane.io/"];
const INSTANCE = /(?:^|["'\s{,])instance["']?:/;
const SYNC = /(?:^|["'\s{,])sync["']?:/;
const VALUES = /kind["']?:\s*["']?(?:ConfigMap|Secret)\b/;

/** Names after `substituteFrom`, wherever a text of the tree has that word. */
function variableNames(
  paths: readonly string[],
  textOf: (path: string) => string | undefined,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const path of paths) {
    const text = textOf(path) ?? "";
    for (let at = text.indexOf(WORD); at !== -1; at = text.indexOf(WORD, at + 1))
      for (const [, name] of text.slice(at, at + REACH).matchAll(NAME)) if (name) names.add(name);
  }
  return names;
}

const WORD = "substituteFrom";
/** Characters behind the word in which names are looked for: some thirty entries. */
const REACH = 2_000;
const NAME = /name["']?:\s*["']?([\w.-]+)/g;
