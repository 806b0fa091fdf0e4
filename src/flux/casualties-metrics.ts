import { at, deref, type SeqNode, textAt, type YamlNode } from "../core/tree.ts";
import { GROUP } from "./groups.ts";

/** Entries for Git sources in a list of `customResourceState`, and whether the list lacks one for OCI sources. */
export interface GitMetrics {
  entries: YamlNode[];
  lacking: boolean;
}

/** Reads a list of `customResourceState`; no entries where it is another list. */
export function gitMetrics(list: SeqNode): GitMetrics {
  const entriesOf = (kind: string) =>
    list.items.filter((item) => {
      const of = at(item, ["groupVersionKind"]);
      const group = textAt(of, ["group"]);
      return textAt(of, ["kind"]) === kind && (group === undefined || group === GROUP.source);
    });
  return {
    entries: entriesOf("GitRepository").flatMap((item) => deref(item) ?? []),
    lacking: entriesOf("OCIRepository").length === 0 && entriesOf("*").length === 0,
  };
}

/** A label matcher of PromQL that names the Git kind. */
export interface Matcher {
  /** As written: `kind="GitRepository"`. */
  text: string;
  /** The same for both kinds; undefined where it names the OCI kind already. */
  both: string | undefined;
  /** The source that a `name` label beside it names. */
  name: string | undefined;
}

/** Labels that tell the kind of a Flux object: kube-state-metrics, the Flux controllers, controller-runtime. */
const MATCHER =
  /\b((?:exported_|customresource_|involved_object_|source_)?kind|controller)(\s?)(=~|!~|!=|=)(\s?)(\\?["'])([^"'\\\n]{0,200})\\?["']/g;
const NAMES = { gitrepository: "ocirepository", GitRepository: "OCIRepository" } as const;
const NAME_LABEL = /\b(?:exported_)?name\s?=\s?\\?["']([a-z0-9.-]{1,253})\\?["']/;
/** How far from a matcher its neighbours in the same braces are looked for. */
const NEAR = 300;

/** Matchers on the Git kind in an expression, or in a whole dashboard that is one text. */
export function gitMatchers(text: string): Matcher[] {
  return [...text.matchAll(MATCHER)].flatMap((match) => {
    const [whole, label, before, operator, after, quote, value = ""] = match;
    const git = value.includes("GitRepository") ? "GitRepository" : "gitrepository";
    if (!value.includes(git)) return [];
    const regexp = operator === "=" ? "=~" : operator === "!=" ? "!~" : operator;
    const values = value.replace(git, `${git}|${NAMES[git]}`);
    const both = value.includes(NAMES[git])
      ? undefined
      : `${label}${before}${regexp}${after}${quote}${values}${quote}`;
    const name = NAME_LABEL.exec(braces(text, match.index, match.index + whole.length))?.[1];
    return [{ text: whole, both, name }];
  });
}

/** The selector around a matcher. */
function braces(text: string, start: number, end: number): string {
  const left = text.slice(Math.max(0, start - NEAR), start);
  const right = text.slice(end, end + NEAR);
  return left.slice(left.lastIndexOf("{") + 1) + right.split("}", 1)[0];
}

/** Custom resources that hold nothing but alert rules. */
export const RULE_KINDS: ReadonlySet<string> = new Set([
  "monitoring.coreos.com/PrometheusRule",
  "operator.victoriametrics.com/VMRule",
]);

/** A Grafana dashboard, kept as JSON (`panels` beside `title` or `schemaVersion`). */
export function isDashboard(root: YamlNode | undefined): boolean {
  const panels = deref(at(root, ["panels"]));
  return panels?.type === "seq" && (at(root, ["schemaVersion"]) ?? at(root, ["title"])) !== undefined;
}
