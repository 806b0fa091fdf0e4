import { expect, test } from "vitest";
import { sayOn } from "../../src/cli/say.ts";

test("a name of the tree makes no line of its own and no escape sequence; quiet says nothing", () => {
  const written: string[] = [];
  const terminal = { writeErr: (text: string) => void written.push(text) };
  sayOn(terminal, false)("wrote a\ngit2oci: forged\x1b[2J.yaml");
  sayOn(terminal, true)("wrote b");
  expect(written).toEqual(["git2oci: wrote a git2oci: forged\\x1b[2J.yaml\n"]);
});
