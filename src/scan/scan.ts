import type { Mention, Skipped } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Document } from "../core/manifest.ts";
import { LineIndex } from "../core/text.ts";
import type { YamlNode } from "../core/tree.ts";
import { nodeReader, type Reader } from "../io/read.ts";
import { discover } from "./discover.ts";
import { linesOfManifest, searchTexts, type TextFile } from "./find-lines.ts";
import { GIT } from "./find-references.ts";
import { patchFilesOf } from "./kustomize.ts";
import { isNetworkOnly, needlesIn, needlesInPatch } from "./needles.ts";
import { isKustomization } from "./objects.ts";
import { readYaml } from "./read-yaml.ts";
import { type FileHit, type FoundDocument, searchFiles, type Unusable } from "./search.ts";
import { refusalOf } from "./unreadable.ts";

/** What reading a tree yields, before anything is resolved. */
export interface Scanned {
  /** Absolute root of the tree. */
  root: string;
  /** What the tree was read with, and everything later is read with too. */
  reader: Reader;
  /** Number of files that were looked at. */
  files: number;
  documents: Document[];
  skipped: Skipped[];
  /** Texts that name GitRepository but cannot be read as manifests. */
  unread: Mention[];
  /** Lines outside of manifests, and commands in them, that may be about Git sources. */
  texts: TextFile[];
  /** Permission bits of every file that was read. */
  modes: ReadonlyMap<string, number>;
}

/** Reads the documents that matter of every file below `path`; what cannot be read is listed, and stops nothing. */
export async function scanTree(
  path: string,
  exclude: readonly string[],
  reader: Reader = nodeReader,
): Promise<Scanned> {
  const { root, files, texts, skipped } = await discover(path, { exclude, reader });
  const scanned: Scanned = {
    root,
    reader,
    files: files.length,
    documents: [],
    skipped: skipped.map(asSkipped),
    unread: [],
    texts: searchTexts(root, texts, reader),
    modes: new Map(),
  };
  readFiles(
    searchFiles(
      root,
      files,
      (one) => addUnusable(one, scanned),
      reader,
      needlesIn,
      (path, bytes, needles) => {
        const lines = linesOfManifest(path, bytes, needles);
        if (lines) scanned.texts.push(lines);
      },
    ),
    scanned,
  );
  const patches = unreadPatches(scanned, files);
  readFiles(
    searchFiles(root, patches, () => {}, reader, needlesInPatch),
    scanned,
  );
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

/** Parses the relevant documents of files into `scanned`. */
export function readFiles(hits: Iterable<FileHit>, scanned: Scanned): void {
  const modes = new Map(scanned.modes);
  for (const hit of hits) {
    modes.set(hit.path, hit.mode);
    const reasons = new Set<string>();
    for (const found of hit.documents) {
      const read =
        hit.kind === "template" ? { refused: "a template, not YAML" } : readDocument(hit.path, found);
      if ("refused" in read) {
        if (isNetworkOnly(found.needles)) continue;
        reasons.add(read.refused);
        pushAll(scanned.unread, mentionOf(hit.path, found, read.refused));
      } else if (read.document) scanned.documents.push(read.document);
    }
    for (const reason of reasons) scanned.skipped.push({ file: hit.path, reason });
  }
  scanned.modes = modes;
}

function readDocument(
  file: string,
  found: FoundDocument,
): { document: Document | undefined } | { refused: string } {
  const result = readYaml(found.text, found.start);
  if ("error" in result) {
    const line = found.line + new LineIndex(found.text).place(result.error.offset - found.start).line - 1;
    const template = found.text.includes("{{") || found.text.includes("{%") ? "a template, not YAML: " : "";
    return { refused: `${template}line ${line}: ${result.error.message}` };
  }
  if (!result.root) return { document: undefined };
  const refused = refusalOf(result.root, found.text, found.start);
  if (refused !== undefined) return { refused };
  const { index, start, line, text } = found;
  return { document: { file, index, start, end: start + text.length, line, text, root: result.root } };
}

/** A text that cannot be read may still name a source, so the first place and the whole text are kept. */
function mentionOf(file: string, found: FoundDocument, why: string): Mention[] {
  const at = found.text.indexOf(GIT);
  if (at === -1) return [];
  const place = new LineIndex(found.text).place(at);
  return [
    {
      file,
      line: found.line + place.line - 1,
      column: place.column,
      text: found.text,
      why: `it cannot be read (${why})`,
    },
  ];
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
