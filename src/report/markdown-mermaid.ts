import { groupBy } from "../core/group.ts";
import { fenced } from "./markdown-text.ts";
import type { Picture, PictureEdge } from "./review-picture.ts";

/**
 * The picture as Mermaid: sources on the left, a box for each cluster with its readers on the right. Ids are ours;
 * labels hold nothing that Mermaid reads, because everything else becomes one of its entities.
 */
export function mermaid({ sources, readers, edges }: Picture): string {
  // A label of a path or a url is one word, and Mermaid breaks lines early.
  const lines = ['%%{init: {"flowchart": {"wrappingWidth": 420}}}%%', "flowchart LR"];
  sources.forEach(({ name, artifact }, i) => {
    const to = artifact === undefined ? "stays on Git" : `→ ${artifact}`;
    lines.push(
      `  s${i}["Source ${label(name)}<br/>${label(to)}"]:::${artifact === undefined ? "git" : "oci"}`,
    );
  });
  const clusters = groupBy(
    readers.map((one, i) => ({ ...one, i })),
    (one) => one.cluster,
  );
  [...clusters].forEach(([cluster, list], c) => {
    lines.push(`  subgraph c${c}["${label(cluster)}"]`);
    for (const { what, folder, i } of list)
      lines.push(`    r${i}["Readers: ${label(what)}${folder === "" ? "" : `<br/>${label(folder)}`}"]`);
    lines.push("  end");
  });
  for (const edge of edges) lines.push(`  s${edge.source} ${arrow(edge)} r${edge.readers}`);
  lines.push(
    "  classDef oci fill:#dafbe1,stroke:#1a7f37,color:#0b2e13",
    "  classDef git fill:#fff8c5,stroke:#9a6700,color:#3b2300",
  );
  return fenced(lines.join("\n"), "mermaid");
}

/** What moves or gets a copy is a thick line, what only stays a dotted one. */
function arrow({ moves, beside, stays }: PictureEdge): string {
  const parts = [
    ...(moves > 0 ? [`${moves} to OCI`] : []),
    ...(beside > 0 ? [`${beside} for both`] : []),
    ...(stays > 0 ? [`${stays} on Git`] : []),
  ];
  return `${moves + beside > 0 ? "==>" : "-.->"}|"${parts.join(", ")}"|`;
}

/** A label of at most a few words; longer names are shortened in the middle, where paths differ least. */
function label(text: string): string {
  const short = text.length <= 80 ? text : `${text.slice(0, 38)}…${text.slice(-38)}`;
  return short.replace(/[^\p{L}\p{N} /.,:…→-]/gu, (sign) => `#${sign.codePointAt(0)};`);
}
