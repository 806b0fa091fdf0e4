import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { compare } from "../core/text.ts";
import { type TextFamily, textFamily } from "../flux/text-families.ts";
import { errnoText } from "../io/errno.ts";
import { type Entry, nodeReader, type Reader, readSmallText } from "../io/read.ts";
import { isLeftover } from "../io/temporary-name.ts";
import { candidateKind } from "./candidates.ts";
import { type IgnoreRules, rulesAbove } from "./ignore-rules.ts";

/** A path that was not read, and why. */
export interface Skipped {
  path: string;
  reason: string;
}

/** The files to read. All paths are relative to `root`, use `/`, and are sorted by UTF-16 code unit. */
export interface Discovery {
  /** Absolute. Differs from the argument where that was a file: then it is the directory of the file. */
  root: string;
  files: string[];
  /** TypeScript and JavaScript, likewise sorted; links among them are not listed. */
  programs: string[];
  /** Files that are no manifests and may hold commands: scripts, documentation. Links among them are not listed. */
  texts: ReadonlyMap<string, TextFamily>;
  skipped: Skipped[];
  /** Temporary files of a run that was killed. */
  leftovers: string[];
}

/** Never entered: what Git and package managers keep there belongs to no fleet. */
const CLOSED_DIRECTORIES: ReadonlySet<string> = new Set([".git", "node_modules"]);

/** Links to other files are not told of. */
const NO_LINK: ReadonlySet<ReturnType<typeof candidateKind>> = new Set([undefined, "program"]);

/** Node reads names as UTF-8 and puts this where it cannot; such a name leads to no file. */
const REPLACEMENT = "\uFFFD";

/**
 * Finds the candidate files below a directory, or takes the one file that is named.
 * Symbolic links are not followed: a target inside the root is found on its own, one outside belongs to others.
 * @throws the system error where the root itself cannot be read.
 */
export async function discover(root: string, reader: Reader = nodeReader): Promise<Discovery> {
  const top = resolve(root);
  const facts = reader.stat(top);
  if (!facts.isDirectory) return discoverFile(reader.real(top), facts.isFile);
  return new Walk(top, reader).run();
}

/** As `discover`, with a file of the tree that a person names: it is read whatever its ending is. */
export async function discoverWith(
  root: string,
  file: string | undefined,
  reader: Reader,
): Promise<Discovery> {
  const found = await discover(root, reader);
  const list = file !== undefined && candidateKind(file) === "program" ? found.programs : found.files;
  if (file === undefined || list.includes(file)) return found;
  list.push(file);
  list.sort();
  return found;
}

/** A file that a person names is read whatever its ending is, and whether Git ignores it or not. */
function discoverFile(path: string, isFile: boolean): Discovery {
  const found: Discovery = {
    root: dirname(path),
    files: [],
    programs: [],
    texts: new Map(),
    skipped: [],
    leftovers: [],
  };
  if (isFile) (candidateKind(path) === "program" ? found.programs : found.files).push(basename(path));
  else found.skipped.push({ path: basename(path), reason: "not a regular file" });
  return found;
}

class Walk {
  readonly #root: string;
  readonly #reader: Reader;
  readonly #files: string[] = [];
  readonly #programs: string[] = [];
  readonly #texts = new Map<string, TextFamily>();
  readonly #skipped: Skipped[] = [];
  readonly #leftovers: string[] = [];
  /** Manifest links and where they lead, inside the root: judged when all files are known. */
  readonly #links: { path: string; target: string }[] = [];
  #realRoot: string | undefined;

  constructor(root: string, reader: Reader) {
    this.#root = root;
    this.#reader = reader;
  }

  run(): Discovery {
    // The root's own listing is not caught: a root that cannot be read is an error, not a skipped path.
    const entries = this.#reader.list(this.#root);
    this.#directory("", entries, rulesAbove(this.#root, this.#reader));
    this.#files.sort();
    this.#programs.sort();
    const found = new Set(this.#links.length === 0 ? [] : this.#files);
    for (const { path, target } of this.#links)
      if (!found.has(target)) this.#skip(path, `a symbolic link to ${target}, which is not scanned`);
    this.#skipped.sort((a, b) => compare(a.path, b.path));
    const texts = new Map([...this.#texts].sort(([a], [b]) => compare(a, b)));
    return {
      root: this.#root,
      files: this.#files,
      programs: this.#programs,
      texts,
      skipped: this.#skipped,
      leftovers: this.#leftovers.sort(),
    };
  }

  /** `directory` is `""` for the root, else it ends in `/`. */
  #directory(directory: string, entries: readonly Entry[], inherited: IgnoreRules): void {
    let rules = inherited;
    if (entries.some((entry) => entry.name === ".gitignore" && entry.isFile()))
      rules = inherited.enter(
        directory,
        readSmallText(`${this.#root}/${directory}.gitignore`, this.#reader) ?? "",
      );
    for (const entry of entries) {
      const path = directory + entry.name;
      // By the whole path: what is no program in a folder of tests is nothing else either.
      const kind = entry.isDirectory() ? undefined : candidateKind(path);
      if (entry.isDirectory()) {
        if (CLOSED_DIRECTORIES.has(entry.name) || rules.ignores(`${path}/`)) continue;
        const inner = this.#list(path);
        if (inner !== undefined) this.#directory(`${path}/`, inner, rules);
      } else if (entry.isSymbolicLink()) {
        if (!CLOSED_DIRECTORIES.has(entry.name) && !rules.ignores(path)) this.#link(path);
      } else if (kind === "program") {
        if (entry.isFile() && !rules.ignores(path)) this.#programs.push(path);
      } else if (kind === undefined) {
        const family = entry.isFile() ? textFamily(path) : undefined;
        if (isLeftover(entry.name) && entry.isFile()) this.#leftovers.push(path);
        if (family !== undefined && !rules.ignores(path)) this.#texts.set(path, family);
      } else if (!rules.ignores(path)) {
        if (!entry.isFile()) this.#skip(path, "not a regular file");
        else if (this.#isUnnameable(entry.name, path)) this.#skip(path, "its name is not valid UTF-8");
        else this.#files.push(path);
      }
    }
  }

  #list(path: string): readonly Entry[] | undefined {
    try {
      return this.#reader.list(`${this.#root}/${path}`);
    } catch (error) {
      const unnameable = this.#isUnnameable(path, path);
      this.#skip(path, unnameable ? "its name is not valid UTF-8" : errnoText(error));
      return undefined;
    }
  }

  #link(path: string): void {
    const isManifest = !NO_LINK.has(candidateKind(path));
    try {
      const target = this.#reader.real(`${this.#root}/${path}`);
      this.#realRoot ??= this.#reader.real(this.#root);
      const inside = relative(this.#realRoot, target);
      const leaves = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
      const isDirectory = this.#reader.stat(target).isDirectory;
      if (leaves && (isManifest || isDirectory))
        this.#skip(path, "a symbolic link that leads out of the scanned directory");
      else if (!leaves && isManifest && !isDirectory)
        this.#links.push({ path, target: inside.split(sep).join("/") });
    } catch (error) {
      if (isManifest) this.#skip(path, `a symbolic link that leads nowhere: ${errnoText(error)}`);
    }
  }

  #isUnnameable(name: string, path: string): boolean {
    return name.includes(REPLACEMENT) && !this.#reader.exists(join(this.#root, path));
  }

  #skip(path: string, reason: string): void {
    this.#skipped.push({ path, reason });
  }
}
