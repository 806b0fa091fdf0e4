import type { Document } from "../../core/manifest.ts";
import type { ProgramText } from "../../core/neighbours.ts";
import { LineIndex } from "../../core/text.ts";
import type { YamlNode } from "../../core/tree.ts";
import { GIT } from "../found-reference.ts";
import { commentsOf } from "./comments.ts";
import { evaluate, type Following } from "./evaluate.ts";
import { findObjects } from "./find.ts";
import { MAX_VALUES, TooManyValues } from "./limits.ts";
import { modelOf } from "./models.ts";
import { Module } from "./module.ts";
import { Modules, type ReadModule } from "./modules.ts";
import { resourceOf } from "./resources.ts";
import { findTexts } from "./texts.ts";

/** The objects of one file of a program and what else names Git sources, or why it cannot be read. */
export type ProgramResult = { documents: Document[]; texts: ProgramText[] } | { refused: string };

/** Reads one file of a program. Never throws for any text. */
export type ReadProgram = (path: string, text: string) => ProgramResult;

/**
 * Opens the programs of a tree. Loading this module loads the compiler, so it is imported only when a file needs it.
 * @param read other files of the tree, for constants that are declared there
 */
export function openPrograms(read: ReadModule): ReadProgram {
  const modules = new Modules(read);
  const following: Following = {
    modules,
    known: new WeakMap(),
    open: new Set(),
    depth: 0,
    left: MAX_VALUES,
    evaluate: (module, node) => evaluate(module, node, following),
    instance: (module, node) => modelOf(module, node, following)?.node ?? resourceOf(module, node, following),
  };
  const open: ReadProgram = (path, text) => {
    const module = new Module(path, text);
    const { problem } = module;
    if (problem) return { refused: `line ${problem.line}: ${problem.message}` };
    following.left = MAX_VALUES;
    following.depth = 0;
    following.open.clear();
    const lines = new LineIndex(text);
    const objects = findObjects(module, following);
    const namesGit = text.includes(GIT) || text.includes("GIT_REPOSITORY") || text.includes("sourceRef");
    const comments = commentsOf(module);
    return {
      documents: objects.map((root, index) => ({ ...document(path, text, root, index, lines), comments })),
      texts: namesGit ? findTexts(module, objects, lines, following) : [],
    };
  };
  return (path, text) => {
    try {
      return open(path, text);
    } catch (error) {
      return { refused: tooComplex(error) };
    }
  };
}

/** The parser and the checker of the compiler recurse, and so does whoever follows constants. */
function tooComplex(error: unknown): string {
  if (error instanceof TooManyValues)
    return `its constants stand for more than ${MAX_VALUES} values, one made of another`;
  if (error instanceof RangeError) return "it nests too deeply to be read";
  throw error;
}

/** Objects of one file share its text and its lines; each is a document of its own. */
function document(file: string, text: string, root: YamlNode, index: number, lines: LineIndex): Document {
  return { file, index, start: 0, end: text.length, line: 1, text, root, lines, code: true };
}
