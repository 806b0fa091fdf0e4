import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isOwnedBy,
  normalizeGitUrl,
  normalizeUrlPattern,
  ownerOf,
  repositoryName,
} from "../../src/config/git-url.ts";
import { matchGlob } from "../../src/config/match.ts";
import { classifier } from "../../src/config/owner.ts";
import type { SourceNode } from "../../src/core/graph.ts";

describe("normalizeGitUrl", () => {
  const KNOWN: readonly [url: string, normal: string][] = [
    ["https://github.com/acme/fleet", "github.com/acme/fleet"],
    ["http://github.com/acme/fleet.git", "github.com/acme/fleet"],
    ["https://GitHub.com/Acme/Fleet.git/", "github.com/Acme/Fleet"],
    ["https://user:token@github.com:443//acme//fleet/", "github.com/acme/fleet"],
    ["ssh://git@github.com/acme/fleet", "github.com/acme/fleet"],
    ["ssh://git@ssh.github.com:443/acme/fleet.git", "github.com/acme/fleet"],
    ["ssh://git@altssh.gitlab.com:443/acme/sub/fleet", "gitlab.com/acme/sub/fleet"],
    [`ssh://git@host.example:\${port:=443}/acme/fleet`, "host.example/acme/fleet"],
    [`ssh://\${user}@host.example/acme/fleet`, "host.example/acme/fleet"],
    ["git://git.example.com/fleet.git", "git.example.com/fleet"],
    ["git+ssh://git@git.example.com:22/~me/fleet", "git.example.com/~me/fleet"],
    ["git@github.com:acme/fleet.git", "github.com/acme/fleet"],
    ["git@host:/srv/fleet.git", "host/srv/fleet"],
    ["github.com:acme/fleet", "github.com/acme/fleet"],
    ["http://soft-serve/fleet", "soft-serve/fleet"],
    ["https://[::1]:3000/acme/fleet", "[::1]/acme/fleet"],
    ["https://dev.azure.com/acme/My%20Project/_git/fleet", "dev.azure.com/acme/My%20Project/fleet"],
    ["  https://github.com/acme/fleet\n", "github.com/acme/fleet"],
  ];
  test.each(KNOWN)("%j", (url, normal) => {
    expect(normalizeGitUrl(url)).toBe(normal);
  });

  const UNKNOWN = [
    "",
    "fleet",
    "acme/fleet",
    "/srv/git/fleet",
    "./fleet",
    "C:\\git\\fleet",
    "C:/git/fleet",
    "file:///srv/fleet",
    "oci://ghcr.io/acme/fleet",
    "REPO_PREFIX/gitops-system",
    "https://REPO_HOST/acme/fleet",
    "https://HOST/acme/fleet",
    `\${git_url}`,
    `ssh://git@\${HOST}/fleet`,
    `https://github.com/\${ORG}/fleet`,
    "https://github.com/acme/<repo>",
    "https://{{ .host }}/acme/fleet",
    "https://github.com/<< inputs.org >>/fleet",
    "https://github.com",
    "https://github.com/",
    "https:///acme/fleet",
    "gh:acme/fleet",
    "https://github.com:port/acme/fleet",
    `https://github.com/${"a".repeat(2100)}`,
  ];
  test.each(UNKNOWN)("%j is unknown", (url) => {
    expect(normalizeGitUrl(url)).toBeUndefined();
  });

  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/);
  const host = fc
    .stringMatching(/^[a-z][a-z0-9]{0,8}\.[a-z]{2,3}$/)
    .filter((text) => !/^(alt)?ssh\./.test(text));
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));

  test("every way to write a url gives one form, and the form gives itself", () => {
    fc.assert(
      fc.property(host, path, fc.constantFrom("", "/", ".git", ".git/"), (host, path, end) => {
        const forms = [
          `https://${host}/${path}${end}`,
          `http://user:pass%40@${host.toUpperCase()}:8080/${path}${end}`,
          `ssh://git@${host}:22/${path}${end}`,
          `git@${host}:${path}${end}`,
          `ssh://git@${host}:\${port}/${path}${end}`,
        ];
        expect(new Set(forms.map(normalizeGitUrl))).toEqual(new Set([`${host}/${path}`]));
        expect(normalizeGitUrl(`https://${host}/${path}`)).toBe(normalizeUrlPattern(`${host}/${path}`));
      }),
    );
  });

  const soup = fc
    .array(
      fc.oneof(
        fc.constantFrom("https://", "git@", ":", "/", ".git", "host.io", `\${V}`),
        fc.string({ maxLength: 3 }),
      ),
    )
    .map((parts) => parts.join(""));
  test("any text: never a throw, never a variable or blank in the result", () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(normalizeGitUrl(text) ?? "x").toMatch(/^[^\s${}<>?#]+$/);
      }),
    );
  });
});

test("owners and names", () => {
  expect(ownerOf("git@GitHub.com:Acme/fleet.git")).toBe("github.com/Acme");
  expect(ownerOf("https://gitlab.com/acme/team/fleet")).toBe("gitlab.com/acme");
  expect(ownerOf("ssh://git@soft-serve/fleet")).toBeUndefined();
  expect(ownerOf(`\${git_url}`)).toBeUndefined();
  expect(repositoryName("https://github.com/Acme/Fleet.Infra.git")).toBe("fleet.infra");
  expect(repositoryName("https://github.com/acme/.github")).toBeUndefined();
  expect(repositoryName("REPO_PREFIX/fleet")).toBeUndefined();
  expect(isOwnedBy("https://github.com/Acme/fleet", ["github.com/acme"])).toBe(true);
  expect(isOwnedBy("https://gitlab.com/acme/team/fleet", ["gitlab.com/acme/team"])).toBe(true);
  expect(isOwnedBy("https://github.com/acme-labs/fleet", ["github.com/acme"])).toBe(false);
  expect(isOwnedBy("https://gitlab.com/acme/fleet", ["github.com/acme"])).toBe(false);
  expect(isOwnedBy(`\${git_url}`, ["github.com/acme"])).toBe(false);
  expect(isOwnedBy("https://github.com/acme/fleet", [])).toBe(false);
});

describe("forms of one repository", () => {
  test.each([
    [
      "dev.azure.com/acme/shop/web",
      [
        "https://dev.azure.com/acme/shop/_git/web",
        "https://acme@dev.azure.com/acme/shop/_git/web",
        "https://dev.azure.com/acme/shop/_git/_full/web",
        "https://dev.azure.com/acme/shop/_git/web?version=GBmain",
        "https://acme.visualstudio.com/shop/_git/web",
        "https://acme.visualstudio.com/DefaultCollection/shop/_git/web",
        "git@ssh.dev.azure.com:v3/acme/shop/web",
        "ssh://git@ssh.dev.azure.com/v3/acme/shop/web",
        "acme@vs-ssh.visualstudio.com:v3/acme/shop/web",
      ],
    ],
    [
      "dev.azure.com/acme/web/web",
      ["https://dev.azure.com/acme/_git/web", "https://acme.visualstudio.com/_git/web"],
    ],
    [
      "git.example.com/plat/fleet",
      [
        "https://git.example.com/scm/plat/fleet.git",
        "https://git.example.com:8443/bitbucket/scm/plat/fleet.git",
        "ssh://git@git.example.com:7999/plat/fleet.git",
      ],
    ],
    [
      "git.example.com/~jd/fleet",
      ["https://git.example.com/scm/~jd/fleet.git", "ssh://git@git.example.com:7999/~jd/fleet"],
    ],
    [
      "gitlab.example.com/plat/fleet",
      ["https://gitlab.example.com/scm/plat/fleet", "git@gitlab.example.com:scm/plat/fleet.git"],
    ],
    ["gitlab.example.com/team/scm/fleet", ["https://gitlab.example.com/team/scm/fleet"]],
    ["git.example.com/scm/fleet", ["https://git.example.com/scm/fleet"]],
    ["github.com/scm/plat/fleet", ["https://github.com/scm/plat/fleet"]],
    [
      "github.com/acme/fleet",
      ["https://github.com/acme/fleet?ref=main", "https://github.com/acme/fleet#main"],
    ],
  ])("%s", (normal, urls) => {
    expect(urls.map(normalizeGitUrl)).toEqual(urls.map(() => normal));
  });
});

describe("whose a repository is", () => {
  const source = (url: string) => ({ url, roots: [] }) as unknown as SourceNode;
  const roots = new Set(["github.com/acme/root"]);
  test.each([
    ["https://github.com/acme/fleet", [], "https://github.com/acme/${x}-apps.git", "same-owner"],
    ["https://github.com/acme/fleet", [], "https://github.com/other/${x}", "third-party"],
    ["https://github.com/acme/fleet", [], "https://github.com/${owner}/x", "unknown"],
    ["https://github.com/acme/fleet", [], "https://${host}/acme/x", "unknown"],
    ["https://github.com/acme/fleet", [], "https://github.com/acme/x?y=${z}", "same-owner"],
    ["https://github.com/someone/fork", [], "ssh://git@github.com/acme/root.git", "own"],
    [undefined, ["git.example.com:8443/plat"], "https://git.example.com:8443/scm/plat/x.git", "same-owner"],
    [undefined, ["git.example.com/plat"], "ssh://git@git.example.com:7999/plat/x.git", "same-owner"],
    [undefined, ["gitlab.com/acme/plat"], "https://gitlab.com/acme/${group}/x", "unknown"],
    ["git@ssh.dev.azure.com:v3/acme/p/fleet", [], "https://dev.azure.com/other/p/_git/x", "third-party"],
    ["git@ssh.dev.azure.com:v3/acme/p/fleet", [], "https://dev.azure.com/Acme/P/_git/Fleet", "own"],
    [
      "git@ssh.dev.azure.com:v3/acme/p/fleet",
      [],
      "git@ssh.dev.azure.com:v3/acme/${repository}",
      "same-owner",
    ],
    [
      "git@ssh.dev.azure.com:v3/acme/p/fleet",
      [],
      "git@ssh.dev.azure.com:v3/other/${repository}",
      "third-party",
    ],
    ["git@ssh.dev.azure.com:v3/acme/p/fleet", [], "https://acme.visualstudio.com/${project}", "same-owner"],
    ["https://git.example.com/scm/plat/fleet", [], "https://git.example.com/scm/${repository}", "unknown"],
    ["https://git.example.com/scm/plat/fleet", [], "ssh://git@git.example.com:7999/PLAT/fleet.git", "own"],
    [undefined, ["ssh.dev.azure.com/v3/acme"], "https://dev.azure.com/acme/p/_git/x", "same-owner"],
    [undefined, ["acme.visualstudio.com/p"], "https://dev.azure.com/acme/q/_git/x", "third-party"],
    [undefined, ["git.example.com:8443/scm/plat"], "ssh://git@git.example.com:7999/plat/x", "same-owner"],
    ["/srv/git/fleet", [], "https://github.com/acme/x", "unknown"],
    ["git@ssh.dev.azure.com:v3/acme/p/fleet", [], "https://acme.visualstudio.com/q/_git/x", "same-owner"],
  ])("origin %s, owners %j: %s is %s", (origin, owners, url, owner) => {
    expect(classifier(origin, owners)(source(url), roots)).toBe(owner);
  });
});

describe("patterns cover every form of a repository", () => {
  const azure = "git@ssh.dev.azure.com:v3/acme/shop/web";
  const server = "ssh://git@git.example.com:7999/plat/web.git";
  test.each([
    ["https://acme.visualstudio.com/**", azure],
    ["https://*.visualstudio.com/**", azure],
    ["git@ssh.dev.azure.com:v3/acme/**", azure],
    ["https://dev.azure.com/acme/*/_git/*", azure],
    ["https://dev.azure.com/acme/shop/**", azure],
    ["https://git.example.com/scm/**", server],
    ["https://git.example.com/scm/plat/*", server],
    ["git.example.com:8443/plat/*", server],
    ["**", server],
  ])("%s: %s", (pattern, url) => {
    expect(matchGlob(normalizeUrlPattern(pattern) ?? "", normalizeGitUrl(url) ?? "")).toBe(true);
  });
  test.each([
    ["https://other.visualstudio.com/**", azure],
    ["https://git.example.com/scm/other/*", server],
  ])("%s does not cover %s", (pattern, url) => {
    expect(matchGlob(normalizeUrlPattern(pattern) ?? "", normalizeGitUrl(url) ?? "")).toBe(false);
  });
});
