import type { Gone } from "../../core/gone.ts";
import { ANY, type Reference, type SourceNode, UNKNOWN } from "../../core/graph.ts";
import { describe } from "../../core/manifest.ts";
import { wordOf, wordsOf } from "../../core/words.ts";
import { identityOf, type LintContext } from "../context.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * What reads a source that another repository takes away (`--gone`). Most readers there name a source that only the
 * other repository declares, so a url alone cannot tell which one they mean: what may be it counts.
 */
export const goneSource: LintRule = {
  id: "gone-source",
  find: (context) => {
    const { gone = [], graph } = context;
    const readers = graph.references.flatMap((reference): Found[] => {
      const why = reasonOf(reference, gone);
      if (why === undefined) return [];
      const { location, manifest, path } = reference;
      const message = `${describe(manifest)} names ${why} (${path}); change it to the OCIRepository before the Git source goes`;
      return [{ message, location, object: identityOf(manifest, graph) }];
    });
    return [...readers, ...gone.flatMap((one) => textsOf(one, context))];
  },
};

/** Which source that goes a reference means: one for sure if there is one, else the first that it may mean. */
function reasonOf({ sources, target, row }: Reference, gone: readonly Gone[]): string | undefined {
  // Whoever means every source loses nothing but one of them.
  if (target.name === ANY && row.rewrite === "append") return undefined;
  const meant = sources.flatMap((source) => gone.flatMap((one) => meaning(source, one) ?? []));
  return (meant.find(({ isSure }) => isSure) ?? meant[0])?.why;
}

/** In what way a source is the one that goes, for a message; undefined if it is another one. */
function meaning(source: SourceNode, gone: Gone): { isSure: boolean; why: string } | undefined {
  const { id, repository, owner } = source;
  const sure = (is: boolean) => (is ? { isSure: true, why: `${id}, which is ${gone.shown}` } : undefined);
  if (repository !== undefined && gone.repository !== undefined) return sure(repository === gone.repository);
  const isDeclared = source.declarations.some(({ as }) => as !== "patch");
  // A source of this name that this repository declares is another object.
  if (isDeclared && gone.repository === undefined) return undefined;
  if (owner === "own" && gone.own !== undefined) return sure(gone.own);
  if (gone.names.length > 0 && !isDeclared) return sure(gone.names.some((one) => isCalled(source, one)));
  const unknown = isDeclared ? "whose url is not known here" : "which nothing here declares";
  const why = `${id}, ${unknown}: it may be ${gone.shown}. Say what that is called, as in --gone ${gone.shown}=<namespace>/<name>`;
  return { isSure: false, why };
}

function isCalled({ name, namespace }: SourceNode, gone: Gone["names"][number]): boolean {
  const isName = name === gone.name || name === ANY || name.includes("${");
  return isName && (gone.namespace === undefined || namespace === UNKNOWN || namespace === gone.namespace);
}

/** Texts that are not understood and name the source: programs, scripts, templates, fields of other kinds. */
function textsOf(gone: Gone, { graph }: LintContext): Found[] {
  const declared = graph.sources.filter(
    ({ repository }) => repository !== undefined && repository === gone.repository,
  );
  const names = new Set([...gone.names, ...declared].map(({ name }) => name));
  const told = new Set<string>();
  return graph.mentions.flatMap(({ file, line, column, text, why }): Found[] => {
    const words = text === undefined ? undefined : wordsOf(text);
    const named = [...names].filter((name) => words?.has(wordOf(name)) !== false);
    const key = `${file} ${named.join(" ")}`;
    if (named.length === 0 || told.has(key)) return [];
    told.add(key);
    const location = { file, line, column, endLine: line, endColumn: column };
    const object = { scope: UNKNOWN, kind: UNKNOWN, namespace: UNKNOWN, name: UNKNOWN };
    return [{ message: `it may need ${named.join(", ")} of ${gone.shown}: ${why}`, location, object }];
  });
}
