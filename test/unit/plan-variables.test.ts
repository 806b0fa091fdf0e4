import { describe, expect, it } from "vitest";
import { filledTexts } from "../../src/core/variables.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { cluster, GIT, migrate, reader } from "../support/small-fleet.ts";

const FLUX = { name: "flux-system", namespace: undefined };

/** A cluster that applies `apps` by a Kustomization with this postBuild, where a source and its reader stand. */
function fleet(postBuild: string): Map<string, string> {
  return new Map([
    cluster("clusters/a"),
    ["clusters/a/apps.yaml", `${reader("apps", FLUX, "./apps", "flux-system")}${postBuild}`],
    [
      "apps/web.yaml",
      `${gitText({ name: "web", namespace: "apps" }, GIT)}---\n${reader("web", { name: "web", namespace: undefined }, "./deploy", "apps")}`,
    ],
  ]);
}

const map = ["apps/web=oci://ghcr.io/acme/web:${WEB}"];

describe("a variable in the tag that somebody decided", () => {
  it.each([
    ["is written if the postBuild sets it", "  postBuild:\n    substitute: {WEB: v1}\n", true, ""],
    [
      "is written if nobody here knows what the postBuild reads",
      "  postBuild:\n    substituteFrom: [{kind: ConfigMap, name: not-here}]\n",
      true,
      "",
    ],
    [
      "is not written where no postBuild runs",
      "",
      false,
      "${WEB} as spec.ref.tag, because nothing that delivers it fills variables in",
    ],
    [
      "is not written if no postBuild sets it",
      "  postBuild:\n    substitute: {OTHER: v1}\n",
      false,
      "an empty spec.ref.tag, because no postBuild of the cluster sets its variable",
    ],
  ])("%s", (_, postBuild, moves, reason) => {
    const { changed, reasons } = migrate(fleet(postBuild), { map });
    expect(changed).toEqual(moves ? ["apps/web.yaml"] : []);
    expect(reasons.join("\n")).toContain(reason);
  });
});

describe("the texts that variables make", () => {
  const values = new Map([
    ["A", ["1", "2"]],
    ["B", ["x"]],
  ]);
  it.each([
    ["v${A}", ["v1", "v2"]],
    ["${A}-${B}", ["1-x", "2-x"]],
    ["${B:=y}", ["x", "y"]],
    ["${NONE:-main}", ["main"]],
    ["${NONE}", undefined],
    ["${B}/${NONE}", undefined],
    ["plain", ["plain"]],
    ["${A}".repeat(8), undefined],
    ["${B/x/y}", undefined],
  ])("%s", (text, expected) => {
    expect(filledTexts(text, (name) => values.get(name))).toEqual(expected);
  });
});
