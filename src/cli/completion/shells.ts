/** The shells that `git2oci completion` speaks to; apart from the scripts, so that the command table loads none. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];
