/** A text by which a filter of an Alert tells Git sources, and what stands in its place for OCI. */
interface MessageRow {
  /** Looked for as it is: the patterns are those of the scanned tree, so none is ever run. */
  text: string;
  now: string;
  source: string;
}

/** What events of a GitRepository say and those of an OCIRepository do not, the most telling first. */
const MESSAGES: readonly MessageRow[] = [
  {
    text: "GitRepository",
    now: "write the same with `OCIRepository` beside it",
    source: "notification-controller api/v1beta3/alert_types.go: the lists match an event's message",
  },
  {
    text: "commit",
    now: "an OCIRepository says `stored artifact with revision '<tag>@sha256:…' from 'oci://…'` where a GitRepository says `stored artifact for commit …`",
    source: "source-controller internal/controller/{gitrepository,ocirepository}_controller.go",
  },
  {
    text: "sha1:",
    now: "the revision of an artifact is `<tag>@sha256:…`",
    source: "source-controller internal/controller/ocirepository_controller.go",
  },
];

/** Why a filter of an Alert does not do for an OCIRepository what it does for a GitRepository, with what to write. */
export function readsGitMessage(pattern: string): string | undefined {
  const row = MESSAGES.find(({ text }) => pattern.includes(text));
  return row && `${JSON.stringify(pattern)} matches what only Git sources say; ${row.now}`;
}

/** Why a health check expression means something else for an OCIRepository: revisions look different. */
export function readsRevision(expression: string): string | undefined {
  if (!/revision/i.test(expression)) return undefined;
  return `${JSON.stringify(expression)} looks at a revision: for an OCIRepository it is \`<tag>@sha256:…\`, for a GitRepository \`<branch>@sha1:…\``;
}
