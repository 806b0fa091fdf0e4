import { UNREAD } from "../../core/code.ts";
import type { Manifest } from "../../core/manifest.ts";
import { at, deref, type PathStep, pairOf, type YamlNode } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { type ApiField, REQUIRED_FIELDS } from "../../flux/api-fields.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { isPatchedIn } from "../patched-fields.ts";
import type { Found, LintRule } from "../rule.ts";

/** Objects that lack what the API requires, or have there what it does not take. */
export const rejectedObject: LintRule = {
  id: "rejected-object",
  find: (context) => context.objects.manifests.flatMap((manifest) => faultsOf(manifest, context)),
};

function faultsOf(manifest: Manifest, context: LintContext): Found[] {
  const fields = REQUIRED_FIELDS.filter(
    ({ group, kind }) => group === manifest.group && kind === manifest.kind,
  );
  if (fields.length === 0 || manifest.name === undefined || isFragment(manifest, fields)) return [];
  const isPatched = isPatchedIn(context);
  return fields.flatMap((field) => {
    const fault = faultOf(manifest, field);
    if (!fault || isPatched(manifest, field.path[1] ?? "")) return [];
    return [
      {
        message: `${manifest.kind} ${manifest.name}: ${fault.message}`,
        location: placeIn(manifest, fault.at),
        object: identityOf(manifest, context.graph),
      },
    ];
  });
}

/** Nobody forgets half of an object: one that lacks several fields is a patch, whoever applies it. */
function isFragment(manifest: Manifest, fields: readonly ApiField[]): boolean {
  const top = fields.filter(({ path, optional }) => path.length === 2 && !optional);
  const missing = top.filter(({ path }) => isMissing(at(manifest.node, path)));
  return missing.length > 1 || (missing.length === top.length && top.length > 0);
}

interface Fault {
  message: string;
  at: YamlNode;
}

function faultOf(manifest: Manifest, { path, accepts, optional }: ApiField): Fault | undefined {
  const field = path.join(".");
  const holder = pairAt(manifest.node, path.slice(0, -1));
  const map = deref(holder?.value);
  if (!holder || map?.type !== "map") return undefined;
  if (map.items.some(({ key }) => bringsOthers(String(key.value)))) return undefined;
  const pair = pairOf(map, path.at(-1) ?? "");
  const node = deref(pair?.value);
  if (!pair || !node || isMissing(node))
    return optional
      ? undefined
      : { message: `${field} is missing, and the API requires it`, at: pair?.key ?? holder.key };
  if (!accepts || node.type !== "scalar") return undefined;
  const value = String(node.value);
  if (isFilledLater(value)) return undefined;
  const said = `${field} is ${JSON.stringify(value)}, `;
  if ("pattern" in accepts)
    return accepts.pattern.test(value)
      ? undefined
      : { message: `${said}which the API does not take; write it like ${accepts.example}`, at: node };
  if (accepts.values.includes(value) || SAID_ELSEWHERE.has(value)) return undefined;
  return { message: `${said}and the API takes ${accepts.values.join(", ")}`, at: node };
}

/** The rule invalid-chart-source-ref knows what to write instead. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set(["OCIRepository"]);

/** What a merge key or a spread expression brings is not to be seen here. */
function bringsOthers(key: string): boolean {
  return key === "<<" || key.startsWith(UNREAD);
}

function isMissing(node: YamlNode | undefined): boolean {
  const value = deref(node);
  return value === undefined || (value.type === "scalar" && value.value === null);
}

/** The pair that ends a path. */
function pairAt(node: YamlNode, path: readonly PathStep[]) {
  return pairOf(deref(at(node, path.slice(0, -1))), String(path.at(-1)));
}
