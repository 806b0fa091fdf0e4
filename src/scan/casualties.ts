/** Everything that depends on the Git kind without being a reference: in objects, and in lines of other files. */
import type { Context, Root } from "../core/graph.ts";
import { pushAll } from "../core/group.ts";
import type { Casualty, Mention } from "../core/neighbours.ts";
import { CASUALTIES } from "../flux/casualties.ts";
import type { LineHit } from "../flux/casualties-commands.ts";
import { isComment, lineHits, renderTools, renovateHits } from "../flux/casualties-tools.ts";
import { textFamily } from "../flux/text-families.ts";
import { casualtiesInDocument } from "./casualties-documents.ts";
import { networkCasualties } from "./casualties-network.ts";
import type { FoundLine, TextFile } from "./find-lines.ts";
import type { ReadText } from "./find-references.ts";
import type { Understood } from "./mentions.ts";
import { isKustomization, type Objects } from "./objects.ts";

/** What was found, and which places that name GitRepository are explained by it. */
export interface Casualties {
  found: Casualty[];
  understood: Understood[];
  /** Those that name a source: it has to stay until a person has changed them. */
  mentions: Mention[];
}

/** Finds all casualties of a tree. */
export function findCasualties(
  objects: Objects,
  texts: readonly TextFile[],
  contexts: ReadonlyMap<string, readonly Context[]>,
  roots: readonly Root[],
  readText: ReadText,
): Casualties {
  const all: Casualties = { found: [], understood: [], mentions: [] };
  const renovate = new Set(texts.filter((one) => one.family === "renovate").map((one) => one.path));
  for (const document of objects.documents) {
    if (renovate.has(document.file)) all.understood.push({ document, node: document });
    else if (!isKustomization(document)) casualtiesInDocument(document, all, readText);
  }
  pushAll(all.found, networkCasualties(objects.manifests, contexts, roots));
  for (const file of texts) pushAll(all.found, inText(file));
  return all;
}

function inText(file: TextFile): Casualty[] {
  const lines = file.lines.map((line) => line.text);
  const found = file.lines.flatMap((line) =>
    lineHits(line.text, file.family).map((hit) => ofLine(file, line, hit)),
  );
  if (file.family === "renovate")
    for (const { index, hit } of renovateHits(lines)) pushLine(found, file, index, hit);
  if (file.family === "script")
    for (const { rule, index, what } of renderTools(lines))
      pushLine(found, file, index, { rule, what, help: undefined, names: undefined });
  return found;
}

function pushLine(found: Casualty[], file: TextFile, index: number, hit: LineHit): void {
  const line = file.lines[index];
  if (line) found.push(ofLine(file, line, hit));
}

function ofLine(file: TextFile, line: FoundLine, hit: LineHit): Casualty {
  const row = CASUALTIES[hit.rule];
  // What no program runs misleads a person at most.
  const isProse = file.family === "docs" || textFamily(file.path) === "docs" || isComment(line.text);
  return {
    rule: hit.rule,
    severity: isProse ? "note" : row.severity,
    location: {
      file: file.path,
      line: line.line,
      column: line.column,
      endLine: line.line,
      endColumn: line.endColumn,
    },
    what: hit.what,
    message: row.message,
    help: hit.help,
    names: hit.names,
  };
}
