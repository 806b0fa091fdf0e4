/** What a registry asks for (RFC 9110, 11.6.1; distribution-spec, token authentication). */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  scheme: string;
  /** Names in lower case. */
  parameters: ReadonlyMap<string, string>;
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const PARAMETER = new RegExp(`^(${TOKEN})[ \\t]*=[ \\t]*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN}|[^\\s,"]+))`);
const SCHEME = new RegExp(`^(${TOKEN})(?=[ \\t]|,|$)`);

/** A header longer than this is no challenge. */
const LONGEST = 8_192;

/** The challenges of `WWW-Authenticate`, in their order. What cannot be read ends the list. */
export function challengesIn(header: string | readonly string[] | undefined): Challenge[] {
  const text = typeof header === "string" ? header : (header ?? []).join(", ");
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  let rest = text.slice(0, LONGEST);
  for (;;) {
    rest = rest.replace(/^[\s,]+/, "");
    const parameter = PARAMETER.exec(rest);
    const scheme = parameter ? null : SCHEME.exec(rest);
    if (parameter && found.length > 0) {
      const [all, name = "", quoted, plain = ""] = parameter;
      const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, "$1");
      found.at(-1)?.parameters.set(name.toLowerCase(), value);
      rest = rest.slice(all.length);
    } else if (scheme) {
      found.push({ scheme: scheme[1]!.toLowerCase(), parameters: new Map() });
      rest = rest.slice(scheme[0].length);
    } else return found;
  }
}
