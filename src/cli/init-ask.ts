import { parseArtifactUrl } from "../config/oci-reference.ts";
import { type Choice, idOf, officialChoice, type Proposal, type SourceGroup } from "../config/propose.ts";
import { isTag } from "../flux/tags.ts";
import { visible } from "../report/colour.ts";
import { sourceText } from "../report/config-text.ts";
import type { PromptTerminal } from "./prompt-life.ts";

/** A group with what is proposed for it. */
export interface Asked {
  group: SourceGroup;
  proposal: Proposal;
}

type Key = "y" | "k" | "e" | "o" | "s" | "a" | "u" | "q";

const WORDS: Readonly<Record<Key, string>> = {
  y: "yes",
  k: "keep",
  e: "edit",
  o: "official",
  s: "skip",
  a: "all",
  u: "undo",
  q: "quit",
};

const HELP: Readonly<Record<Key, string>> = {
  y: "take what is proposed",
  k: "keep it on Git, with a reason",
  e: "give another artifact: its url, with a tag if you like",
  o: "take the artifact that its owners publish",
  s: "leave it open: it is written as a comment",
  a: "take what is proposed for this one and all that are left",
  u: "go back to the question before",
  q: "stop and write nothing",
};

/**
 * Asks one question a group, in their order.
 * @returns the choices, one a group; `quit` where nothing shall be written
 * @throws Interrupted on Ctrl-C
 */
export async function askGroups(all: readonly Asked[], terminal: PromptTerminal): Promise<Choice[] | "quit"> {
  const { askChoice } = await import("./choice-prompt.ts");
  const choices: Choice[] = [];
  while (choices.length < all.length) {
    const at = choices.length;
    const { group, proposal } = all[at]!;
    const official = officialChoice(group, proposal.known);
    const keys = (Object.keys(WORDS) as Key[]).filter(
      (key) => (key !== "o" || official) && (key !== "u" || at > 0),
    );
    terminal.output.write(questionText(all[at]!, at + 1, all.length, terminal));
    const key = await askChoice(
      {
        subject: SUBJECTS[proposal.choice.action],
        keys: new Map(keys.map((one) => [one, WORDS[one]])),
        help: keys.map((one) => `${one}  ${HELP[one]}`),
        end: "q",
      },
      terminal,
    );
    if (key === "q") return "quit";
    if (key === "u") choices.pop();
    else if (key === "a") choices.push(...all.slice(at).map((one) => one.proposal.choice));
    else choices.push(await choiceOf(key, proposal.choice, official, terminal));
  }
  return choices;
}

const SUBJECTS: Readonly<Record<Choice["action"], string>> = {
  migrate: "Migrate it so?",
  keep: "Keep it on Git?",
  open: "Leave it open?",
};

async function choiceOf(
  key: Exclude<Key, "q" | "u" | "a">,
  proposed: Choice,
  official: Choice | undefined,
  terminal: PromptTerminal,
): Promise<Choice> {
  const { askText } = await import("./text-prompt.ts");
  if (key === "y") return proposed;
  if (key === "s") return { action: "open", why: "left open in git2oci init" };
  if (key === "k") {
    const given = proposed.action === "keep" ? proposed.reason : "";
    const reason = await askText(
      `Reason${given === "" ? "" : ` (empty: ${given})`}:`,
      () => undefined,
      terminal,
    );
    return { action: "keep", reason: reason || given || "kept on Git by choice" };
  }
  if (key === "o" && official?.action === "migrate") {
    if (official.tag !== undefined || official.semver !== undefined) return official;
    const tag = await askText(
      "Tag to follow:",
      (text) => (isTag(text) ? undefined : "that is no tag"),
      terminal,
    );
    return { ...official, tag };
  }
  const text = await askText("Artifact (oci://host/path[:tag]):", urlProblem, terminal);
  const parsed = parseArtifactUrl(text);
  if ("error" in parsed) throw new Error(`${text} ${parsed.error}; please report this`);
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

function questionText(
  { group, proposal }: Asked,
  position: number,
  total: number,
  { paint }: PromptTerminal,
): string {
  const [first] = group.sources;
  const official = officialChoice(group, proposal.known);
  const lines = [
    paint.bold(`${position}/${total}. GitRepository/${visible(idOf(group))}`),
    ...(first ? sourceText(first, group.references) : []),
    `proposed: ${choiceText(proposal.choice)}`,
    ...(proposal.known
      ? [
          `official: ${proposal.known.url}, ${official ? `made of ${proposal.known.path}` : proposal.known.note}; tags: ${proposal.known.tags}`,
        ]
      : []),
  ];
  return `\n${lines.map((line, i) => (i === 0 ? line : `   ${visible(line)}`)).join("\n")}\n`;
}

/** A choice in words. */
export function choiceText(choice: Choice): string {
  if (choice.action === "keep") return `keep on Git (${choice.reason})`;
  if (choice.action === "open") return `leave it open: ${choice.why}`;
  const { url, tag, semver, note } = choice;
  const ref = tag !== undefined ? `, tag ${tag}` : semver !== undefined ? `, semver ${semver}` : "";
  return `migrate to ${url}${ref}${note === "" ? "" : ` (${note})`}`;
}
