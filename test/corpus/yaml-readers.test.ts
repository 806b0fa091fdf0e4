import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fg from "fast-glob";
import { describe, expect, it } from "vitest";
import { readYamlFull } from "../../src/scan/read-yaml.ts";
import { readYamlFast } from "../../src/scan/yaml-fast.ts";

const CORPUS = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const RELEVANT = /GitRepository|kustomize\.toolkit\.fluxcd\.io/;

interface Document {
  file: string;
  text: string;
  start: number;
  /** What a migration reads: names a source or is a kustomization.yaml. */
  relevant: boolean;
}

/** Every document of every file, split at lines that start with `---`. */
function corpusDocuments(): Document[] {
  const files = fg.globSync("**/*.{yaml,yml}", { cwd: CORPUS, dot: true }).sort();
  return files.flatMap((file) => {
    let start = 0;
    return readFileSync(join(CORPUS, file), "utf8")
      .split(/^(?=---)/m)
      .map((text) => {
        const relevant = RELEVANT.test(text) || /^kustomization\.ya?ml$/.test(basename(file));
        const document = { file, text, start, relevant };
        start += text.length;
        return document;
      });
  });
}

/** "agree", "handed over", or the text on which the readers differ. */
function compare(text: string, start: number): string {
  const fast = readYamlFast(text, start);
  if (!fast) return "handed over";
  const full = readYamlFull(text, start);
  return isDeepStrictEqual(fast, full) ? "agree" : `differ on ${JSON.stringify(text)}`;
}

/** Numbers from 0 up to 1, the same on every run (a mulberry32 generator). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(20_260_101);
const below = (limit: number): number => Math.floor(random() * limit);
const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;

const PIECES =
  "#| #| # c|:|: |- |-|\"|'|\t| |  |\r|\r\n|\n|\n\n|>|&a |*a| &l| &l|*l| &ns|*ns|&app|*app|!!str |!|[|]|{|}|[]|{}|[a, b]|, |---|---\n|...|%|@|`|?|? |<<: |~|true|0x1|1e3|\uFEFF|\\|\\n|\u0000|\u2028|é|\"\"|''|\n# c\n|\n  # c\n|key: v\n|- a: b\n".split(
    "|",
  );
const BLANKS = ["", "   ", "# c", "        # c", "\t", " \t", "#", "\r", "      "];
const LITERAL_LINES = ["", " ", "      ", "  x", " y", "   z: w", "  # no comment", "  \t", '  "', "    "];

/** Changes one random line. */
function onLine(change: (line: string) => string | string[]): (text: string) => string {
  return (text) => {
    const lines = text.split("\n");
    const at = below(lines.length);
    return lines.toSpliced(at, 1, ...[change(lines[at]!)].flat()).join("\n");
  };
}

const MUTATIONS: readonly ((text: string) => string)[] = [
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => `\uFEFF${text}`,
  (text) => text.replace(/\n+$/, ""),
  (text) => text + pick(["\n", "  ", "\n\n", " # c", "\n  ", "\t"]),
  (text) => text.slice(0, below(text.length)),
  (text) => text.slice(below(text.length)),
  (text) => {
    const at = below(text.length);
    return text.slice(0, at) + text.slice(at + 1 + below(3));
  },
  (text) => {
    const at = below(text.length + 1);
    return text.slice(0, at) + pick(PIECES) + text.slice(at);
  },
  onLine(() => []),
  onLine((line) => [line, line]),
  onLine((line) => [pick(BLANKS), line]),
  onLine((line) => " ".repeat(1 + below(3)) + line),
  onLine((line) => line.replace(/^ {1,2}/, "")),
  onLine((line) => line + pick(PIECES)),
  onLine((line) => line.replace(/^ */, (indent) => indent + pick(PIECES))),
  onLine((line) => line.replace(/: .*/, () => `: ${pick(PIECES)}`)),
  onLine((line) => line.replace(/: .*/, ":")),
  onLine((line) => line.replace(/^( *)(\w)/, "$1- $2")),
  onLine((line) => {
    const [, indent, key] = /^( *)([\w-]+):/.exec(line) ?? [];
    if (indent === undefined) return line;
    const body = Array.from({ length: below(6) }, () => indent + pick(LITERAL_LINES));
    return [`${indent}${key}: ${pick(["|", "|-", "|+", "| ", "|  # c", "|2"])}`, ...body];
  }),
];

/** Milliseconds of the fastest of some runs over all texts. */
function fastest(read: (text: string, start: number) => unknown, texts: readonly string[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const before = performance.now();
    for (const text of texts) read(text, 0);
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

// Without the corpus (../shared/corpus, trees of public fleets) there is nothing to compare on.
describe.skipIf(!existsSync(CORPUS))("the two readers on the corpus", () => {
  const documents = existsSync(CORPUS) ? corpusDocuments() : [];

  it("agree on every document, and the fast one takes most of what matters", () => {
    const outcomes = documents.map(({ text, start }) => compare(text, start));
    expect(outcomes.filter((outcome) => outcome.startsWith("differ"))).toEqual([]);
    const taken = documents.filter((_, i) => outcomes[i] === "agree");
    const relevant = documents.filter(({ relevant }) => relevant);
    const parsable = relevant.filter(({ text }) => "root" in readYamlFull(text, 0));
    const texts = taken.filter(({ relevant }) => relevant).map(({ text }) => text);
    const ratio = fastest(readYamlFull, texts) / fastest(readYamlFast, texts);
    console.info(
      `fast reader: ${percent(taken.length, documents.length)} of ${documents.length} documents, ` +
        `${percent(texts.length, relevant.length)} of ${relevant.length} relevant ones ` +
        `(${percent(texts.length, parsable.length)} of those that parse), ${ratio.toFixed(0)} times as fast`,
    );
    expect(texts.length / relevant.length).toBeGreaterThan(0.75);
  });

  it("agree on broken and rearranged documents", () => {
    const base = [...new Set(documents.map(({ text }) => text))].filter(
      (text) => text.length < 3000 && readYamlFast(text, 0) !== undefined,
    );
    const outcomes: string[] = [];
    for (let i = 0; i < 40_000; i++) {
      let text = pick(base);
      for (let changes = 1 + below(4); changes > 0; changes--) text = pick(MUTATIONS)(text);
      outcomes.push(compare(text, below(3) * 100));
    }
    const agreed = outcomes.filter((outcome) => outcome === "agree").length;
    console.info(`mutations: the fast reader took ${percent(agreed, outcomes.length)} of ${outcomes.length}`);
    expect(outcomes.filter((outcome) => outcome.startsWith("differ"))).toEqual([]);
    expect(agreed).toBeGreaterThan(outcomes.length / 5);
  });
});
