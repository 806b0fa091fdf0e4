/** Builds directories as kustomize does, in its order (build-facts 1 and 2). */
import {
  type Accumulation,
  append,
  blur,
  countComponent,
  NeedsMoreFiles,
  newAccumulation,
  orGap,
  type Sources,
} from "./accumulation.ts";
import { along, type Trail, trailOf, withOriginAnnotation } from "./build-metadata.ts";
import { attempt, type Earlier, type ParsedFiles } from "./files.ts";
import { type Build, finish } from "./finish.ts";
import { adds, changes } from "./gap.ts";
import { absorb, type GeneratedKind, generate, generateFrom, remoteFileOf } from "./generators.ts";
import { type Kustomization, listField, mapsIn, type Reading, readKustomization } from "./kustomization.ts";
import { MAX_BUILD_DEPTH } from "./limits.ts";
import { together, withConfiguration } from "./name-rules.ts";
import { BuildFailure, type BuiltNode, fail, textIn } from "./node.ts";
import { type BuiltObject, objectsOf } from "./object.ts";
import { isRemote, resolvePath } from "./paths.ts";
import { transform } from "./transform.ts";
import { ALL, NONE, pathOfKey, type Wanted, wantedKey, withNames } from "./wanted.ts";

export type { Build } from "./finish.ts";

/** A directory that was built before, or how that failed. */
type Known = Accumulation | BuildFailure;

/** What building below a directory has to know of what is above. */
interface Way {
  /** The directories on the way, outermost first. */
  stack: readonly string[];
  wanted: Wanted;
  /** Undefined if the top asks for no origin annotations. */
  trail: Trail | undefined;
}

/** Builds directories of one tree; each is built once a mode. */
export class DirectoryBuilder {
  readonly #files: ParsedFiles;
  readonly #known = new Map<string, Known>();
  readonly #objects = new Map<string, readonly BuiltObject[]>();
  readonly #kustomizations = new Map<string, Kustomization | BuildFailure>();

  /** @param earlier what was built of another state: what reads no changed file is taken over */
  constructor(files: ParsedFiles, earlier?: Earlier<DirectoryBuilder>) {
    this.#files = files;
    if (!earlier) return;
    const { state, changed } = earlier;
    for (const [key, known] of state.#known)
      if (!(known instanceof BuildFailure) && ![...changed].some((path) => known.visited.has(path)))
        this.#known.set(key, known);
    for (const [key, known] of state.#objects)
      if (!changed.has(pathOfKey(key))) this.#objects.set(key, known);
  }

  /** As `kustomize build` of a directory. @throws BuildFailure with kustomize's reason */
  build(directory: string): Build {
    const top = this.kustomization(directory, "strict");
    return finish(this.#target(directory, { stack: [], wanted: NONE, trail: trailOf(top) }), top);
  }

  /** As `build`, of a kustomization that is not (only) a file: Flux writes into the one of a root. */
  buildKustomization(kustomization: Kustomization): Build {
    const stack = [kustomization.directory];
    const trail = trailOf(kustomization);
    const make = (wanted: Wanted) =>
      this.#accumulate(kustomization, newAccumulation(), { stack, wanted, trail });
    return finish(orWithMoreFiles(make, NONE), kustomization);
  }

  /** The kustomization of a directory, read as a base (`strict`) or as a root of Flux (`lenient`). */
  kustomization(directory: string, reading: Reading): Kustomization {
    const key = `${reading} ${directory}`;
    const known = this.#kustomizations.get(key) ?? attempt(() => this.#read(directory, reading));
    this.#kustomizations.set(key, known);
    if (known instanceof BuildFailure) throw known;
    return known;
  }

  #read(directory: string, reading: Reading): Kustomization {
    const file =
      this.#files.kustomizationFile(directory) ?? fail(`${directory || "."} has no kustomization.yaml`);
    return readKustomization(this.#files.documents(file)?.[0], directory, reading);
  }

  /** The objects of a file: all, for Flux's generator, which refuses what is none, or those that are wanted. */
  objectsIn(path: string, wanted: Wanted = ALL): readonly BuiltObject[] {
    const key = wantedKey(path, wanted);
    let known = this.#objects.get(key);
    if (known === undefined) {
      const documents = wanted.all
        ? this.#files.documents(path)
        : this.#files.matteringDocuments(path, wanted);
      known = objectsOf(documents ?? []);
      this.#objects.set(key, known);
    }
    return known;
  }

  #target(directory: string, way: Way): Accumulation {
    const { stack, wanted, trail } = way;
    if (stack.includes(directory)) fail(`${directory || "."} is part of itself`);
    if (stack.length > MAX_BUILD_DEPTH) fail(`more than ${MAX_BUILD_DEPTH} directories build on each other`);
    const keyWith = ({ key }: Wanted) => `${key} ${trail?.path} ${directory}`;
    const key = keyWith(wanted);
    let known = this.#known.get(key) ?? this.#withoutNames(this.#known.get(keyWith(NONE)), wanted);
    if (known === undefined) {
      known = attempt(() =>
        orWithMoreFiles((only) => {
          const below = { stack: [...stack, directory], wanted: only, trail };
          return this.#accumulate(this.kustomization(directory, "strict"), newAccumulation(), below);
        }, wanted),
      );
      this.#known.set(key, known);
    }
    if (known instanceof BuildFailure) throw known;
    return known;
  }

  /** What was built without names, if no file of it holds one that is wanted now. */
  #withoutNames(plain: Known | undefined, wanted: Wanted): Known | undefined {
    if (plain === undefined || plain instanceof BuildFailure || wanted.all) return undefined;
    for (const path of plain.visited) if (this.#files.holdsName(path, wanted)) return undefined;
    return plain;
  }

  #accumulate(kustomization: Kustomization, state: Accumulation, way: Way): Accumulation {
    const sources = this.#sources(way.wanted, state);
    const { directory } = kustomization;
    state.visited.add(directory);
    for (const item of [...listField(kustomization, "resources"), ...listField(kustomization, "bases")])
      orGap(state, item.origin, () => this.#addResource(state, item, directory, way));
    for (const item of listField(kustomization, "configurations")) {
      const documents = sources.documents(resolvePath(directory, textIn(item), item.origin));
      const [first] = documents ?? fail(`the configuration ${textIn(item)} does not exist`, item.origin);
      state.rules = withConfiguration(state.rules, first);
    }
    this.#addGenerated(kustomization, state, way, sources);
    for (const name of ["helmcharts", "helmchartinflationgenerator"])
      for (const item of listField(kustomization, name))
        blur(state, adds(`the chart ${textIn(item, ["name"])} is rendered by kustomize`, item.origin));
    const openapi = kustomization.fields.get("openapi");
    if (openapi) blur(state, changes("openapi changes how patches merge", openapi.origin));
    for (const item of listField(kustomization, "components"))
      orGap(state, item.origin, () => this.#addComponent(state, item, directory, way));
    // A name may be that of an object that was left out.
    if (!way.wanted.all && state.rules.nameReference.length > 0) throw new NeedsMoreFiles([]);
    const transformers = () => this.#plugins(kustomization, "transformers", state, way);
    transform(kustomization, state, sources, way.trail !== undefined, transformers);
    return state;
  }

  #addResource(state: Accumulation, item: BuiltNode, directory: string, way: Way): void {
    const written = textIn(item);
    if (written === "") fail("a resource is empty", item.origin);
    const remote = isRemote(written);
    const path = remote ? undefined : resolvePath(directory, written, item.origin);
    const trail = along(way.trail, written);
    if (path !== undefined && this.#files.files.isDirectory(path)) {
      if (this.kustomization(path, "strict").component)
        fail(`${written} is a component, and no resource`, item.origin);
      const below = this.#target(path, { ...way, trail });
      state.rules = together(state.rules, below.rules);
      for (const gap of below.gaps) if (!state.gaps.includes(gap)) state.gaps.push(gap);
      state.missed.push(...below.missed);
      for (const visited of below.visited) state.visited.add(visited);
      append(state, below.objects);
    } else if (path !== undefined && this.#files.isFile(path)) {
      state.visited.add(path);
      if (!this.#files.mayHold(path, way.wanted)) return;
      const objects = this.objectsIn(path, way.wanted);
      append(
        state,
        trail ? objects.map((one) => ({ ...one, node: withOriginAnnotation(one.node, trail) })) : objects,
      );
    } else if (MADE_BY_BOOTSTRAP.test(written)) blur(state, adds(`${written} is no file here`, item.origin));
    else if (remote) blur(state, adds(`${written} is fetched from elsewhere`, item.origin));
    else fail(`the resource ${written} does not exist`, item.origin);
  }

  #addComponent(state: Accumulation, item: BuiltNode, directory: string, way: Way): void {
    const written = textIn(item);
    if (isRemote(written)) {
      blur(state, changes(`the component ${written} is fetched from elsewhere`, item.origin));
      return;
    }
    const path = resolvePath(directory, written, item.origin);
    if (!this.#files.files.isDirectory(path)) fail(`the component ${written} does not exist`, item.origin);
    if (way.stack.includes(path)) fail(`${path} is part of itself`, item.origin);
    if (way.stack.length > MAX_BUILD_DEPTH)
      fail(`more than ${MAX_BUILD_DEPTH} directories build on each other`);
    countComponent(state);
    const component = this.kustomization(path, "strict");
    if (!component.component) fail(`${written} is no component`, item.origin);
    const below = { ...way, stack: [...way.stack, path], trail: along(way.trail, written) };
    this.#accumulate(component, state, below);
  }

  #addGenerated(kustomization: Kustomization, state: Accumulation, way: Way, sources: Sources): void {
    const { directory, fields } = kustomization;
    const common = fields.get("generatoroptions");
    const kinds: [string, GeneratedKind][] = [
      ["configmapgenerator", "ConfigMap"],
      ["secretgenerator", "Secret"],
    ];
    for (const [name, kind] of kinds)
      for (const item of mapsIn(kustomization, name))
        orGap(state, item.origin, () => {
          const remote = remoteFileOf(item);
          if (remote)
            blur(state, adds(`the generator file ${remote.url} is fetched from elsewhere`, remote.origin));
          else absorb(state, generate(item, kind, common, directory, sources), sources);
        });
    for (const { node } of this.#plugins(kustomization, "generators", state, way)) {
      const made = generateFrom(node, directory, sources);
      if (made) absorb(state, made, sources);
      else {
        const kind = textIn(node, ["kind"]);
        blur(state, adds(`the generator ${kind} is a function that only kustomize runs`, node.origin));
      }
    }
  }

  /** Objects of `generators` or `transformers`: paths of files and directories, or texts. */
  #plugins(
    kustomization: Kustomization,
    name: "generators" | "transformers",
    state: Accumulation,
    way: Way,
  ): readonly BuiltObject[] {
    const loaded = newAccumulation();
    const unfiltered = { stack: way.stack, wanted: ALL, trail: undefined };
    // All texts come before what is in files.
    const paths = listField(kustomization, name).filter((item) => {
      const inline = item.type === "scalar" && this.#inlineObjects(item);
      if (inline) append(loaded, inline);
      return !inline;
    });
    for (const item of paths)
      orGap(state, item.origin, () => this.#addResource(loaded, item, kustomization.directory, unfiltered));
    for (const gap of loaded.gaps) blur(state, name === "transformers" ? changes(gap.reason, gap.at) : gap);
    return loaded.objects;
  }

  #inlineObjects(item: BuiltNode & { type: "scalar" }): BuiltObject[] | undefined {
    if (!item.text.includes("\n") && !item.text.includes("{")) return undefined;
    const objects = attempt(() => objectsOf(this.#files.documentsIn(item)));
    return objects instanceof BuildFailure ? undefined : objects;
  }

  #sources(wanted: Wanted, { visited }: Accumulation): Sources {
    const files = this.#files;
    const visit = (path: string) => {
      visited.add(path);
      return path;
    };
    return {
      filtered: !wanted.all,
      documents: (path) => files.documents(visit(path)),
      documentsIn: (one) => files.documentsIn(one),
      text: (path) => files.text(visit(path)),
      isDirectory: (path) => files.files.isDirectory(path),
    };
  }
}

/** Builds without what cannot matter, then with what has the names that were missed, then with all. */
function orWithMoreFiles<Result>(make: (wanted: Wanted) => Result, wanted: Wanted): Result {
  for (let more = wanted; ; ) {
    try {
      return make(more);
    } catch (error) {
      if (!(error instanceof NeedsMoreFiles) || more.all) throw error;
      more = withNames(more, error.missed);
    }
  }
}

/** Files of `flux bootstrap` that some fleets keep out of the repository. */
const MADE_BY_BOOTSTRAP = /(?:^|\/)gotk-(?:sync|components)\.yaml$/;
