import type { EnumForm } from "../core/code.ts";

/** The member of an enumeration that stands for a value; undefined where it has none. */
export function enumMemberFor({ members }: EnumForm, value: string): string | undefined {
  return [...(members ?? [])].find(([, one]) => one === value)?.[0];
}
