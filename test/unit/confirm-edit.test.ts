import { describe, expect, test } from "vitest";
import { analysisWith, editedConfig, editText, refusalOf } from "../../src/cli/confirm/edit.ts";
import type { Step } from "../../src/cli/confirm/steps.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { type Config, emptyConfig } from "../../src/config/types.ts";
import { type Analysis, plan } from "../../src/run.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { demoFleet } from "../support/demo-fleet.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, GIT, reader } from "../support/small-fleet.ts";

const WEB = { name: "web", namespace: "flux-system" };

/** Two clusters, each with its own `web`, decided by one flag or by the configuration alone. */
function twoClusters(config: Config = emptyConfig(), isMapped = true): Analysis {
  const files = new Map([
    cluster("clusters/a"),
    cluster("clusters/b"),
    ...["a", "b"].map(
      (one) =>
        [
          `clusters/${one}/web.yaml`,
          `${gitText(WEB, GIT)}---\n${reader("web", WEB, "./x", "flux-system")}`,
        ] as const,
    ),
  ]);
  const merged = mergeFlags(config, { map: isMapped ? ["web=oci://ghcr.io/acme/web:main"] : [] });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return analyseTexts(files, merged.config);
}

function migrationOf(analysis: Analysis, id: string) {
  const found = plan(analysis).migrations.find((one) => one.id === id);
  if (!found) throw new Error(`${id} does not migrate`);
  return found;
}

async function edited(base: Analysis, ...texts: string[]): Promise<Analysis> {
  const analysis = await analysisWith(base, texts);
  if (typeof analysis === "string") throw new Error(analysis);
  return analysis;
}

const A = "GitRepository/flux-system/web@clusters/a";
const B = "GitRepository/flux-system/web@clusters/b";

describe("an edit", () => {
  test("is about one source of one cluster, whatever decided several", async () => {
    const base = twoClusters();
    const text = editText(migrationOf(base, A), base.config, "ref", "v1.2.3");
    expect(text).toBe(
      [
        "sources:",
        "  - source: flux-system/web@clusters/a",
        "    action: migrate",
        "    url: oci://ghcr.io/acme/web",
        "    ref:",
        "      tag: v1.2.3",
        "",
      ].join("\n"),
    );
    const now = await edited(base, text);
    expect(migrationOf(now, A).target.decision.ref).toEqual({ tag: "v1.2.3" });
    expect(migrationOf(now, A).target.decision.reason).toBe("decided by your edit");
    expect(migrationOf(now, B).target.decision.ref).toEqual({ tag: "main" });
  });

  test("keeps all that the configuration asks for besides", async () => {
    const base = await demoFleet();
    const fleet = migrationOf(base, "GitRepository/flux-system/fleet");
    const text = editText(fleet, base.config, "url", "oci://ghcr.io/acme/other");
    const { decision } = migrationOf(await edited(base, text), fleet.id).target;
    expect(decision).toEqual({
      ...fleet.target.decision,
      url: "oci://ghcr.io/acme/other",
      reason: "decided by your edit",
      notes: decision.notes,
    });
    expect(decision.verify).toEqual(fleet.target.decision.verify);
  });

  test("after an edit of the same source takes its place; an edit of another stays", async () => {
    const base = twoClusters();
    const first = editText(migrationOf(base, A), base.config, "ref", "v1");
    const once = await edited(base, first);
    const second = editText(migrationOf(once, A), once.config, "url", "oci://ghcr.io/acme/web-a");
    const other = editText(migrationOf(once, B), once.config, "secretRef", "pull");
    const now = await edited(base, first, second, other);
    expect(migrationOf(now, A).target.decision).toMatchObject({
      url: "oci://ghcr.io/acme/web-a",
      ref: { tag: "v1" },
    });
    expect(migrationOf(now, B).target.decision).toMatchObject({
      ref: { tag: "main" },
      access: { secretRef: "pull" },
    });

    const steps: Step[] = [
      { do: "edit", id: A, text: first },
      { do: "edit", id: A, text: second },
      { do: "answer", id: A, accept: true },
      { do: "edit", id: B, text: other },
      { do: "edit", id: B, text: 'name: "{name}-oci"\n' },
    ];
    const offered = editedConfig(steps, [A, B]);
    expect(editedConfig(steps, [B])).not.toContain("web-a");
    expect(editedConfig(steps, [B])).toContain("pull");
    const loaded = await loadConfig(offered, "git2oci.yaml", readYamlFull);
    if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
    expect(loaded.config.sources.map((one) => [one.selector.text, one.url, one.secretRef])).toEqual([
      ["flux-system/web@clusters/a", "oci://ghcr.io/acme/web-a", undefined],
      ["flux-system/web@clusters/b", "oci://ghcr.io/acme/web", "pull"],
    ]);
    expect(loaded.config.name).toBe("{name}-oci");
    // The lines decide another run as this one was decided.
    const again = twoClusters(loaded.config, false);
    expect(migrationOf(again, A).target).toMatchObject({
      name: "web-oci",
      decision: { url: "oci://ghcr.io/acme/web-a", ref: { tag: "v1" } },
    });
  });

  test("of a chart is an entry under charts", async () => {
    const files = new Map([
      cluster("clusters/a"),
      [
        "clusters/a/release.yaml",
        `${gitText({ name: "charts", namespace: "flux-system" }, GIT)}---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: api
  namespace: flux-system
spec:
  interval: 5m
  chart:
    spec:
      chart: ./charts/api
      sourceRef:
        kind: GitRepository
        name: charts
`,
      ] as const,
    ]);
    const loaded = await loadConfig(
      "charts:\n  - { source: charts, chart: charts/api, url: oci://ghcr.io/acme/api, ref: { semver: '>=1.0.0' } }\n",
      "git2oci.yaml",
      readYamlFull,
    );
    if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
    const base = analyseTexts(files, loaded.config);
    const id = "GitRepository/flux-system/charts#charts/api";
    const text = editText(migrationOf(base, id), base.config, "url", "oci://ghcr.io/acme/other/api");
    expect(text).toMatch(/^charts:\n {2}- source: flux-system\/charts@clusters\/a\n {4}chart: charts\/api\n/);
    expect(migrationOf(await edited(base, text), id).target.decision.url).toBe(
      "oci://ghcr.io/acme/other/api",
    );
  });

  test("after which nothing migrates is refused with the reason of the decision", () => {
    const base = twoClusters();
    const kept = { ...base, decisions: { ...base.decisions, byUnit: new Map(base.decisions.byUnit) } };
    for (const unit of kept.decisions.byUnit.keys())
      if (unit.id === A)
        kept.decisions.byUnit.set(unit, { action: "undecided", reason: "undecided: it is blocked" });
    expect(refusalOf(A, kept)).toBe("undecided: it is blocked");
    expect(refusalOf(A, base)).toBeUndefined();
    expect(refusalOf("GitRepository/x/y", base)).toBe("its source is gone");
  });
});
