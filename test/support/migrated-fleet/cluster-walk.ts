/** What each cluster of a fleet gets, built by the oracle alone: a walk from its start over plain data. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Data } from "../../../src/build/node.ts";
import type { BuildOracle, OracleAnswer } from "../build-oracle.ts";
import { FLEET_URL, type MigratedFleet, type Start } from "./model.ts";
import {
  asKept,
  at,
  idOf,
  idText,
  listAt,
  mayBeSame,
  type SourceName,
  sourceText,
  textAt,
} from "./plain-objects.ts";

/** Passes until variables and versions that a cluster delivers itself are settled. */
const PASSES = 4;

/** What one Kustomization, or the start, applies. */
export interface WalkedDelivery {
  /** Undefined for what somebody applies by hand. */
  by: string | undefined;
  objects: readonly Data[];
  error: string | undefined;
  /** True if nothing of the cluster declares its source, so that it may be any repository. */
  doubtful?: boolean;
}

/** Everything that a cluster gets. */
export interface WalkedCluster {
  start: Start;
  deliveries: ReadonlyMap<string, WalkedDelivery>;
  /** Every object of every delivery. */
  objects: readonly Data[];
}

/** Files of a fleet on disk, with what the oracle has built of them. */
export class BuiltTree {
  readonly files: Readonly<Record<string, string>>;
  readonly #oracle: BuildOracle;
  readonly #root: string;
  readonly #folders = new Set<string>();
  readonly #known = new Map<string, Promise<OracleAnswer>>();

  constructor(oracle: BuildOracle, root: string, files: Readonly<Record<string, string>>) {
    this.#oracle = oracle;
    this.#root = root;
    this.files = files;
    for (const [path, text] of Object.entries(files)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder))
        this.#folders.add(folder);
    }
  }

  /** Every directory with a kustomization.yaml. */
  directories(): string[] {
    const paths = Object.keys(this.files).filter((path) => path.endsWith("/kustomization.yaml"));
    return paths.map((path) => posix.dirname(path)).sort();
  }

  isDirectory(path: string): boolean {
    return this.#folders.has(path);
  }

  directory(dir: string): Promise<OracleAnswer> {
    return this.#build(`dir ${dir}`, { dir });
  }

  kustomization(object: Data, variables: Record<string, string>): Promise<OracleAnswer> {
    const kustomization = asKept(object);
    return this.#build(JSON.stringify([kustomization, variables]), { kustomization, variables });
  }

  #build(key: string, request: object): Promise<OracleAnswer> {
    const known = this.#known.get(key) ?? this.#oracle.build({ root: this.#root, ...request });
    this.#known.set(key, known);
    return known;
  }
}

/** Walks every start of a fleet. */
export function walkFleet(
  { starts }: Pick<MigratedFleet, "starts">,
  tree: BuiltTree,
): Promise<WalkedCluster[]> {
  return Promise.all(starts.map((start) => new Walk(start, tree).run()));
}

class Walk {
  readonly #start: Start;
  readonly #tree: BuiltTree;

  constructor(start: Start, tree: BuiltTree) {
    this.#start = start;
    this.#tree = tree;
  }

  async run(): Promise<WalkedCluster> {
    const first = await this.#first();
    let deliveries = new Map([["start", first]]);
    for (let pass = 0; pass < PASSES; pass++) {
      const next = await this.#pass(first, objectsOf(deliveries));
      const settled = JSON.stringify([...next]) === JSON.stringify([...deliveries]);
      deliveries = next;
      if (settled) break;
    }
    return { start: this.#start, deliveries, objects: objectsOf(deliveries) };
  }

  async #first(): Promise<WalkedDelivery> {
    const { file, directory } = this.#start;
    if (directory !== undefined) return deliveryOf(undefined, await this.#tree.directory(directory));
    const documents = parseAllDocuments(this.#tree.files[file!] ?? "");
    return { by: undefined, objects: documents.map((one) => one.toJS() as Data), error: undefined };
  }

  /** Follows everything once, with variables and sources that the pass before has found. */
  async #pass(first: WalkedDelivery, known: readonly Data[]): Promise<Map<string, WalkedDelivery>> {
    const deliveries = new Map([["start", first]]);
    const open = [...first.objects];
    for (let object = open.shift(); object !== undefined; object = open.shift()) {
      const id = idOf(object);
      const key = idText(id);
      if (deliveries.has(key)) continue;
      const current = known.findLast((one) => idText(idOf(one)) === key) ?? object;
      const delivery = await this.#follow(current, known);
      if (!delivery) continue;
      deliveries.set(key, { ...delivery, by: key });
      open.push(...delivery.objects);
    }
    return deliveries;
  }

  async #follow(object: Data, known: readonly Data[]): Promise<WalkedDelivery | undefined> {
    const { group, kind, namespace } = idOf(object);
    if (kind === "FluxInstance") return { by: undefined, objects: syncObjects(object), error: undefined };
    if (kind !== "Kustomization" || group !== "kustomize.toolkit.fluxcd.io") return undefined;
    const path = posix.join(".", textAt(object, "spec", "path"));
    const source = {
      kind: textAt(object, "spec", "sourceRef", "kind"),
      name: textAt(object, "spec", "sourceRef", "name"),
      namespace: textAt(object, "spec", "sourceRef", "namespace") || namespace,
    };
    if (!this.#tree.isDirectory(path) || isElsewhere(source, known)) return undefined;
    const answer = await this.#tree.kustomization(object, variablesOf(object, known));
    return { ...deliveryOf(undefined, answer), doubtful: meant(source, known).length === 0 };
  }
}

function deliveryOf(by: string | undefined, { objects, error }: OracleAnswer): WalkedDelivery {
  return { by, objects: objects ?? [], error };
}

function objectsOf(deliveries: ReadonlyMap<string, WalkedDelivery>): Data[] {
  return [...deliveries.values()].flatMap(({ objects }) => objects);
}

/** Objects of a cluster that a name may mean. */
export function meant({ kind, namespace, name }: SourceName, objects: readonly Data[]): Data[] {
  return objects.filter((object) => {
    const id = idOf(object);
    return id.kind === kind && id.name === name && mayBeSame(id.namespace, namespace);
  });
}

/** True if what a name means is known, and reads another repository or another branch. */
function isElsewhere(source: SourceName, known: readonly Data[]): boolean {
  const found = meant(source, known);
  return found.length > 0 && !found.some(isFleet);
}

function isFleet(object: Data): boolean {
  const url = textAt(object, "spec", "url");
  if (idOf(object).kind === "OCIRepository") return url === "oci://ghcr.io/acme/fleet";
  const ref = at(object, "spec", "ref");
  return url === FLEET_URL && (textAt(ref, "branch") === "main" || textAt(ref, "name") === "refs/heads/main");
}

function variablesOf(object: Data, known: readonly Data[]): Record<string, string> {
  const { namespace } = idOf(object);
  const values: Record<string, string> = {};
  for (const from of listAt(object, "spec", "postBuild", "substituteFrom")) {
    const name = textAt(from, "name");
    const holder = known.findLast((one) => sourceText(idOf(one)) === `ConfigMap ${namespace}/${name}`);
    for (const [key, value] of Object.entries((at(holder, "data") ?? {}) as object))
      values[key] = String(value);
  }
  return values;
}

/** What the operator makes of the sync of a FluxInstance. */
function syncObjects(instance: Data): Data[] {
  const { namespace } = idOf(instance);
  const sync = at(instance, "spec", "sync");
  const kind = textAt(sync, "kind");
  const metadata = { name: namespace, namespace };
  return [
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind,
      metadata,
      spec: { url: textAt(sync, "url"), ref: { name: textAt(sync, "ref") } },
    },
    {
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata,
      spec: { path: textAt(sync, "path"), prune: true, sourceRef: { kind, name: namespace } },
    },
  ];
}
