// Files that are as hard to read as one of their size can be, each alone in a tree.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const BYTES = 2_000_000;
const HEAD = "kind: GitRepository\n";
const many = (unit) => unit.repeat(Math.floor(BYTES / unit.length));
const each = (line) =>
  Array.from({ length: Math.floor(BYTES / line(0).length / 1.2) }, (_, i) => line(i)).join("");

/** The ordinary file that the others are held against. */
export const PLAIN = {
  name: "plain.yaml",
  text: () => HEAD + each((i) => `k${i}: some ordinary value here\n`),
};

/** One file a kind of difficulty. */
export const HARD = [
  { name: "flow-list.yaml", text: () => `${HEAD}x: [${many("a, ")}]\n` },
  { name: "flow-maps.yaml", text: () => `${HEAD}x: [${many("{a: b}, ")}]\n` },
  { name: "empty-keys.yaml", text: () => `${HEAD}x: {${many(": ,")}}\n` },
  { name: "objects.json", text: () => `{"kind":"GitRepository","x":[${many('{"a":"b","c":[1,2]},')}1]}` },
  {
    name: "nested.yaml",
    text: () => `${HEAD}x:\n${many('- name: n\n  labels:\n    tier: "front"\n  ports: [80]\n')}`,
  },
  { name: "documents.yaml", text: () => many("---\nkind: GitRepository\nname: a\n") },
  { name: "anchors.yaml", text: () => HEAD + each((i) => `a${i}: &a${i} x\n`) },
  { name: "escapes.yaml", text: () => HEAD + each((i) => `"k${i}": "v\\u0041"\n`) },
  { name: "block.yaml", text: () => `${HEAD}x: |\n${many("  kind: GitRepository name a\n")}` },
  { name: "deep.yaml", text: () => `${HEAD}x: ${"[".repeat(BYTES)}` },
  { name: "template.yaml", text: () => HEAD + many("x: {{ .Values.a }}\n") },
];

/** Writes a file into a directory of its own below `cache` and gives the directory. */
export function placeHard(cache, { name, text }) {
  const directory = join(cache, "hard", name);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), text());
  return directory;
}
