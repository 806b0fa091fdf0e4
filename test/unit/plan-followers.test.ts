import { describe, expect, it } from "vitest";
import { gitText, ociText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const web = { name: "web", namespace: "apps" };
const map = ["apps/web=oci://ghcr.io/acme/web:main"];

function alert(...entries: string[]): string {
  const list = entries.map((one) => `    - ${one}\n`).join("");
  return `---\napiVersion: notification.toolkit.fluxcd.io/v1beta3\nkind: Alert\nmetadata: {name: all, namespace: apps}\nspec:\n  eventSources:\n${list}`;
}

const WEB = "{kind: GitRepository, name: web}";
const declared = `${gitText(web, GIT)}---\n`;

describe("what follows a source", () => {
  it("keeps none: its source goes, and it with it", () => {
    const files = new Map([["all.yaml", declared + reader("web", web, "./x", "apps") + alert(WEB)]]);
    const { after, fates, problems } = migrate(files, { map });
    expect(fates["GitRepository/apps/web in ?"]?.state).toBe("replaced");
    expect(after.get("all.yaml")).not.toContain("GitRepository");
    expect(problems).toEqual([]);
  });

  it("makes no OCIRepository be declared: a source that nothing reads is asked about", () => {
    const files = new Map([["all.yaml", declared + alert(WEB)]]);
    const { analysis, outcomes } = migrate(files, { map });
    expect(outcomes).toEqual(["alert-event-source repoint"]);
    expect(analysis.graph.sources).toHaveLength(1);
  });

  it("stays with a source that no file can hold", () => {
    const { outcomes, changed } = migrate(new Map([["all.yaml", alert(WEB)]]), { map });
    expect(outcomes).toEqual(["alert-event-source keep"]);
    expect(changed).toEqual([]);
  });

  it("learns of an OCIRepository that is there already, also where no reader is left to move", () => {
    const own = ociText(web, "oci://ghcr.io/acme/web").replace("latest", "main");
    const auto = `---\napiVersion: image.toolkit.fluxcd.io/v1\nkind: ImageUpdateAutomation\nmetadata: {name: web, namespace: apps}\nspec:\n  sourceRef: {name: web}\n`;
    const files = new Map([["all.yaml", `${declared}${own}${auto}${alert(WEB)}`]]);
    const first = migrate(files, { map: ["apps/web=oci://ghcr.io/acme/web"] });
    const once = first.after.get("all.yaml")?.match(/\{kind: OCIRepository, name: web\}/g);
    expect({ once, outcomes: first.outcomes }).toEqual({
      once: ["{kind: OCIRepository, name: web}"],
      outcomes: ["image-update-automation-source-ref keep", "alert-event-source append"],
    });
    const second = migrate(first.after, { map: ["apps/web=oci://ghcr.io/acme/web"] });
    expect(second.changed).toEqual([]);
    expect(second.outcomes).toContain("alert-event-source keep");
  });

  it.each([
    ["an alias", "*web", "x: &web {kind: GitRepository, name: web}\n"],
    ["an anchor", "&web {kind: GitRepository, name: web}", "x: *web\n"],
  ])("is manual where %s gives it, and keeps its source", (_name, entry, top) => {
    const text = alert(entry).replace("spec:", `${top}spec:`);
    const sound = top.includes("&") ? text : `${alert(entry)}${top}`;
    const files = new Map([["all.yaml", declared + reader("web", web, "./x", "apps") + sound]]);
    const { outcomes, fates, findings } = migrate(files, { map });
    expect(outcomes).toContain("alert-event-source manual");
    expect(fates["GitRepository/apps/web in ?"]?.state).toBe("beside");
    expect(findings.map(({ rule }) => rule)).toContain("alert-event-source");
  });
});

describe("an entry for every source", () => {
  const every = '{kind: GitRepository, name: "*"}';

  it("gets one for OCIRepository while the root is on Git", () => {
    const files = new Map([
      cluster("clusters/a"),
      ["clusters/a/all.yaml", declared + reader("web", web, "./x", "apps") + alert(every)],
    ]);
    const { after } = migrate(files, { map });
    expect(
      after.get("clusters/a/all.yaml")?.endsWith(`${every}\n    - {kind: OCIRepository, name: "*"}\n`),
    ).toBe(true);
    expect(migrate(after, { map }).changed).toEqual([]);
  });

  it("stays alone where nothing moves", () => {
    const files = new Map([["all.yaml", declared + reader("web", web, "./x", "apps") + alert(every)]]);
    expect(migrate(files, {}).changed).toEqual([]);
  });
});
