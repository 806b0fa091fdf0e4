import type { Graph } from "../core/graph.ts";
import type { Location } from "../core/manifest.ts";
import type { Mention, OtherText } from "../core/neighbours.ts";
import type { Finding } from "../core/plan.ts";
import { sourceOf, type Unit } from "../core/units.ts";
import { firstOf } from "../core/wording.ts";
import { wordOf, wordsOf } from "../core/words.ts";

const RULE = "other-language";

/** Files in languages that are not read: those that declare a source, and those that name one that moves. One a file. */
export function otherTextFindings(graph: Graph, active: ReadonlyMap<Unit, unknown>): Finding[] {
  if (graph.otherTexts.length === 0) return [];
  const moving = [...new Set([...active.keys()].map((unit) => sourceOf(unit).name))];
  // These have a finding with the text to write.
  const scaffolding = graph.casualties.filter(({ rule }) => rule === "git-scaffolding");
  const scaffolds = new Set(scaffolding.map(({ location }) => location.file));
  const isEmpty = graph.sources.length === 0;
  return graph.otherTexts.flatMap((text): Finding[] => {
    const named = namedIn(text, moving);
    if (text.isProse) return named ? [noteOf(named)] : [];
    const [first] = text.places;
    const declares = text.declares ?? (isEmpty && first ? locationOf(first) : undefined);
    if (declares) return [declaredFinding(declares, named)];
    return named && !scaffolds.has(text.file)
      ? [{ ...noteOf(named), severity: "warning", message: stayText(named) }]
      : [];
  });
}

/** The first place of a text that names a source, and which ones its places name. */
interface Named {
  place: Mention;
  names: string[];
}

function namedIn({ places }: OtherText, names: readonly string[]): Named | undefined {
  const found = places.flatMap((place) => {
    const words = wordsOf(place.text ?? "");
    const here = names.filter((name) => words.has(wordOf(name)));
    return here.length > 0 ? [{ place, names: here }] : [];
  });
  const [first] = found;
  return first && { place: first.place, names: [...new Set(found.flatMap((one) => one.names))] };
}

function noteOf({ place, names }: Named): Finding {
  const message = `this text names GitRepository near ${firstOf(names)}, ${moves(names)}; prose, lock files and files above 1 MiB keep no source, so read whether it still says what is true`;
  return { rule: RULE, severity: "note", message, location: locationOf(place) };
}

function moves(names: readonly string[]): string {
  return names.length > 1 ? "which move" : "which moves";
}

function stayText(names: Named): string {
  return `this file names GitRepository near ${firstOf(names.names)}, ${moves(names.names)}, in a language that git2oci does not read; the Git source stays for it: write OCIRepository by hand where it reads the source, then run git2oci again`;
}

function declaredFinding(location: Location, named: Named | undefined): Finding {
  const also = named ? `; it names ${firstOf(named.names)}, ${moves(named.names)}` : "";
  const message = `a Git source of Flux is declared in a language that git2oci does not read, so nothing of it moves and what reads it is not known${also}`;
  return { rule: RULE, severity: "warning", message, location };
}

function locationOf({ file, line, column }: Mention): Location {
  return { file, line, column, endLine: line, endColumn: column };
}
