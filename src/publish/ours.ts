import { createHash } from "node:crypto";

const FIRST = /^# Written by git2oci publish \(([0-9a-f]{16})\); run it again rather than edit this file\.$/;

/** A file of ours: the first line names us, and tells whether somebody has edited the rest. */
export function signedText(rest: string): string {
  return `# Written by git2oci publish (${sum(rest)}); run it again rather than edit this file.\n${rest}`;
}

/** Whose file it is. Line ends do not count: Git may have changed them. */
export function ownerOf(text: string): "ours" | "edited" | "other" {
  const lines = text.replaceAll("\r\n", "\n");
  const end = lines.indexOf("\n");
  const [first, rest] = end === -1 ? [lines, ""] : [lines.slice(0, end), lines.slice(end + 1)];
  const told = FIRST.exec(first)?.[1];
  if (told !== undefined) return told === sum(rest) ? "ours" : "edited";
  return first.includes("git2oci publish") ? "edited" : "other";
}

function sum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
