/** Small trees with every feature of kustomize and Flux mixed, the same for the same seed. About half of them build. */
import type { Data } from "../../src/build/node.ts";
import { addFlatDirectory, fluxOnTop } from "./generated-fleet/flux.ts";
import { addObjects, type Draft, writeKustomization } from "./generated-fleet/kustomization.ts";
import { Random } from "./generated-fleet/random.ts";

/** A tree, and what of it to build. */
export interface GeneratedFleet {
  seed: number;
  /** Path to text. */
  files: Record<string, string>;
  directory: string;
  /** The Flux Kustomization that delivers the directory; left out if kustomize alone builds it. */
  kustomization?: Data;
  /** What the `substituteFrom` of the Kustomization reads. */
  variables?: Record<string, string>;
}

/** The fleet of a seed. Every other one has a Flux Kustomization on top. */
export function generateFleet(seed: number): GeneratedFleet {
  const random = new Random(seed);
  const draft: Draft = { random, files: {}, objects: [] };
  const components: string[] = [];
  const bases = addBases(draft);
  const top = addOverlays(draft, bases, components);
  const { files } = draft;
  if (seed % 2 === 0) return { seed, files, directory: top };
  const directory = random.chance(0.35) ? addFlatDirectory(draft, bases) : top;
  return { seed, files, directory, ...fluxOnTop(draft, directory, components) };
}

function addBases(draft: Draft): string[] {
  const count = draft.random.int(1, 2);
  return Array.from({ length: count }, (_, index) => {
    const directory = `base${index}`;
    let resources: string[] = [];
    while (resources.length === 0) resources = addObjects(draft, directory, draft.random.int(1, 3));
    writeKustomization(draft, directory, resources, { level: 0 });
    return directory;
  });
}

/** One or two levels of overlays over all bases; two beside each other make a diamond of their top. */
function addOverlays(draft: Draft, bases: readonly string[], components: string[]): string {
  const { random } = draft;
  let below = bases;
  const levels = random.int(1, 2);
  for (let level = 1; level <= levels; level++) {
    const isDiamond = level < levels && random.chance(0.1);
    const suffixes = isDiamond ? ["-a", "-b"] : [undefined];
    const overlays: string[] = [];
    for (const suffix of suffixes) {
      const overlay = `overlay${level}${suffix ?? ""}`;
      overlays.push(overlay);
      const own = random.chance(0.4) ? addObjects(draft, overlay, 1) : [];
      const resources = [...below.map((path) => `../${path}`), ...own];
      const used = random.chance(0.35) ? [`../${addComponent(draft, components)}`] : [];
      writeKustomization(draft, overlay, resources, {
        level,
        components: used,
        // Else the two would bring the same objects.
        ...(suffix === undefined ? {} : { suffix }),
      });
    }
    below = overlays;
  }
  if (below.length === 1) return below[0]!;
  writeKustomization(
    draft,
    "top",
    below.map((path) => `../${path}`),
    { level: 3 },
  );
  return "top";
}

function addComponent(draft: Draft, components: string[]): string {
  const { random } = draft;
  if (components.length > 0 && random.chance(0.3)) return random.pick(components);
  const directory = `component${components.length}`;
  components.push(directory);
  const resources = random.chance(0.3) ? addObjects(draft, directory, 1) : [];
  writeKustomization(draft, directory, resources, { level: 2, component: true });
  return directory;
}
