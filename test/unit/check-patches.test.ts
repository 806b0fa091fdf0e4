import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cluster, migrate } from "../support/small-fleet.ts";

/** The files of a fixture, and a cluster that applies them. */
function fleetOf(fixture: string): Map<string, string> {
  const root = `fixtures/${fixture}/before`;
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const texts = files.map((one) => {
    const path = `${one.parentPath}/${one.name}`.replaceAll("\\", "/");
    return [path.slice(root.length + 1), readFileSync(path, "utf8")] as const;
  });
  return new Map([cluster("clusters/other"), ...texts]);
}

describe("the check of a result with patches", () => {
  it.each([
    ["patches-of-kept-sources", "prod/kustomization.yaml"],
    ["patches-follow-sources", "prod/kustomization.yaml"],
    ["replacements-of-sources", "kustomization.yaml"],
  ])("finds nothing broken in %s", (fixture, patched) => {
    const { changed, problems } = migrate(fleetOf(fixture), {
      registry: "oci://ghcr.io/acme",
    });
    expect(changed).toContain(patched);
    expect(problems).toEqual([]);
  });

  it("says nothing of a patch that has its copy", () => {
    const first = migrate(fleetOf("patches-of-kept-sources"), { registry: "oci://ghcr.io/acme" });
    const second = migrate(first.after, { registry: "oci://ghcr.io/acme" });
    const of = (run: typeof first) =>
      run.findings.filter((one) => one.rule.startsWith("patch")).map(({ location }) => location.file);
    expect(second.changed).toEqual([]);
    expect(of(second)).toEqual(of(first));
  });
});
