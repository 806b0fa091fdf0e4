/** A habit of naming tags that are pushed once and stay. */
interface TagHabit {
  what: string;
  matches: (tag: string) => boolean;
}

/**
 * By convention alone: a registry lets every tag be pushed again, unless it is told not to. The habits are those of
 * `flux push artifact` in the Flux documentation (short SHA, version), of Helm, and of image automation
 * (`main-<sha>-<timestamp>`).
 */
const ONCE: readonly TagHabit[] = [
  { what: "a whole version: 1.2.3, v1.2.3-rc.1, app-1.2.3", matches: (tag) => /\d+\.\d+\.\d+/.test(tag) },
  {
    what: "a commit, or a part of it, between separators: sha-0a1b2c3, main-0a1b2c3d",
    matches: (tag) => tag.split(/[._-]/).some((part) => /^(?=.*\d)[0-9a-f]{7,64}$/i.test(part)),
  },
  { what: "a day: 2026-01-31", matches: (tag) => /\d{4}-\d{2}-\d{2}/.test(tag) },
];

/**
 * Words that tags of channels and branches begin with. `pr-12` and `build-7` are left out: whether they are pushed
 * once is not known.
 */
const CHANNELS: ReadonlySet<string> = new Set([
  "latest",
  "main",
  "master",
  "trunk",
  "develop",
  "dev",
  "stable",
  "edge",
  "nightly",
  "canary",
  "beta",
  "alpha",
  "next",
  "staging",
  "stage",
  "prod",
  "production",
  "preview",
  "release",
  "branch",
]);

/** Whether a tag is pushed again with other content, by what it is called; undefined where its name does not tell. */
export function tagMoves(tag: string): boolean | undefined {
  if (ONCE.some(({ matches }) => matches(tag))) return false;
  if (!/\d/.test(tag)) return true;
  // `1`, `v1.2`, `1.x`: the newest of a line of versions. A long number counts builds.
  if (/^v?\d{1,2}(?:\.\d{1,4}|\.x)?(?:-[a-z]+)?$/i.test(tag)) return true;
  const [word = ""] = tag.toLowerCase().split(/[._-]/);
  return CHANNELS.has(word) ? true : undefined;
}
