import type { SettingOrigin } from "../core/setting.ts";
import type { PathStep } from "../core/tree.ts";
import type { Written } from "./load.ts";

/** Where the file says a value. */
export function writtenAt({ locate }: Written, path: readonly PathStep[]): SettingOrigin {
  const place = locate(path);
  if (!("file" in place)) throw new Error("a value of a file has no place in it");
  return { by: "file", ...place };
}
