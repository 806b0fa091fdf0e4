import { pushTo } from "../core/group.ts";
import type { LintFinding, ObjectIdentity } from "../core/lint.ts";
import type { Suppressor } from "./suppressions.ts";

/** Finds the suppressions that cover a finding, in their order: by its rule, and by its line or its object. */
export function coveringOf(suppressors: readonly Suppressor[]): (finding: LintFinding) => Suppressor[] {
  const byFile = new Map<string, Suppressor[]>();
  const byObject = new Map<string, { one: Suppressor; scope: string }[]>();
  for (const one of suppressors)
    for (const { name } of one.rules) {
      pushTo(byFile, keyOf(name, one.location.file), one);
      for (const object of one.objects)
        pushTo(byObject, keyOf(name, nameOf(object)), { one, scope: object.scope });
    }
  return ({ rule, location, object }) => {
    const here = byFile.get(keyOf(rule, location.file)) ?? [];
    const about = byObject.get(keyOf(rule, nameOf(object))) ?? [];
    return [
      ...new Set([
        ...here.filter((one) => isWithin(location.line, one)),
        ...about.filter(({ scope }) => meet(scope, object.scope)).map(({ one }) => one),
      ]),
    ];
  };
}

function isWithin(line: number, { ranges }: Suppressor): boolean {
  return ranges.some(([from, to]) => from <= line && line <= to);
}

/** A source of one cluster may be declared by an object that is applied to several. */
function meet(a: string, b: string): boolean {
  return a === b || a.split(",").some((scope) => b.split(",").includes(scope));
}

function nameOf({ kind, namespace, name }: ObjectIdentity): string {
  return keyOf(kind, namespace, name);
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
