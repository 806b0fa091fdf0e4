import { X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { initializeCA } from "@sigstore/mock";
import { beforeAll, describe, expect, it } from "vitest";
import { checkSignatures } from "../../src/signature/check.ts";
import { fits } from "../../src/signature/identity.ts";
import { MAX_ASKED, MAX_REFERRERS } from "../../src/signature/limits.ts";
import { checkChain } from "../../src/signature/trusted-root.ts";
import { newKey, SignedRepository } from "../support/signed-repository.ts";
import { tempTree } from "../support/temp-tree.ts";

const WHO = {
  issuer: "https://token.actions.githubusercontent.com",
  subject: "https://github.com/acme/fleet/.github/workflows/publish.yaml@refs/heads/main",
};

describe("matchOIDCIdentity", () => {
  it.each([
    ["anywhere in the text", "githubusercontent", "acme/fleet"],
    ["flags of Go", "(?i)GITHUBUSERCONTENT", "(?i:ACME)/fleet"],
    ["names of groups as Go writes them", "(?P<a>token)", "main\\z"],
    ["classes of POSIX", "^[[:alpha:]]+:", "[[:alnum:]]+/fleet"],
    ["a quotation", "\\Qtoken.actions\\E", "\\Q@refs/heads/main\\E$"],
  ])("fits %s", (_, issuer, subject) => {
    expect(fits(WHO, [{ issuer, subject }])).toBe(true);
  });

  it("takes both of one entry, not one of each of two", () => {
    const no = { issuer: "^https://gitlab\\.com$", subject: "^x$" };
    expect(fits(WHO, [no, { issuer: "token", subject: "main$" }])).toBe(true);
    const halves = [
      { issuer: "token", subject: "^x$" },
      { issuer: "^x$", subject: "main$" },
    ];
    expect(fits(WHO, halves)).toBe(false);
    expect(fits(WHO, [])).toBe(true);
  });

  it.each([
    ["a look ahead", "(?=token)"],
    ["a reference back", "(a)\\1"],
    ["an open bracket", "(token"],
  ])("says that Go refuses %s, also if the issuer does not fit", (_, subject) => {
    expect(fits(WHO, [{ issuer: "^other$", subject }])).toEqual({
      reason: expect.stringContaining("error parsing regexp"),
    });
  });

  it("means by \\Z nothing that JavaScript would guess: Go refuses it", () => {
    expect(fits(WHO, [{ issuer: "token", subject: "main\\Z" }])).toHaveProperty("reason");
  });
});

describe("keyless", () => {
  it("is wrong-identity if a key signed", async () => {
    const repository = new SignedRepository();
    repository.signBundle(newKey().privateKey);
    const context = { secret: () => undefined, minor: 9, trustedRoot: undefined, env: {} };
    const found = await checkSignatures(repository, repository.artifact, { provider: "cosign" }, context);
    expect(found).toMatchObject([{ row: "wrong-identity", evidence: "it has no certificate" }]);
  });

  it.each([
    ["no JSON", "no", "the trusted root cannot be read"],
    ["no root", "[]", "the trusted root has no certificate authority"],
    ["an empty one", "{}", "the trusted root has no certificate authority"],
  ])("proves nothing with a trusted root that is %s", async (_, text, reason) => {
    const nothing = { form: "bundle", holder: "", signed: Buffer.of(), signatures: [], digests: [] } as const;
    const signature = { ...nothing, certificate: undefined, bundle: undefined, isAttestation: false };
    expect(await checkChain(signature, text)).toEqual({ result: "unknown", reason });
  });
});

describe("cosign in PATH", () => {
  const key = newKey();
  let certificate: string;
  beforeAll(async () => {
    const ca = await initializeCA(newKey());
    const publicKey = key.publicKey.export({ type: "spki", format: "der" });
    const extensions = [{ oid: "1.3.6.1.4.1.57264.1.8", value: WHO.issuer }];
    const der = await ca.issueCertificate({ publicKey, subjectAltName: WHO.subject, extensions });
    certificate = new X509Certificate(der).toString();
  });
  const check = (times: number, PATH: string, untrusted = "/nowhere") => {
    const repository = new SignedRepository();
    repository.signTagKeyless(key.privateKey, certificate, times);
    const context = { secret: () => undefined, minor: 9, trustedRoot: undefined, env: { PATH }, untrusted };
    const matchOIDCIdentity = [{ issuer: "githubusercontent", subject: "main$" }];
    return checkSignatures(
      repository,
      repository.artifact,
      { provider: "cosign", matchOIDCIdentity },
      context,
    );
  };
  const usual = (folder: string) => `${folder}:${process.env.PATH}`;

  it("is asked about whom the certificate names, with the payload and the bundle as files", async () => {
    const { folder, called } = program("cosign", 0, "Verified OK");
    expect(await check(1, usual(folder))).toEqual([]);
    const args = called();
    expect(args).toMatch(/^verify-blob \S+\/payload --bundle \S+\/bundle\.json --new-bundle-format=true /);
    expect(args).toContain(`--certificate-identity ${WHO.subject} --certificate-oidc-issuer ${WHO.issuer}`);
  });

  it.each([
    ["Error: failed to verify certificate identity", "wrong-identity"],
    ["Error: x509: certificate signed by unknown authority", "wrong-identity"],
    ["Error: creating TUF client: dial tcp: lookup tuf-repo-cdn.sigstore.dev: no such host", "not-checked"],
    ["Error: unknown flag: --new-bundle-format", "not-checked"],
  ])("says %s: %s", async (said, row) => {
    const { folder } = program("cosign", 1, said);
    const [finding] = await check(1, usual(folder));
    expect(finding).toMatchObject({ row });
    expect(`${finding?.message} ${finding?.evidence}`).toContain(`cosign says: ${said}`);
  });

  it("is asked no more often than the limit, and never if it lies in the scanned tree", async () => {
    const { folder, called } = program("cosign", 1, "Error: unknown");
    const [finding] = await check(MAX_ASKED + 2, usual(folder));
    expect(finding?.row).toBe("not-checked");
    expect(called().split("\n")).toHaveLength(MAX_ASKED);
    const inTree = program("cosign", 0, "");
    const [other] = await check(1, inTree.folder, inTree.folder);
    expect(other?.message).toContain("there is no --trusted-root and no cosign in PATH");
    expect(inTree.called).toThrow("ENOENT");
  });
});

/** Stands in for a program, and writes down how it was called, a line each time. */
function program(name: string, status: number, said: string) {
  const folder = tempTree();
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "$@" >>${folder}/called\necho '${said}' >&2\nexit ${status}\n`);
  chmodSync(file, 0o755);
  return { folder, called: () => readFileSync(join(folder, "called"), "utf8").trim() };
}

describe("notation", () => {
  const SIGNATURE = "application/jose+json";
  const signed = () => {
    const repository = new SignedRepository();
    repository.refer(SIGNATURE, Buffer.from("{}"), {
      config: { mediaType: "application/vnd.cncf.notary.signature" },
    });
    return repository;
  };
  const check = (repository: SignedRepository, PATH = "", untrusted?: string) =>
    checkSignatures(
      repository,
      repository.artifact,
      { provider: "notation" },
      {
        secret: () => undefined,
        minor: 9,
        trustedRoot: undefined,
        env: { PATH },
        ...(untrusted !== undefined && { untrusted }),
      },
    );

  it("is unsigned without a signature, whatever else refers to the artifact", async () => {
    const repository = new SignedRepository();
    repository.signBundle(newKey().privateKey);
    expect(await check(repository)).toMatchObject([{ row: "unsigned" }]);
  });

  it("is not-checked if more refers to it than is looked at", async () => {
    const repository = new SignedRepository();
    for (let i = 0; i <= MAX_REFERRERS; i++) repository.refer("text/plain", Buffer.from(`${i}`));
    expect(await check(repository)).toMatchObject([{ row: "not-checked" }]);
  });

  it("is not-checked without the program, or if only the scanned tree has one", async () => {
    const found = await check(signed());
    expect(found).toMatchObject([{ row: "not-checked" }]);
    expect(found[0]?.message).toContain("it is there, and no notation is in PATH");
    const { folder, called } = program("notation", 0, "");
    expect(await check(signed(), folder, folder)).toMatchObject([{ row: "not-checked" }]);
    expect(called).toThrow("ENOENT");
  });

  it.each([
    [0, "Successfully verified", []],
    [1, "Error: signature verification failed for all the signatures associated with x", ["wrong-key"]],
    [1, "Error: no applicable trust policy statement for x", ["not-checked"]],
    [1, "Error: unauthorized", ["not-checked"]],
  ])("asks the program, which ends with %i: %s", async (status, said, expected) => {
    const repository = signed();
    const { folder, called } = program("notation", status, said);
    const found = await check(repository, `${folder}:${process.env.PATH}`);
    expect(found.map(({ row }) => row)).toEqual(expected);
    expect(called()).toBe(`verify ${repository.name}@${repository.artifact.digest}`);
    for (const { evidence } of found) expect(evidence).toContain(said);
  });
});
