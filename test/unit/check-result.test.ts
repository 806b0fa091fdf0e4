import { describe, expect, it } from "vitest";
import { gitText, kustomizationText, listText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

describe("the check of a result", () => {
  it("does not take a wildcard for a reference that lost its source", () => {
    const alert = `apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata: {name: all}\nspec:\n  eventSources:\n    - {kind: GitRepository, name: "*"}\n`;
    const anchored = kustomizationText(
      { name: "more", namespace: undefined },
      "./elsewhere",
      { name: "app", namespace: undefined },
      "anchored",
      true,
    );
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", reader("apps", { name: "app", namespace: undefined })],
      ["loose/all.yaml", listText([alert, anchored])],
    ]);
    const { changed, problems } = migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] });
    expect(changed).toEqual(["clusters/a/apps.yaml", "clusters/a/oci-sources.yaml"]);
    expect(problems).toEqual([]);
  });

  it("tells two objects of one name in one file apart", () => {
    const twins = ["gone", "web"].map((name) =>
      reader("same", { name, namespace: "apps" }, "./elsewhere", `of-${name}`),
    );
    const git = gitText({ name: "web", namespace: "apps" }, GIT);
    const files = new Map([
      cluster("clusters/a"),
      [
        "clusters/a/apps.yaml",
        [...twins, git, reader("apps", { name: "app", namespace: "apps" })].join("---\n"),
      ],
    ]);
    const { changed, problems } = migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] });
    expect(changed).toEqual(["clusters/a/apps.yaml", "clusters/a/oci-sources.yaml"]);
    expect(problems).toEqual([]);
  });
});
