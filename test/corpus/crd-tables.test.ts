import { describe, expect, it } from "vitest";
import { API_VERSIONS, servedVersions } from "../../src/flux/api-versions.ts";
import { CONSUMERS, refusalOf } from "../../src/flux/consumers.ts";
import { OCI_FIELDS } from "../../src/flux/features.ts";
import { GIT_REPOSITORY_FIELDS } from "../../src/flux/git-repository-fields.ts";
import { type Crd, crdMinors, crdsMissing, fluxOracle } from "../support/crd-oracle.ts";
import type { CrdSchema } from "../support/crd-schema.ts";

/** Every version of every CRD of a minor, with its schema. */
function versionsOf(minor: number) {
  return fluxOracle(minor).crds.flatMap(({ spec }) =>
    spec.versions.map((version) => ({
      group: spec.group,
      kind: spec.names.kind,
      ...version,
      schema: version.schema.openAPIV3Schema,
    })),
  );
}

/** Schema at a table path, where `*` is the items of a list. */
function schemaAt(schema: CrdSchema | undefined, path: readonly string[]): CrdSchema | undefined {
  return path.reduce<CrdSchema | undefined>(
    (now, key) => (key === "*" ? now?.items : now?.properties?.[key]),
    schema,
  );
}

function crdOf(minor: number, kind: string): Crd {
  const found = fluxOracle(minor).crds.find((crd) => crd.spec.names.kind === kind);
  if (!found) throw new Error(`no CRD of ${kind} for Flux 2.${minor}`);
  return found;
}

describe.skipIf(crdsMissing)(
  `tables against the CRDs of Flux${crdsMissing ? ` (${crdsMissing})` : ""}`,
  () => {
    describe.each(crdMinors.map((minor) => [minor]))("Flux 2.%i", (minor) => {
      it("serves, stores and deprecates the versions that the table says", () => {
        for (const { spec } of fluxOracle(minor).crds) {
          const { kind } = spec.names;
          const real = spec.versions
            .filter((version) => version.served)
            .map(({ name, storage, deprecated }) => ({
              version: name,
              apiVersion: `${spec.group}/${name}`,
              storage,
              deprecated: deprecated === true,
            }));
          const byName = (a: { version: string }, b: { version: string }) => (a.version < b.version ? -1 : 1);
          expect([kind, servedVersions(kind, minor).sort(byName)]).toEqual([kind, real.sort(byName)]);
        }
      });

      it("accepts OCIRepository where the consumer table says so", () => {
        let checked = 0;
        // What holds whole objects names no kind itself.
        const rows = CONSUMERS.filter(({ holds }) => holds === undefined);
        for (const { group, kind, name, schema } of versionsOf(minor))
          for (const row of rows.filter((one) => one.group === group && one.kind === kind)) {
            const place = schemaAt(schema, row.path);
            const since = typeof row.acceptsOci === "object" ? row.acceptsOci.sinceFlux : 0;
            const where = `${group}/${name} ${row.id}`;
            const newest = servedVersions(kind, minor)[0]?.version === name;
            if (newest) expect([where, place !== undefined]).toEqual([where, minor >= since]);
            if (!place) continue;
            const kinds = place.properties?.kind;
            const accepts = kinds !== undefined && (kinds.enum?.includes("OCIRepository") ?? true);
            expect([where, accepts]).toEqual([
              where,
              row.acceptsOci !== false && refusalOf(row, name) === undefined,
            ]);
            expect([where, kinds?.default]).toEqual([where, row.defaultKind]);
            if (row.shape === "name")
              expect([where, Object.keys(place.properties ?? {})]).toEqual([where, ["name"]]);
            if (place.properties?.name) {
              const local = place.properties.namespace === undefined;
              expect([where, row.sameNamespaceOnly === true]).toEqual([where, local]);
            }
            checked++;
          }
        expect(checked).toBeGreaterThan(10);
      });

      it("has the fields of OCIRepository that the table says", () => {
        for (const { name, schema } of crdOf(minor, "OCIRepository").spec.versions) {
          const spec = schema.openAPIV3Schema.properties?.spec;
          for (const { field, since } of OCI_FIELDS) {
            const [path = "", value] = field.split("=");
            const place = schemaAt(spec, path.split("."));
            const has = value === undefined ? place !== undefined : place?.enum?.includes(value) === true;
            expect([name, field, has]).toEqual([name, field, minor >= since]);
          }
          const known = OCI_FIELDS.map((row) => row.field);
          expect(Object.keys(spec?.properties ?? {}).filter((field) => !known.includes(field))).toEqual([]);
          const verify = Object.keys(schemaAt(spec, ["verify"])?.properties ?? {});
          expect(verify.filter((field) => !known.includes(`verify.${field}`))).toEqual([]);
        }
      });
    });

    it("has one row for every field that GitRepository ever had", () => {
      const fields = new Set(
        crdMinors
          .flatMap((minor) => crdOf(minor, "GitRepository").spec.versions)
          .flatMap((version) =>
            Object.keys(version.schema.openAPIV3Schema.properties?.spec?.properties ?? {}),
          ),
      );
      expect(GIT_REPOSITORY_FIELDS.map((row) => row.field).sort()).toEqual([...fields].sort());
    });

    it("keeps only fields that OCIRepository has, with the same schema", () => {
      const minor = crdMinors.at(-1) ?? 0;
      const spec = (kind: string) =>
        crdOf(minor, kind).spec.versions[0]?.schema.openAPIV3Schema.properties?.spec?.properties;
      const shape = (schema: CrdSchema | undefined) =>
        JSON.stringify(schema, (key, value: unknown) => (key === "description" ? undefined : value));
      for (const { field, action } of GIT_REPOSITORY_FIELDS) {
        if (action !== "keep") continue;
        expect([field, shape(spec("OCIRepository")?.[field])]).toEqual([
          field,
          shape(spec("GitRepository")?.[field]),
        ]);
      }
    });

    it("knows since when OCIRepository has each field that is kept", () => {
      const known = OCI_FIELDS.map((row) => row.field);
      const kept = GIT_REPOSITORY_FIELDS.filter(
        (row) => row.action === "keep" || row.harmless?.action === "keep",
      );
      expect(kept.filter((row) => !known.includes(row.field))).toEqual([]);
    });

    it("names no kind twice in one group with the same version", () => {
      const keys = API_VERSIONS.flatMap((row) =>
        row.kinds.map((kind) => `${row.group}/${row.version}/${kind}`),
      );
      expect(new Set(keys).size).toBe(keys.length);
    });
  },
);
