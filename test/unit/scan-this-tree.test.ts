import { describe, expect, it } from "vitest";
import { emptyConfig } from "../../src/config/types.ts";
import { FLEET_URL, gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

describe("a second source of this repository", () => {
  const self = { name: "self", namespace: "flux-system" };
  const files = new Map([
    cluster("clusters/a"),
    [
      "clusters/a/tenant.yaml",
      `${reader("tenant", { name: "self", namespace: undefined }, "./tenant", "flux-system")}  targetNamespace: apps\n---\n${gitText(self, ["interval: 1m", `url: ${FLEET_URL}`, "ref:", "  branch: main"])}`,
    ],
    [
      "tenant/apps.yaml",
      `${reader("apps", { name: "app", namespace: undefined })}---\n${gitText({ name: "app", namespace: undefined }, GIT)}`,
    ],
  ]);
  const flags = { registry: "oci://ghcr.io/acme" };

  it("still delivers its files once it is an artifact", () => {
    const { changed, problems, after } = migrate(files, flags);
    expect(changed).toEqual(["clusters/a/tenant.yaml", "tenant/apps.yaml"]);
    expect(problems).toEqual([]);
    const second = migrate(after, flags);
    expect(second.changed).toEqual([]);
    expect(
      second.analysis.graph.existing.map((one) => `${one.scope} ${one.namespace}/${one.name}`),
    ).toContain("clusters/a apps/app");
  });

  it("passes the check of the result also where its url is a free choice", () => {
    const map = ["self=oci://ghcr.io/acme/anything:main", "app=oci://ghcr.io/acme/app"];
    const { changed, problems } = migrate(files, { map });
    expect(changed).toEqual(["clusters/a/tenant.yaml", "tenant/apps.yaml"]);
    expect(problems).toEqual([]);
  });
});

describe("a root", () => {
  it.each([
    ["namespace", "clusters/a/aaa.yaml", "apps"],
    ["cluster", "clusters/0/source.yaml", "flux-system"],
  ])("is not of the repository of a source of the same name in another %s", (_what, path, namespace) => {
    const files = new Map([
      // Read before that of the root.
      [path, gitText({ name: "flux-system", namespace }, GIT)],
      cluster("clusters/a"),
      [
        "clusters/a/apps.yaml",
        `${reader("apps", { name: "app", namespace: "apps" }, "./deploy")}---\n${gitText({ name: "app", namespace: "apps" }, GIT)}`,
      ],
      ["deploy/source.yaml", gitText({ name: "web", namespace: "apps" }, GIT)],
    ]);
    const { graph } = analyseTexts(files, emptyConfig());
    expect(graph.sources.filter((one) => one.name === "web").map((one) => one.scope)).toEqual(["?"]);
  });
});

describe("an artifact of another branch", () => {
  it("is another tree, though its url is that of this one", () => {
    const self = { name: "self", namespace: "apps" };
    const files = new Map([
      cluster("clusters/a"),
      [
        "clusters/a/tenant.yaml",
        `${reader("tenant", self, "./deploy", "apps")}---\n${gitText(self, ["interval: 1m", `url: ${FLEET_URL}`, "ref:", "  branch: tenant"])}`,
      ],
      ["deploy/source.yaml", gitText({ name: "web", namespace: "apps" }, GIT)],
    ]);
    const flags = { registry: "oci://ghcr.io/acme" };
    const scopes = ({ analysis }: ReturnType<typeof migrate>) =>
      analysis.graph.sources.filter((one) => one.name === "web").map((one) => one.scope);
    const first = migrate(files, { ...flags, map: ["web=oci://ghcr.io/acme/web:main"] });
    expect(first.changed).toContain("clusters/a/tenant.yaml");
    const left = new Map([...first.after, ["deploy/source.yaml", files.get("deploy/source.yaml") ?? ""]]);
    expect([scopes(first), scopes(migrate(left, flags))]).toEqual([["?"], ["?"]]);
  });
});

describe("an artifact of another repository", () => {
  it("has no paths here, also where it is declared beside that of the root", () => {
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/apps.yaml", reader("apps", { name: "app", namespace: "apps" }, "./deploy")],
      ["deploy/source.yaml", gitText({ name: "web", namespace: "apps" }, GIT)],
    ]);
    const { after, changed } = migrate(files, { map: ["app=oci://ghcr.io/acme/app:main"] });
    expect(changed).toEqual(["clusters/a/apps.yaml", "clusters/a/oci-sources.yaml"]);
    const { graph } = analyseTexts(after, emptyConfig());
    expect(graph.sources.filter((one) => one.name === "web").map((one) => one.scope)).toEqual(["?"]);
  });
});
