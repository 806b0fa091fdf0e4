import { describe, expect, it } from "vitest";
import { accessAt } from "../../src/config/access.ts";
import { loadConfig } from "../../src/config/load.ts";
import { mergeFlags } from "../../src/config/merge-flags.ts";
import { emptyConfig } from "../../src/config/types.ts";
import { readYamlFull } from "../../src/scan/read-yaml.ts";

async function config(text: string, flags: readonly string[] = []) {
  const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
  if ("errors" in loaded) throw new Error(JSON.stringify(loaded.errors));
  const merged = mergeFlags(loaded.config, { access: flags });
  if ("errors" in merged) throw new Error(JSON.stringify(merged.errors));
  return merged.config;
}
const FILE =
  "access:\n  ghcr.io: { secretRef: file }\n  'r.example.com:5000': { provider: aws, serviceAccountName: s }\n";

describe("how clusters sign in", () => {
  it.each([
    ["the host of the file", "oci://ghcr.io/a/b", {}, [], { secretRef: "file" }],
    [
      "a host with its port",
      "oci://r.example.com:5000/b",
      {},
      [],
      { provider: "aws", serviceAccountName: "s" },
    ],
    ["not a host without its port", "oci://r.example.com/b", {}, [], {}],
    ["the flag before the file", "oci://GHCR.io/a/b", {}, ["ghcr.io=flag"], { secretRef: "flag" }],
    [
      "the entry before the flag",
      "oci://ghcr.io/a",
      { anonymous: true },
      ["ghcr.io=flag"],
      { anonymous: true },
    ],
    ["settings beside it", "oci://ghcr.io/a", { insecure: true }, [], { insecure: true, secretRef: "file" }],
    ["a cloud", "oci://x.azurecr.io/a", {}, ["x.azurecr.io=azure"], { provider: "azure" }],
    ["nobody", "oci://x.azurecr.io/a", {}, ["x.azurecr.io=anonymous"], { anonymous: true }],
  ])("%s", async (_, url, own, flags, expected) => {
    expect(accessAt(url, [own as object], await config(FILE, flags))).toEqual(expected);
  });

  it("one setting says the whole of it", async () => {
    const chart = { serviceAccountName: "sa" };
    const source = { secretRef: "src", insecure: true, certSecretRef: "ca" };
    expect(accessAt("oci://ghcr.io/a", [chart, source], await config(FILE))).toEqual({
      serviceAccountName: "sa",
      insecure: true,
      certSecretRef: "ca",
    });
    expect(accessAt("oci://ghcr.io/a", [{ anonymous: true }, source], await config(FILE))).not.toHaveProperty(
      "secretRef",
    );
  });

  it.each([
    ["ghcr.io", 'has no "="; allowed: --access host[:port]=<secret>, =anonymous, =aws, =azure or =gcp'],
    ["=x", '"" is no host; allowed: --access host[:port]=<secret>, =anonymous, =aws, =azure or =gcp'],
    [
      "oci://ghcr.io=x",
      '"oci://ghcr.io" is no host; allowed: --access host[:port]=<secret>, =anonymous, =aws, =azure or =gcp',
    ],
    [
      "ghcr.io=Not A Name",
      '"Not A Name" is no name of a Secret; allowed: the name of a Secret, anonymous, aws, azure, gcp',
    ],
  ])("--access %s is one line", (text, message) => {
    const merged = mergeFlags(emptyConfig(), { access: [text] });
    expect("errors" in merged && merged.errors.map((one) => one.message)).toEqual([message]);
  });

  it("two answers for one registry are an error, and one that is repeated is not", () => {
    const merged = mergeFlags(emptyConfig(), { access: ["ghcr.io=a", "GHCR.io=b"] });
    expect("errors" in merged && merged.errors).toEqual([
      {
        origin: { flag: "--access GHCR.io=b" },
        message: "contradicts --access ghcr.io=a; keep one of the two",
      },
    ]);
    expect(mergeFlags(emptyConfig(), { access: ["ghcr.io=a", "ghcr.io=a"] })).toHaveProperty("config");
  });

  it.each([
    ["access: { ghcr.io: {} }\n", 'access["ghcr.io"]: is empty'],
    ["access: { 'oci://ghcr.io': { anonymous: true } }\n", "is no host"],
    ["access: { ghcr.io: { anonymous: true, secretRef: x } }\n", "excludes secretRef"],
    ["access: { ghcr.io: { anonymous: true }, GHCR.io: { secretRef: x } }\n", "selects the same as"],
  ])("%j is an error", async (text, problem) => {
    const loaded = await loadConfig(text, "git2oci.yaml", readYamlFull);
    expect("errors" in loaded && loaded.errors.map((one) => one.message).join()).toContain(problem);
  });
});
