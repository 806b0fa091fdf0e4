import { dirname, join, normalize } from "../../core/paths.ts";
import { AliasResolver } from "./aliases.ts";
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
  readonly #known = new Map<string, Module>();
  /** Paths without a module: an import is tried with a dozen endings, and a miss must not push a module out. */
  readonly #missing = new Set<string>();
  readonly #aliases: AliasResolver;

  constructor(read: ReadModule) {
    this.#read = read;
    this.#aliases = new AliasResolver(read);
  }

  /** @returns undefined where there is no such file, or it cannot be parsed */
  open(path: string): Module | undefined {
    const known = this.#known.get(path);
    if (known || this.#missing.has(path)) return known;
    const module = parse(path, this.#read(path));
    if (!module) this.#missing.add(path);
    else {
      if (this.#known.size >= KEPT) this.#known.clear();
      this.#known.set(path, module);
    }
    return module;
  }

  /**
   * The module of the tree that an import of `from` names: by its path, by `paths` of a tsconfig.json, or as a package
   * of the same workspace; undefined for packages from elsewhere and what is not in the tree.
   */
  resolve(from: string, specifier: string): Module | undefined {
    const isPath = /^\.\.?(?:\/|$)/.test(specifier);
    const relative = isPath ? normalize(specifier, dirname(from)) : undefined;
    const paths = isPath ? [relative] : this.#aliases.candidates(dirname(from), specifier);
    for (const path of paths)
      for (const candidate of path === undefined ? [] : candidates(path)) {
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
