import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type ParsedTarEntryWithData, unpackTar } from "modern-tar";
import { basename, dirname, normalize } from "../core/paths.ts";
import { type RulesText, SOURCE_IGNORE, sourceRules } from "./rules.ts";
import { type DeliveredEntry, kept, sourceMode, TOP, type TreeEntry, withDirectories } from "./tree.ts";

/** What an OCIRepository delivers of a layer. */
export interface ArtifactDelivery {
  entries: readonly DeliveredEntry[];
  /** What each file holds. */
  texts: ReadonlyMap<string, Uint8Array>;
}

/** Flux has no limit here; a small layer may unpack to more than any machine has. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

const unzip = promisify(gunzip);

/**
 * What source-controller makes of a layer of an artifact: it extracts it, and goes by the rules that hold for a Git
 * checkout (publish-facts 7).
 * @param layer a gzipped tar
 * @param ignore `spec.ignore` of the source
 * @throws DeliveryError
 * @returns the reason where Flux refuses the layer, or where it is too large to be looked at
 */
export async function deliverArtifact(
  layer: Uint8Array,
  ignore?: string,
): Promise<ArtifactDelivery | { reason: string }> {
  let unpacked: ParsedTarEntryWithData[];
  try {
    unpacked = await unpackTar(await unzip(layer, { maxOutputLength: MAX_UNPACKED_BYTES }), { strict: true });
  } catch (error) {
    const isLarge = (error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE";
    return {
      reason: isLarge
        ? `it unpacks to more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MiB`
        : "it is no gzipped tar",
    };
  }
  const extracted = extract(unpacked);
  if ("reason" in extracted) return extracted;
  const { tree, texts } = extracted;
  const spec = ignore === undefined ? undefined : { from: "spec.ignore", directory: "", text: ignore };
  const entries = kept(tree, sourceRules(rulesIn(texts), spec), sourceMode);
  return { entries, texts: new Map(entries.flatMap(({ path }) => entryOf(texts, path))) };
}

/** As Flux writes a tar to a disk. Links are dropped; a hard link becomes an empty file. */
function extract(
  unpacked: readonly ParsedTarEntryWithData[],
): { tree: TreeEntry[]; texts: Map<string, Uint8Array> } | { reason: string } {
  const found = new Map<string, TreeEntry>();
  const texts = new Map<string, Uint8Array>();
  const isFile = (path: string) => found.get(path)?.kind === "file";
  for (const { header, data } of unpacked) {
    const { name, mode = 0o644 } = header;
    const type = TYPES[header.type ?? "file"];
    if (type === "dropped") continue;
    const path = isName(name) ? normalize(name.replace(/\/+$/, "")) : undefined;
    if (path === undefined) return { reason: `its entry ${name} leads out of it` };
    if (type === undefined) return { reason: `its entry ${name} is a ${header.type}` };
    if (path === "" && type === "directory") continue;
    const clash = [path, ...above(path)].find((one, i) => (i > 0 || type === "directory") && isFile(one));
    if (clash !== undefined || path === "" || (type === "file" && found.get(path)?.kind === "directory"))
      return { reason: `its entry ${name} is a file and a directory` };
    for (const one of above(path)) found.set(one, found.get(one) ?? directoryAt(one));
    // Writing a file again keeps its mode.
    if (type === "directory") found.set(path, directoryAt(path));
    else {
      found.set(path, { path, kind: "file", mode: found.get(path)?.mode ?? mode });
      texts.set(path, data ?? new Uint8Array());
    }
  }
  return { tree: withDirectories([...found.values()]), texts };
}

/** What becomes of the types of a tar; Flux refuses those that are not here. */
const TYPES: Readonly<Record<string, TreeEntry["kind"] | "dropped">> = {
  file: "file",
  link: "file",
  directory: "directory",
  symlink: "dropped",
};

function directoryAt(path: string): TreeEntry {
  return { path, kind: "directory", mode: 0o755 };
}

function above(path: string): string[] {
  const found: string[] = [];
  for (let one = dirname(path); one !== ""; one = dirname(one)) found.push(one);
  return found;
}

/** False for a name that Flux refuses. */
function isName(name: string): boolean {
  return name !== "" && !name.includes("\\") && !name.startsWith("/") && !name.includes("../");
}

function rulesIn(texts: ReadonlyMap<string, Uint8Array>): RulesText[] {
  return [...texts].flatMap(([path, bytes]) =>
    basename(path) === SOURCE_IGNORE && !isInGit(path)
      ? [{ from: path, directory: dirname(path), text: Buffer.from(bytes).toString("utf8") }]
      : [],
  );
}

/** Flux looks for no rules below a directory of this name. */
function isInGit(path: string): boolean {
  return dirname(path).split("/").includes(".git");
}

function entryOf(texts: ReadonlyMap<string, Uint8Array>, path: string): [string, Uint8Array][] {
  const bytes = path === TOP ? undefined : texts.get(path);
  return bytes === undefined ? [] : [[path, bytes]];
}
