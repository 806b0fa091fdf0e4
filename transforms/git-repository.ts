import { UNREAD } from "../src/core/code.ts";
import { hideCredentials } from "../src/core/credentials.ts";
import { refEntry } from "../src/core/decision.ts";
import type { Declaration, SourceNode } from "../src/core/graph.ts";
import { locate, type Manifest, reasonIn } from "../src/core/manifest.ts";
import { accessFields, CHART_LAYER, PRUNE_DISABLED } from "../src/core/oci-object.ts";
import type { FieldOp } from "../src/core/ops.ts";
import { type Change, type Finding, reasonsText, type Target } from "../src/core/plan.ts";
import { reRootIgnore } from "../src/core/re-root-ignore.ts";
import { isRefused, type Refusal, refuse } from "../src/core/refusal.ts";
import type { Transform } from "../src/core/transform.ts";
import { at, deref, type MapNode, pairOf, pairsAt, textAt } from "../src/core/tree.ts";
import { isChart, type Unit } from "../src/core/units.ts";
import { applyOps } from "../src/edit/apply-ops.ts";
import { hasOciField, ociFieldSince } from "../src/flux/features.ts";
import { DROPPED_METADATA, fieldAction, GIT_REPOSITORY_FIELDS } from "../src/flux/git-repository-fields.ts";
import { GROUP } from "../src/flux/groups.ts";

/** A declared GitRepository becomes, or gets beside it, an OCIRepository of the same name. */
export const gitRepository: Transform = {
  name: "git-repository",
  description: "Rewrites a GitRepository into an OCIRepository, in place or as a copy beside it",
  rows: [],
  applies: (manifest) => manifest.group === GROUP.source && manifest.kind === "GitRepository",
  refuses(manifest, unit, target, text) {
    const unread = unreadFields(manifest.node);
    const tried = unread ?? applyOps(text, manifest.node, rewriteOps(manifest, target, isOfRoot(unit)));
    return isRefused(tried) ? reasonIn(manifest.document, tried) : undefined;
  },
  run(manifest, context) {
    const changes: Change[] = [];
    const findings: Finding[] = [];
    for (const source of context.sources) {
      const target = context.targetOf(source);
      if (target?.place.at !== "beside" || target.place.declaration.manifest !== manifest) continue;
      const { declaration } = target.place;
      const keeps = context.keepsGit(source);
      const change = (intent: Change["intent"], why: string): Change => ({
        rule: this.name,
        intent,
        file: manifest.document.file,
        why,
      });
      const ops = rewriteOps(manifest, target, isOfRoot(source));
      changes.push(
        change(
          { type: "declare-beside", source, declaration, target, ops },
          declareReason(source, target, keeps),
        ),
      );
      if (keeps === undefined)
        changes.push(
          change({ type: "retire", source, declaration }, `nothing refers to ${source.id} any more`),
        );
      findings.push(...fieldFindings(source, declaration, target));
    }
    return { changes, findings };
  },
};

/** A spread that nobody can read may bring fields that an OCIRepository does not have, or credentials of Git. */
function unreadFields(node: MapNode): Refusal | undefined {
  for (const path of [[], ["metadata"], ["spec"]]) {
    const unread = pairsAt(node, path).find(({ key }) => String(key.value).startsWith(UNREAD));
    if (!unread) continue;
    const where = path[0] === undefined ? "fields" : `fields of ${path[0]}`;
    const reason = `nobody can tell which ${where} ${String(unread.key.value)} brings; write them out, or write the OCIRepository by hand`;
    return { ...refuse(reason), at: unread.value ?? unread.key };
  }
  return undefined;
}

/** True for the manifests of a root's source, whose twin must survive a change of owner. */
function isOfRoot(unit: Unit): boolean {
  return !isChart(unit) && unit.roots.length > 0;
}

function declareReason(source: SourceNode, target: Target, keeps: string | undefined): string {
  const kept =
    keeps === undefined
      ? "takes the place of the GitRepository"
      : `beside the GitRepository, which stays: ${keeps}`;
  return `OCIRepository ${target.namespace}/${target.name} from ${target.decision.url} ${kept} (${hideCredentials(source.url ?? "url unknown")})${reasonsText(target)}`;
}

/** The operations that make a GitRepository an OCIRepository (flux-facts 2.2). */
function rewriteOps(manifest: Manifest, target: Target, isRoot: boolean): FieldOp[] {
  const { node } = manifest;
  const ops: FieldOp[] = [
    { op: "set", path: ["apiVersion"], value: target.apiVersion },
    { op: "set", path: ["kind"], value: target.kind },
  ];
  const written = manifest.name ?? target.name;
  if (target.writtenName !== written)
    ops.push({ op: "set", path: ["metadata", "name"], value: target.writtenName });
  ops.push(...metadataOps(node, isRoot), ...specOps(node, target), ...schemaComment(manifest, target));
  if (pairOf(node, "status")) ops.push({ op: "remove", path: ["status"] });
  return ops;
}

function metadataOps(node: MapNode, isRoot: boolean): FieldOp[] {
  const ops: FieldOp[] = [];
  for (const field of ["annotations", "labels"]) {
    const pairs = pairsAt(node, ["metadata", field]);
    const dropped = pairs.filter((pair) => DROPPED_METADATA.includes(String(pair.key.value)));
    const adds = isRoot && field === "annotations";
    if (dropped.length > 0 && dropped.length === pairs.length && !adds)
      ops.push({ op: "remove", path: ["metadata", field] });
    else
      for (const { key } of dropped) ops.push({ op: "remove", path: ["metadata", field, String(key.value)] });
  }
  if (!isRoot) return ops;
  const [key, value] = PRUNE_DISABLED;
  const hasMap = deref(at(node, ["metadata", "annotations"]))?.type === "map";
  ops.push(
    hasMap
      ? { op: "set", path: ["metadata", "annotations", key], value }
      : { op: "set", path: ["metadata", "annotations"], value: { [key]: value } },
  );
  return ops;
}

function specOps(node: MapNode, target: Target): FieldOp[] {
  const { decision } = target;
  const ops: FieldOp[] = [];
  const has = (field: string) => pairOf(at(node, ["spec"]), field) !== undefined;
  ops.push({ op: "set", path: ["spec", "url"], value: decision.url });
  ops.push(refOp(node, decision.ref));
  if (target.interval !== undefined)
    ops.push({ op: "set", path: ["spec", "interval"], value: target.interval, after: "url" });
  const given = accessFields(decision);
  if (decision.chart !== undefined) {
    given.layerSelector = { ...CHART_LAYER };
    if (has("ignore")) ops.push({ op: "remove", path: ["spec", "ignore"] });
  }
  for (const row of GIT_REPOSITORY_FIELDS) {
    const { field } = row;
    if (field === "url" || field === "ref" || field in given) continue;
    if (field === "ignore" && decision.chart !== undefined) continue;
    const { action } = fieldAction(row, textAt(node, ["spec", field]));
    const dropped = action !== "keep" || !hasOciField(field, target.minors);
    if (dropped && has(field)) ops.push({ op: "remove", path: ["spec", field] });
  }
  const anchor = has("ref") ? "ref" : "url";
  ops.push(...ignoreOps(node, target, anchor));
  for (const [field, value] of Object.entries(given))
    ops.push({ op: "set", path: ["spec", field], value, after: anchor });
  return ops;
}

/** The rules that leave in the artifact what they left of its directory in Git. */
function ignoreOps(node: MapNode, { decision: { artifact } }: Target, anchor: string): FieldOp[] {
  if (!artifact) return [];
  const written = textAt(node, ["spec", "ignore"]);
  const { text } = reRootIgnore(written, artifact.path, artifact.ignoredAbove);
  if (text === undefined || text === written) return [];
  return [{ op: "set", path: ["spec", "ignore"], value: text, after: anchor }];
}

/** One line stays one line: `branch: main` → `tag: main`. Anything else is written anew. */
function refOp(node: MapNode, ref: Target["decision"]["ref"]): FieldOp {
  const [field, value] = refEntry(ref);
  const written = pairOf(at(node, ["spec"]), "ref")?.value;
  const pairs = pairsAt(node, ["spec", "ref"]);
  const only = pairs[0];
  if (written?.type === "map" && pairs.length === 1 && only?.value?.type === "scalar")
    return { op: "rename", path: ["spec", "ref", String(only.key.value)], to: field, value };
  return { op: "set", path: ["spec", "ref"], value: { [field]: value }, after: "url" };
}

/** A `# yaml-language-server: $schema=…/gitrepository_v1.json` comment follows the kind. */
function schemaComment(manifest: Manifest, target: Target): FieldOp[] {
  const { text, start, code } = manifest.document;
  if (code || manifest.item !== undefined) return [];
  // A match of its words first: looking back from every blank of a long line would take forever.
  const line = /#[ \t]{0,9}yaml-language-server:[ \t]{0,9}\$schema=\S{0,400}gitrepository\S{0,99}/i.exec(
    text,
  );
  if (!line) return [];
  const before = text.slice(text.lastIndexOf("\n", line.index) + 1, line.index);
  if (!/^\uFEFF?[ \t]*$/.test(before)) return [];
  const version = target.apiVersion.slice(target.apiVersion.lastIndexOf("/") + 1);
  const rewritten = line[0].replace(
    /gitrepository((?:[-_][a-z]+)*)([-_])v1(?:beta[12])?/gi,
    `ocirepository$1$2${version}`,
  );
  const follows = rewritten === line[0] ? line[0].replace(/gitrepository/gi, "ocirepository") : rewritten;
  return [{ op: "text", start: start + line.index, end: start + line.index + line[0].length, text: follows }];
}

function fieldFindings(source: SourceNode, declaration: Declaration, target: Target): Finding[] {
  const findings: Finding[] = [];
  const { document } = declaration.manifest;
  for (const { key, value } of pairsAt(declaration.spec)) {
    const row = GIT_REPOSITORY_FIELDS.find((one) => one.field === key.value);
    if (!row || row.field === "url" || row.field === "ref") continue;
    const { action, silent } = fieldAction(row, textAt(value));
    if (row.field in accessFields(target.decision)) continue;
    if (action === "keep" && !hasOciField(row.field, target.minors)) {
      findings.push({
        rule: "git-repository",
        severity: "warning",
        message: `${source.id}: ${row.field} does not move. OCIRepository has it since Flux 2.${ociFieldSince(row.field)}, and a cluster here is older.`,
        location: locate(document, key),
      });
      continue;
    }
    if (silent || action === "keep") continue;
    findings.push({
      rule: "git-repository",
      severity: row.blocks || row.lacksFiles ? "warning" : "note",
      message: `${source.id}: ${row.field} does not move. ${row.why}`,
      location: locate(document, key),
    });
  }
  return findings;
}
