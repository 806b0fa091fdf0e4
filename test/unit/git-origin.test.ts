import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { gitConfigValue } from "../../src/io/git-config.ts";
import { originUrl, withoutCredentials } from "../../src/io/git-origin.ts";
import { putFiles, tempTree } from "../support/temp-tree.ts";

const ENV = { PATH: process.env.PATH, HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1" };
const HEAD = "ref: refs/heads/main\n";

function git(root: string, ...args: string[]): string {
  return execFileSync("git", ["-C", root, ...args], {
    env: ENV,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function withConfig(config: string, head = HEAD): string {
  return tempTree({ ".git/config": config, ".git/HEAD": head, "sub/x.yaml": "" });
}

describe("the url of origin", () => {
  test.each<[string, string | undefined]>([
    ['[remote "origin"]\n\turl = https://example.com/acme/fleet.git\n', "https://example.com/acme/fleet.git"],
    ['[Remote "origin"]\nURL=https://example.com/x', "https://example.com/x"],
    ['[remote "origin"] url = "https://example.com/a#b;c" ; note\n', "https://example.com/a"],
    ['[remote "origin"]\nurl = git@example.com:acme/fleet # note\n', "git@example.com:acme/fleet"],
    ['[remote "origin"]\nurl = https://exam\\\nple.com/x\n', "https://example.com/x"],
    ['[remote "Origin"]\nurl = https://example.com/x\n', undefined],
    ['[remote "up"]\nurl = https://example.com/x\n[core]\nurl = y\n', undefined],
    ['[remote "origin"]\nfetch = +refs/heads/*\n; url = https://example.com/x\n', undefined],
    ["[include]\npath = other\n", undefined],
    ['[remote "origin"]\nurl = https://example.com/\\n\n', undefined],
    ["", undefined],
  ])("%j is %j", (config, expected) => {
    const root = withConfig(config);
    putFiles(root, { ".git/other": '[remote "origin"]\nurl = https://example.com/included\n' });
    expect(originUrl(root)).toBe(expected);
    expect(originUrl(join(root, "sub"))).toBe(expected);
  });

  test.each([
    ["url = a b  c  # x"],
    ['url = "a # b" ; y'],
    ['url = a"  b"c '],
    ["url = a\\\\b\\tc"],
    ["url =   spaced  \t"],
    ["\turl=x\r"],
    ['url = "q\\"uoted"'],
    ["# url = no\nurl = yes"],
    ["url = one \\\n  two"],
  ])("%j is read as Git reads it", (line) => {
    const text = `[remote "origin"]\n${line}\n`;
    const file = join(tempTree({ config: text }), "config");
    const expected = git(".", "config", "--file", file, "-z", "--get", "remote.origin.url");
    expect(`${gitConfigValue(text, "remote", "origin", "url")}\0`).toBe(expected);
  });

  test("a worktree and a submodule know theirs", () => {
    const root = tempTree();
    git(root, "init", "-q", "-b", "main");
    git(root, "remote", "add", "origin", "https://example.com/acme/fleet");
    git(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "x");
    const other = join(tempTree(), "tree");
    git(root, "worktree", "add", "-q", "-b", "side", other);
    expect(originUrl(other)).toBe("https://example.com/acme/fleet");
    putFiles(root, {
      ".git/modules/m/HEAD": "ref: refs/heads/sub/branch\n",
      ".git/modules/m/config": '[remote "origin"]\nurl = https://example.com/acme/sub\n',
      "m/.git": "gitdir: ../.git/modules/m\n",
    });
    expect(originUrl(join(root, "m"))).toBe("https://example.com/acme/sub");
  });

  test("outside of a repository there is none", () => {
    const root = tempTree({ "a.yaml": "" });
    expect(originUrl(root)).toBeUndefined();
  });
});

describe("credentials", () => {
  test.each<[string, string]>([
    ["https://example.com/a/b.git", "https://example.com/a/b.git"],
    ["https://user:token@example.com/a", "https://example.com/a"],
    ["https://token@example.com:8443/a", "https://example.com:8443/a"],
    ["https://git:secret@example.com/a", "https://example.com/a"],
    ["https://user:p@ss@example.com/a", "https://example.com/a"],
    ["https://user:p/a@ss@example.com/a", "https://example.com/a"],
    ["https://user:p#a?b@example.com/a", "https://example.com/a"],
    ["https://example.com/a?access_token=secret#x", "https://example.com/a"],
    ["https://example.com/a/b@v1", "https://example.com/a/b@v1"],
    ["https://example.com:8443/a/b@v1", "https://example.com:8443/a/b@v1"],
    ["HTTPS://User:Token@Example.com/A", "HTTPS://Example.com/A"],
    ["ssh://git@example.com:22/a", "ssh://git@example.com:22/a"],
    ["ssh://git:secret@example.com/a", "ssh://git@example.com/a"],
    ["ssh://someone@example.com/a", "ssh://example.com/a"],
    ["git+ssh://git@example.com/a", "git+ssh://git@example.com/a"],
    ["https://[::1]:8080/a", "https://[::1]:8080/a"],
    ["https://u:p@[::1]/a", "https://[::1]/a"],
    ["git@example.com:acme/fleet.git", "git@example.com:acme/fleet.git"],
    ["someone@example.com:acme/fleet.git", "example.com:acme/fleet.git"],
    ["user:token@example.com:acme/fleet", "example.com:acme/fleet"],
    ["example.com:acme/fleet", "example.com:acme/fleet"],
    ["/srv/git/fleet@2.git", "/srv/git/fleet@2.git"],
    ["../fleet", "../fleet"],
    ["file:///srv/git/fleet", "file:///srv/git/fleet"],
  ])("%s becomes %s", (url, expected) => {
    expect(withoutCredentials(url)).toBe(expected);
  });
});
