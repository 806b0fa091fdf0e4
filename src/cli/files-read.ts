import { createHash } from "node:crypto";
import { join } from "node:path";
import { readBytes } from "../io/read.ts";
import type { Scanned } from "../scan/scan.ts";

/** No file that is skipped for its size needs to be told from another one of that name beyond this. */
const MOST_BYTES = 64 << 20;

/**
 * Every file that was read as part of the fleet with the SHA-256 of its bytes: scripts and documentation too, and what
 * could not be used, since the sources that it may name stay for it.
 * @param more files that were looked up for what others say, such as the Chart.yaml of a chart
 */
export function filesRead(
  { root, reader, modes, texts, skipped }: Scanned,
  more: Iterable<string> = [],
): Map<string, string> {
  const read = new Map<string, string>();
  const paths = [
    ...modes.keys(),
    ...texts.map((one) => one.path),
    ...skipped.map((one) => one.file),
    ...more,
  ];
  for (const path of new Set(paths)) {
    const bytes = readBytes(join(root, path), reader, MOST_BYTES);
    if (bytes) read.set(path, createHash("sha256").update(bytes).digest("hex"));
  }
  return read;
}
