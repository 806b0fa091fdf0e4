import { describe, expect, it } from "vitest";
import { parseSelector } from "../../src/config/match.ts";
import { emptyConfig, type Selector } from "../../src/config/types.ts";
import { changesOf, plan } from "../../src/run.ts";
import { FLEET_URL, gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const web = { name: "web", namespace: "apps" };
const map = ["apps/web=oci://ghcr.io/acme/web:main"];

function alert(lines: string): string {
  return `apiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata: {name: all, namespace: apps}\nspec:\n  providerRef: {name: chat}\n  eventSources:\n${lines}`;
}

/** Two clusters that apply one base, with what each of them substitutes. */
function sharing(base: string): Map<string, string> {
  const root = { name: "flux-system", namespace: "flux-system" };
  const delivery = (variables: string) =>
    `${reader("base", root, "./base", "flux-system")}  postBuild:\n    substitute: {${variables}}\n`;
  return new Map([
    cluster("clusters/a"),
    cluster("clusters/b"),
    ["clusters/a/base.yaml", delivery("SRC: web")],
    ["clusters/b/base.yaml", delivery("SRC: other")],
    ["base/all.yaml", base],
  ]);
}

describe("what a build of the result shows", () => {
  it("keeps a source whose new url something would write over, though nothing does with the old one", () => {
    const sync = `{kind: GitRepository, url: ${FLEET_URL}, ref: refs/heads/main, path: clusters/a}`;
    const files = new Map([
      [
        "clusters/a/flux.yaml",
        `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  sync: ${sync}\n`,
      ],
      [
        "clusters/a/apps.yaml",
        reader("apps", { name: "flux-system", namespace: undefined }, "./apps", "flux-system"),
      ],
      [
        "clusters/a/kustomization.yaml",
        "resources: [flux.yaml, apps.yaml]\nreplacements:\n- source: {kind: FluxInstance, fieldPath: metadata.name}\n  targets: [{select: {kind: .*Repository}, fieldPaths: [spec.url]}]\n",
      ],
      [
        "apps/settings.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: apps}\n",
      ],
    ]);
    const { changed, reasons } = migrate(files, { map: ["flux-system=oci://ghcr.io/acme/fleet:main"] });
    expect(changed).toEqual([]);
    expect(reasons.join("\n")).toContain(
      "OCIRepository flux-system/flux-system would have flux as spec.url, which must start with oci://",
    );
  });

  it("leaves the name that a patch writes over as it is", () => {
    const files = new Map([
      ["base/ks.yaml", reader("apps", { name: "placeholder", namespace: undefined }, "./x", "apps")],
      ["base/kustomization.yaml", "resources: [ks.yaml]\n"],
      ["over/web.yaml", gitText(web, GIT)],
      [
        "over/kustomization.yaml",
        'resources: [../base, web.yaml]\npatches:\n- target: {kind: Kustomization}\n  patch: \'[{"op": "replace", "path": "/spec/sourceRef/name", "value": "web"}]\'\n',
      ],
    ]);
    const base = files.get("base/ks.yaml")!;
    const { after, changed } = migrate(files, { map });
    expect(changed).toEqual(["base/ks.yaml", "over/web.yaml"]);
    expect(after.get("base/ks.yaml")).toBe(base.replace("GitRepository", "OCIRepository"));
    // With another name nothing can say it but the patch, so it stays.
    expect(migrate(files, { map }, "oci-{name}").changed).toEqual([]);
  });

  it("may declare a source in a cluster that shares the text, if that is decided alike there", () => {
    const files = sharing(gitText(web, GIT));
    files.set(
      "clusters/a/web.yaml",
      reader("web", { name: "web", namespace: undefined }, "./deploy", "apps"),
    );
    const { after } = migrate(files, { map });
    expect(after.get("base/all.yaml")).toContain("kind: OCIRepository");
    expect(after.get("clusters/a/web.yaml")).toContain("kind: OCIRepository");
    // An overlay that renames its namespace shares the text all the same.
    files.set(
      "clusters/b/base.yaml",
      files
        .get("clusters/b/base.yaml")!
        .replace("  postBuild:", "  targetNamespace: flux-system\n  postBuild:"),
    );
    const both = ["web=oci://ghcr.io/acme/web:main"];
    expect(migrate(files, { map: both }).after.get("base/all.yaml")).toContain("kind: OCIRepository");
    const apart = migrate(files, { map: ["apps/web@clusters/a=oci://ghcr.io/acme/web:main"] });
    expect(apart.after.get("base/all.yaml")).toBe(files.get("base/all.yaml"));
  });

  it("keeps a chart of which a patch goes on to write a part", () => {
    const release =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: apps}\nspec:\n  interval: 5m\n  chart:\n    spec:\n      chart: ./charts/web\n      sourceRef: {kind: GitRepository, name: web}\n";
    const other =
      "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: apps}\nspec: {chart: {spec: {chart: ./charts/other}}}\n";
    const flux = { name: "flux-system", namespace: "flux-system" };
    const files = new Map([
      cluster("clusters/a"),
      cluster("clusters/b"),
      ["clusters/a/apps.yaml", reader("apps", flux, "./base", "flux-system")],
      ["clusters/b/apps.yaml", reader("apps", flux, "./other", "flux-system")],
      ["base/all.yaml", `${gitText(web, GIT)}---\n${release}`],
      ["base/kustomization.yaml", "resources: [all.yaml]\n"],
      ["other/kustomization.yaml", "resources: [../base]\npatches: [{path: patch.yaml}]\n"],
      ["other/patch.yaml", other],
    ]);
    const chart = { origin: { flag: "" }, selector: parsed("web"), action: "migrate" as const, waive: [] };
    const at = (name: string) => ({
      ...chart,
      chart: `charts/${name}`,
      url: `oci://ghcr.io/acme/charts/${name}`,
    });
    const config = {
      ...emptyConfig(),
      charts: [at("web"), at("other")],
      chartDefaults: { ref: { semver: ">=1.0.0" } },
    };
    const analysis = analyseTexts(files, config);
    const current = plan(analysis);
    expect(changesOf(current, analysis)).toEqual([]);
    expect([...current.outcomes.values()].map(({ reason }) => reason).join("\n")).toContain(
      "the patch at other/patch.yaml:4 writes into its spec.chart",
    );
  });
});

function parsed(text: string): Selector {
  const selector = parseSelector(text);
  if ("error" in selector) throw new Error(selector.error);
  return selector;
}

describe("an entry of an Alert", () => {
  it("that was written for a namespace of '' is not written again", () => {
    const readers = `${gitText(web, GIT)}---\n${reader("web", web, "./deploy", "apps")}---\n`;
    const automation =
      "---\napiVersion: image.toolkit.fluxcd.io/v1beta2\nkind: ImageUpdateAutomation\nmetadata: {name: bot, namespace: apps}\nspec: {sourceRef: {kind: GitRepository, name: web}}\n";
    const entry = '    - kind: GitRepository\n      name: web\n      namespace: ""\n';
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/all.yaml", readers + alert(entry) + automation],
    ]);
    const once = migrate(files, { map });
    expect(once.after.get("clusters/a/all.yaml")).toContain(
      '    - kind: OCIRepository\n      name: web\n      namespace: "apps"\n',
    );
    expect(migrate(once.after, { map }).changed).toEqual([]);
  });

  it("whose name is a variable keeps it, since it means another source in another cluster", () => {
    const entry = "    - kind: GitRepository\n      name: ${SRC:=web}\n";
    const base = `${gitText(web, GIT)}---\n${reader("web", web, "./deploy", "apps")}---\n${alert(entry)}`;
    const { after } = migrate(sharing(base), { map });
    expect(after.get("base/all.yaml")).toContain("kind: OCIRepository\n      name: ${SRC:=web}\n");
    const renamed = migrate(sharing(base), { map }, "{name}-oci");
    expect(renamed.after.get("base/all.yaml")).toContain(entry);
  });
});
