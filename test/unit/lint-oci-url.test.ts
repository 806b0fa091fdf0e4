import { describe, expect, it } from "vitest";
import { isAccepted } from "../../src/flux/registries.ts";
import { readOciUrl } from "../../src/lint/oci-url.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;

describe("readOciUrl", () => {
  it.each([
    ["oci://ghcr.io/acme/app:1.2.3", "oci://ghcr.io/acme/app", "ghcr.io", "1.2.3", undefined],
    ["oci://localhost:5000/app", "oci://localhost:5000/app", "localhost:5000", undefined, undefined],
    ["oci://localhost:5000/app:v1", "oci://localhost:5000/app", "localhost:5000", "v1", undefined],
    [`oci://GHCR.io/a/b:v1@${DIGEST}`, "oci://GHCR.io/a/b", "ghcr.io", "v1", DIGEST],
    [`oci://ghcr.io/a/b@${DIGEST}`, "oci://ghcr.io/a/b", "ghcr.io", undefined, DIGEST],
    ["oci://ghcr.io/a/${N:=b/c@d}", "oci://ghcr.io/a/${N:=b/c@d}", "ghcr.io", undefined, undefined],
    ["oci://${H:=a:1}/b:${T:=x}", "oci://${H:=a:1}/b", "${h:=a:1}", "${T:=x}", undefined],
    ["oci://ghcr.io", "oci://ghcr.io", "ghcr.io", undefined, undefined],
  ])("reads %s", (text, url, host, tag, digest) => {
    expect(readOciUrl(text)).toEqual({ url, host, tag, digest });
  });

  it.each([
    "https://ghcr.io/a/b",
    "oci://",
    "oci://me:secret@ghcr.io/a/b",
    "oci://ghcr.io/a/b:",
    "oci://ghcr.io/a/b@x",
  ])("leaves %s alone", (text) => {
    expect(readOciUrl(text)).toBeUndefined();
  });

  it("takes no longer for a hostile text", () => {
    expect(readOciUrl(`oci://${"${".repeat(900)}`)?.tag).toBeUndefined();
    expect(readOciUrl(`oci://a/${":a".repeat(2000)}`)).toBeUndefined();
  });
});

describe("isAccepted", () => {
  it.each([
    ["generic", "acme.azurecr.io", true],
    ["azure", "ACME.azurecr.io", true],
    ["azure", "ghcr.io", false],
    ["azure", "acme.azurecr.io:443", false],
    ["aws", "123456789012.dkr-ecr.eu-west-1.on.aws", true],
    ["aws", "123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu", true],
    ["gcp", "123456789012.dkr-ecr.eu-west-1.on.aws", false],
  ])("%s at %s: %s", (provider, host, accepted) => {
    expect(isAccepted(provider, host)).toBe(accepted);
  });
});
