import type { Manifest } from "../../core/manifest.ts";
import { at, deref, textAt } from "../../core/tree.ts";
import { isFilledLater } from "../../core/variables.ts";
import { isTag } from "../../flux/tags.ts";
import { identityOf, type LintContext, placeIn } from "../context.ts";
import { ociRepositories } from "../oci.ts";
import { isPatchedIn } from "../patched-fields.ts";
import type { Found, LintRule } from "../rule.ts";

/** A url, tag or digest that the API takes and no registry has. */
export const invalidOciReference: LintRule = {
  id: "invalid-oci-reference",
  find: (context) => ociRepositories(context).flatMap(({ manifest }) => faultsOf(manifest, context)),
};

/** A field of `spec`, and what is wrong with its value; undefined where it is fine. */
const CHECKS: readonly {
  path: readonly [string, ...string[]];
  fault: (value: string) => string | undefined;
}[] = [
  {
    path: ["url"],
    fault: (url) => {
      const path = /^oci:\/\/[^/]+(\/[^@]*)/.exec(url)?.[1] ?? "";
      return path === path.toLowerCase()
        ? undefined
        : `repositories are lower case; write ${url.replace(path, path.toLowerCase())}`;
    },
  },
  {
    path: ["ref", "tag"],
    fault: (tag) =>
      isTag(tag.replace(/@sha256:[0-9a-f]{64}$/, ""))
        ? undefined
        : "a tag has letters, digits, _ . and - alone, at most 128, and starts with a letter, a digit or _; write it as the pipeline publishes it",
  },
  {
    path: ["ref", "digest"],
    fault: (digest) =>
      /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(digest)
        ? undefined
        : "a digest is sha256: with 64 hexadecimal digits, as the registry tells it; the SHA of a commit is none",
  },
];

function faultsOf(manifest: Manifest, context: LintContext): Found[] {
  const isPatched = isPatchedIn(context);
  return CHECKS.flatMap(({ path, fault }) => {
    const node = deref(at(manifest.node, ["spec", ...path]));
    const value = textAt(node);
    if (value === undefined || isFilledLater(value) || isPatched(manifest, path[0])) return [];
    const wrong = fault(value);
    if (wrong === undefined) return [];
    return [
      {
        message: `OCIRepository ${manifest.name ?? "?"}: spec.${path.join(".")} is ${JSON.stringify(value)}, and ${wrong}`,
        location: placeIn(manifest, node),
        object: identityOf(manifest, context.graph),
      },
    ];
  });
}
