import { refEntry } from "../core/decision.ts";
import type { FieldOp, PlainValue } from "../core/ops.ts";
import type { PatchSite, Replaced, Spot } from "../core/patch.ts";
import type { Target } from "../core/plan.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import { child, deref, type MapNode, pairOf, pairsAt, textAt, type YamlNode } from "../core/tree.ts";
import type { OpsWithin } from "../edit/apply-ops-within.ts";
import { hasOciField } from "../flux/features.ts";
import { fieldAction, GIT_REPOSITORY_FIELDS } from "../flux/git-repository-fields.ts";

/** The kind that patches are for before they follow. */
const GIT = "GitRepository";

/** Operations on one file. */
export interface FileOps {
  file: string;
  work: OpsWithin;
}

/** The name of the source in its file and on the cluster. */
export interface Names {
  written: string | undefined;
  applied: string;
}

/**
 * The operations that make a patch of a GitRepository one of the OCIRepository that takes its place: kind, version
 * and name of what it aims at, the translated ref, the url of the artifact.
 * @returns a refusal where the patch says something that an OCIRepository has no place for; nothing is dropped
 */
export function followOps(site: PatchSite, target: Target, names: Names): FileOps[] | Refusal {
  if (site.replaces) return replacementOps(site.replaces, site.target, target, names);
  const { content } = site;
  if (!content) return refuse("its text was not read");
  const root = deref(content.node);
  const aimed = site.target ? aimOps(site.target, target, names) : [];
  if (isRefused(aimed)) return aimed;
  const own =
    root?.type === "seq"
      ? operationOps(root.items, target)
      : root?.type === "map"
        ? mergeOps(root, target, site.target === undefined ? names : undefined)
        : refuse("it is neither a map nor a list of operations");
  if (isRefused(own)) return own;
  return [...aimed, ...own.map(({ map, ops }) => at(content, map, ops))];
}

/** A target of a replacement: the value comes from another object, so only what means the same can follow. */
function replacementOps(
  { paths, rejects }: Replaced,
  spot: Spot | undefined,
  target: Target,
  names: Names,
): FileOps[] | Refusal {
  if (rejects) return refuse("it is a replacement that leaves objects out (reject)");
  if (paths.length === 0) return refuse("it is a replacement of the name");
  for (const path of paths) {
    const [root, field = ""] = path.split(".");
    if (root === "metadata" && ["labels", "annotations"].includes(field)) continue;
    const kept = root === "spec" ? fieldValue(field, undefined, target) : refuse(`it changes ${path}`);
    if (isRefused(kept)) return kept;
    if (kept.value !== undefined)
      return refuse(`it puts a value of another object into ${path}, and what that is for OCI is not known`);
  }
  return spot ? aimOps(spot, target, names) : refuse("its target was not read");
}

/** True where a patch says what its source follows: its url or its ref. */
export function choosesVersion({ content, replaces }: PatchSite): boolean {
  if (replaces)
    return replaces.paths.some((path) =>
      ["url", "ref"].some((field) => `${path}.`.startsWith(`spec.${field}.`)),
    );
  const root = deref(content?.node);
  if (root === undefined) return true;
  if (root.type === "seq")
    return root.items.some((item) => /^\/spec\/(?:url|ref)(?:\/|$)/.test(textAt(item, ["path"]) ?? ""));
  return ["url", "ref"].some((field) => pairOf(child(root, "spec"), field) !== undefined);
}

/** Operations on one map of the patch text. */
interface MapOps {
  map: MapNode;
  ops: readonly FieldOp[];
}

function at({ document, holders }: Spot, object: MapNode, ops: readonly FieldOp[]): FileOps {
  return { file: document.file, work: { holders, object, ops } };
}

/** The target of a patch: regular expressions, of which only plain words can follow. */
function aimOps(spot: Spot, target: Target, names: Names): FileOps[] | Refusal {
  const map = deref(spot.node);
  if (map?.type !== "map") return refuse("its target is no map");
  if (textAt(map, ["kind"]) !== GIT) return refuse("its target does not say kind: GitRepository");
  const ops: FieldOp[] = [{ op: "set", path: ["kind"], value: target.kind }];
  const version = target.apiVersion.slice(target.apiVersion.indexOf("/") + 1);
  if ((textAt(map, ["version"]) || version) !== version)
    ops.push({ op: "set", path: ["version"], value: version });
  const name = textAt(map, ["name"]);
  const renamed = renamedTo(name, target, names);
  if (isRefused(renamed)) return renamed;
  if (renamed.name !== undefined) ops.push({ op: "set", path: ["name"], value: renamed.name });
  return [at(spot, map, ops)];
}

/** What a name becomes; undefined where it stays. */
function renamedTo(name: string | undefined, target: Target, names: Names): { name?: string } | Refusal {
  if (name === undefined || name === "" || target.name === names.applied) return {};
  if (name === names.written) return { name: target.writtenName };
  return name === names.applied ? { name: target.name } : refuse(`its target ${name} is a pattern`);
}

/** A strategic-merge patch. What it is called counts only where it has no target. */
function mergeOps(root: MapNode, target: Target, names: Names | undefined): MapOps[] | Refusal {
  const directive = root.items.find(({ key }) => String(key.value).startsWith("$"));
  if (directive) return refuse(`it has the directive ${directive.key.value}`);
  const ops: FieldOp[] = [];
  if (pairOf(root, "apiVersion")) ops.push({ op: "set", path: ["apiVersion"], value: target.apiVersion });
  if (textAt(root, ["kind"]) === GIT) ops.push({ op: "set", path: ["kind"], value: target.kind });
  if (names) {
    const renamed = renamedTo(textAt(root, ["metadata", "name"]), target, names);
    if (isRefused(renamed)) return renamed;
    if (renamed.name !== undefined) ops.push({ op: "set", path: ["metadata", "name"], value: renamed.name });
  }
  for (const { key, value } of pairsAt(root, ["spec"])) {
    const field = String(key.value);
    const done = fieldValue(field, value, target);
    if (isRefused(done)) return done;
    if (done.value === undefined) continue;
    const [only, ...others] = field === "ref" ? pairsAt(value) : [];
    const [to, text] = refEntry(target.decision.ref);
    if (only && others.length === 0)
      ops.push({ op: "rename", path: ["spec", "ref", String(only.key.value)], to, value: text });
    else ops.push({ op: "set", path: ["spec", field], value: done.value });
  }
  return [{ map: root, ops }];
}

/** A JSON6902 patch: each operation on a field that moves gets the path and the value of the new one. */
function operationOps(items: readonly YamlNode[], target: Target): MapOps[] | Refusal {
  const all: MapOps[] = [];
  for (const item of items) {
    const map = deref(item);
    const done = map?.type === "map" ? operation(map, target) : refuse("it has an operation that is no map");
    if (isRefused(done)) return done;
    all.push(...done);
  }
  return all;
}

function operation(map: MapNode, target: Target): MapOps[] | Refusal {
  const pointer = textAt(map, ["path"]) ?? "";
  const [, root, field = "", ...rest] = pointer.split("/");
  if (root === "metadata" && !["", "name", "namespace"].includes(field)) return [];
  if (root !== "spec" || field === "") return refuse(`it changes ${pointer || "the whole object"}`);
  const op = textAt(map, ["op"]);
  const value = child(map, "value");
  const done = fieldValue(field, rest.length === 0 ? value : undefined, target);
  if (isRefused(done)) return done;
  if (done.value === undefined) return [];
  if (op !== "add" && op !== "replace") return refuse(`it has an operation ${op} on ${pointer}`);
  if (rest.length === 0) return [{ map, ops: [{ op: "set", path: ["value"], value: done.value }] }];
  if (field !== "ref" || rest.length > 1) return refuse(`it changes ${pointer}`);
  const [to, text] = refEntry(target.decision.ref);
  return [
    {
      map,
      ops: [
        { op: "set", path: ["path"], value: `/spec/ref/${to}` },
        { op: "set", path: ["value"], value: text },
      ],
    },
  ];
}

/** What a field of `spec` gets in the new source; `value` is undefined where it stays as it is. */
function fieldValue(
  field: string,
  value: YamlNode | undefined,
  target: Target,
): { value: PlainValue | undefined } | Refusal {
  const { decision, minors } = target;
  if (field === "url") return { value: decision.url };
  if (field === "ref") {
    const [to, text] = refEntry(decision.ref);
    return { value: { [to]: text } };
  }
  const row = GIT_REPOSITORY_FIELDS.find((one) => one.field === field);
  const action = row && fieldAction(row, textAt(value)).action;
  if (field === "ignore" && decision.artifact)
    return refuse("it changes spec.ignore, whose rules would have to follow the root of the artifact");
  if (action === "keep" && hasOciField(field, minors)) return { value: undefined };
  return refuse(
    `it changes spec.${field}. ${row?.why.replace(/\.$/, "") ?? "An OCIRepository has no such field"}`,
  );
}
