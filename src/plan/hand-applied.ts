import { type Graph, UNKNOWN } from "../core/graph.ts";
import { pushTo } from "../core/group.ts";
import type { Manifest } from "../core/manifest.ts";
import { basename, dirname } from "../core/paths.ts";
import type { Change } from "../core/plan.ts";
import { compare } from "../core/text.ts";
import { firstOf, shellWord } from "../core/wording.ts";
import { TEMPLATE_ROW } from "../flux/consumers.ts";

/** Most files of one command, and most commands. */
const MOST = 20;

const UNLESS = "unless another repository applies it: nothing in this one does";

/**
 * What a person has to apply after the merge: no Kustomization of this tree delivers it, so a cluster keeps what it has
 * until somebody applies it (case 122).
 */
export function handApplied({ contexts }: Pick<Graph, "contexts">, changes: readonly Change[]): string[] {
  const files = new Set<string>();
  const directories = new Map<string, string[]>();
  for (const file of new Set(changes.flatMap(filesOf)))
    for (const { scope, via, chain } of contexts.get(file) ?? [
      { scope: UNKNOWN, via: undefined, chain: [] },
    ]) {
      if (scope !== UNKNOWN || via) continue;
      const [top] = chain;
      if (top === undefined) files.add(file);
      else pushTo(directories, dirname(top) || ".", file);
    }
  const all = [...files].sort();
  const more = all.length > MOST ? ` and ${all.length - MOST} more files` : "";
  const named = all.slice(0, MOST).map((file) => `-f ${shellWord(file)}`);
  const kept = [...directories].sort(([a], [b]) => compare(a, b)).slice(0, MOST);
  const rest = directories.size - kept.length;
  return [
    ...(all.length > 0 ? [`Run kubectl apply ${named.join(" ")}${more}, ${UNLESS}.`] : []),
    ...kept.map(
      ([one, inside]) =>
        `Run kubectl apply -k ${shellWord(one)} (for ${firstOf([...new Set(inside)].sort())}), ${UNLESS}.`,
    ),
    ...(rest > 0 ? [`Run kubectl apply -k for ${rest} more directories, ${UNLESS}.`] : []),
  ];
}

/** The files of the objects that a change writes. What a program or a template makes is applied as something else. */
function filesOf({ intent, file }: Change): string[] {
  return objectsOf(intent, file).filter((one) => /\.(?:ya?ml|json)$/i.test(one) && !isKustomization(one));
}

function objectsOf(intent: Change["intent"], file: string): string[] {
  const of = ({ document }: Manifest) => (document.code ? [] : [document.file]);
  if (intent.type === "declare-in") {
    const { place } = intent.target;
    return place.at === "file" && place.scopes.length > 0 ? [] : [file];
  }
  if (intent.type === "repair") return of(intent.manifest);
  if ("declaration" in intent)
    return intent.declaration.as === "patch" ? [] : of(intent.declaration.manifest);
  const { row, manifest, written, site } = intent.reference;
  if (row.id === TEMPLATE_ROW || site) return [];
  return written ? written.readers.flatMap(of) : of(manifest);
}

function isKustomization(file: string): boolean {
  return /^kustomization(?:\.ya?ml)?$/i.test(basename(file));
}
