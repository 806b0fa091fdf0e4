import { CONFIG_HEADER } from "../core/config-header.ts";
import { hideCredentials } from "../core/credentials.ts";
import type { SourceNode } from "../core/graph.ts";
import type { PlainRecord } from "../core/ops.ts";
import { itemLines } from "../edit/yaml-render.ts";
import { writeScalar } from "../edit/yaml-scalar.ts";
import { visible } from "./colour.ts";
import { count, refText } from "./pretty.ts";

/** One decision of git2oci.yaml: an entry, or an entry to be completed, with what is said above it. */
export interface ConfigEntry {
  comments: readonly string[];
  entry: PlainRecord;
  /** Written as a comment: nobody has decided it. */
  open: boolean;
}

/** What `init` writes. */
export interface ConfigParts {
  /** Path of the JSON Schema, relative to the file; undefined where no package of the repository has it. */
  schema: string | undefined;
  /** `decides: false` where it would decide what shall stay open, so that it is written as a comment. */
  registry: { url: string; decides: boolean } | undefined;
  /** How clusters sign in, by host. */
  access: readonly { host: string; access: PlainRecord }[];
  sources: readonly ConfigEntry[];
  /** Charts of Git sources, as `source` and `chart` of an entry, with the url that is known. */
  charts: readonly { source: string; chart: string; url: string | undefined }[];
}

const HEAD = [
  "# What becomes of each Git source, as git2oci reads it: migrate to an artifact, or keep on Git.",
  "# All fields: docs/configuration.md of git2oci. To see what follows: git2oci migrate --dry-run",
];

/** The comment that an editor obeys. If the schema is not there, the editor would only complain: a comment in a comment. */
function schemaLines(schema: string | undefined): string[] {
  const line = (path: string) => `# yaml-language-server: $schema=${path}`;
  if (schema !== undefined) return [line(schema)];
  return [
    "# For completion in an editor, install the package here (npm install --save-dev git2oci) and take the first # away:",
    `# ${line("node_modules/git2oci/schema/git2oci.schema.json")}`,
  ];
}

/** The text of a git2oci.yaml, with comments for the person who completes it. */
export function configText({ schema, registry, access, sources, charts }: ConfigParts): string {
  const lines = [
    ...schemaLines(schema),
    ...HEAD,
    ...CONFIG_HEADER,
    ...registryLines(registry),
    ...accessLines(access),
    "",
    ...sourcesHead(sources),
  ];
  for (const [i, { comments, entry, open }] of sources.entries()) {
    if (i > 0) lines.push("");
    lines.push(...comments.map((text) => `  # ${oneLine(text)}`));
    const written = itemLines(entry);
    lines.push(...written.map((line) => (open ? `  # ${line}` : `  ${line}`)));
  }
  if (charts.length > 0) lines.push("", ...chartLines(charts));
  return `${lines.join("\n")}\n`;
}

function registryLines(registry: ConfigParts["registry"]): string[] {
  if (!registry) return [];
  const line = `registry: ${writeScalar(registry.url)}`;
  const what = "# The artifacts of your own repositories: <registry>/<repository, lower case>.";
  if (registry.decides) return ["", what, line];
  return [
    "",
    what,
    "# A comment as long as some of them are not decided below, because it would decide them.",
    `# ${line}`,
  ];
}

function accessLines(access: ConfigParts["access"]): string[] {
  if (access.length === 0) return [];
  const hosts = access.map(({ host, access: given }) => {
    const fields = Object.entries(given).map(
      ([key, value]) => `${key}: ${typeof value === "string" ? inFlow(value) : value}`,
    );
    return `  ${writeScalar(host)}: { ${fields.join(", ")} }`;
  });
  return ["", "# How clusters sign in at each registry.", "access:", ...hosts];
}

function sourcesHead(sources: readonly ConfigEntry[]): string[] {
  const intro =
    "# In the order of how much depends on them. The first entry that matches a source decides it.";
  return [intro, sources.some(({ open }) => !open) ? "sources:" : "sources: []"];
}

function chartLines(charts: ConfigParts["charts"]): string[] {
  return [
    "# Each chart that a HelmRelease takes from Git needs an entry, with the place and the version of its artifact:",
    "# charts:",
    ...charts.map(
      ({ source, chart, url = "oci://…" }) =>
        `#   - { source: ${inFlow(source)}, chart: ${inFlow(chart)}, url: ${url}, ref: { semver: … } }`,
    ),
  ];
}

/** A value that is still itself when somebody takes the `#` away: paths of charts hold variables. */
function inFlow(value: string): string {
  return oneLine(writeScalar(value, { flow: true }));
}

function oneLine(text: string): string {
  return visible(text).replace(/[\n\t]/g, " ");
}

/** What a source is, in a sentence for a comment or a question. */
export function sourceText(source: SourceNode, references: number): string[] {
  const { url, ref, owner, declarations } = source;
  const [first] = source.references;
  const places = first ? `, the first in ${first.location.file}:${first.location.line}` : "";
  const where = declarations[0]?.location;
  return [
    `${count(references, "reference")}${places}`,
    where
      ? `Git: ${hideCredentials(url ?? "url unknown")}, ${refText(ref ?? {}) || "no ref"} (${where.file}:${where.line}); owner: ${owner}`
      : `Git: declared in no file of this tree; owner: ${owner}`,
  ];
}
