import type { Graph } from "../core/graph.ts";
import type { Finding } from "../core/plan.ts";
import { sourceOf, type Unit } from "../core/units.ts";

/** Places of programs that name a source which moves and that nobody changes; told once a place. */
export function programTextFindings(graph: Graph, active: ReadonlyMap<Unit, unknown>): Finding[] {
  if (graph.programTexts.length === 0) return [];
  const moving = new Set([...active.keys()].map((unit) => sourceOf(unit).name));
  // Many places may give the same text, which may be that of the whole file.
  const known = new Map<string, string>();
  return graph.programTexts.flatMap(({ text, what, help, location }): Finding[] => {
    const named = known.get(text) ?? [...moving].filter((name) => hasWord(text, name)).join(", ");
    known.set(text, named);
    if (named === "") return [];
    const message = `${what}, and ${named} moves; ${help}`;
    return [{ rule: "program-text", severity: "warning", message, location }];
  });
}

/** True where a name stands in the text as a word of its own. */
function hasWord(text: string, name: string): boolean {
  const isPart = (at: number) => /[A-Za-z0-9.-]/.test(text[at] ?? "");
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1))
    if (!isPart(at - 1) && !isPart(at + name.length)) return true;
  return false;
}
