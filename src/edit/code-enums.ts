import type { EnumForm } from "../core/code.ts";
import { cdk8sMember } from "../core/generators.ts";

/** The member of an enumeration that stands for a value; by the rule of its names where nobody declares it here. */
export function enumMemberFor({ members }: Pick<EnumForm, "members">, value: string): string | undefined {
  if (!members) return cdk8sMember(value);
  return [...members].find(([, one]) => one === value)?.[0];
}
