// The bundle's SBOM: CycloneDX, one component a package. The same packages make the same bytes, so it has no date.
import { readFileSync } from "node:fs";
import { SPDX } from "@cyclonedx/cyclonedx-library";
import { ComponentType, HashAlgorithm } from "@cyclonedx/cyclonedx-library/Enums";
import { Bom, Component, LicenseExpression, SpdxLicense } from "@cyclonedx/cyclonedx-library/Models";
import { JSON as Json, JsonSerializer } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";

const LOCK = new URL("../../package-lock.json", import.meta.url);

/**
 * The SBOM of a bundle as a JSON text.
 * @param own package.json of git2oci
 * @param packages as `bundledPackages` gives them
 */
export function sbom(own, packages) {
  const locked = JSON.parse(readFileSync(LOCK, "utf8")).packages;
  const bom = new Bom();
  const program = componentOf(own, ComponentType.Application);
  bom.metadata.component = program;
  const components = new Map(
    packages.map(({ manifest, folder }) => [
      manifest.name,
      componentOf(manifest, ComponentType.Library, locked[folder]?.integrity),
    ]),
  );
  for (const { manifest, within } of packages) {
    const component = components.get(manifest.name);
    // What stands in the files of another package is a part of it.
    (components.get(within)?.components ?? bom.components).add(component);
    for (const name of Object.keys(manifest.dependencies ?? {}))
      if (components.has(name)) component.dependencies.add(components.get(name).bomRef);
    if (within === undefined && own.devDependencies[manifest.name] !== undefined)
      program.dependencies.add(component.bomRef);
  }
  const serializer = new JsonSerializer(new Json.Normalize.Factory(Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** @param integrity of the packed package, as the lock file has it */
function componentOf({ name, version, license }, type, integrity = "") {
  const [, group, bare = name] = /^(@[^/]+)\/(.*)$/.exec(name) ?? [];
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  const component = new Component(type, bare, { group, version, purl, bomRef: purl });
  component.licenses.add(
    SPDX.isSupportedSpdxId(license) ? new SpdxLicense(license) : new LicenseExpression(license),
  );
  const [, digest] = /^sha512-(.+)$/.exec(integrity) ?? [];
  if (digest) component.hashes.set(HashAlgorithm["SHA-512"], Buffer.from(digest, "base64").toString("hex"));
  return component;
}
