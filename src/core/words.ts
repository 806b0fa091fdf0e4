/** Words of a text, as names of objects are told in it. */
export function wordsOf(text: string): Set<string> {
  return new Set(text.match(/[A-Za-z0-9-]+/g));
}

/** The word by which a text names an object: a name with dots is several, and the first one is reason enough. */
export function wordOf(name: string): string {
  return name.split(".", 1)[0] ?? name;
}
