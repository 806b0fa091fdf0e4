import { hideSecrets } from "../core/credentials.ts";
import { type Document, locate, toManifest } from "../core/manifest.ts";
import type { Casualty } from "../core/neighbours.ts";
import { type Pair, type ScalarNode, type SeqNode, textAt, type YamlNode } from "../core/tree.ts";
import { CASUALTIES, type CasualtyRule } from "../flux/casualties.ts";
import { entriesWithoutOci, keysWithoutOci, type LackingKind } from "../flux/casualties-kinds.ts";
import { gitMatchers, gitMetrics, isDashboard, RULE_KINDS } from "../flux/casualties-metrics.ts";
import { rulesWithoutOci } from "../flux/casualties-rbac.ts";
import { GROUP, isFluxGroup } from "../flux/groups.ts";
import { isPolicyGroup } from "../flux/policies.ts";
import type { Casualties } from "./casualties.ts";
import type { ReadText } from "./find-references.ts";
import { GIT } from "./found-reference.ts";

/** Groups whose objects only declare or refer; their own rows read them. */
const PLAIN_FLUX: ReadonlySet<string> = new Set([GROUP.source, GROUP.kustomize]);
const PLURAL = "gitrepositor";

/** A scalar of the document, or a part of a text in one: what findings point at, and what texts are cut from. */
interface Holder {
  /** The scalar that holds the text; undefined in the document itself. */
  scalar: ScalarNode | undefined;
  text: string;
  offset: number;
}

/** Access rules, metrics and expressions of one document, also in texts that it carries. */
export function casualtiesInDocument(document: Document, all: Casualties, readText: ReadText): void {
  if (!document.text.includes(GIT) && !document.text.includes(PLURAL)) return;
  const manifest = toManifest(document, document.root);
  if (manifest && PLAIN_FLUX.has(manifest.group)) return;
  // Alert rules and dashboards look at sources and need none, whatever they call things.
  const isWhole = manifest
    ? RULE_KINDS.has(`${manifest.group}/${manifest.kind}`) || manifest.kind === "GrafanaDashboard"
    : isDashboard(document.root);
  if (isWhole) all.understood.push({ document, node: document });
  const name = manifest ? `${manifest.kind} ${manifest.name ?? "?"}` : "";
  const selects = manifest !== undefined && !isFluxGroup(manifest.group) && !isPolicyGroup(manifest.group);
  new Reader(document, all, readText, name, selects).read();
}

class Reader {
  readonly #document: Document;
  readonly #all: Casualties;
  readonly #readText: ReadText;
  /** The object, for messages; empty where it is none. */
  readonly #object: string;
  #scalars: Set<string> | undefined;
  /** True in objects whose lists may select kinds. */
  #selects: boolean;

  constructor(document: Document, all: Casualties, readText: ReadText, object: string, selects: boolean) {
    this.#document = document;
    this.#all = all;
    this.#readText = readText;
    this.#object = object;
    this.#selects = selects;
  }

  read(): void {
    const { root, text, start } = this.#document;
    this.#visit(root, { scalar: undefined, text, offset: start });
  }

  /** Returns how many times GitRepository is explained below the node. */
  #visit(node: YamlNode | undefined, holder: Holder): number {
    if (node?.type === "map") {
      if (this.#selects) this.#kinds(keysWithoutOci(node.items), "a key", holder);
      return node.items.reduce((sum, pair) => sum + this.#value(pair, holder), 0);
    }
    if (node?.type === "seq") {
      const own = this.#list(node, holder);
      return node.items.reduce((sum, item) => sum + this.#visit(item, holder), own);
    }
    return node?.type === "scalar" ? this.#scalar(node, holder) : 0;
  }

  /** Policies have a rule of their own, but for what they copy. */
  #value({ key, value }: Pair, holder: Holder): number {
    const before = this.#selects;
    if (key.value === "cloneList") this.#selects = true;
    const explained = this.#visit(value, holder);
    this.#selects = before;
    return explained;
  }

  #kinds(lacking: readonly LackingKind[], part: string, holder: Holder): void {
    for (const { node, add } of lacking)
      this.#add("kind-selector", node, holder, this.#named(part), `add beside it: ${add}`);
  }

  #list(list: SeqNode, holder: Holder): number {
    if (this.#selects) this.#kinds(entriesWithoutOci(list), "an entry", holder);
    for (const { node, add, names } of rulesWithoutOci(list))
      this.#add(
        "rbac",
        node,
        holder,
        this.#named("a rule"),
        `add to its resources: ${add.join(", ")}`,
        names,
      );
    const { entries, lacking } = gitMetrics(list);
    for (const entry of entries) {
      if (holder.scalar === undefined)
        this.#all.understood.push({ document: this.#document, node: kindOf(entry) });
      if (lacking) {
        const help = `add beside it (v1beta2 before Flux 2.6):\n${itemText(entry, holder)}`;
        this.#add("kube-state-metrics", entry, holder, this.#named("an entry"), help);
      }
    }
    return entries.length;
  }

  #scalar(scalar: ScalarNode, holder: Holder): number {
    const { value } = scalar;
    if (typeof value !== "string" || !(value.includes(GIT) || value.includes(PLURAL))) return 0;
    if (value === GIT) return 0;
    const total = value.split(GIT).length - 1;
    const inner = holder.scalar === undefined && value.includes("\n") ? this.#inside(value, scalar) : 0;
    const matchers = gitMatchers(value);
    for (const one of matchers) {
      const { name } = one;
      if (name === undefined || !one.text.includes(GIT)) continue;
      const { file, line, column } = locate(this.#document, holder.scalar ?? scalar);
      const why = `${this.#named("an expression")} selects it by its name`;
      this.#all.mentions.push({ file, line, column, text: name, why });
    }
    const open = matchers.filter((one) => one.both !== undefined);
    if (open.length > 0 && !this.#hasTwin(value)) {
      const names = open.flatMap((one) => one.name ?? []);
      const lines = [...new Set(open.map((one) => `${one.text} → ${one.both}`))];
      const about = names.length === open.length ? names : undefined;
      this.#add("prometheus", scalar, holder, this.#named("an expression"), lines.join("\n"), about);
    }
    const explained =
      inner === total ? total : inner + matchers.filter((one) => one.text.includes(GIT)).length;
    if (explained > 0 && explained >= total && holder.scalar === undefined)
      this.#all.understood.push({ document: this.#document, node: scalar });
    return Math.min(explained, total);
  }

  /** What a text in the document explains, if it is YAML or JSON of a form that matters here. */
  #inside(value: string, scalar: ScalarNode): number {
    const isDashboardText = value.includes('"panels"');
    if (!isDashboardText && !value.includes("groupVersionKind") && !value.includes("verbs")) return 0;
    const root = this.#readText(value);
    if (!root) return 0;
    if (isDashboardText) return isDashboard(root) ? value.split(GIT).length - 1 : 0;
    return this.#visit(root, { scalar, text: value, offset: 0 });
  }

  /** The same expression for the OCI kind stands elsewhere in the document. */
  #hasTwin(value: string): boolean {
    this.#scalars ??= new Set(scalarsOf(this.#document.root));
    const twin = value.replaceAll(GIT, "OCIRepository").replaceAll("gitrepository", "ocirepository");
    return this.#scalars.has(twin);
  }

  #named(part: string): string {
    return this.#object === "" ? part : `${part} of ${this.#object}`;
  }

  #add(
    rule: CasualtyRule,
    node: YamlNode,
    holder: Holder,
    what: string,
    help: string,
    names?: readonly string[],
  ): void {
    const { message, severity } = CASUALTIES[rule];
    const location = locate(this.#document, this.#place(holder.scalar ?? node));
    const found: Casualty = { rule, severity, location, what, message, help: hideSecrets(help), names };
    this.#all.found.push(found);
  }

  /** The first word in a range that tells why: a long text is no place to look at. */
  #place({ start, end }: { start: number; end: number }): { start: number; end: number } {
    const { text, start: offset } = this.#document;
    // The range alone: a search to the end of the document for each rule of thousands would take forever.
    const own = text.slice(start - offset, end - offset);
    for (const word of [GIT, PLURAL]) {
      const at = own.indexOf(word);
      if (at !== -1) return { start: start + at, end: start + at + word.length };
    }
    return { start, end };
  }
}

function kindOf(entry: YamlNode): YamlNode {
  const of =
    entry.type === "map" ? entry.items.find((pair) => pair.key.value === "groupVersionKind") : undefined;
  return of?.value ?? entry;
}

/** A list item as written, without its indentation, for the OCI kind. */
function itemText(entry: YamlNode, { text, offset }: Holder): string {
  const start = entry.start - offset;
  const margin = start - (text.lastIndexOf("\n", start - 1) + 1);
  const lines = text
    .slice(start, entry.end - offset)
    .replaceAll("\r", "")
    .trimEnd()
    .split("\n");
  const rest = lines
    .slice(1)
    .map((line) => `  ${line.slice(0, margin).trim() === "" ? line.slice(margin) : line}`);
  return [`- ${lines[0]}`, ...rest].join("\n").replaceAll(GIT, "OCIRepository");
}

function scalarsOf(node: YamlNode | undefined): string[] {
  if (node?.type === "map") return node.items.flatMap((pair) => scalarsOf(pair.value));
  if (node?.type === "seq") return node.items.flatMap(scalarsOf);
  return textAt(node) === undefined ? [] : [textAt(node) ?? ""];
}
