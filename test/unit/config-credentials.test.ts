import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quote } from "../../src/config/wording.ts";
import { hideCredentials, hideSecrets, stripCredentials } from "../../src/core/credentials.ts";

describe("stripCredentials", () => {
  const SHOWN: readonly [text: string, shown: string][] = [
    ["https://user:token@github.com/acme/x", "https://github.com/acme/x"],
    ["https://ghp_token@github.com/acme/x", "https://github.com/acme/x"],
    ["https://user:p@ss@github.com/acme/x", "https://github.com/acme/x"],
    ["https://user:pa/ss@github.com/acme/x", "https://github.com/acme/x"],
    ["https://github.com/acme/x?access_token=secret", "https://github.com/acme/x"],
    ["https://github.com:8443/a@b/x", "https://github.com:8443/a@b/x"],
    ["ssh://git@github.com/acme/x", "ssh://git@github.com/acme/x"],
    ["ssh://git:secret@github.com/acme/x", "ssh://git@github.com/acme/x"],
    [`ssh://git@host:\${port:=443}/acme/x`, `ssh://git@host:\${port:=443}/acme/x`],
    ["git@github.com:acme/x", "git@github.com:acme/x"],
    ["web=oci://me:secret@ghcr.io/x:v1", "web=oci://ghcr.io/x:v1"],
    ["a https://u:p@b/c https://u:p@d/e", "a https://b/c https://d/e"],
    ["oci://ghcr.io/user:secret@acme/x", "oci://ghcr.io/acme/x"],
    ["web=user:secret@ghcr.io/acme/x", "web=ghcr.io/acme/x"],
    ["web=user:sec/ret@ghcr.io/acme/x", "web=ghcr.io/acme/x"],
    ["oci://ghcr.io/x:v1@sha256:0123", "oci://ghcr.io/x:v1@sha256:0123"],
    ["apps/web@clusters/a=oci://ghcr.io/x:v1", "apps/web@clusters/a=oci://ghcr.io/x:v1"],
    ["a.yaml:3:5: web@clusters/a, web@clusters/b", "a.yaml:3:5: web@clusters/a, web@clusters/b"],
    ["no url", "no url"],
  ];
  test.each(SHOWN)("%s", (text, shown) => {
    expect(stripCredentials(text)).toBe(shown);
  });

  test("a password never survives", () => {
    const password = fc.stringMatching(/^[A-Za-z0-9/:@!$%^&*+-]{4,12}$/).map((text) => `SECRET${text}SECRET`);
    fc.assert(
      fc.property(fc.constantFrom("https", "http", "ssh", "oci"), password, (scheme, password) => {
        expect(stripCredentials(`${scheme}://user:${password}@host.example/acme/x`)).not.toContain("SECRET");
      }),
    );
  });
});

test("a message of any length loses its credentials, word by word, and nothing else", () => {
  const many = Array.from({ length: 200 }, (_, i) => `GitRepository/apps/web-${i}@clusters/a`).join(", ");
  expect(hideCredentials(`'https://u:secret@h.io/x': there are ${many}`)).toBe(
    `'https://h.io/x': there are ${many}`,
  );
});

test("a quoted text is cut only after its credentials are gone", () => {
  const shown = quote(`https://user:${"secret".repeat(20)}@host.example/x`);
  expect(shown).toBe('"https://host.example/x"');
});

describe("hideSecrets", () => {
  const secret = "s3cr3t";
  test.each([
    [`flux create source git web -u bob -p ${secret}`, "flux create source git web -u … -p …"],
    [`flux --token ${secret} get sources git`, "flux --token … get sources git"],
    [`flux get sources git --token=${secret}`, "flux get sources git --token=…"],
    [`/bin/flux x --password '${secret} too' --branch=main`, "/bin/flux x --password … --branch=main"],
    [`flux x --password="${secret} unfinished`, "flux x --password=…"],
    [`kubectl --token=${secret} get gitrepo`, "kubectl --token=… get gitrepo"],
    [`GH_TOKEN=${secret} sed s/GitRepository/x/`, "GH_TOKEN=… sed s/GitRepository/x/"],
    [`curl -H "Authorization: Bearer ${secret}" x`, 'curl -H "Authorization: Bearer …" x'],
    [`{"token":"${secret}","password": "${secret}"}`, '{"token":…,"password": …}'],
    [`url: https://bob:${secret}@host/x`, "url: https://host/x"],
  ])("%s", (line, shown) => {
    expect(hideSecrets(line)).toBe(shown);
  });

  test.each([
    'kubectl patch ocirepo web -p \'{"spec":{"suspend":true}}\'',
    "flux create source oci web --url=oci://<registry>/<repository> --secret-ref=<pull secret>",
    "flux create source git web --token=$TOKEN --password $PASS",
    "flux create secret git web --namespace apps",
  ])("leaves %s", (line) => {
    expect(hideSecrets(line)).toBe(line);
  });

  test("looks at a long line once", () => {
    const line = `${"token= ".repeat(50_000)}${" -p".repeat(50_000)}`;
    expect(hideSecrets(line).length).toBeLessThanOrEqual(line.length);
  });
});
