import { isAscii } from "node:buffer";
import { isUtf16, undecodable } from "../io/decode.ts";
import { errnoText } from "../io/errno.ts";
import { type FileFacts, nodeReader, type Reader } from "../io/read.ts";
import { type CandidateKind, candidateKind } from "./candidates.ts";
import { countLines, isCustomResourceDefinition, splitDocuments } from "./documents.ts";
import { needlesIn, needlesOfName, OVERLAP } from "./needles.ts";
import { MAX_FILE_BYTES, MAX_SEARCHED_BYTES } from "./yaml-limits.ts";

/** A document that may matter, decoded. */
export interface FoundDocument {
  /** Position among all documents of the file, from 0. */
  index: number;
  byteStart: number;
  byteEnd: number;
  /** Offset of `text` in the decoded file, in UTF-16 units, byte-order mark included. */
  start: number;
  /** Number of its first line in the file, from 1. */
  line: number;
  /** As in the file, from its `---` line (if it has one) to the next. */
  text: string;
  /** Which needles it holds; read with `hasNeedle`. */
  needles: number;
}

/** A file that holds a needle (or is a kustomization file) but cannot be used, or that cannot be read at all. */
export interface Unusable {
  path: string;
  reason: string;
  /** What it says, as far as names go; undefined where nobody knows: it may name every source. */
  text: string | undefined;
}

/** A file with at least one relevant document. `size` in bytes, `mode` the permission bits. */
export interface FileHit {
  path: string;
  kind: CandidateKind;
  size: number;
  mode: number;
  /** Only documents with a needle; CustomResourceDefinitions never. */
  documents: FoundDocument[];
  /** All documents of the file, relevant or not. */
  documentCount: number;
}

/** Answers which needles some bytes hold, as a mask; 0 for bytes that do not matter. */
export type SearchBytes = (bytes: Buffer) => number;

/** Is shown the bytes of each candidate with the mask of their needles; they are valid during the call only. */
export type SeeBytes = (path: string, bytes: Buffer, needles: number) => void;

const MIB = 1 << 20;
const FIRST_BUFFER_BYTES = 256 * 1024;

/**
 * Reads each file into one reused buffer, searches its bytes, and yields what may matter.
 * Files without a needle cost one read and leave nothing behind; no result refers to the buffer.
 * @param skip is told of files that hold a needle (or are kustomization files) but cannot be used, and of those that
 * cannot be read at all. Never throws for a file.
 * @param search what to look for; all needles where it is left out
 * @param see looks at bytes that are read anyway
 */
export function* searchFiles(
  root: string,
  paths: Iterable<string>,
  skip: (unusable: Unusable) => void,
  reader: Reader = nodeReader,
  search: SearchBytes = needlesIn,
  see?: SeeBytes,
): Generator<FileHit, void, undefined> {
  const files = new FileBuffer(reader);
  for (const path of paths) {
    let result: FileHit | Omit<Unusable, "path"> | undefined;
    try {
      result = files.with(`${root}/${path}`, () => searchFile(path, files, search, see));
    } catch (error) {
      result = { reason: errnoText(error), text: undefined };
    }
    if (result === undefined) continue;
    if ("reason" in result) skip({ path, ...result });
    else yield result;
  }
}

/** The hit, or a reason to skip the file, or undefined where nothing in it matters. */
function searchFile(
  path: string,
  file: FileBuffer,
  search: SearchBytes,
  see: SeeBytes | undefined,
): FileHit | Omit<Unusable, "path"> | undefined {
  const byName = needlesOfName(path);
  const bytes = file.readAll();
  if (bytes === undefined) return searchLarge(byName, file, search);
  const needles = byName | search(bytes);
  see?.(path, bytes, needles);
  if (!isUtf16(bytes) && needles === 0) return undefined;
  const facts = file.facts();
  if (!facts.isFile) return NO_FILE;
  const reason = undecodable(bytes);
  // Names are plain ASCII, so they can be told in any of the encodings that are not read.
  if (reason !== undefined) return { reason, text: bytes.toString("latin1").replaceAll("\0", "") };
  const kind = candidateKind(path) ?? "manifest";
  const ranges = kind === "program" ? [{ byteStart: 0, byteEnd: bytes.length }] : splitDocuments(bytes);
  const documents = relevantDocuments(bytes, ranges, byName, search);
  if (documents.length === 0) return undefined;
  return { path, kind, size: bytes.length, mode: facts.mode, documents, documentCount: ranges.length };
}

const NO_FILE = { reason: "not a regular file", text: "" };

function searchLarge(
  byName: number,
  file: FileBuffer,
  search: SearchBytes,
): Omit<Unusable, "path"> | undefined {
  const facts = file.facts();
  if (!facts.isFile) return NO_FILE;
  if (byName === 0 && !file.searchRest((chunk) => search(chunk) !== 0)) return undefined;
  const tenths = Math.ceil((facts.size / MIB) * 10) / 10;
  return { reason: `too large (${tenths} MiB, the limit is ${MAX_FILE_BYTES / MIB} MiB)`, text: undefined };
}

function relevantDocuments(
  bytes: Buffer,
  ranges: ReturnType<typeof splitDocuments>,
  byName: number,
  search: SearchBytes,
): FoundDocument[] {
  const documents: FoundDocument[] = [];
  const ascii = isAscii(bytes);
  // What is known so far about a place in the file, so that every byte before a document is counted once.
  let byte = 0;
  let unit = 0;
  let line = 1;
  ranges.forEach(({ byteStart, byteEnd }, index) => {
    const document = bytes.subarray(byteStart, byteEnd);
    const needles = byName | search(document);
    if (needles === 0 || isCustomResourceDefinition(document)) return;
    unit += ascii ? byteStart - byte : bytes.toString("utf8", byte, byteStart).length;
    line += countLines(bytes, byte, byteStart);
    byte = byteStart;
    // The whole file is valid UTF-8 and is cut at line starts, so this loses nothing; the text is a copy.
    const text = bytes.toString("utf8", byteStart, byteEnd);
    documents.push({ index, byteStart, byteEnd, start: unit, line, text, needles });
  });
  return documents;
}

/** One open file at a time in one buffer, which grows to the largest file that may be read. */
class FileBuffer {
  readonly #reader: Reader;
  #buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  #filled = 0;
  #handle = -1;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** Opens the file for the time of `use`. */
  with<T>(path: string, use: () => T): T {
    this.#handle = this.#reader.open(path);
    try {
      return use();
    } finally {
      this.#reader.close(this.#handle);
    }
  }

  facts(): FileFacts {
    return this.#reader.facts(this.#handle);
  }

  /** The whole file, valid until the next read; undefined where it is larger than the limit. */
  readAll(): Buffer | undefined {
    this.#filled = 0;
    // A read may give less than is there (network file systems), so only an empty one is the end.
    for (;;) {
      const got = this.#reader.read(this.#handle, this.#buffer, this.#filled);
      if (got === 0) return this.#buffer.subarray(0, this.#filled);
      this.#filled += got;
      if (this.#filled > MAX_FILE_BYTES) return undefined;
      if (this.#filled === this.#buffer.length) this.#grow();
    }
  }

  /**
   * Searches what `readAll` has read of a large file and then the rest of it, piece by piece.
   * @returns true also if the limit is reached before the end
   */
  searchRest(found: (chunk: Buffer) => boolean): boolean {
    for (let left = MAX_SEARCHED_BYTES; ; left -= this.#filled) {
      if (left <= 0 || found(this.#buffer.subarray(0, this.#filled))) return true;
      const kept = Math.min(OVERLAP, this.#filled);
      this.#buffer.copyWithin(0, this.#filled - kept, this.#filled);
      const got = this.#reader.read(this.#handle, this.#buffer, kept);
      if (got === 0) return false;
      this.#filled = kept + got;
    }
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.min(this.#buffer.length * 4, MAX_FILE_BYTES + 1));
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
  }
}
