import type { PlainRecord } from "../core/ops.ts";
import { renderBlock } from "../edit/yaml-render.ts";

/** Settings as text of a git2oci.yaml. */
export function configText(settings: PlainRecord): string {
  return renderBlock(settings, 0, "\n");
}

/**
 * Several texts of `configText` as one: entries of one list stand under one key. Of texts with the same key the last
 * counts.
 * @param texts each with what it is about
 */
export function joinedConfig(texts: readonly { key: string; text: string }[]): string {
  const last = new Map(texts.map(({ key, text }) => [key, text]));
  const sections = new Map<string, string>();
  for (const text of last.values()) {
    const end = text.indexOf("\n") + 1;
    const head = text.slice(0, end);
    sections.set(head, (sections.get(head) ?? "") + text.slice(end));
  }
  return [...sections].map(([head, body]) => head + body).join("");
}
