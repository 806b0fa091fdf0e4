import type { CommentedReference, Declaration, Mention, Reference } from "../core/graph.ts";
import { type Document, locate, type Manifest } from "../core/manifest.ts";
import type { YamlNode } from "../core/tree.ts";
import { GIT, occurrences } from "./find-references.ts";

interface Span {
  start: number;
  end: number;
}

/** Splits the places that name GitRepository into understood ones, comments and the rest. */
export function findMentions(
  documents: readonly Document[],
  references: readonly Reference[],
  declarations: readonly Declaration[],
  understood: readonly Manifest[],
): { mentions: Mention[]; comments: CommentedReference[] } {
  const covered = new Map<Document, Span[]>();
  const cover = (document: Document, span: Span) => {
    const list = covered.get(document);
    if (list) list.push(span);
    else covered.set(document, [span]);
  };
  for (const { manifest, node } of references) cover(manifest.document, node ?? manifest.node);
  for (const { manifest } of declarations)
    for (const pair of manifest.node.items)
      if (pair.key.value === "kind") cover(manifest.document, pair.value ?? pair.key);
  for (const { document, node } of understood) cover(document, node);
  const mentions: Mention[] = [];
  const comments: CommentedReference[] = [];
  for (const document of documents) {
    const spans = covered.get(document) ?? [];
    const open = occurrences(document).filter(
      (at) => !spans.some((span) => at >= span.start && at < span.end),
    );
    if (open.length === 0) continue;
    const scalars = scalarSpans(document.root);
    for (const at of open) {
      const location = locate(document, { start: at, end: at + GIT.length });
      if (scalars.some((span) => at >= span.start && at < span.end)) {
        const why = "a text that names GitRepository in a field git2oci does not know";
        mentions.push({
          file: document.file,
          line: location.line,
          column: location.column,
          text: document.text,
          why,
        });
      } else {
        const text = lineAround(document.text, at - document.start);
        if (/^\s*#.*\bkind:\s*["']?GitRepository/.test(text)) comments.push({ location, text: text.trim() });
      }
    }
  }
  return { mentions, comments };
}

function scalarSpans(root: YamlNode): Span[] {
  const spans: Span[] = [];
  const visit = (node: YamlNode | undefined): void => {
    if (!node) return;
    if (node.type === "scalar") spans.push(node);
    else if (node.type === "seq") node.items.forEach(visit);
    else if (node.type === "map")
      for (const pair of node.items) {
        spans.push(pair.key);
        visit(pair.value);
      }
  };
  visit(root);
  return spans;
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset) + 1;
  const end = text.indexOf("\n", offset);
  return text.slice(start, end === -1 ? text.length : end);
}
