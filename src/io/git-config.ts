/** Escapes in a value of a Git configuration file (git-config(1), "Syntax"). */
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", '"': '"', "\\": "\\" };

/**
 * The first value of a variable of the section `[section "subsection"]` in the text of a Git configuration file.
 * Section and variable ignore case, the subsection does not. Includes are not followed. A line that Git would not
 * accept is passed over, as we only look for one value.
 */
export function gitConfigValue(
  text: string,
  section: string,
  subsection: string,
  variable: string,
): string | undefined {
  let inside = false;
  for (const line of logicalLines(text)) {
    const header = /^\s*\[([^\s\]"]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\](.*)$/s.exec(line);
    if (header) {
      const name = header[2]?.replace(/\\(.)/g, "$1");
      inside = header[1]!.toLowerCase() === section && name === subsection;
    }
    const found = inside ? /^\s*([a-z][a-z0-9-]*)\s*=(.*)$/is.exec(header ? header[3]! : line) : null;
    if (found?.[1]?.toLowerCase() === variable) return parseValue(found[2]!);
  }
  return undefined;
}

/** Lines, those that end in an odd number of backslashes joined with the next. */
function* logicalLines(text: string): Generator<string> {
  let pending = "";
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const slashes = /\\*$/.exec(line)![0].length;
    const continues = slashes % 2 === 1 && !/^\s*[#;]/.test(pending + line);
    pending += continues ? line.slice(0, -1) : line;
    if (continues) continue;
    yield pending;
    pending = "";
  }
}

/** Quotes and escapes resolved; a comment and blanks outside of quotes end the value. */
function parseValue(raw: string): string {
  let value = "";
  let kept = 0;
  let quoted = false;
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i]!;
    if (c === '"') quoted = !quoted;
    else if (!quoted && (c === "#" || c === ";")) break;
    else if (c === "\\") value += ESCAPES[raw[++i] ?? ""] ?? "";
    else if (value !== "" || quoted || !/\s/.test(c)) value += c;
    if (quoted || c === "\\" || !/\s/.test(c)) kept = value.length;
  }
  return value.slice(0, kept);
}
