import type { Pair } from "./pairs.ts";

/** docs/pairs.md: what git2oci and the people who migrated by hand agree on, and every difference with its reason. */
export function pairsPage(pairs: readonly Pair[]): string {
  const intro = `# Four migrations made by hand

Four public commits moved Git sources to OCI by hand. Given the decisions of their people as \`git2oci.yaml\`, git2oci
writes what they wrote wherever a rule writes at all. A test compares the objects of both results, field by field, and
fails for a difference that this page does not explain. \`UPDATE_DOCS=1 npm run test:corpus\` writes this page.
`;
  return [intro, ...pairs.map(section)].join("\n");
}

function section({ name, repository, config, same, differences }: Pair): string {
  return `## ${name}

From ${repository}. The decisions:

\`\`\`yaml
${config.trimEnd()}
\`\`\`

Equal: ${same.map((field) => `\`${field}\``).join(", ")}.

Different:

${differences.map(({ what, why }) => `- ${what}: ${why}`).join("\n")}
`;
}
