/** Which values of built objects nobody may print: those of Secrets, what is made of them, and what is encrypted. */
import {
  type BuiltNode,
  type BuiltScalar,
  entriesIn,
  get,
  isWritten,
  type Origin,
  textIn,
  type Written,
} from "../../build/node.ts";
import { placeKey, writtenPlaces } from "./places.ts";

/** Fields of a Secret that hold its values. */
const VALUES: readonly string[] = ["data", "stringData"];

/** An annotation in which kubectl keeps the whole object. */
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** A manifest in a text that has values of a Secret in it. */
const HAS_SECRET = /\bkind\\?["']?\s*:\s*\\?["']?Secret\b/;
const HAS_VALUES = /\b(?:data|stringData)\\?["']?\s*:/;

/** Shorter values are no secrets, and hiding them in messages would hide words that people need. */
const SHORTEST = 6;

/** Reasons of a build that repeat a value. */
const QUOTES_VALUE = /^(cannot decode ).* as /s;

/** Secrets of clusters. */
export class Secrets {
  readonly #places = new Set<string>();
  readonly #texts = new Set<string>();

  /** @param objects every object that a cluster of the tree gets */
  constructor(objects: Iterable<BuiltNode>) {
    for (const object of objects)
      if (textIn(object, ["kind"]) === "Secret") for (const field of VALUES) this.#add(get(object, field));
  }

  #add(node: BuiltNode | undefined): void {
    if (node?.type === "map") for (const { value } of node.entries) this.#add(value);
    else if (node?.type === "list") for (const item of node.items) this.#add(item);
    else if (node) this.#addScalar(node);
  }

  #addScalar({ text, origin }: BuiltScalar): void {
    for (const written of writtenPlaces(ownText(origin))) {
      this.#places.add(placeKey(written));
      // A text that holds the value is as secret as the value.
      for (let { holder } = written.text; holder; { holder } = holder.text)
        this.#places.add(placeKey(holder));
    }
    for (const one of [text, Buffer.from(text, "base64").toString("utf8")])
      if (one.trim().length >= SHORTEST && !/^(?:true|false|[0-9]+)$/.test(one.trim()))
        this.#texts.add(one.trim());
  }

  /** True if a value or key is made of a value of a Secret. */
  isMadeOfSecret(origin: Origin): boolean {
    if (this.#places.size === 0) return false;
    return writtenPlaces(origin).some((written) => this.#places.has(placeKey(written)));
  }

  /** Where to look for a value that is not printed: in the Secret, if it is made of one. */
  placeIn(origin: Origin): Written | undefined {
    const places = writtenPlaces(origin);
    return places.find((written) => this.#places.has(placeKey(written))) ?? places[0];
  }

  /** True if a scalar may not be printed, whatever stands around it. */
  hides({ text, origin }: BuiltScalar): boolean {
    if (text.startsWith("ENC[") || this.isMadeOfSecret(origin)) return true;
    return text.includes("Secret") && HAS_SECRET.test(text) && HAS_VALUES.test(text);
  }

  /** A reason without values of Secrets. */
  masked(reason: string): string {
    let text = reason.replace(QUOTES_VALUE, "$1a value as ");
    for (const one of this.#texts) if (text.includes(one)) text = text.replaceAll(one, "…");
    return text;
  }
}

/** Without the variables in it: those of a ConfigMap stay what they are, also if a Secret uses them. */
function ownText(origin: Origin): Origin {
  let own = origin;
  while (!isWritten(own) && own.by === "variables" && own.from[0]) own = own.from[0];
  return own;
}

/** True if nothing below a key of a map may be printed. */
export function isSecretField(map: BuiltNode, key: string): boolean {
  if (key === "sops") return textIn(get(map, "sops"), ["mac"]) !== "" || entriesIn(map, ["sops"]).length > 0;
  if (key === "patch") return isPatchOfSecret(map);
  if (key === LAST_APPLIED) return /Secret\b/.test(textIn(map, [key]));
  return VALUES.includes(key) && textIn(map, ["kind"]) === "Secret";
}

function isPatchOfSecret(map: BuiltNode): boolean {
  return textIn(map, ["target", "kind"]).includes("Secret") || textIn(map, ["patch"]).includes("stringData");
}
