import { ts } from "ts-morph";
import { dirname, join, normalize } from "../../core/paths.ts";
import type { ReadModule } from "./modules.ts";

/** What a tsconfig.json says about names that are no paths: patterns with at most one `*`, and where they lead. */
interface Aliases {
  base: string | undefined;
  paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/** A tsconfig.json may extend another one, and so on. */
const MAX_EXTENDS = 5;

/** The configurations of a tree, as far as they say which file of the tree an import names. */
export class AliasResolver {
  readonly #read: ReadModule;
  readonly #configs = new Map<string, Aliases | undefined>();
  /** Each name that a program uses asks for the import behind it, so every answer and every file is kept. */
  readonly #candidates = new Map<string, string[]>();
  readonly #files = new Map<string, unknown>();

  constructor(read: ReadModule) {
    this.#read = read;
  }

  /** Paths that an import of a file in `directory` may mean, without endings; none for a package from elsewhere. */
  candidates(directory: string, specifier: string): string[] {
    const key = `${directory}\0${specifier}`;
    const known = this.#candidates.get(key);
    if (known) return known;
    const found: string[] = [];
    for (let here = directory; ; here = dirname(here)) {
      const aliases = this.#aliases(here);
      found.push(...(aliases ? match(aliases, specifier) : []), ...this.#workspace(here, specifier));
      if (here === "") break;
    }
    this.#candidates.set(key, found);
    return found;
  }

  #aliases(directory: string): Aliases | undefined {
    if (!this.#configs.has(directory)) {
      const file = ["tsconfig.json", "jsconfig.json"]
        .map((name) => join(directory, name))
        .find((path) => this.#read(path) !== undefined);
      this.#configs.set(directory, file === undefined ? undefined : this.#config(file, 0));
    }
    return this.#configs.get(directory);
  }

  #config(file: string, depth: number): Aliases | undefined {
    const { compilerOptions: options, extends: parents } = record(this.#json(file));
    const { baseUrl, paths } = record(options);
    const inDirectory = (path: string) => normalize(path, dirname(file));
    const base = typeof baseUrl === "string" ? inDirectory(baseUrl) : undefined;
    const inherited = [parents]
      .flat()
      .flatMap((one) => (typeof one === "string" && one.startsWith(".") ? (inDirectory(one) ?? []) : []))
      .map((path) => (path.endsWith(".json") ? path : `${path}.json`))
      .flatMap((path) => (depth < MAX_EXTENDS ? (this.#config(path, depth + 1) ?? []) : []));
    const own = Object.entries(record(paths)).map(
      ([pattern, targets]) =>
        [
          pattern,
          [targets]
            .flat()
            .flatMap((one) => (typeof one === "string" ? (normalize(one, base ?? dirname(file)) ?? []) : [])),
        ] as const,
    );
    return {
      base: base ?? inherited.find((one) => one.base !== undefined)?.base,
      paths: own.length > 0 ? own : inherited.flatMap((one) => one.paths),
    };
  }

  /** Places in a package of this repository, where a package.json above lists it as a member. */
  #workspace(directory: string, specifier: string): string[] {
    const { workspaces } = record(this.#json(join(directory, "package.json")));
    const patterns = [Array.isArray(workspaces) ? workspaces : record(workspaces).packages].flat();
    const [, name = "", rest = ""] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
    const last = name.slice(name.lastIndexOf("/") + 1);
    return patterns.flatMap((pattern) => {
      if (typeof pattern !== "string") return [];
      const folder = normalize(pattern.replace("*", last), directory);
      if (folder === undefined) return [];
      const own = record(this.#json(join(folder, "package.json")));
      if (own.name !== name) return [];
      const entries =
        rest === "" ? [own.source, own.types, own.main, "src/index", "index"] : [rest, `src/${rest}`];
      return entries.flatMap((one) => (typeof one === "string" ? (normalize(one, folder) ?? []) : []));
    });
  }

  #json(file: string): unknown {
    if (!this.#files.has(file)) {
      const text = this.#read(file);
      // Comments and trailing commas are allowed in both, as far as tools go.
      this.#files.set(file, text === undefined ? undefined : ts.parseConfigFileTextToJson(file, text).config);
    }
    return this.#files.get(file);
  }
}

function match({ base, paths }: Aliases, specifier: string): string[] {
  for (const [pattern, targets] of paths) {
    const [before = "", after] = pattern.split("*");
    if (
      after === undefined
        ? specifier !== pattern
        : !(specifier.startsWith(before) && specifier.endsWith(after))
    )
      continue;
    const middle = specifier.slice(before.length, specifier.length - (after ?? "").length);
    return targets.map((one) => one.replace("*", middle));
  }
  return base === undefined ? [] : [join(base, specifier)];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
