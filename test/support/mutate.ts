/** Damage to files, drawn from a seed: the same seed gives the same bytes. */

/** Numbers from a seed, in [0, 1). */
export type Draw = () => number;

/** A small generator with 32 bits of state, which is plenty for choosing where to break a file. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** One of a list. */
export function pick<T>(list: readonly T[], draw: Draw): T {
  const found = list[Math.floor(draw() * list.length)];
  if (found === undefined) throw new Error("nothing to pick from");
  return found;
}

/** A text as latin1, so that bytes that are no UTF-8 can be put in anywhere. */
type Mutation = (text: string, draw: Draw) => string;

/** Bytes with a meaning in YAML, and bytes that have none. */
const BYTES = ["\0", "\t", "\r", "\n", " ", "\x80", "\xff", ..."*&:-#{}[],|>%@`\"'!?<=~0"];
/** Texts that change how what follows is read. */
const SNIPPETS = [
  "\xef\xbb\xbf",
  "\xe2\x80\xa8",
  "\xc2\x85",
  "\xed\xa0\x80",
  "\xf0\x9f\x9a\x80",
  "\n---\n",
  "\n--- # next\n",
  "\n...\n",
  "\n%YAML 1.1\n---\n",
  "\nkind: GitRepository\n",
  "\n  kind: GitRepository\n",
  "\n# kind: GitRepository\n",
  " &a ",
  " *a ",
  "\n<<: *a\n",
  " !!str ",
  "{{ .Values.x }}",
  ["$", "{VAR:=x}"].join(""),
  " # DO NOT EDIT\n",
  "\nsops:\n  mac: x\n",
  "[".repeat(3000),
  "{a: ".repeat(300),
  `\n${Array.from({ length: 400 }, (_, i) => `${" ".repeat(i)}k:\n`).join("")}`,
  `\n${"- ".repeat(2000)}x\n`,
  `\nlong: ${"x".repeat(70_000)}\n`,
  `\na: &a [x, x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? "a" : `b${i - 1}`}, *${i === 0 ? "a" : `b${i - 1}`}]\n`).join("")}`,
];

const insert = (text: string, at: number, piece: string) => text.slice(0, at) + piece + text.slice(at);
const place = (text: string, draw: Draw) => Math.floor(draw() * (text.length + 1));

/** Changes some lines, and keeps all line ends. */
function onLines(change: (lines: string[], at: number, draw: Draw) => void): Mutation {
  return (text, draw) => {
    const lines = text.split("\n");
    change(lines, Math.floor(draw() * lines.length), draw);
    return lines.join("\n");
  };
}

/** Changes one of the places where a pattern matches. */
function onMatch(pattern: RegExp, change: (found: string) => string): Mutation {
  return (text, draw) => {
    const found = [...text.matchAll(pattern)];
    if (found.length === 0) return text;
    const { index, 0: match } = pick(found, draw);
    return text.slice(0, index) + change(match) + text.slice(index + match.length);
  };
}

const MUTATIONS: readonly Mutation[] = [
  (text, draw) => {
    const at = place(text, draw);
    const flipped = (text.charCodeAt(at) || 0) ^ (1 << Math.floor(draw() * 8));
    return text.slice(0, at) + String.fromCharCode(flipped & 0xff) + text.slice(at + 1);
  },
  (text, draw) => insert(text, place(text, draw), pick(BYTES, draw)),
  (text, draw) => insert(text, place(text, draw), pick(SNIPPETS, draw)),
  (text, draw) => insert(text, text.indexOf("\n", place(text, draw)) + 1, pick(SNIPPETS, draw)),
  (text, draw) => text.slice(0, place(text, draw)),
  (text, draw) => text.slice(place(text, draw)),
  (text) => `\xef\xbb\xbf${text}`,
  (text) => text.replaceAll("\n", "\r\n"),
  (text) => text.replaceAll("\n", "\r"),
  (text) => text.replace(/\n+$/, ""),
  (text) => `${text}\n---\n${text}`,
  (text) => `${text}${text}`,
  onLines((lines, at, draw) => {
    const other = Math.floor(draw() * lines.length);
    [lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
  }),
  onLines((lines, at) => lines.splice(at, 1)),
  onLines((lines, at) => lines.splice(at, 0, lines[at] ?? "")),
  onLines((lines, at) => {
    lines[at] = `  ${lines[at]}`;
  }),
  onLines((lines, at) => {
    lines[at] = (lines[at] ?? "").replace(/^ {2}/, "");
  }),
  onLines((lines, at) => {
    lines[at] = (lines[at] ?? "").replace(/^ +/, "\t");
  }),
  onLines((lines, at) => {
    lines[at] = `${lines[at]} # note`;
  }),
  onMatch(/: (?=\S)/g, () => ": &a "),
  onMatch(/: \S+/g, () => ": *a"),
  onMatch(/: \S+/g, () => ": |-\n    text\n"),
  onMatch(/GitRepository/g, (found) => `"${found}"`),
  onMatch(/GitRepository/g, (found) => `'${found}' # ${found}`),
  onMatch(/GitRepository/g, (found) => `>-\n  ${found}`),
  onMatch(/kind:/g, () => "? kind\n:"),
  onMatch(/: /g, () => ":  "),
  onMatch(/: /g, () => ":\n      "),
  onMatch(/^ *- /gm, (found) => `${found}- `),
];

/** The bytes with one to three changes. */
export function mutate(bytes: Uint8Array, draw: Draw): Uint8Array {
  let text = Buffer.from(bytes).toString("latin1");
  for (let left = 1 + Math.floor(draw() * 3); left > 0; left--) text = pick(MUTATIONS, draw)(text, draw);
  return Buffer.from(text, "latin1");
}
