import { describe, expect, it } from "vitest";
import { addressOf } from "../../src/registry/address.ts";
import type { Secret } from "../../src/registry/finding.ts";
import { accessFor, type Given } from "../../src/verify/access.ts";
import { readSpec, type Subject } from "../../src/verify/subject.ts";

function subject(spec: object): Subject {
  return {
    name: "web",
    namespace: "apps",
    clusters: [""],
    planned: false,
    location: { file: "a.yaml", line: 1, column: 1, endLine: 1, endColumn: 2 },
    minor: 9,
    doubts: [],
    spec: readSpec(spec),
  };
}

function secret(name: string, data: Record<string, string>, type = "Opaque"): [string, Secret] {
  const bytes = Object.entries(data).map(([key, value]) => [key, Buffer.from(value)] as const);
  return [`apps/${name}`, { namespace: "apps", name, type, data: new Map(bytes) }];
}

const docker = (name: string, server: string) =>
  secret(
    name,
    { ".dockerconfigjson": JSON.stringify({ auths: { [server]: { username: name, password: "p" } } }) },
    "kubernetes.io/dockerconfigjson",
  );

/** What is asked, and what is said before anything is. */
function access(spec: object, secrets: readonly [string, Secret][], more: Partial<Given> = {}) {
  const url = (spec as { url?: string }).url ?? "oci://ghcr.io/acme/web";
  const given: Given = { secrets: new Map(secrets), serviceAccounts: new Map(), anonymous: false, ...more };
  return accessFor(subject({ url, ...spec }), addressOf(url)!, given);
}

const as = (username: string) => ({ kind: "password", username, password: "p" });

describe("how the cluster signs in", () => {
  it("is by its Secret, and by those of its ServiceAccount", async () => {
    const secrets = [docker("pull", "ghcr.io"), docker("more", "ghcr.io/acme")];
    expect(await access({ secretRef: { name: "pull" } }, secrets)).toMatchObject({
      findings: [],
      ask: { credential: as("pull"), asCluster: true },
    });
    const serviceAccounts = new Map([["apps/puller", ["more"]]]);
    const both = { secretRef: { name: "pull" }, serviceAccountName: "puller" };
    expect(await access(both, secrets, { serviceAccounts })).toMatchObject({
      ask: { credential: as("more") },
    });
    expect((await access(both, secrets)).findings).toMatchObject([
      {
        row: "not-checked",
        next: "kubectl -n apps get serviceaccount puller -o json > puller.json, then --secret apps/puller=puller.json",
      },
    ]);
  });

  it("is anonymous for docker.io with any key but the old url", async () => {
    const hub = { url: "oci://docker.io/acme/web", secretRef: { name: "pull" } };
    const wrong = await access(hub, [docker("pull", "docker.io")]);
    expect(wrong).toMatchObject({ ask: { credential: undefined, asCluster: true } });
    expect(wrong.findings).toMatchObject([
      {
        row: "credentials-unused",
        evidence: "its keys: docker.io",
        next: "write the Secret with the key https://index.docker.io/v1/: kubectl create secret docker-registry --docker-server=https://index.docker.io/v1/",
      },
    ]);
    const right = await access(hub, [docker("pull", "https://index.docker.io/v1/")]);
    expect(right).toMatchObject({ findings: [], ask: { credential: as("pull") } });
  });

  it("stops at a Secret that Flux cannot read", async () => {
    const broken = secret("pull", { ".dockerconfigjson": "hunter2" }, "kubernetes.io/dockerconfigjson");
    const { findings, ask } = await access({ secretRef: { name: "pull" } }, [broken]);
    expect(ask).toBe(undefined);
    expect(findings[0]).toMatchObject({ row: "credentials-unused" });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it("takes a Secret of its own namespace alone", async () => {
    const [, pull] = docker("pull", "ghcr.io");
    const { findings } = await access({ secretRef: { name: "pull" } }, [["other/pull", pull]]);
    expect(findings).toMatchObject([{ row: "not-checked" }]);
  });

  it("is an identity that nobody outside has", async () => {
    const { findings, ask } = await access({ provider: "azure" }, []);
    expect([findings[0]?.row, ask]).toEqual(["not-checked", undefined]);
    expect((await access({ provider: "azure" }, [], { anonymous: true })).ask).toMatchObject({
      asCluster: false,
    });
  });

  it("lets no tree send a login of a person to whoever shows any certificate", async () => {
    const spec = { secretRef: { name: "none" }, insecure: true };
    const own = { kind: "password", username: "me", password: "p" } as const;
    const signedIn = await access(spec, [], { own: async () => own });
    expect(signedIn.ask).toEqual({ credential: own, route: {}, asCluster: false });
    const nobody = await access(spec, [], { own: async () => undefined });
    expect(nobody.ask?.route).toEqual({ anyCertificate: true });
  });

  it("has certificates and a proxy of Secrets; without their files nothing is asked", async () => {
    const spec = { certSecretRef: { name: "tls" }, proxySecretRef: { name: "proxy" }, insecure: true };
    const missing = await access(spec, []);
    expect(missing.ask).toBe(undefined);
    expect(missing.findings.map(({ evidence }) => evidence)).toEqual([
      "Secret apps/tls is not here",
      "Secret apps/proxy is not here",
    ]);
    const given = [
      secret("tls", { "ca.crt": "CA", "tls.crt": "CERT", "tls.key": "KEY" }),
      secret("proxy", { address: "http://proxy:3128\n", username: "me", password: "p" }),
    ];
    expect((await access(spec, given)).ask?.route).toEqual({
      ca: "CA",
      cert: "CERT",
      key: "KEY",
      proxy: { address: "http://proxy:3128", username: "me", password: "p" },
    });
    const broken = await access({ proxySecretRef: { name: "proxy" } }, [
      secret("proxy", { address: "hunter2" }),
    ]);
    expect(broken).toMatchObject({ findings: [{ row: "unreachable" }] });
    expect((await access({ insecure: true }, [])).ask?.route).toEqual({ anyCertificate: true });
  });
});

it("durations are read as the CRD allows them", () => {
  const timeout = (text: unknown) => readSpec({ timeout: text }).timeout;
  expect(["1m30s", "250ms", "1.5h", "0s", "soon", 5].map(timeout)).toEqual([
    90_000,
    250,
    5_400_000,
    undefined,
    undefined,
    undefined,
  ]);
});
