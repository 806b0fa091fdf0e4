import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quote } from "../../src/config/wording.ts";
import { hideCredentials, stripCredentials } from "../../src/core/credentials.ts";

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
