import { isWithin, join, normalize } from "./paths.ts";

/** A text that something fills in later: a postBuild variable, an input of a ResourceSet, a Helm template. */
const FILLED_LATER = /\$\{|<<|\{\{/;

/** A path cut where its first unknown segment begins, and how it was written. */
interface WrittenPath {
  /** `./`, `/` or nothing. */
  prefix: string;
  /** What is known, normalised; undefined where it leaves the repository. */
  head: string | undefined;
  /** From the first segment that is filled in later, as written. */
  tail: string;
  slash: boolean;
}

/**
 * A path of a repository as a path of the artifact whose root is the directory `root` of that repository. The way it
 * is written stays: `./`, `/` or nothing in front, a slash behind, variables behind what is known.
 * @param root normalised; "" for the root of the repository
 * @returns undefined where the path is not known to stay inside of `root`
 */
export function reRoot(path: string, root: string): string | undefined {
  if (root === "") return path;
  const { prefix, head, tail, slash } = readPath(path);
  if (head === undefined || !isWithin(head, root) || tail.includes("..")) return undefined;
  const known = head.slice(root.length + 1);
  const below = tail === "" ? known : join(known, tail);
  if (below === "") return prefix === "/" ? "/" : "./";
  return `${prefix}${below}${slash ? "/" : ""}`;
}

/**
 * True where following `path` from `directory` step by step ever stands outside of `root`, even if it comes back:
 * in the artifact there is nothing above its root.
 */
export function leavesRoot(path: string, directory: string, root: string): boolean {
  if (!isWithin(directory, root)) return true;
  let depth = directory === root ? 0 : directory.slice(root === "" ? 0 : root.length + 1).split("/").length;
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    depth += step === ".." ? -1 : 1;
    if (depth < 0) return true;
  }
  return false;
}

function readPath(path: string): WrittenPath {
  const prefix = path.startsWith("./") ? "./" : path.startsWith("/") ? "/" : "";
  const steps = path.slice(prefix.length).split("/");
  const slash = steps.length > 1 && steps.at(-1) === "";
  if (slash) steps.pop();
  const unknown = steps.findIndex((step) => FILLED_LATER.test(step));
  const known = unknown === -1 ? steps : steps.slice(0, unknown);
  const tail = unknown === -1 ? [] : steps.slice(unknown);
  const head = normalize(known.filter((step) => step !== "").join("/"));
  return { prefix, head, tail: tail.join("/"), slash };
}
