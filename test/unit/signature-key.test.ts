import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Secret, SignatureContext } from "../../src/registry/finding.ts";
import { checkSignatures } from "../../src/signature/check.ts";
import { MAX_LAYERS, MAX_REFERRERS, MAX_SIGNATURE_BYTES } from "../../src/signature/limits.ts";
import {
  BUNDLE_TYPE,
  digestOf,
  keyBundle,
  keySecret,
  newKey,
  SignedRepository,
} from "../support/signed-repository.ts";

const key = newKey();
const other = newKey();
const OTHER_DIGEST = digestOf(Buffer.from("another artifact"));

type Options = Partial<SignatureContext> & { given?: Secret | undefined };

async function check(repository: SignedRepository, options: Options = {}) {
  const { given = keySecret({ "cosign.pub": key.publicKey }), ...more } = options;
  return checkSignatures(
    repository,
    repository.artifact,
    { provider: "cosign", secretRef: "cosign" },
    {
      secret: (name) => (name === "cosign" && !("given" in options && !options.given) ? given : undefined),
      minor: 9,
      trustedRoot: undefined,
      env: {},
      ...more,
    },
  );
}

const rows = async (repository: SignedRepository, options: Options = {}) =>
  (await check(repository, options)).map(({ row }) => row);

/** Signs in one form, or in the other one. */
const FORMS: readonly [string, (to: SignedRepository, key: KeyObject, digest?: string) => void][] = [
  ["a bundle", (to, by, digest) => to.signBundle(by, digest)],
  ["the tag .sig", (to, by, digest) => to.signTag([by], digest)],
];

describe.each(FORMS)("a signature by key in %s", (_, sign) => {
  const repository = (by: KeyObject, digest?: string) => {
    const made = new SignedRepository();
    sign(made, by, digest);
    return made;
  };

  it("is good if the key made it for this digest", async () => {
    expect(await rows(repository(key.privateKey))).toEqual([]);
  });

  it("is wrong-key if another key made it; the evidence names the keys of the Secret", async () => {
    const [finding] = await check(repository(other.privateKey));
    expect(finding).toMatchObject({ row: "wrong-key", evidence: "signatures: 1, keys: 1, and none fits" });
    expect(finding?.message).toMatch(/ in sha256:[0-9a-f]{64} was not made with cosign\.pub of the Secret$/);
  });

  it("is other-digest if the key signed something else", async () => {
    const made = repository(key.privateKey, OTHER_DIGEST);
    expect(await check(made)).toMatchObject([
      { row: "other-digest", evidence: `signed: ${OTHER_DIGEST}; pulled: ${made.artifact.digest}` },
    ]);
  });

  it("is wrong-key if another key signed something else: what nobody signed is no evidence", async () => {
    expect(await rows(repository(other.privateKey, OTHER_DIGEST))).toEqual(["wrong-key"]);
  });

  it("is good with any of several keys, and entries that are no .pub do not count", async () => {
    const several = keySecret({ "a.pub": other.publicKey, "b.pub": key.publicKey, note: "text" });
    expect(await rows(repository(key.privateKey), { given: several })).toEqual([]);
    const hidden = keySecret({ "a.pub": other.publicKey, "b.pem": key.publicKey });
    expect(await rows(repository(key.privateKey), { given: hidden })).toEqual(["wrong-key"]);
  });

  it.each([
    ["an RSA key", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
    ["an Ed25519 key", () => generateKeyPairSync("ed25519")],
  ])("is read with %s", async (_name, make) => {
    const pair = make();
    const given = keySecret({ "cosign.pub": pair.publicKey });
    expect(await rows(repository(pair.privateKey), { given })).toEqual([]);
    expect(await rows(repository(key.privateKey), { given })).toEqual(["wrong-key"]);
  });

  it("is not called wrong if a key is on a curve that this program does not know", async () => {
    const given = keySecret({
      "cosign.pub": generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey,
    });
    expect(await check(repository(other.privateKey), { given })).toMatchObject([
      { row: "not-checked", evidence: "ec secp384r1" },
    ]);
  });
});

describe("what stands beside an artifact", () => {
  it("nothing: unsigned, and both places are named", async () => {
    const repository = new SignedRepository();
    const { digest } = repository.artifact;
    expect(await check(repository)).toMatchObject([
      {
        row: "unsigned",
        message: `registry.example/acme/fleet@${digest} has no signature of cosign`,
        evidence: `no bundle refers to ${digest}, and there is no tag ${digest.replace(":", "-")}.sig`,
      },
    ]);
    expect(repository.asked).toContain(`${digest.replace(":", "-")}.sig`);
  });

  it("several signatures: one that is right is enough, and of the others the digest is told first", async () => {
    const repository = new SignedRepository();
    repository.signTag([other.privateKey, key.privateKey]);
    expect(await rows(repository)).toEqual([]);
    const wrong = new SignedRepository();
    wrong.signBundle(other.privateKey);
    wrong.signBundle(key.privateKey, OTHER_DIGEST);
    expect(await rows(wrong)).toEqual(["other-digest"]);
  });

  it("a bundle whose words were changed behind the signature: wrong-key", async () => {
    const repository = new SignedRepository();
    const { payload } = keyBundle(other.privateKey, repository.artifact.digest).dsseEnvelope;
    const bundle = keyBundle(key.privateKey, OTHER_DIGEST);
    bundle.dsseEnvelope.payload = payload;
    repository.refer(BUNDLE_TYPE, Buffer.from(JSON.stringify(bundle)));
    expect(await rows(repository)).toEqual(["wrong-key"]);
  });

  it("a referrer of another kind, or of another artifact: unsigned", async () => {
    const repository = new SignedRepository();
    repository.refer("application/spdx+json", Buffer.from("{}"));
    repository.refer(BUNDLE_TYPE, Buffer.from("{}"), { subject: { digest: OTHER_DIGEST } });
    expect(await rows(repository)).toEqual(["unsigned"]);
  });

  it.each([
    ["is no JSON", Buffer.from("no"), "the bundle is no JSON"],
    ["has no envelope", Buffer.from("{}"), "the bundle has no DSSE envelope"],
    ["is too large", Buffer.alloc(MAX_SIGNATURE_BYTES + 1), `${MAX_SIGNATURE_BYTES} are the limit`],
  ])("a bundle that %s: not-checked, not unsigned", async (_, bytes, words) => {
    const repository = new SignedRepository();
    const { digest } = repository.refer(BUNDLE_TYPE, bytes);
    const [finding] = await check(repository);
    expect(finding).toMatchObject({ row: "not-checked", evidence: digest });
    expect(finding?.message).toContain(words);
    repository.signBundle(key.privateKey);
    expect(await rows(repository)).toEqual([]);
  });

  it("more than the limits: not-checked if what was read has no right one", async () => {
    const many = new SignedRepository();
    for (let i = 0; i <= MAX_REFERRERS; i++) many.refer("text/plain", Buffer.from(`${i}`));
    many.signBundle(key.privateKey);
    expect(await rows(many)).toEqual(["not-checked"]);
    expect(many.asked).toHaveLength(MAX_REFERRERS + 1);
    const layers = new SignedRepository();
    layers.signTag([...Array.from({ length: MAX_LAYERS }, () => other.privateKey), key.privateKey]);
    expect(await rows(layers)).toEqual(["not-checked"]);
  });

  it("a referrer that is listed and not there: not-checked", async () => {
    const repository = new SignedRepository();
    repository.listNothing(OTHER_DIGEST);
    const [finding] = await check(repository);
    expect(finding?.row).toBe("not-checked");
    expect(finding?.message).toContain(`the registry lists ${OTHER_DIGEST} and does not have it`);
  });
});

describe("the Secret with the key", () => {
  const signed = () => {
    const repository = new SignedRepository();
    repository.signBundle(key.privateKey);
    return repository;
  };

  it("is not given: not-checked, and nothing is asked of the registry", async () => {
    const repository = signed();
    const [finding] = await check(repository, { given: undefined });
    expect(finding).toMatchObject({ row: "not-checked", evidence: "spec.verify.secretRef cosign" });
    expect(finding?.next).toContain("--secret <namespace>/cosign=<file>");
    expect(repository.asked).toEqual([]);
  });

  it.each([
    ["no key", { "cosign.key": "x" }, "has no key that ends in .pub"],
    ["no public key", { "cosign.pub": "x" }, "has no public key under cosign.pub"],
    [
      "a private key",
      { "cosign.pub": key.privateKey.export({ type: "pkcs8", format: "pem" }).toString() },
      "has no public key under cosign.pub",
    ],
  ])("has %s: wrong-key, and nothing of it is repeated", async (_, entries, words) => {
    const [finding] = await check(signed(), { given: keySecret(entries) });
    expect(finding?.row).toBe("wrong-key");
    expect(finding?.message).toBe(`the Secret cosign ${words}, so the cluster accepts no signature`);
    expect(JSON.stringify(finding)).not.toContain("PRIVATE");
  });
});

describe("the Flux that reads it", () => {
  const bundle = () => {
    const repository = new SignedRepository();
    repository.signBundle(key.privateKey);
    return repository;
  };

  it.each([
    [8, []],
    [7, ["signature-not-seen"]],
    [undefined, ["not-checked"]],
  ])("of minor %s, with a bundle alone: %j", async (minor, expected) => {
    expect(await rows(bundle(), { minor })).toEqual(expected);
  });

  it("of 2.8 sees no bundle over plain HTTP or with an authority of one's own; 2.9 does", async () => {
    expect(await rows(bundle(), { minor: 8, isPlainOrOwnAuthority: true })).toEqual(["signature-not-seen"]);
    expect(await rows(bundle(), { minor: 9, isPlainOrOwnAuthority: true })).toEqual([]);
  });

  it("is told what else is wrong with a bundle that it does not see", async () => {
    const repository = new SignedRepository();
    repository.signBundle(other.privateKey);
    expect(await rows(repository, { minor: 7 })).toEqual(["signature-not-seen", "wrong-key"]);
  });

  it("looks for bundles first and then at no tag; an older one looks at the tag alone", async () => {
    const repository = new SignedRepository();
    repository.signBundle(other.privateKey);
    repository.signTag([key.privateKey]);
    expect(await rows(repository, { minor: 9 })).toEqual(["wrong-key"]);
    expect(await rows(repository, { minor: 7 })).toEqual([]);
    const [finding] = await check(repository, { minor: undefined });
    expect(finding?.row).toBe("not-checked");
    expect(finding?.evidence).toMatch(/^Flux 2\.8 and later: .*not made with.* \| Flux before 2\.8: good$/);
  });

  it("may be unknown if all of them read it alike", async () => {
    const both = bundle();
    both.signTag([key.privateKey]);
    expect(await rows(both, { minor: undefined })).toEqual([]);
    const tag = new SignedRepository();
    tag.signTag([key.privateKey]);
    expect(await rows(tag, { minor: undefined })).toEqual([]);
    expect(await rows(new SignedRepository(), { minor: undefined })).toEqual(["unsigned"]);
  });

  it("is not guessed for an attestation alone; beside a signature it changes nothing", async () => {
    const repository = new SignedRepository();
    repository.signBundle(key.privateKey, undefined, "https://slsa.dev/provenance/v1");
    expect(await rows(repository)).toEqual(["not-checked"]);
    repository.signBundle(key.privateKey);
    expect(await rows(repository)).toEqual([]);
  });
});
