import { locate } from "../core/manifest.ts";
import type { TemplateDocument, TemplatePlace } from "../core/neighbours.ts";
import { refusalOf, rowsFor } from "../flux/consumers.ts";
import { GROUP } from "../flux/groups.ts";
import { GIT } from "./found-reference.ts";
import {
  literalOf,
  pathOf,
  readTemplateLines,
  type TemplateBlock,
  type TemplateEntry,
} from "./template-lines.ts";
import { hasExpression, type TemplateSpan } from "./template-spans.ts";

/** How the kind, its plural and its lower case are written. */
const NAMED = /GitRepository|gitrepositor/g;
/** No value and no indentation of a manifest is longer; what lies further away is not looked at. */
const MOST_VALUE = 500;

/** Every line of a template that names Git sources, with what can be told of it. A line counts once. */
export function templatePlaces(template: TemplateDocument): TemplatePlace[] {
  const { text, start } = template;
  const { entries, spans } = readTemplateLines(text);
  const places: TemplatePlace[] = [];
  const inComment = commentsOf(spans, text);
  const lines = new EntryCursor(entries);
  let lineEnd = -1;
  for (const { index } of text.matchAll(NAMED)) {
    if (index < lineEnd || inComment(index)) continue;
    const feed = text.indexOf("\n", index);
    lineEnd = feed === -1 ? text.length : feed;
    const told = classify(lines.at(index), index);
    if (told) places.push(placed(template, start + index, told));
  }
  for (const entry of entries) {
    const given = entry.value.length < MOST_VALUE && !NAMES.test(entry.value) ? valueKind(entry) : undefined;
    if (given) places.push(placed(template, start + entry.valueStart, given));
  }
  return places.sort((a, b) => a.range.start - b.range.start);
}

const NAMES = /GitRepository|gitrepositor/;

type Told = Pick<TemplatePlace, "what" | "path" | "name" | "namespace" | "row" | "values" | "refusal">;

const TEXT: Told = {
  what: "text",
  path: "",
  name: undefined,
  namespace: undefined,
  row: undefined,
  values: [],
  refusal: "it is no kind on a line of its own",
};

function placed(template: TemplateDocument, at: number, told: Told): TemplatePlace {
  const range = { start: at, end: at + GIT.length };
  return { template, location: locate(template, range), range, reference: undefined, ...told };
}

/** What the word at an offset is about; undefined for the kind of somebody else's API. */
function classify(entry: TemplateEntry | undefined, at: number): Told | undefined {
  if (!entry) return TEXT;
  const text = { ...TEXT, path: dotted([...pathOf(entry.block).path, entry.key ?? "?"]) };
  if (entry.key !== "kind" || at < entry.valueStart) return flowReference(entry) ?? text;
  const given = valueKind(entry);
  if (given) return given;
  if (literalOf(entry) !== GIT) return text;
  const { keys, parent } = entry.block;
  const apiVersion = literalOf(keys.get("apiVersion"));
  const isFlux = apiVersion === undefined || apiVersion.startsWith(`${GROUP.source}/`);
  if (!isFlux) return undefined;
  if (!parent) return keys.has("apiVersion") || keys.has("metadata") ? declaration(entry) : text;
  return reference(entry);
}

function declaration(entry: TemplateEntry): Told {
  return { ...TEXT, what: "declaration", ...namesBelow(entry), refusal: "it declares a source" };
}

/** Names in `metadata` of an object, as far as they are written plainly. */
function namesBelow(entry: TemplateEntry): { name: string | undefined; namespace: string | undefined } {
  const keys = entry.block.keys.get("metadata")?.below?.keys;
  return { name: literalOf(keys?.get("name")), namespace: literalOf(keys?.get("namespace")) };
}

/** Rows that another object may hold on Git (the branch planner of Terraform), where nobody sees both rendered. */
const HELD: ReadonlySet<string> = new Set(["terraform-source-ref"]);

const SOURCE_REF = /sourceRef$/i;

/** The field that a block is, and its row of the table where the object around it says its kind plainly. */
function fieldOf(block: TemplateBlock) {
  const { path, root, plain } = pathOf(block);
  const [group = "", version = ""] = (literalOf(root.keys.get("apiVersion")) ?? "").split("/");
  const row = rowsFor(group, literalOf(root.keys.get("kind")) ?? "").find(
    (one) => one.shape === "ref" && one.path.join(".") === path.join("."),
  );
  return { path, holder: path.findLast((key) => key !== "*") ?? "", row, version, plain, root };
}

function reference(entry: TemplateEntry): Told {
  const { block } = entry;
  const { path, holder, row, version, plain, root } = fieldOf(block);
  if (!row && !SOURCE_REF.test(holder)) return { ...TEXT, path: dotted([...path, "kind"]) };
  const name = literalOf(block.keys.get("name"));
  const own = block.keys.get("metadata")?.below ?? root.keys.get("metadata")?.below;
  const namespace = literalOf(block.keys.get("namespace")) ?? literalOf(own?.keys.get("namespace"));
  const api = block.keys.get("apiVersion");
  const refusals: readonly (readonly [boolean, string])[] = [
    [!row, "what reads it cannot be told from its lines"],
    [row !== undefined && (row.rewrite !== "kind" || HELD.has(row.id)), row?.why ?? ""],
    [row !== undefined && refusalOf(row, version) !== undefined, (row && refusalOf(row, version)) ?? ""],
    [!plain, "an expression decides where it stands"],
    [block.broken, "an expression stands between its lines"],
    [name === undefined, "its name is an expression"],
    [block.keys.get("namespace")?.expression === true, "its namespace is an expression"],
    [api !== undefined, "it has an apiVersion of its own"],
  ];
  return {
    what: "reference",
    path: dotted(path),
    name,
    namespace,
    row,
    values: [],
    refusal: refusals.find(([applies]) => applies)?.[1],
  };
}

/** `sourceRef: {kind: GitRepository, name: web}`: told, and left to a person. */
function flowReference(entry: TemplateEntry): Told | undefined {
  if (!SOURCE_REF.test(entry.key ?? "") || !entry.value.startsWith("{")) return undefined;
  const path = [...pathOf(entry.block).path, entry.key ?? ""];
  return { ...TEXT, what: "reference", path: dotted(path), refusal: "it is written on one line" };
}

/** A kind that an expression gives, in a reference to a source or with GitRepository as what it falls back to. */
function valueKind(entry: TemplateEntry): Told | undefined {
  const { key, value, block } = entry;
  if (key !== "kind" || !hasExpression(value)) return undefined;
  const { path, holder, row } = fieldOf(block);
  if (!SOURCE_REF.test(holder) && !value.includes(GIT)) return undefined;
  const values = [...value.slice(0, MOST_VALUE).matchAll(/\.Values\.([\w.]+)/g)].flatMap(
    ([, one]) => one ?? [],
  );
  const [name, namespace] = ["name", "namespace"].map((one) => literalOf(block.keys.get(one)));
  const refusal = "its kind is an expression";
  return { what: "value", path: dotted(path), name, namespace, row, values, refusal };
}

function dotted(path: readonly string[]): string {
  return path.join(".").replaceAll(".*", "[]");
}

/** Answers whether an ascending offset lies in a comment: that of the engine, or a line of YAML that is one. */
export function commentsOf(spans: readonly TemplateSpan[], text: string): (offset: number) => boolean {
  let next = 0;
  return (offset) => {
    while ((spans[next]?.end ?? Infinity) <= offset) next++;
    const span = spans[next];
    if (span && span.start <= offset) return span.comment;
    const near = text.slice(Math.max(0, offset - MOST_VALUE), offset);
    return /^[ \t]*#/.test(near.slice(near.lastIndexOf("\n") + 1));
  };
}

/** Finds the entry of ascending offsets, each entry looked at once. */
class EntryCursor {
  readonly #entries: readonly TemplateEntry[];
  #next = 0;

  constructor(entries: readonly TemplateEntry[]) {
    this.#entries = entries;
  }

  at(offset: number): TemplateEntry | undefined {
    while ((this.#entries[this.#next]?.end ?? Infinity) < offset) this.#next++;
    const entry = this.#entries[this.#next];
    return entry && entry.start <= offset ? entry : undefined;
  }
}
