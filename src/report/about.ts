/** Which program made a report, of what. */
export interface About {
  tool: { version: string };
  repository: {
    /** Url of the remote `origin`, without credentials. */
    origin: string | null;
    /** What is checked out. */
    commit: string | null;
    /** The scanned root, from the top of the Git work tree. */
    root: string;
  };
}
