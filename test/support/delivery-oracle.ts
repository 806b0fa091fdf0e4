/** The modules of source-controller and flux, as a program that tests ask: what our delivery is held against. */
import { spawnSync } from "node:child_process";
import { missingTool, ownTool } from "./own-tool.ts";

/** A commit or a layer that is delivered by each `spec.ignore`, or a folder that is packed without each list. */
export type DeliveryRequest =
  | { gitDir: string; commit: string; ignores: readonly (string | undefined)[] }
  | { archive: string; ignores: readonly (string | undefined)[] }
  | { folder: string; lists: readonly (readonly string[])[] };

/** An entry of what comes out; a directory has no digest. */
export interface OracleEntry {
  path: string;
  mode: number;
  digest?: string;
}

/** Entries in their order, or the error of Flux's modules. */
export type DeliveryAnswer = { entries: OracleEntry[]; error?: never } | { entries?: never; error: string };

/** Why there is nothing to compare with; undefined where the program is built. */
export const deliveryOracleMissing: string | undefined = missingTool("delivery-oracle");

/** Asks one thing; the answers are in the order of the rules. */
export function askDelivery(request: DeliveryRequest): DeliveryAnswer[] {
  const { status, stdout, stderr } = spawnSync(ownTool("delivery-oracle"), {
    input: `${JSON.stringify(request, (_, value) => (value === undefined ? null : value))}\n`,
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { TMPDIR: process.env.TMPDIR ?? "/tmp", HOME: "/nonexistent" },
  });
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
  return JSON.parse(stdout) as DeliveryAnswer[];
}
