import { describe, expect, it } from "vitest";
import { RECEIVER_ROWS, receiverFor } from "../../src/flux/receivers.ts";
import { gitText } from "../support/fleet-manifests.ts";
import { GIT, migrate, reader } from "../support/small-fleet.ts";

describe("the Receiver of a registry", () => {
  it.each([
    ["oci://ghcr.io/acme/web", "github"],
    ["oci://GHCR.io/acme/web", "github"],
    ["oci://docker.io/acme/web", "dockerhub"],
    ["oci://quay.io/acme/web", "quay"],
    ["oci://gcr.io/acme/web", "gcr"],
    ["oci://europe-docker.pkg.dev/acme/web", "gcr"],
    ["oci://acme.azurecr.io/web", "acr"],
    ["oci://123456789012.dkr.ecr.eu-west-1.amazonaws.com/web", "generic-hmac"],
    ["oci://harbor.acme.example:8443/web", "generic-hmac"],
    ["oci://ghcr.io.acme.example/web", "generic-hmac"],
    ["oci://$" + "{REGISTRY}/web", "generic-hmac"],
  ])("at %s is %s", (url, type) => {
    expect(receiverFor(url).type).toBe(type);
  });

  it("has one type a row, and says what to do and where that was read", () => {
    expect(new Set(RECEIVER_ROWS.map(({ type }) => type)).size).toBe(RECEIVER_ROWS.length);
    for (const row of RECEIVER_ROWS) expect([row.how, row.source]).not.toContain("");
  });
});

describe("the finding of a Receiver", () => {
  const web = { name: "web", namespace: "apps" };
  const receiver = (apiVersion: string) =>
    `---\napiVersion: notification.toolkit.fluxcd.io/v1\nkind: Receiver\nmetadata: {name: push, namespace: flux-system}\nspec:\n  type: github\n  events: [push]\n  secretRef: {name: token}\n  resources:\n    - {${apiVersion}kind: GitRepository, name: web, namespace: apps}\n`;
  const of = (apiVersion: string, fluxVersion: string) =>
    migrate(
      new Map([["all.yaml", `${gitText(web, GIT)}---\n${reader("web", web)}${receiver(apiVersion)}`]]),
      { map: ["apps/web=oci://acme.azurecr.io/web:main"], fluxVersion },
    );

  it("gives a whole Receiver to write", () => {
    const { findings, fates } = of("", "2.9");
    expect(fates["GitRepository/apps/web in ?"]?.state).toBe("beside");
    expect(findings.find(({ rule }) => rule === "receiver-resource")?.help).toBe(
      "Apply this, and add a webhook with the action push to the registry:\n" +
        "apiVersion: notification.toolkit.fluxcd.io/v1\nkind: Receiver\nmetadata:\n  name: web-artifact\n  namespace: flux-system\n" +
        "spec:\n  type: acr\n  secretRef:\n    name: token\n  resources:\n" +
        "    - apiVersion: source.toolkit.fluxcd.io/v1\n      kind: OCIRepository\n      name: web\n      namespace: apps\n",
    );
  });

  it("tells of a version that the cluster does not serve", () => {
    const stale = "apiVersion: source.toolkit.fluxcd.io/v1beta2, ";
    const said = (version: string) =>
      of(stale, version).findings.some(({ message }) =>
        message.includes(`which Flux ${version} does not serve`),
      );
    expect([said("2.9"), said("2.7")]).toEqual([true, false]);
  });
});
