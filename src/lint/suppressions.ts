import { groupBy, pushAll } from "../core/group.ts";
import type { ObjectIdentity } from "../core/lint.ts";
import { type Document, type Location, locate, type Manifest, toManifest } from "../core/manifest.ts";
import { pairsAt } from "../core/tree.ts";
import { ignoreComments, scalarsOf } from "./comments.ts";
import { identityOf, type LintContext } from "./context.ts";
import { IGNORE_KEY } from "./suppression-text.ts";

/** A suppression as written, with what it covers; whether its rules exist is not asked here. */
export interface Suppressor {
  by: "comment" | "annotation";
  rules: readonly { name: string; location: Location }[];
  reason: string;
  location: Location;
  /** What it stands in, for findings about itself. */
  object: ObjectIdentity;
  /** Lines of its file that it covers. */
  ranges: readonly Lines[];
  /** Objects that it covers, wherever findings about them stand. */
  objects: readonly ObjectIdentity[];
}

/** Lines of a file, from and to, both counted from 1 and both included. */
export type Lines = readonly [number, number];

/** More than any fleet has; a hostile tree could make every finding meet every one of them. */
export const MOST_SUPPRESSIONS = 2_000;

/** Every suppression of a tree, in the order of its documents; at most `MOST_SUPPRESSIONS`. */
export function suppressorsOf(context: LintContext, documents: Iterable<Document>): Suppressor[] {
  const found: Suppressor[] = [];
  const { manifests, patches } = context.objects;
  const known = groupBy([...manifests, ...patches], (one) => one.document);
  for (const [file, own] of groupBy(documents, (document) => document.file)) {
    if (!own.some((document) => document.text.includes("git2oci"))) continue;
    const objects = own.flatMap((one) => placed(known.get(one) ?? toManifest(one, one.root) ?? [], context));
    const lines = linesBelow(context.tree.text(file) ?? "");
    const comments = own.flatMap((document) => byComment(document, objects, lines));
    // The objects of a program share its text, and with it their comments.
    const places = new Map(comments.map((one) => [`${one.location.line}:${one.location.column}`, one]));
    pushAll(found, places.values());
    for (const object of objects) pushAll(found, byAnnotation(object));
    if (found.length > MOST_SUPPRESSIONS) return found.slice(0, MOST_SUPPRESSIONS);
  }
  return found;
}

/** An object with its lines. */
interface Placed {
  manifest: Manifest;
  identity: ObjectIdentity;
  lines: Lines;
}

/** The objects of a document with their places; a kustomization.yaml and the items of a List are objects too. */
function placed(manifests: Manifest | readonly Manifest[], { graph }: LintContext): Placed[] {
  return [manifests].flat().map((manifest) => ({
    manifest,
    identity: identityOf(manifest, graph),
    lines: linesOf(manifest.document, manifest.node),
  }));
}

function linesOf(document: Document, range: { start: number; end: number }): Lines {
  const { line, endLine, endColumn } = locate(document, range);
  // A block ends behind its last line break.
  return [line, endColumn === 1 && endLine > line ? endLine - 1 : endLine];
}

function byComment(document: Document, objects: readonly Placed[], text: LinesBelow): Suppressor[] {
  const comments = ignoreComments(document).slice(0, MOST_SUPPRESSIONS);
  if (comments.length === 0) return [];
  const texts = groupBy(
    scalarsOf(document.root).map((one) => linesOf(document, one)),
    ([from]) => from,
  );
  const starting = groupBy(objects, ({ lines: [from] }) => from);
  return comments.map(({ range, rules, reason }) => {
    const location = locate(document, range);
    const line = coveredLine(text, location);
    // A text that starts in the line is long, and an object that starts there is what its author means.
    const heads = starting.get(line) ?? [];
    return {
      by: "comment",
      rules: rules.map((one) => ({ name: one.name, location: locate(document, one.range) })),
      reason,
      location,
      object: holderOf(location, objects) ?? heads[0]?.identity ?? fileOf(document.file),
      ranges: [[line, line], ...(texts.get(line) ?? []), ...heads.map((one) => one.lines)],
      objects: heads.map((one) => one.identity),
    };
  });
}

/** The lines of a file, and for each the number of the first one from there on that is no comment and no `---`. */
interface LinesBelow {
  texts: readonly string[];
  below: readonly number[];
}

function linesBelow(text: string): LinesBelow {
  const texts = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const below = texts.map((_, i) => i + 1);
  for (let i = texts.length - 2; i >= 0; i--)
    if (/^\s*(?:#|\/\/|---[ \t]*(?:#|$))/.test(texts[i] ?? "")) below[i] = below[i + 1] ?? i + 1;
  return { texts, below };
}

/** The line of a comment behind something, else the next line that is no comment and no `---`. */
function coveredLine({ texts, below }: LinesBelow, { line, column }: Location): number {
  const isBehind = (texts[line - 1] ?? "").slice(0, column - 1).trim() !== "";
  return isBehind ? line : (below[line] ?? line + 1);
}

function byAnnotation({ manifest, identity, lines }: Placed): Suppressor[] {
  const { document } = manifest;
  return pairsAt(manifest.node, ["metadata", "annotations"]).flatMap(({ key, value }) => {
    const name = String(key.value);
    if (!name.startsWith(OUR_DOMAIN)) return [];
    const location = locate(document, key);
    const rule = name.startsWith(IGNORE_KEY) ? name.slice(IGNORE_KEY.length) : name;
    const reason = value?.type === "scalar" && value.value !== null ? String(value.value).trim() : "";
    return [
      {
        by: "annotation",
        rules: [{ name: rule, location }],
        reason,
        location,
        object: identity,
        ranges: [lines],
        objects: [identity],
      },
    ];
  });
}

const OUR_DOMAIN = IGNORE_KEY.slice(0, IGNORE_KEY.indexOf("/") + 1);

function holderOf({ line }: Location, objects: readonly Placed[]): ObjectIdentity | undefined {
  return objects.find(({ lines: [from, to] }) => from <= line && line <= to)?.identity;
}

/** What stands in no object is of its file. */
function fileOf(file: string): ObjectIdentity {
  return { scope: "?", kind: "File", namespace: "?", name: file };
}
