import { type Baseline, type BaselineEntry, identityKey } from "../core/lint.ts";
import { compare, LineIndex, lineEnding } from "../core/text.ts";
import { deref, itemsAt, pairOf, textAt, type YamlNode } from "../core/tree.ts";
import { didYouMean, quote } from "../core/wording.ts";
import type { YamlReader } from "./load.ts";

/** Where lint looks for its baseline when nobody names one; relative to the scanned root. */
export const BASELINE_NAME = ".git2oci-baseline.json";

const VERSION = "git2oci/v1";
const KIND = "LintBaseline";

/** What a baseline file says, or the one line that is wrong with it. */
export type LoadedBaseline = { baseline: Baseline } | { error: string };

/** What is wrong at a node, or with the file where there is none. */
class Fault extends Error {
  readonly node: YamlNode | undefined;

  constructor(message: string, node?: YamlNode) {
    super(message);
    this.node = node;
  }
}

/** Fields of an entry, in the order in which they are written, each with what it takes. */
const FIELDS = {
  rule: { required: true, wants: "the name of a rule" },
  scope: { required: true, wants: "a text" },
  kind: { required: true, wants: "a text" },
  namespace: { required: true, wants: "a text" },
  name: { required: true, wants: "a text" },
  count: { required: true, wants: "a whole number from 1" },
  reason: { required: false, wants: "a text" },
  owner: { required: false, wants: "a text" },
  expires: { required: false, wants: "a date such as 2026-12-31" },
} as const satisfies Record<keyof BaselineEntry, { required: boolean; wants: string }>;

const KEYS = Object.keys(FIELDS) as (keyof BaselineEntry)[];

/**
 * Reads a baseline. Nothing is guessed: a file that this program did not write is refused as a whole.
 * @param file relative to the scanned root
 * @param rules the rules that an entry may name
 */
export function loadBaseline(
  text: string,
  file: string,
  readYaml: YamlReader,
  rules: readonly string[],
): LoadedBaseline {
  const lines = new LineIndex(text);
  try {
    const top = readTop(text, readYaml);
    const entries = entriesOf(top, file, rules, lines);
    return { baseline: { file, entries, schema: textAt(top, ["$schema"]) } };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { line, column } = lines.place(error.node?.start ?? 0);
    return { error: `${file}${error.node ? `:${line}:${column}` : ""}: ${error.message}` };
  }
}

function entriesOf(
  top: YamlNode,
  file: string,
  rules: readonly string[],
  lines: LineIndex,
): Baseline["entries"] {
  const seen = new Set<string>();
  return itemsAt(top, ["entries"]).map((node) => {
    const entry = readEntry(node, rules);
    const key = identityKey(entry);
    if (seen.has(key))
      throw new Fault("repeats an entry; its count says how often a finding is accepted", node);
    seen.add(key);
    const at = pairOf(node, "rule")?.value ?? node;
    const { line: endLine, column: endColumn } = lines.place(at.end);
    return { ...entry, location: { file, ...lines.place(at.start), endLine, endColumn } };
  });
}

/** JSON is read as YAML for its places, so that it is JSON has to be asked first. */
function readTop(text: string, readYaml: YamlReader): YamlNode {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Fault(
      "is no JSON; mend it, or remove the file, and git2oci lint --update-baseline writes it anew",
    );
  }
  const { apiVersion, kind, entries } = Object(value) as Record<string, unknown>;
  if (kind !== KIND)
    throw new Fault(`is no baseline (kind: ${KIND}); give a file that git2oci lint --update-baseline wrote`);
  if (apiVersion !== VERSION)
    throw new Fault(
      `is of version ${quote(String(apiVersion))}, and this program reads ${VERSION}; remove the file, then git2oci lint --update-baseline writes it anew`,
    );
  if (!Array.isArray(entries)) throw new Fault("has no list of entries");
  const read = readYaml(text, 0);
  if ("error" in read || !read.root) throw new Fault("cannot be read; it repeats a key or is far too large");
  const stray = mapItems(read.root).find(({ key }) => !TOP.has(String(key.value)));
  if (stray) throw new Fault(`unknown key ${quote(String(stray.key.value))}`, stray.key);
  return read.root;
}

const TOP: ReadonlySet<string> = new Set(["$schema", "apiVersion", "kind", "entries"]);

function mapItems(node: YamlNode) {
  const map = deref(node);
  return map?.type === "map" ? map.items : [];
}

function readEntry(node: YamlNode, rules: readonly string[]): BaselineEntry {
  if (node.type !== "map")
    throw new Fault("an entry is a map with rule, scope, kind, namespace, name, count", node);
  const values = new Map<string, string | number>();
  for (const { key, value } of node.items) {
    const name = KEYS.find((one) => one === String(key.value));
    if (!name)
      throw new Fault(`unknown key ${quote(String(key.value))}${didYouMean(String(key.value), KEYS)}`, key);
    const plain = value?.type === "scalar" ? value.value : undefined;
    if (!fits(name, plain)) throw new Fault(`${name} takes ${FIELDS[name].wants}`, value ?? key);
    values.set(name, plain);
    if (name === "rule" && !rules.includes(String(plain)))
      throw new Fault(
        `lint has no rule ${quote(String(plain))} for a baseline${didYouMean(String(plain), rules)}`,
        value ?? key,
      );
  }
  const missing = KEYS.find((key) => FIELDS[key].required && !values.has(key));
  if (missing !== undefined) throw new Fault(`the entry has no ${missing}`, node);
  // Each field was looked at above.
  return Object.fromEntries(
    KEYS.flatMap((key) => (values.has(key) ? [[key, values.get(key)]] : [])),
  ) as unknown as BaselineEntry;
}

function fits(key: keyof BaselineEntry, value: unknown): value is string | number {
  if (key === "count") return Number.isSafeInteger(value) && Number(value) >= 1;
  return typeof value === "string" && (key !== "expires" || isDate(value));
}

/** True for a day that exists. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** A baseline as text: sorted, an entry of few lines, so that a diff shows who accepted what. */
export function baselineText(
  entries: readonly BaselineEntry[],
  before?: { text: string; schema: string | undefined },
): string {
  const sorted = [...entries].sort((a, b) => compare(sortKey(a), sortKey(b)));
  const plain = sorted.map((entry) =>
    Object.fromEntries(KEYS.flatMap((key) => (entry[key] === undefined ? [] : [[key, entry[key]]]))),
  );
  const whole = {
    ...(before?.schema !== undefined && { $schema: before.schema }),
    apiVersion: VERSION,
    kind: KIND,
    entries: plain,
  };
  const text = `${JSON.stringify(whole, null, 2)}\n`;
  return lineEnding(before?.text ?? "") === "\r\n" ? text.replaceAll("\n", "\r\n") : text;
}

function sortKey({ rule, scope, kind, namespace, name }: BaselineEntry): string {
  return [rule, scope, kind, namespace, name].join("\0");
}
