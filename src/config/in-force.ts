import { HEADER_KEYS } from "../core/config-header.ts";
import { stripCredentials } from "../core/credentials.ts";
import type { Setting, SettingOrigin } from "../core/setting.ts";
import type { PathStep } from "../core/tree.ts";
import { BASELINE_NAME } from "./baseline.ts";
import type { Written } from "./load.ts";
import type { DecisionFlags } from "./merge-flags.ts";
import type { Plain } from "./plain.ts";
import { configSchema, resolved, type SchemaNode } from "./schema.ts";
import { writtenAt } from "./setting-origin.ts";
import { sourcesInForce } from "./sources-in-force.ts";
import type { Config, Origin } from "./types.ts";

/** The value of a key, and where each value in it comes from. */
export interface Part {
  value: Plain;
  from: (rest: readonly PathStep[]) => SettingOrigin;
}

/** What the values in force come from. */
export interface InForce {
  /** The file with the flags on top. */
  config: Config;
  flags: DecisionFlags;
  written: Written;
  /** `host/owner` of the remote `origin`. */
  originOwner: string | undefined;
}

/** What holds for a key that nobody wrote, where the schema has no default. */
const RULES: Readonly<Record<string, string>> = {
  flux: "read from each cluster, else the newest",
  registry: "none, so it decides nothing",
};
const DEFAULT: SettingOrigin = { by: "default" };

/** Every value that is in force, in the order of the schema, and where each comes from. */
export async function settingsInForce(input: InForce): Promise<Setting[]> {
  const { properties, definitions } = await configSchema();
  const schema = { properties, definitions } as unknown as Required<SchemaNode> & Definitions;
  const rows = Object.entries(schema.properties).flatMap(([key, node]) =>
    HEADER_KEYS.includes(key) ? [] : settingsOf(key, node, input, schema),
  );
  return [...rows, ...optionsOnly(input)];
}

interface Definitions {
  definitions: Readonly<Record<string, SchemaNode>>;
}

function settingsOf(key: string, node: SchemaNode, input: InForce, schema: Definitions): Setting[] {
  const part = partOf(key, input);
  if (part) return walk([key], part.value, node, part.from, schema);
  const rule = RULES[key];
  if (rule !== undefined) return [{ path: [key], value: null, from: { by: "default", rule } }];
  if (key === "owners") return owners(input.originOwner);
  if (key === "lint") return walk([key], {}, node, () => DEFAULT, schema);
  if (node.default !== undefined) return [{ path: [key], value: node.default, from: DEFAULT }];
  return node.type === "array" ? [{ path: [key], value: [], from: DEFAULT }] : [];
}

/** What somebody wrote for a key; undefined where nobody did. */
function partOf(key: string, { config, flags, written }: InForce): Part | undefined {
  const raw = written.raw as Readonly<Record<string, Plain | undefined>>;
  const file = raw[key] === undefined ? undefined : { value: raw[key], from: fromFile(written, key) };
  const [flux] = config.flux;
  if (key === "flux" && flux && "flag" in flux.origin) return flagged(`2.${flux.minor}`, flux.origin);
  const { registry } = config;
  if (key === "registry" && registry && "flag" in registry.origin)
    return flagged(registry.url, registry.origin);
  if (key === "access") return accessInForce(config, file);
  if (key === "sources") return listed(sourcesInForce(config, flags, written));
  if (key !== "exclude" || !flags.exclude) return file;
  const more = flags.exclude.map((glob) => flagged(glob, { flag: `--exclude ${glob}` }));
  const own = (written.raw.exclude ?? []).map(
    (glob, i): Part => ({
      value: glob,
      from: () => writtenAt(written, ["exclude", i]),
    }),
  );
  return listed([...own, ...more]);
}

/** By host; a flag wins over the file. */
function accessInForce({ access }: Config, file: Part | undefined): Part | undefined {
  if (access.length === 0) return file;
  const byHost = new Map([...access].reverse().map((one) => [one.host, one]));
  return {
    value: Object.fromEntries([...byHost].map(([host, one]) => [host, { ...one.access } as Plain])),
    from: (rest) => {
      const origin = byHost.get(String(rest[0]))?.origin;
      if (origin && "flag" in origin) return { by: "flag", flag: origin.flag };
      return file ? file.from(rest) : DEFAULT;
    },
  };
}

function fromFile(written: Written, key: string): Part["from"] {
  return (rest) => writtenAt(written, [key, ...rest]);
}

function flagged(value: string, { flag }: Extract<Origin, { flag: string }>): Part {
  return { value, from: () => ({ by: "flag", flag }) };
}

function listed(parts: readonly Part[]): Part | undefined {
  if (parts.length === 0) return undefined;
  return {
    value: parts.map(({ value }) => value),
    from: ([i, ...rest]) => parts[Number(i)]!.from(rest),
  };
}

/** The scalars of a value, and what its schema adds. An entry that stays on Git has nothing else to say. */
function walk(
  path: readonly PathStep[],
  value: Plain,
  schemaNode: SchemaNode,
  from: Part["from"],
  schema: Definitions,
): Setting[] {
  const node = resolved(schemaNode, schema.definitions);
  if (value === null || typeof value !== "object") return [{ path, value, from: from([]) }];
  const below = (step: PathStep, inner: Plain, innerNode: SchemaNode): Setting[] =>
    walk([...path, step], inner, innerNode, (rest) => from([step, ...rest]), schema);
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ path, value: [], from: from([]) }];
    return value.flatMap((item, i) => below(i, item, node.items ?? {}));
  }
  const written = Object.entries(value).flatMap(([key, inner]) =>
    below(key, inner, node.properties?.[key] ?? {}),
  );
  return value.action === "keep" ? written : [...written, ...defaults(path, value, node)];
}

function defaults(
  path: readonly PathStep[],
  value: Readonly<Record<string, Plain>>,
  node: SchemaNode,
): Setting[] {
  const missing = Object.entries(node.properties ?? {}).filter(([key]) => value[key] === undefined);
  const found = missing.flatMap(([key, inner]): Setting[] =>
    inner.default === undefined ? [] : [{ path: [...path, key], value: inner.default, from: DEFAULT }],
  );
  if (path.length > 1 || path[0] !== "lint" || value.baseline !== undefined) return found;
  const rule = `${BASELINE_NAME}, if it is there`;
  return [...found, { path: ["lint", "baseline"], value: null, from: { by: "default", rule } }];
}

function owners(originOwner: string | undefined): Setting[] {
  if (originOwner === undefined)
    return [{ path: ["owners"], value: [], from: { by: "default", rule: "there is no remote origin" } }];
  const from: SettingOrigin = { by: "default", rule: "owner of the remote origin" };
  return [{ path: ["owners", 0], value: originOwner, from }];
}

/** Options that have no key in the file. */
function optionsOnly({ config, flags }: InForce): Setting[] {
  const places = (flags.declareIn ?? []).map((typed): Setting => {
    const value = stripCredentials(typed);
    return { path: ["--declare-in"], value, from: { by: "flag", flag: `--declare-in ${value}` } };
  });
  const from: SettingOrigin = config.templates ? { by: "flag", flag: "--templates" } : DEFAULT;
  return [...places, { path: ["--templates"], value: config.templates, from }];
}
