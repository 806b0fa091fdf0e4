import { createHash } from "node:crypto";
import { join } from "node:path";
import { readBytes } from "../io/read.ts";
import type { Scanned } from "../scan/scan.ts";

/** Every file that was read as part of the fleet, scripts and documentation included, with the SHA-256 of its bytes. */
export function filesRead({ root, reader, modes, texts }: Scanned): Map<string, string> {
  const read = new Map<string, string>();
  for (const path of new Set([...modes.keys(), ...texts.map((one) => one.path)])) {
    const bytes = readBytes(join(root, path), reader);
    if (bytes) read.set(path, createHash("sha256").update(bytes).digest("hex"));
  }
  return read;
}
