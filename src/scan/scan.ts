import type { Area } from "../core/area.ts";
import { pushAll } from "../core/group.ts";
import type { Document } from "../core/manifest.ts";
import type { Mention, OtherText, ProgramText, Skipped, TemplateDocument } from "../core/neighbours.ts";
import { LineIndex } from "../core/text.ts";
import { textAt, type YamlNode } from "../core/tree.ts";
import { counted, NO_PROGRESS, type Progress } from "../io/progress.ts";
import { nodeReader, type Reader } from "../io/read.ts";
import { trackedFiles } from "../io/tracked.ts";
import { findArea } from "./area.ts";
import { SearchedFiles } from "./build-needles.ts";
import { linesOfManifest, searchTexts, type TextFile } from "./find-lines.ts";
import { GIT } from "./found-reference.ts";
import { patchFilesOf } from "./kustomize.ts";
import { isLossOfProgram, isNobodysLoss, needlesIn, needlesInPatch, needlesInProgram } from "./needles.ts";
import { isKustomization } from "./objects.ts";
import { otherText } from "./other-texts.ts";
import { loadPrograms, type OpenPrograms, readPrograms } from "./program-files.ts";
import { readYaml } from "./read-yaml.ts";
import { type FileHit, type FoundDocument, type SearchBytes, searchFiles, type Unusable } from "./search.ts";
import { chartsOf, parsedTemplateAt, TEMPLATE, templateLine } from "./template-detect.ts";
import { mentionOf } from "./unread-mention.ts";
import { refusalOf } from "./unreadable.ts";

/** What reading a tree yields, before anything is resolved. */
export interface Scanned {
  /** Absolute root of the tree. */
  root: string;
  /** What of it is listed and edited. */
  area: Area;
  /** What the tree was read with, and everything later is read with too. */
  reader: Reader;
  /** Number of files of the area that were looked at. */
  files: number;
  /** Files that may hold manifests, from the root. */
  paths: readonly string[];
  documents: Document[];
  skipped: Skipped[];
  /** Temporary files of a run that was killed. */
  leftovers: readonly string[];
  /** Texts that name GitRepository but cannot be read as manifests. */
  unread: Mention[];
  /** Places of programs that name GitRepository in no object. */
  programTexts: ProgramText[];
  /** Lines outside of manifests, and commands in them, that may be about Git sources. */
  texts: TextFile[];
  /** Files in languages that are not read, and that name Git sources. */
  otherTexts: OtherText[];
  /** Documents of templates that name GitRepository. */
  templates: TemplateDocument[];
  /** Permission bits of every file that was read. */
  modes: ReadonlyMap<string, number>;
  /** What the builder may ask of the bytes of files. */
  searched: SearchedFiles;
  /** What reads programs; undefined where no file of the tree needed it. */
  programs: OpenPrograms | undefined;
}

/** How a tree is read; the real disk, in silence, where nothing is said. */
export interface ScanOptions {
  reader?: Reader;
  progress?: Progress;
  /** Which manifests are read; what every command needs where it is left out. */
  search?: SearchBytes;
}

/** Reads the documents that matter of every file below `path`; what cannot be read is listed, and stops nothing. */
export async function scanTree(
  path: string,
  exclude: readonly string[],
  { reader = nodeReader, progress = NO_PROGRESS, search = needlesIn }: ScanOptions = {},
): Promise<Scanned> {
  progress.phase("listing files");
  const { found, area } = await findArea(path, exclude, reader);
  const { root, files, programs, texts, skipped, leftovers } = found;
  progress.phase("reading files", files.length + programs.length + texts.size);
  const scanned: Scanned = {
    root,
    area,
    reader,
    files: [...files, ...programs].filter((file) => area.outside(file) === undefined).length,
    paths: files,
    documents: [],
    skipped: skipped.map(asSkipped),
    leftovers,
    unread: [],
    programTexts: [],
    texts: [],
    otherTexts: [],
    templates: [],
    modes: new Map(),
    searched: new SearchedFiles(),
    programs: undefined,
  };
  scanned.texts = searchTexts(root, counted(texts, progress), reader, (...file) => {
    const found = otherText(...file);
    if (found) scanned.otherTexts.push(found);
  });
  if (scanned.otherTexts.length > 0) {
    const isTracked = await trackedFiles(root);
    scanned.otherTexts = scanned.otherTexts.filter(({ file }) => isTracked(file));
  }
  await readFiles(
    searchFiles(
      root,
      counted(files, progress),
      (one) => addUnusable(one, scanned),
      reader,
      search,
      (path, bytes, needles) => {
        const lines = linesOfManifest(path, bytes, needles);
        if (lines) scanned.texts.push(lines);
        scanned.searched.add(path, bytes);
      },
    ),
    scanned,
    progress,
  );
  const patches = unreadPatches(scanned, files);
  readNow(
    searchFiles(root, patches, () => {}, reader, needlesInPatch),
    scanned,
  );
  const unusable = (one: Unusable) => {
    // Nobody writes a program of several MiB: a bundle repeats what other files declare, so it keeps no source.
    if (one.text === undefined) scanned.skipped.push(asSkipped(one));
    else if (isLossOfProgram(one.text)) addUnusable(one, scanned);
  };
  const hits = [...searchFiles(root, counted(programs, progress), unusable, reader, needlesInProgram)];
  if (hits.length > 0) {
    scanned.programs = await loadPrograms(scanned);
    readPrograms(hits, scanned, scanned.programs());
  }
  return scanned;
}

/** Patch files in which nothing said that they matter: a JSON6902 patch names a field and a source, and no kind. */
function unreadPatches({ documents }: Scanned, files: readonly string[]): string[] {
  const named = documents.filter(isKustomization).flatMap(patchFilesOf);
  const read = new Set(documents.map((document) => document.file));
  const open = new Set(named.filter((file) => !read.has(file)));
  // Only what discovery found: a patch may name a link that leads out of the tree.
  return open.size === 0 ? [] : files.filter((file) => open.has(file));
}

/** As `readNow`, with pauses in which an interrupt is seen. */
async function readFiles(hits: Iterable<FileHit>, scanned: Scanned, progress: Progress): Promise<void> {
  const read = reader(scanned);
  for (const hit of hits) {
    read(hit);
    await progress.pause?.();
  }
}

/** Parses the relevant documents of files into `scanned`. */
export function readNow(hits: Iterable<FileHit>, scanned: Scanned): void {
  const read = reader(scanned);
  for (const hit of hits) read(hit);
}

function reader(scanned: Scanned): (hit: FileHit) => void {
  const modes = new Map(scanned.modes);
  scanned.modes = modes;
  const chartOf = chartsOf(scanned.root, scanned.reader);
  return (hit) => {
    // A plan that is saved in the tree is no part of what it is made on.
    if (hit.path.endsWith(".json") && hit.documents.every(isOwn)) return;
    modes.set(hit.path, hit.mode);
    const reasons = new Set<string>();
    const chart = chartOf(hit.path);
    for (const found of hit.documents) {
      const read =
        chart !== undefined || hit.kind === "template"
          ? { refused: chart === undefined ? TEMPLATE : `${TEMPLATE}: Helm renders it`, template: true }
          : readDocument(hit.path, found);
      if ("refused" in read) {
        if (isNobodysLoss(found.needles)) continue;
        reasons.add(read.refused);
        pushAll(scanned.unread, mentionOf(hit.path, found, read.refused));
        if (read.template) scanned.templates.push(asTemplate(hit.path, found, chart));
      } else if (read.document) scanned.documents.push(read.document);
    }
    for (const reason of reasons) scanned.skipped.push({ file: hit.path, reason });
  };
}

/** What our own reports and plans say they are. */
const OWN_VERSION = "git2oci/v1";

/** True for a report or a saved plan of ours. */
function isOwn({ text }: FoundDocument): boolean {
  return text.startsWith(`{\n  "apiVersion": "${OWN_VERSION}",`);
}

type Read = { document: Document | undefined } | { refused: string; template: boolean };

function readDocument(file: string, found: FoundDocument): Read {
  const { index, start, line, text } = found;
  const result = readYaml(text, start);
  const lineOf = (offset: number) => line + new LineIndex(text).place(offset).line - 1;
  if ("error" in result) {
    const at = templateLine(text);
    return at === undefined
      ? { refused: `line ${lineOf(result.error.offset - start)}: ${result.error.message}`, template: false }
      : { refused: `${TEMPLATE}: line ${lineOf(at)} is an expression`, template: true };
  }
  // A report or a saved plan of ours repeats what it is about.
  if (!result.root || textAt(result.root, ["apiVersion"]) === OWN_VERSION) return { document: undefined };
  const encrypted = refusalOf(result.root, text);
  if (encrypted !== undefined) return { refused: encrypted, template: false };
  const at = parsedTemplateAt(result.root, text, start);
  if (at !== undefined)
    return {
      refused: `${TEMPLATE}: line ${lineOf(at - start)} holds an expression, and parses with another meaning`,
      template: true,
    };
  return { document: { file, index, start, end: start + text.length, line, text, root: result.root } };
}

function asTemplate(file: string, found: FoundDocument, chart: string | undefined): TemplateDocument {
  const { index, start, line, text } = found;
  const end = start + text.length;
  const root: YamlNode = { type: "map", flow: false, items: [], start, end };
  return { file, index, start, end, line, text, root, chart };
}

/** Lists a file that cannot be used; what it may name stays on Git. */
export function addUnusable(unusable: Unusable, scanned: Scanned): void {
  scanned.skipped.push(asSkipped(unusable));
  const { path, reason, text } = unusable;
  const at = text?.indexOf(GIT) ?? 0;
  if (at === -1) return;
  const line = text === undefined ? 1 : new LineIndex(text).place(at).line;
  scanned.unread.push({ file: path, line, column: 1, text, why: `it cannot be read (${reason})` });
}

function asSkipped(one: { path: string; reason: string }): Skipped {
  return { file: one.path, reason: one.reason };
}

/**
 * Reads the text of a block scalar, several documents of it as one sequence; undefined where it is no YAML. Places
 * are offsets of `text`.
 */
export function readEmbedded(text: string): YamlNode | undefined {
  const marks = [...text.matchAll(/^---(?=\s|$).*\n?/gm)];
  const starts = [0, ...marks.map((mark) => mark.index + mark[0].length)];
  const roots: YamlNode[] = [];
  for (const [i, start] of starts.entries()) {
    const part = text.slice(start, marks[i]?.index);
    const result = part.trim() === "" ? { root: undefined } : readYaml(part, start);
    if ("error" in result) return undefined;
    if (result.root) roots.push(result.root);
  }
  return roots.length === 1
    ? roots[0]
    : { type: "seq", flow: false, items: roots, start: 0, end: text.length };
}
