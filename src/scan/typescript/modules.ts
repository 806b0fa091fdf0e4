import { dirname, join, normalize } from "../../core/paths.ts";
import { Module } from "./module.ts";

/** Reads a file of the tree as text; undefined where it is not there, too large, outside, or no text. */
export type ReadModule = (path: string) => string | undefined;

/** Endings that an import may leave out, and what stands for the ones that it writes. */
const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".d.ts", ".js", ".jsx", ".mjs", ".cjs"];
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".d.ts"],
  ".jsx": [".tsx", ".jsx"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
};

/** How many modules are kept: a tree of thousands of files is read one after the other, and few are shared. */
const KEPT = 200;

/** The modules of a tree, read when something needs them. Packages are not followed: only files of the tree count. */
export class Modules {
  readonly #read: ReadModule;
  readonly #known = new Map<string, Module | undefined>();

  constructor(read: ReadModule) {
    this.#read = read;
  }

  /** @returns undefined where there is no such file, or it cannot be parsed */
  open(path: string): Module | undefined {
    if (!this.#known.has(path)) {
      if (this.#known.size >= KEPT) this.#known.clear();
      this.#known.set(path, parse(path, this.#read(path)));
    }
    return this.#known.get(path);
  }

  /** The module that a relative import of `from` names; undefined for packages and what is not in the tree. */
  resolve(from: string, specifier: string): Module | undefined {
    if (!/^\.\.?(?:\/|$)/.test(specifier)) return undefined;
    const path = normalize(specifier, dirname(from));
    if (path === undefined) return undefined;
    for (const candidate of candidates(path)) {
      const found = this.open(candidate);
      if (found) return found;
    }
    return undefined;
  }
}

function parse(path: string, text: string | undefined): Module | undefined {
  if (text === undefined) return undefined;
  try {
    const module = new Module(path, text);
    return module.problem ? undefined : module;
  } catch (error) {
    // It nests deeper than the stack of the parser.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function candidates(path: string): string[] {
  const written = Object.entries(WRITTEN).find(([ending]) => path.endsWith(ending));
  const swapped = written ? written[1].map((ending) => path.slice(0, -written[0].length) + ending) : [];
  const own = ENDINGS.some((ending) => path.endsWith(ending)) ? [path] : [];
  return [
    ...swapped,
    ...own,
    ...ENDINGS.map((ending) => path + ending),
    ...ENDINGS.map((ending) => join(path, `index${ending}`)),
  ];
}
