import { TEMPLATE_ROW } from "../flux/consumers.ts";

/** Rows whose consumers get a finding of their own. */
const SPOKEN: ReadonlySet<string> = new Set(["receiver-resource", TEMPLATE_ROW]);

/** True where another finding says what a person has to do about a reference of that row. */
export function isSpoken(row: string): boolean {
  return SPOKEN.has(row);
}
