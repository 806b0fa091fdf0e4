import { describe, expect, it } from "vitest";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { paint } from "../../src/report/colour.ts";
import { htmlReport } from "../../src/report/html/page.ts";
import { markdownMigrate } from "../../src/report/markdown.ts";
import { migrateReport } from "../../src/report/model.ts";
import { prettyMigrate } from "../../src/report/pretty-migrate.ts";
import { reviewOf } from "../../src/report/review.ts";
import { changesOf, plan } from "../../src/run.ts";
import { ABOUT } from "../support/about.ts";
import { analyseTexts } from "../support/memory-tree.ts";
import { cluster, reader } from "../support/small-fleet.ts";

const HOST = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
const FLUX = { name: "flux-system", namespace: "flux-system" };
const RECEIVER = `apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata:
  name: hook
  namespace: flux-system
spec:
  type: github
  resources:
    - kind: GitRepository
      name: flux-system
`;

describe("values of a new object that the Git source had otherwise", () => {
  const [file, text] = cluster("clusters/a");
  const configured = mergeFlags(
    { ...emptyConfig(), owners: ["github.com/acme"] },
    { map: [`flux-system/flux-system=oci://${HOST}/fleet:main`], access: [`${HOST}=aws`] },
  );
  if ("errors" in configured) throw new Error(JSON.stringify(configured.errors));
  const analysis = analyseTexts(
    new Map([
      [file, text.replace("interval: 1m", "interval: 30m")],
      ["clusters/a/hook.yaml", RECEIVER],
      ["clusters/a/apps.yaml", reader("apps", { ...FLUX, namespace: undefined }, "./apps", "flux-system")],
    ]),
    configured.config,
  );
  const made = plan(analysis);
  const changes = changesOf(made, analysis);
  const review = reviewOf(analysis.graph, made, changes);

  it.each([
    ["pretty", prettyMigrate(analysis.graph, made, changes, () => [], paint(false))],
    ["JSON", JSON.stringify(migrateReport(analysis.graph, made, changes, true, ABOUT))],
    ["Markdown", markdownMigrate(review)],
    ["HTML", htmlReport(review).replace(/<[^>]*>/g, "")],
  ])("have their reasons in %s", (_format, report) => {
    const plain = report.replace(/[`]/g, "");
    expect(plain).toContain(
      "interval 10m: Receiver/flux-system/hook pushes the Git source and not the artifact",
    );
    expect(plain).toContain(`provider: decided, to read ${HOST}`);
    expect(plain).toMatch(/prune: disabled: it keeps the object if another owner/);
  });
});
