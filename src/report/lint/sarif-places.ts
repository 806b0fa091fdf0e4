import type { Location } from "../../core/manifest.ts";
import { visible } from "../colour.ts";

/** A place as SARIF writes it: lines and columns from 1, the end column behind the last character, as ours are. */
export function region({ line, column, endLine, endColumn }: Omit<Location, "file">) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A file as SARIF writes it: relative to where the repository is checked out. */
export function artifact(file: string) {
  return { uri: uriOf(file), uriBaseId: "%SRCROOT%" };
}

/** A place in a file. */
export function place(location: Location) {
  return { physicalLocation: { artifactLocation: artifact(location.file), region: region(location) } };
}

/** Bytes that stand for themselves in a path of a url (RFC 3986, unreserved). */
const UNRESERVED = /[A-Za-z0-9._~/-]/;

/** A path as a relative url. Bytes and not `encodeURIComponent`, which fails on halves of surrogate pairs. */
function uriOf(file: string): string {
  return [...Buffer.from(file, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (UNRESERVED.test(character)) return character;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/**
 * A plain text message. Viewers take `{0}` for an argument and `[text](target)` for a link; a name in a fleet is
 * neither. Other braces stay single, because no viewer halves doubled ones.
 */
export function plainText(text: string): string {
  return visible(text)
    .replace(/\{(?=\d)/g, "\\x7b")
    .replace(/\](?=\()/g, "\\]");
}
