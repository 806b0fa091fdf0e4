/** Files of a tree, as a build reads them: each text once, each document once. */
import { join } from "../core/paths.ts";
import { KUSTOMIZATION_FILES } from "./kustomization.ts";
import {
  BuildFailure,
  type BuiltNode,
  type BuiltScalar,
  fail,
  isWritten,
  type Origin,
  type SourceText,
} from "./node.ts";
import { type ParseYaml, readPart, readText, splitText } from "./read.ts";
import { holdsWanted, nameLinesOf, type Wanted } from "./wanted.ts";

/** An entry of a directory. */
export interface DirectoryEntry {
  name: string;
  directory: boolean;
}

/** A tree of files; paths count from its top, with `/`, and the top is empty. */
export interface BuildFiles {
  /** The text of a file; undefined if there is none. */
  read(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** Everything in a directory, hidden files too. */
  list(path: string): readonly DirectoryEntry[];
  /** True for a file that is there, whether it can be read or not; left out it is read. */
  isFile?(path: string): boolean;
  /** Why a file that is there cannot be read; undefined if it can. */
  refusal?(path: string): string | undefined;
  /** False if no object of a file can matter, so that it need not be parsed; all may if this is left out. */
  matters?(path: string): boolean;
  /** False if no object of a file starts a cluster, nor is a source that one reads which does. */
  mayStart?(path: string): boolean;
  /** False if a file holds no values of the flux-instance chart. */
  mayHoldInstance?(path: string): boolean;
  /**
   * True for a file that Flux leaves out of what a source of this tree delivers: by its own list, by `.sourceignore`
   * files, or by the `spec.ignore` of the source, which is empty if it has none. Left out nothing is.
   */
  leftOut?(path: string, ignore: string): boolean;
  /** As `matters`, of one document of a file. */
  documentMatters?(text: string): boolean;
}

/** A file is there and nobody can read it: what it holds is not known, so the delivery brings nothing that is sure. */
export class UnreadableFile extends BuildFailure {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}

/** Another state of the same tree, of which only some files differ. */
export interface Earlier<State> {
  state: State;
  /** Files that differ, and directories whose kustomization file does. */
  changed: ReadonlySet<string>;
}

/** True for a file that is there. */
export function isFileOf(files: BuildFiles, path: string): boolean {
  if (files.isFile) return files.isFile(path);
  return files.refusal?.(path) !== undefined || files.read(path) !== undefined;
}

/** A document of a file. */
interface Part {
  text: SourceText;
  /** What it says, whether it matters, and what names it may hold; left out until somebody asks. */
  read?: readonly BuiltNode[] | BuildFailure;
  matters?: boolean;
  nameLines?: string;
}

/** The texts of a tree and what they say. */
export class ParsedFiles {
  readonly files: BuildFiles;
  readonly #parse: ParseYaml;
  readonly #parts = new Map<string, readonly Part[] | BuildFailure>();
  /** What may be asked for in files that do not matter; their texts are the most of what a fleet holds. */
  readonly #nameLines = new Map<string, string>();

  constructor(files: BuildFiles, parse: ParseYaml, earlier?: Earlier<ParsedFiles>) {
    this.files = files;
    this.#parse = parse;
    if (!earlier) return;
    const { state, changed } = earlier;
    for (const [path, known] of state.#parts) if (!changed.has(path)) this.#parts.set(path, known);
    for (const [path, lines] of state.#nameLines) if (!changed.has(path)) this.#nameLines.set(path, lines);
  }

  /** A file as it is. @throws UnreadableFile */
  text(path: string): { text: string; origin: Origin } | undefined {
    const text = this.#textOf(path);
    if (text === undefined) return undefined;
    const root = { type: "map" as const, flow: false, items: [], start: 0, end: text.length };
    const document = { file: path, index: 0, start: 0, end: text.length, line: 1, text, root };
    return { text, origin: { text: { document, holder: undefined }, start: 0, end: text.length } };
  }

  /** The documents of a file. @throws BuildFailure, UnreadableFile */
  documents(path: string): readonly BuiltNode[] | undefined {
    return this.#partsOf(path)?.flatMap((part) => this.#read(part));
  }

  /** False if no document of a file can matter or is wanted. */
  mayHold(path: string, wanted: Wanted): boolean {
    return wanted.all || this.files.matters?.(path) !== false || this.holdsName(path, wanted);
  }

  /** True if some document of a file may have a wanted name. */
  holdsName(path: string, wanted: Wanted): boolean {
    if (wanted.names.length === 0) return false;
    const lines = this.#nameLines.get(path) ?? nameLinesOf(this.files.read(path) ?? "");
    this.#nameLines.set(path, lines);
    return holdsWanted(lines, wanted);
  }

  /** The documents of a file that can matter or are wanted. @throws BuildFailure, UnreadableFile */
  matteringDocuments(path: string, wanted: Wanted): readonly BuiltNode[] | undefined {
    const matters = this.files.documentMatters;
    if (!matters) return this.documents(path);
    return this.#partsOf(path)?.flatMap((part) => {
      const { text } = part.text.document;
      part.matters ??= matters(text);
      if (part.matters) return this.#read(part);
      if (wanted.names.length === 0) return [];
      part.nameLines ??= nameLinesOf(text);
      return holdsWanted(part.nameLines, wanted) ? this.#read(part) : [];
    });
  }

  /** The documents of a text in a scalar. @throws BuildFailure */
  documentsIn({ text, origin }: BuiltScalar): readonly BuiltNode[] {
    if (!isWritten(origin)) return readText({ text, file: "", made: origin }, this.#parse);
    return readText({ text, file: origin.text.document.file, holder: origin }, this.#parse);
  }

  /**
   * The kustomization file of a directory; undefined if it has none.
   * @throws BuildFailure if it has several
   */
  kustomizationFile(directory: string): string | undefined {
    const found = KUSTOMIZATION_FILES.map((name) => join(directory, name)).filter((path) =>
      this.isFile(path),
    );
    if (found.length > 1) fail(`${directory || "."} has several kustomization files: ${found.join(", ")}`);
    return found[0];
  }

  isFile(path: string): boolean {
    return isFileOf(this.files, path);
  }

  /** The documents of a file, each parsed once. */
  #partsOf(path: string): readonly Part[] | undefined {
    let known = this.#parts.get(path);
    if (known === undefined) {
      const text = this.#textOf(path);
      if (text === undefined) return undefined;
      known = attempt(() => splitText({ text, file: path }, this.#parse).map((one) => ({ text: one })));
      this.#parts.set(path, known);
    }
    if (known instanceof BuildFailure) throw known;
    return known;
  }

  #read(part: Part): readonly BuiltNode[] {
    part.read ??= attempt(() => {
      const node = readPart(part.text, this.#parse);
      return node ? [node] : [];
    });
    if (part.read instanceof BuildFailure) throw part.read;
    return part.read;
  }

  #textOf(path: string): string | undefined {
    const reason = this.files.refusal?.(path);
    if (reason !== undefined) throw new UnreadableFile(path, reason);
    return this.files.read(path);
  }
}

/** What a function gives, or the failure that it ends with. */
export function attempt<Result>(make: () => Result): Result | BuildFailure {
  try {
    return make();
  } catch (error) {
    if (error instanceof BuildFailure) return error;
    throw error;
  }
}
