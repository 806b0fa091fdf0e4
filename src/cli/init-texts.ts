/** What is typed in `init`. Each gives undefined where the person went back. */
import { parseAccess } from "../config/access.ts";
import { parseArtifactUrl, parseRegistry } from "../config/oci-reference.ts";
import { type Choice, officialChoice } from "../config/propose.ts";
import { isTag } from "../flux/tags.ts";
import { visible } from "../report/colour.ts";
import { prose } from "../report/styled.ts";
import { menuPage } from "./confirm/pages.ts";
import type { Ui } from "./confirm/ui.ts";
import type { Asked } from "./init-ask.ts";

const ABOUT_REGISTRY =
  "your own repositories become artifacts below it, as oci://ghcr.io/acme; nothing here leaves them open for now";

/** Whether a configuration that is there may be replaced. */
export async function mayReplace(file: string, ui: Ui): Promise<boolean> {
  const lines = [
    prose(visible(`${file} is there. Replace it?`), ["bold"]),
    prose("  y  ask everything, and write it anew at the end", [], 5),
    prose("  n  leave it as it is, and stop", [], 5),
  ];
  return (await ui.ask(menuPage(lines, ["y", "n"], "Replace it? [y,n]"))) === "y";
}

/** The registry for the person's own repositories; undefined also for none. */
export async function askRegistry(ui: Ui): Promise<string | undefined> {
  ui.tell(prose(`A registry: ${ABOUT_REGISTRY}.`));
  const text = await ui.type({
    label: "registry",
    value: "",
    isProposed: true,
    check: async (text) => {
      if (text.trim() === "?") return ABOUT_REGISTRY;
      const parsed = text.trim() === "" ? undefined : parseRegistry(withScheme(text));
      return parsed && "error" in parsed ? `the registry ${parsed.error}` : undefined;
    },
  });
  const parsed = text?.trim() ? parseRegistry(withScheme(text)) : undefined;
  return parsed && "url" in parsed ? parsed.url : undefined;
}

/** What people paste from a registry's page has no `oci://`; any other scheme stays, and is refused. */
function withScheme(text: string): string {
  const trimmed = text.trim();
  return /^[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?:\/|$)/i.test(trimmed) ? `oci://${trimmed}` : trimmed;
}

const ABOUT_ACCESS =
  "the name of a pull secret (type kubernetes.io/dockerconfigjson), anonymous for public artifacts, or aws, azure or gcp for the identity of a cloud; nothing here leaves the sources open that sign in to Git";

/** How clusters sign in at a registry, as a value of `--access`; undefined if it stays open. @param value said before */
export async function askAccess(host: string, value: string, ui: Ui): Promise<string | undefined> {
  ui.tell(prose(visible(`Access to ${host}: ${ABOUT_ACCESS}.`)));
  const text = await ui.type({
    label: `access to ${visible(host)}`,
    value,
    isProposed: true,
    check: async (text) => {
      if (text.trim() === "?") return ABOUT_ACCESS;
      const parsed =
        text.trim() === "" ? undefined : parseAccess(`${host}=${text.trim()}`, { flag: "access" });
      return parsed && "error" in parsed ? parsed.error.message : undefined;
    },
  });
  return text?.trim() || undefined;
}

/** To keep it on Git, with a reason. */
export async function reasonOf({ proposal: { choice } }: Asked, ui: Ui): Promise<Choice | undefined> {
  const value = choice.action === "keep" ? choice.reason : "kept on Git by choice";
  const text = await ui.type({ label: "reason", value, isProposed: true, check: async () => undefined });
  return text === undefined ? undefined : { action: "keep", reason: text.trim() || value };
}

/** To migrate to another artifact. */
export async function artifactOf({ proposal: { choice } }: Asked, ui: Ui): Promise<Choice | undefined> {
  const tag = choice.action === "migrate" && choice.tag !== undefined ? `:${choice.tag}` : "";
  const value = choice.action === "migrate" ? `${choice.url}${tag}` : "oci://";
  const text = await ui.type({
    label: "artifact (oci://host/path[:tag])",
    value,
    check: async (text) => urlProblem(withScheme(text)),
  });
  const parsed = text === undefined ? undefined : parseArtifactUrl(withScheme(text));
  if (!parsed || "error" in parsed) return undefined;
  return {
    action: "migrate",
    url: parsed.url,
    ...(parsed.tag !== undefined && { tag: parsed.tag }),
    note: "",
  };
}

function urlProblem(text: string): string | undefined {
  const parsed = parseArtifactUrl(text);
  if ("error" in parsed) return `the url ${parsed.error}`;
  return parsed.digest === undefined
    ? undefined
    : "give a tag here; a digest can be written into git2oci.yaml";
}

/** To migrate to the artifact that its owners publish; asks for the tag where Git followed a branch of theirs. */
export async function officialOf({ group, proposal }: Asked, ui: Ui): Promise<Choice | undefined> {
  const official = officialChoice(group, proposal.known);
  if (official?.action !== "migrate" || official.tag !== undefined || official.semver !== undefined)
    return official;
  const tag = await ui.type({
    label: "tag to follow",
    value: "",
    check: async (text) => (isTag(text.trim()) ? undefined : "that is no tag"),
  });
  return tag === undefined ? undefined : { ...official, tag: tag.trim() };
}
