/** Built objects as data that may be printed, with the origin of each value. */

import {
  type BuiltEntry,
  type BuiltMap,
  type BuiltNode,
  type BuiltScalar,
  type Data,
  dataOf,
  type Origin,
} from "../../build/node.ts";
import { maskSignIn, stripCredentials } from "../../core/credentials.ts";
import { type BuiltPlace, causeOf, type Places, writtenPlaces } from "./places.ts";
import { isSecretField, type Secrets } from "./secrets.ts";

/** Where a value comes from: a place, or what computed it and of what. */
export type ShownOrigin = { path: string } & (BuiltPlace | { computedBy: string; from: BuiltPlace[] });

/** An object for people. */
export interface ShownObject {
  value: { [key: string]: Data };
  origins: ShownOrigin[];
}

/** Makes objects printable; each once, since clusters share them. */
export class Shown {
  readonly #secrets: Secrets;
  readonly #places: Places;
  readonly #known = new WeakMap<BuiltMap, ShownObject>();

  constructor(secrets: Secrets, places: Places) {
    this.#secrets = secrets;
    this.#places = places;
  }

  object(node: BuiltMap): ShownObject {
    let known = this.#known.get(node);
    if (!known) {
      const origins: ShownOrigin[] = [];
      known = { value: this.#map(node, "", false, origins), origins };
      this.#known.set(node, known);
    }
    return known;
  }

  #value(node: BuiltNode, path: string, hidden: boolean, origins: ShownOrigin[]): Data {
    if (node.type === "map" && node.entries.length > 0) return this.#map(node, path, hidden, origins);
    if (node.type === "list" && node.items.length > 0)
      return node.items.map((item, i) => this.#value(item, `${path}[${i}]`, hidden, origins));
    origins.push({ path, ...this.#origin(node.origin) });
    if (node.type !== "scalar") return dataOf(node);
    return hidden || this.#secrets.hides(node) ? this.#marker(node.origin) : shownScalar(node);
  }

  #map(node: BuiltMap, path: string, hidden: boolean, origins: ShownOrigin[]): { [key: string]: Data } {
    return Object.fromEntries(
      node.entries.map((entry) => {
        const key = this.#key(entry);
        const isHidden = hidden || isSecretField(node, entry.key);
        return [key, this.#value(entry.value, below(path, key), isHidden, origins)];
      }),
    );
  }

  #key({ key, keyOrigin }: BuiltEntry): string {
    return this.#secrets.isMadeOfSecret(keyOrigin) && causeOf(keyOrigin) !== "generator"
      ? this.#marker(keyOrigin)
      : key;
  }

  #origin(origin: Origin): BuiltPlace | { computedBy: string; from: BuiltPlace[] } {
    const computedBy = causeOf(origin);
    const places = writtenPlaces(origin).map((written) => this.#places.of(written));
    if (computedBy === undefined && places[0]) return places[0];
    return { computedBy: computedBy ?? "default", from: places };
  }

  /** What stands for a value that is not printed. */
  #marker(origin: Origin): string {
    const written = this.#secrets.placeIn(origin);
    const place = written && this.#places.of(written);
    return place ? `<from ${place.file}:${place.line}>` : "<from a Secret>";
  }
}

/** A step of a path, as people write it. */
function below(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

function shownScalar(node: BuiltScalar): Data {
  const value = dataOf(node);
  if (typeof value !== "string" || !value.includes("@"))
    return hasQuery(value) ? stripCredentials(value) : value;
  return isUrl(value) ? stripCredentials(value) : maskSignIn(value);
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(value);
}

/** A query of a url may sign in as well as a user does. */
function hasQuery(value: Data): value is string {
  return typeof value === "string" && value.includes("?") && isUrl(value);
}
