import type { Say } from "./say.ts";

/** Removes what a killed run left in a tree, and names it. Called by what writes. @param paths relative to `root` */
export async function cleanUp(root: string, paths: readonly string[], say: Say): Promise<void> {
  if (paths.length === 0) return;
  const { removeLeftovers } = await import("../io/leftovers.ts");
  const { removed, kept } = await removeLeftovers(root, paths);
  for (const path of removed) say(`removed ${path}, which a run that was killed left behind`);
  for (const path of kept)
    say(
      `warning: ${path} is a file as it was before a run that was killed replaced it, and Git does not have it; compare them, then remove it`,
    );
}
