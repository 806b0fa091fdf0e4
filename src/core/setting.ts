import type { PathStep } from "./tree.ts";

/** Where a value in force comes from. `rule` says what holds without a value, or who set the default. */
export type SettingOrigin =
  | { by: "file"; file: string; line: number; column: number }
  | { by: "flag"; flag: string }
  | { by: "default"; rule?: string };

/** One value that is in force: the path of its key in git2oci.yaml, or an option that has no key there. */
export interface Setting {
  path: readonly PathStep[];
  /** A scalar; an empty list; null where the default is a rule instead of a value. */
  value: string | number | boolean | null | readonly [];
  from: SettingOrigin;
}
