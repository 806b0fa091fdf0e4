import { ANY, type Reference, type SourceNode, scopeText, takesGitAlone, UNKNOWN } from "../../core/graph.ts";
import type { ObjectIdentity } from "../../core/lint.ts";
import { describe, type Location } from "../../core/manifest.ts";
import { shortId, unitOf } from "../../core/units.ts";
import { identityOf, type LintContext } from "../context.ts";
import { migrationFix } from "../migration-fix.ts";
import type { Found, LintRule } from "../rule.ts";

/**
 * What is still on Git. A source that `migrate` would replace is an error, one that nobody has decided a warning where
 * it is declared. Where no text declares it that could move, each reference to it is told instead: most references of
 * real fleets name the source of the root, or one that another repository makes. What is kept by a decision, by a root
 * or because it must stay is legitimate and silent.
 */
export const gitSource: LintRule = {
  id: "git-source",
  find: (context) => [
    ...context.graph.sources.flatMap((source) => openSource(source, context)),
    ...context.graph.references.flatMap((reference) => openReference(reference, context)),
  ],
};

function openSource(source: SourceNode, { plan, safe, tree }: LintContext): Found[] {
  const decision = plan.decisions.get(source);
  const isOpen = decision?.action === "undecided";
  const location = isOpen ? declaredAt(source, tree) : placeOf(source, tree);
  if (!location || !decision) return [];
  const place = {
    location,
    object: identityOfSource(source),
    clusters: source.id.includes("@") && source.scope !== UNKNOWN ? [source.scope] : [],
  };
  const name = shortId(source);
  if (decision.action === "undecided")
    return staysForGood(source)
      ? []
      : [
          {
            severity: "warning",
            open: true,
            message: `${name}: ${decision.reason}`,
            related: readersOf(source),
            ...place,
          },
        ];
  if (plan.fates.get(source)?.state !== "replaced") return [];
  const way = decision.action === "migrate" ? `it to ${decision.url}` : "each of its charts to OCI";
  if (safe.fates.get(source)?.state !== "replaced")
    return [
      {
        severity: "warning",
        open: true,
        message: `${name} is still a Git source; git2oci migrate moves ${way} once a person accepts it${waitText(source, plan)}`,
        ...place,
      },
    ];
  return [
    {
      message: `${name} is still a Git source; git2oci migrate moves ${way}`,
      ...place,
      ...migrationFix(source, safe),
    },
  ];
}

/** Why a person has to look at what would move. */
function waitText(source: SourceNode, { migrations }: LintContext["plan"]): string {
  const waiting = migrations.find((one) => one.source === source && one.reservation !== undefined);
  return waiting ? `: ${waiting.reservation}` : "";
}

/** Where a source is declared that could move, in the part of the tree that is looked at. */
function declaredAt({ declarations, roots }: SourceNode, tree: LintContext["tree"]): Location | undefined {
  if (roots.length > 0) return undefined;
  const objects = declarations.filter(({ as }) => as === "object");
  return objects.find(({ location }) => tree.outside(location.file) === undefined)?.location;
}

/** The same; or if only its references are in the part of the tree that is looked at, the first of those. */
function placeOf(source: SourceNode, tree: LintContext["tree"]): Location | undefined {
  const { declarations, references, roots } = source;
  if (roots.length > 0 || !declarations.some(({ as }) => as === "object")) return undefined;
  const reference = references.find(({ location }) => tree.outside(location.file) === undefined);
  return declaredAt(source, tree) ?? reference?.location;
}

/** Everything that names a source that is told where it is declared; a wildcard names none. */
function readersOf({ references }: SourceNode): NonNullable<Found["related"]> {
  return references
    .filter(({ target }) => target.name !== ANY)
    .map(({ manifest, location }) => ({ message: `${describe(manifest)} names it`, location }));
}

/** A reference that stays on Git because nobody has decided, and whose source is told at no declaration. */
function openReference(reference: Reference, { graph, plan, tree }: LintContext): Found[] {
  if (reference.root || takesGitAlone(reference)) return [];
  const { sources, manifest, location, path, target } = reference;
  const found = {
    severity: "warning" as const,
    open: true as const,
    location,
    object: identityOf(manifest, graph),
  };
  // What means every source misses none: each is there because something else names it, and is told.
  if (target.name === ANY && reference.row.rewrite === "append") return [];
  const decisions = sources.map((source) => plan.decisions.get(unitOf(source, reference))?.action);
  if (target.name === ANY || sources.length === 0) {
    // A source that moves without it is told by git-source-ref.
    if (decisions.includes("migrate") || (sources.length > 0 && !decisions.includes("undecided"))) return [];
    const message = `${describe(manifest)} names a Git source that this tree does not tell (${path})`;
    const reason = plan.outcomes.get(reference)?.reason;
    return [{ ...found, message, ...(reason !== undefined && { help: reason }) }];
  }
  const open = sources.flatMap((source) => {
    const unit = unitOf(source, reference);
    const decision = plan.decisions.get(unit);
    const told = declaredAt(source, tree) && plan.decisions.get(source)?.action === "undecided";
    return decision?.action === "undecided" && !told && !staysForGood(source)
      ? [{ source, name: shortId(unit), reason: decision.reason }]
      : [];
  });
  if (open.length === 0) return [];
  const names = [...new Set(open.map(({ name }) => name))].join(", ");
  const scopes = new Set(
    open.flatMap(({ source: { scope } }) => (scope === UNKNOWN ? [] : scopeText(scope))),
  );
  const clusters = graph.roots.length > 0 && scopes.size > 1 ? ` in ${[...scopes].join(", ")}` : "";
  return [
    {
      ...found,
      message: `${describe(manifest)} names ${names}${clusters} (${path}), which nobody has decided`,
      help: [...new Set(open.map(({ name, reason }) => `${name}: ${reason}`))].join("\n"),
    },
  ];
}

/** True where everything that reads it takes Git alone, such as image automation: no decision would move it. */
function staysForGood({ references }: SourceNode): boolean {
  const readers = references.filter(({ row }) => !row.follows);
  return readers.length > 0 && readers.every((one) => takesGitAlone(one));
}

function identityOfSource({ scope, namespace, name }: SourceNode): ObjectIdentity {
  return { scope, kind: "GitRepository", namespace, name };
}
