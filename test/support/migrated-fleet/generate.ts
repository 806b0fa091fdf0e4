/** Whole fleets with everything mixed that a migration has to get right, the same for the same seed. */
import { type GeneratedObject, optional } from "../generated-fleet/objects.ts";
import { Random } from "../generated-fleet/random.ts";
import { addRoot, delivery, patchLines } from "./deliveries.ts";
import { writeLayer } from "./features.ts";
import { configMap, gitRepository, objectOf, reader, referenceFor } from "./manifests.ts";
import {
  type FleetDraft,
  type Layer,
  type MigratedFleet,
  NAMESPACES,
  OTHER_NAMES,
  type RootKind,
  relative,
} from "./model.ts";

/** A part of the fleet that clusters share: a base, and who has an overlay of it. */
interface Module {
  directory: string;
  objects: GeneratedObject[];
  overlays: Map<number, string>;
}

/** Names that are left for sources, so that no cluster gets one twice. */
type Pool = { name: string; namespace: string }[];

/** The fleet of a seed. */
export function generateMigratedFleet(seed: number): MigratedFleet {
  const random = new Random(seed + 77_000);
  const draft: FleetDraft = { random, files: {}, features: new Set(), starts: [], components: [] };
  const pool: Pool = random.shuffled(
    OTHER_NAMES.flatMap((name) => NAMESPACES.map((namespace) => ({ name, namespace }))),
  );
  draft.files["shared/config.yaml"] = configMap("shared", "apps").text.replace(/ {2}KIND.*\n/, "");
  const clusters = random.weighted([
    [3, 1],
    [5, 2],
    [2, 3],
  ]);
  if (random.chance(0.45)) addComponent(draft, pool);
  const modules = Array.from({ length: random.int(1, 2) }, (_, index) =>
    addModule(draft, index, clusters, pool),
  );
  for (let index = 0; index < clusters; index++) addCluster(draft, index, modules, pool.slice());
  if (random.chance(0.4)) addLost(draft, modules);
  const { files, starts, features } = draft;
  return { seed, files, starts, features };
}

function sourceFrom({ random }: FleetDraft, pool: Pool): GeneratedObject[] {
  const taken = pool.pop();
  if (!taken) return [];
  const namespace = random.chance(0.06) ? undefined : taken.namespace;
  return [gitRepository(random, taken.name, namespace, random.chance(0.12))];
}

/** The source of the root, as readers may name it. */
const ROOT_SOURCE: GeneratedObject = {
  kind: "GitRepository",
  apiVersion: "source.toolkit.fluxcd.io/v1",
  name: "flux-system",
  namespace: "flux-system",
  text: "",
};

function addReaders(draft: FleetDraft, count: number, known: readonly GeneratedObject[], from: string) {
  const { random } = draft;
  return Array.from({ length: count }, (_, index) => {
    const namespace = random.weighted<string | undefined>([
      [6, "flux-system"],
      [3, "apps"],
      [1, undefined],
    ]);
    const source = referenceFor(random, [...known, ...known, ROOT_SOURCE], namespace);
    if (source.namespace === "") draft.features.add('namespace: ""');
    return reader(random, `reader-${from}${index}`, namespace, source);
  });
}

/** Writes objects into one file or several, and gives their names. */
function writeObjects(draft: FleetDraft, directory: string, objects: readonly GeneratedObject[]): string[] {
  const { random, files } = draft;
  if (objects.length === 0) return [];
  if (random.chance(0.3)) {
    files[`${directory}/all.yaml`] = objects.map(({ text }) => text).join("---\n");
    return ["all.yaml"];
  }
  return objects.map(({ kind, name, text }, index) => {
    const path = `${kind.toLowerCase()}-${name.replace(/\W/g, "")}-${index}.yaml`;
    files[`${directory}/${path}`] = text;
    return path;
  });
}

function addComponent(draft: FleetDraft, pool: Pool): void {
  const directory = "components/extra";
  const objects = draft.random.chance(0.4) ? sourceFrom(draft, pool) : [];
  const names = OTHER_NAMES.flatMap((name) =>
    NAMESPACES.map((namespace) => gitRepository(draft.random, name, namespace)),
  );
  const layer: Layer = { directory, objects: objects.length > 0 ? objects : draft.random.several(names, 1) };
  writeLayer(draft, layer, writeObjects(draft, directory, objects), 0.4, true);
  // One that is empty fails.
  draft.files[`${directory}/kustomization.yaml`] += "commonAnnotations: {extra: 'yes'}\n";
  draft.components.push(directory);
}

function addModule(draft: FleetDraft, index: number, clusters: number, pool: Pool): Module {
  const { random } = draft;
  const directory = `modules/m${index}`;
  const base = `${directory}/base`;
  const sources = Array.from({ length: random.int(1, 2) }, () => sourceFrom(draft, pool)).flat();
  const own = random.chance(0.2) ? [gitRepository(random, "fleet", "flux-system")] : [];
  const readers = addReaders(draft, random.int(1, 4), [...sources, ...own], `${index}`);
  const values = optional(random, 0.3, "x").map(() => configMap(`values${index}`, "flux-system"));
  const children = random.chance(0.2) ? [addTenant(draft, index)] : [];
  const objects = [...sources, ...(index === 0 ? own : []), ...readers, ...values, ...children];
  const isFlat = random.chance(0.15);
  const files = writeObjects(draft, base, objects);
  if (!isFlat) writeLayer(draft, { directory: base, objects }, files, 0.5);
  const overlays = new Map<number, string>();
  for (let cluster = 0; cluster < clusters; cluster++) {
    if (isFlat || random.chance(0.35)) continue;
    const overlay = `${directory}/c${cluster}`;
    const more = random.chance(0.3) ? addReaders(draft, 1, sources, `${index}-c${cluster}-`) : [];
    const layer = { directory: overlay, objects: [...objects, ...more] };
    writeLayer(draft, layer, ["../base", ...writeObjects(draft, overlay, more)], 1);
    overlays.set(cluster, overlay);
  }
  return { directory: base, objects, overlays };
}

/** A folder without kustomization.yaml, and the Kustomization that applies it. */
function addTenant(draft: FleetDraft, index: number): GeneratedObject {
  const directory = `modules/tenant${index}`;
  draft.features.add("nested delivery");
  writeObjects(draft, directory, addReaders(draft, draft.random.int(1, 2), [], `t${index}-`));
  return delivery(draft, `m-tenant${index}`, `./${directory}`, {
    name: "flux-system",
    namespace: draft.random.pick([undefined, "flux-system"]),
  });
}

function addCluster(draft: FleetDraft, index: number, modules: readonly Module[], pool: Pool): void {
  const { random } = draft;
  const directory = `clusters/c${index}`;
  const kind = random.weighted<RootKind>([
    [5, "gotk"],
    [3, "self"],
    // Some root has to tell which repository this is.
    [index === 0 ? 0 : 2, "self-undeclared"],
    [2, "instance"],
  ]);
  const entries = addRoot(draft, kind, directory);
  const sources = Array.from({ length: random.int(0, 2) }, () => sourceFrom(draft, pool)).flat();
  const hasFleet =
    random.chance(0.25) && !modules.some((one) => one.objects.some(({ name }) => name === "fleet"));
  if (hasFleet) sources.push(gitRepository(random, "fleet", "flux-system"));
  const settings = random.chance(0.5) ? [configMap("settings", "flux-system")] : [];
  const all = [...sources, ...modules.flatMap(({ objects }) => objects)];
  const readers = addReaders(draft, random.int(0, 2), all, `c${index}-`);
  const isListing = random.chance(0.6);
  const deliveries = modules.flatMap((module, position) => {
    const path = module.overlays.get(index) ?? module.directory;
    if (isListing && module.overlays.has(index) && random.chance(0.2)) {
      entries.push(relative(directory, path));
      return [];
    }
    const source = { name: hasFleet && random.chance(0.6) ? "fleet" : "flux-system", namespace: undefined };
    return random.chance(0.95) ? [delivery(draft, `m${position}`, `./${path}`, source)] : [];
  });
  const existing = random.chance(0.08) ? [existingOci(random)] : [];
  const objects = [...sources, ...settings, ...readers, ...deliveries, ...existing];
  const files = writeObjects(draft, directory, objects);
  if (!isListing) return;
  const layer = { directory, objects: objects.filter((one) => !deliveries.includes(one)) };
  writeLayer(draft, layer, [...entries, ...files], 0.5);
  if (kind !== "instance" && random.chance(0.15)) patchRoot(draft, directory);
}

/** Lets the overlay of a cluster patch its root: what the patch writes acts on everything that the root applies. */
function patchRoot(draft: FleetDraft, directory: string): void {
  const path = `${directory}/kustomization.yaml`;
  const text = draft.files[path]!;
  if (text.includes("patches:")) return;
  draft.features.add("patched root");
  const patch = [
    "patches:",
    "  - path: root-patch.yaml",
    "    target:",
    "      kind: Kustomization",
    "      name: flux-system",
    "",
  ].join("\n");
  draft.files[`${directory}/root-patch.yaml`] = objectOf(
    "kustomize.toolkit.fluxcd.io/v1",
    "Kustomization",
    "flux-system",
    "flux-system",
    ["spec:", "  patches:", ...patchLines(draft.random)],
  ).text;
  draft.files[path] = text + patch;
}

function existingOci(random: Random): GeneratedObject {
  const name = random.pick(OTHER_NAMES);
  const url = random.chance(0.5) ? `oci://ghcr.io/acme/${name}` : "oci://ghcr.io/acme/rival";
  return objectOf("source.toolkit.fluxcd.io/v1", "OCIRepository", name, random.pick(NAMESPACES), [
    "spec:",
    "  interval: 5m",
    `  url: ${url}`,
    "  ref:",
    "    tag: v1",
  ]);
}

/** Directories that no cluster applies: somebody may do it by hand. */
function addLost(draft: FleetDraft, modules: readonly Module[]): void {
  const { random } = draft;
  draft.features.add("nobody applies it");
  const directory = "lost/part";
  const sources = optional(random, 0.6, "x").map(() =>
    gitRepository(random, random.pick(OTHER_NAMES), "apps"),
  );
  const readers = addReaders(draft, random.int(1, 2), [...sources, ...modules[0]!.objects], "lost-");
  const objects = [...sources, ...readers];
  const files = writeObjects(draft, directory, objects);
  writeLayer(draft, { directory, objects }, files, 0.5);
  draft.starts.push({ cluster: undefined, directory });
}
