/** Documents that the scan has parsed already, for the builder: a text is parsed once. */
import type { ParseYaml } from "../build/read.ts";
import { pushTo } from "../core/group.ts";
import type { Document } from "../core/manifest.ts";
import { readYamlAsBuilt } from "./read-yaml.ts";

/** What kyaml cuts off if it stands between two documents, and leaves at the start of a file. */
const MARKER = /^---[ \t]*(?:#[^\n]*)?\r?\n/;
/** Texts that go-yaml breaks into other lines than YAML 1.2 does. */
const OTHER_BREAKS = /[\u0085\u2028\u2029]|\r(?!\n)/;

/** Reads as `readYamlAsBuilt`, and takes the tree of a document that is known. */
export function sharedParse(documents: readonly Document[]): ParseYaml {
  const known = new Map<string, { start: number; document: Document }[]>();
  for (const document of documents) {
    if (document.code) continue;
    const marker = MARKER.exec(document.text)?.[0].length ?? 0;
    for (const cut of new Set([0, marker]))
      pushTo(known, document.text.slice(cut), { start: document.start + cut, document });
  }
  return (text, offset) => {
    const found = known.get(text)?.find(({ start }) => start === offset);
    if (!found || OTHER_BREAKS.test(text)) return readYamlAsBuilt(text, offset);
    return { root: found.document.root };
  };
}
