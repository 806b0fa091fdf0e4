import { describe, expect, it } from "vitest";
import { gitText } from "../support/fleet-manifests.ts";
import { GIT, migrate, reader } from "../support/small-fleet.ts";

const web = { name: "web", namespace: "apps" };
const flags = { map: ["apps/web=oci://ghcr.io/acme/web:main"] };

/** A Terraform of the source with this sourceRef, beside a Kustomization that moves. */
function terraform(sourceRef: string): Map<string, string> {
  const object = `apiVersion: infra.contrib.fluxcd.io/v1alpha2\nkind: Terraform\nmetadata: {name: db, namespace: apps}\n${sourceRef}`;
  return new Map([
    ["terraform.yaml", object],
    ["apps.yaml", `${gitText(web, GIT)}---\n${reader("web", web, "./deploy", "apps")}`],
  ]);
}

describe("a reference that accepts both kinds", () => {
  it.each([
    ["block style", "spec:\n  sourceRef:\n    kind: GitRepository # why\n    name: web\n"],
    ["flow style", "spec: {sourceRef: {kind: GitRepository, name: web}, path: ./tf}\n"],
    ["double quotes", 'spec:\n  sourceRef:\n    "kind": "GitRepository"\n    name: web\n'],
    ["CRLF", "spec:\r\n  sourceRef:\r\n    kind: GitRepository\r\n    name: web\r\n"],
    ["no final newline", "spec:\n  sourceRef:\n    name: web\n    kind: GitRepository"],
  ])("changes one word in %s", (_name, text) => {
    const before = terraform(text);
    const { after, fates } = migrate(before, flags);
    expect(after.get("terraform.yaml")).toBe(
      before.get("terraform.yaml")?.replace("GitRepository", "OCIRepository"),
    );
    expect(fates["GitRepository/apps/web in ?"]?.state).toBe("replaced");
  });

  it("gets the apiVersion of the OCIRepository where it has one", () => {
    const stale = "apiVersion: source.toolkit.fluxcd.io/v1beta2\n    kind: GitRepository";
    const { after } = migrate(terraform(`spec:\n  sourceRef:\n    ${stale}\n    name: web\n`), flags);
    expect(after.get("terraform.yaml")).toContain(
      "apiVersion: source.toolkit.fluxcd.io/v1\n    kind: OCIRepository\n    name: web\n",
    );
  });

  it("gets the new name where the configuration gives one", () => {
    const text = "spec:\n  sourceRef: {kind: GitRepository, name: web}\n";
    const { after } = migrate(terraform(text), flags, "{name}-oci");
    expect(after.get("terraform.yaml")).toContain("sourceRef: {kind: OCIRepository, name: web-oci}");
  });

  it.each([
    [
      "an alias",
      "x-ref: &ref {kind: GitRepository, name: web}\nspec:\n  sourceRef: *ref\n",
      "spec.sourceRef.kind: it is the alias *ref; edit by hand",
      "terraform.yaml:6:14",
    ],
    [
      "an anchor",
      "spec:\n  sourceRef: &ref\n    kind: GitRepository\n    name: web\n  other: *ref\n",
      "spec.sourceRef.kind: the anchor &ref stands here and other places may use it; edit by hand",
      "terraform.yaml:6:11",
    ],
    [
      "an anchor on its kind",
      "spec:\n  sourceRef:\n    kind: &kind GitRepository\n    name: web\n  other: *kind\n",
      "spec.sourceRef.kind: ",
      "terraform.yaml:6:",
    ],
    [
      "an alias as its kind",
      "x-kind: &kind GitRepository\nspec:\n  sourceRef:\n    kind: *kind\n    name: web\n",
      "spec.sourceRef.kind: ",
      "terraform.yaml:",
    ],
    [
      "a merge key",
      "x-spec: &spec {sourceRef: {kind: GitRepository, name: web}}\nspec:\n  <<: *spec\n  path: ./tf\n",
      "spec.sourceRef.kind: it comes from a merge key (<<); edit by hand",
      "terraform.yaml:",
    ],
  ])("stays where %s gives it, with one finding, while the rest moves", (_name, text, reason, place) => {
    const before = terraform(text);
    const { after, findings, fates } = migrate(before, flags);
    expect(after.get("terraform.yaml")).toBe(before.get("terraform.yaml"));
    expect(after.get("apps.yaml")).toContain("sourceRef:\n    kind: OCIRepository");
    expect(fates["GitRepository/apps/web in ?"]?.state).toBe("beside");
    const mine = findings.filter(({ rule }) => rule === "terraform-source-ref");
    expect(mine).toHaveLength(1);
    expect(mine[0]?.message.startsWith(reason)).toBe(true);
    expect(mine[0]?.message).toContain("Write `kind: OCIRepository`");
    const { file, line, column } = mine[0]!.location;
    expect(`${file}:${line}:${column}`.startsWith(place)).toBe(true);
  });
});
