// Writes src/flux/schemas/ from the CRDs of Flux releases: what an API server checks, without prose and defaults.
// usage: node scripts/crd-schemas.mjs [directory with flux-2.<minor>/*.yaml] [where to write]
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const [from = "../shared/crds", to = "src/flux/schemas"] = process.argv.slice(2);
/** Kinds that a migration writes or changes. */
const KINDS = [
  "Alert",
  "ArtifactGenerator",
  "GitRepository",
  "HelmChart",
  "HelmRelease",
  "ImageUpdateAutomation",
  "Kustomization",
  "OCIRepository",
  "Receiver",
];
/** Keywords that are taken as they are. */
const SAME = [
  "type",
  "enum",
  "pattern",
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
];
/** Keywords that change nothing about what is accepted; any other one stops the script. */
const WITHOUT_EFFECT = [
  "description",
  "default",
  "format",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
];

/** @param {Record<string, any>} schema */
function reduced(schema) {
  const result = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (SAME.includes(keyword)) result[keyword] = value;
    else if (keyword === "required") {
      // A field with a default is never missing.
      const missed = value.filter((name) => schema.properties[name]?.default === undefined);
      if (missed.length > 0) result.required = missed;
    } else if (keyword === "properties")
      result.properties = Object.fromEntries(
        Object.entries(value).map(([name, field]) => [name, reduced(field)]),
      );
    else if (keyword === "items") result.items = reduced(value);
    else if (keyword === "additionalProperties")
      result.additionalProperties = value === true ? {} : reduced(value);
    else if (keyword === "x-kubernetes-preserve-unknown-fields") result.open = true;
    else if (keyword === "x-kubernetes-validations") result.rules = value.map(({ rule }) => rule);
    else if (!WITHOUT_EFFECT.includes(keyword)) throw new Error(`unknown keyword ${keyword}`);
  }
  return result;
}

for (const directory of readdirSync(from).filter((name) => /^flux-2\.\d+$/.test(name))) {
  const lines = readdirSync(join(from, directory))
    .sort()
    .map((file) => parse(readFileSync(join(from, directory, file), "utf8")).spec)
    .filter(({ names }) => KINDS.includes(names.kind))
    .flatMap(({ group, names, versions }) =>
      versions
        .filter(({ served }) => served)
        .map(({ name, schema }) => {
          const { spec } = schema.openAPIV3Schema.properties;
          return `${JSON.stringify(`${group}/${name} ${names.kind}`)}: ${JSON.stringify(reduced(spec))}`;
        }),
    );
  writeFileSync(join(to, `${directory}.json`), `{\n${lines.join(",\n")}\n}\n`);
}
