/** What stands on the screen at a question of `init`. */
import { type Choice, idOf, officialChoice } from "../config/propose.ts";
import { calledAs, type SourceNode } from "../core/graph.ts";
import { describe } from "../core/manifest.ts";
import { visible } from "../report/colour.ts";
import { sourceText } from "../report/config-text.ts";
import { line, prose, type StyledLine } from "../report/styled.ts";
import { choicesOf, helpLines, type Key, lookUp } from "./confirm/keys.ts";
import type { Page } from "./confirm/ui.ts";
import type { Asked } from "./init-ask.ts";

/** What a person wants at a question of `init`; words and letters are those of `migrate` wherever both mean the same. */
export type InitCommand =
  | "yes"
  | "no"
  | "rest-yes"
  | "rest-no"
  | "all"
  | "quit"
  | "help"
  | "edit"
  | "official"
  | "open"
  | "next"
  | "previous"
  | "next-any"
  | "previous-any"
  | "why"
  | "undo";

const KEYS: readonly Key<InitCommand>[] = [
  { key: "y", command: "yes", help: "yes: take what is proposed" },
  { key: "n", command: "no", help: "no: it stays on Git, with a reason of yours" },
  { key: "a", command: "rest-yes", help: "take what is proposed for this and for the rest of its group" },
  { key: "d", command: "rest-no", help: "keep this and the rest of its group on Git, with one reason" },
  { key: "A", command: "all", help: "take what is proposed for this and for everything that is left" },
  { key: "q", command: "quit", help: "quit and write nothing; the answers are forgotten" },
  { key: "?", command: "help", help: "these lines; q or Esc goes back, here and from w" },
  { key: "e", command: "edit", help: "edit: another artifact, its url with a tag if you like" },
  { key: "o", command: "official", help: "the official artifact, which its owners publish" },
  { key: "l", command: "open", help: "leave it open: it is written as a comment" },
  { key: "j", command: "next", help: "next open question, without an answer" },
  { key: "k", command: "previous", help: "previous open question" },
  { key: "J", command: "next-any", isExtra: true, help: "next question, answered or not" },
  { key: "K", command: "previous-any", isExtra: true, help: "previous question, answered or not" },
  { key: "w", command: "why", help: "why: where it is declared, and what refers to it" },
  { key: "u", command: "undo", help: "undo the last answer" },
];

/** The keys after the last answer. */
const FILE_KEYS: readonly Key<"yes" | "undo" | "quit" | "help">[] = [
  { key: "y", command: "yes", help: "yes: write this file" },
  { key: "u", command: "undo", help: "undo the last answer, and ask again" },
  { key: "q", command: "quit", help: "quit and write nothing; the answers are forgotten" },
  { key: "?", command: "help", help: "these lines; q or Esc goes back" },
];

const LAST = "Nothing is written before the file is shown and confirmed.";
const HINT = "Nothing is chosen yet: press one of the letters; ? explains them.";

/** Whose repositories `a` and `d` answer for together. */
const GROUPS: Readonly<Record<SourceNode["owner"], string>> = {
  own: "your own repositories",
  "same-owner": "your own repositories",
  "third-party": "third parties",
  unknown: "owner unknown",
};

/** The group of a question, for people. */
export function groupOf({ group }: Asked): string {
  return GROUPS[group.sources[0]?.owner ?? "unknown"];
}

/** The page of one question. @param choices the answers so far, by question; undefined where it is open */
export function initPage(
  all: readonly Asked[],
  at: number,
  choices: readonly (Choice | undefined)[],
  notice: string | undefined,
): Page {
  const asked = all[at]!;
  const { group, proposal } = asked;
  const official = officialChoice(group, proposal.known);
  const keys = KEYS.filter(({ command }) => command !== "official" || official);
  const open = all.filter((_, i) => choices[i] === undefined);
  const inGroup = open.filter((one) => groupOf(one) === groupOf(asked)).length;
  const answer = choices[at];
  const position = [
    `${at + 1} of ${all.length}, ${open.length} open`,
    ...(answer ? ["answered"] : []),
    `group (${inGroup} open): ${groupOf(asked)}`,
  ];
  const { known } = proposal;
  const what = known && (official ? `made of ${known.path}` : known.note);
  const body = [
    ...(group.sources[0] ? sourceText(group.sources[0], group.references) : []),
    `proposed: ${choiceText(proposal.choice)}`,
    ...(known ? [`official: ${known.url}, ${what}; tags: ${known.tags}`] : []),
    ...(answer ? [`answered: ${choiceText(answer)}`] : []),
  ];
  return {
    main: () => ({
      header: [
        prose(position.join(" · "), ["dim"], 2),
        prose(visible(`GitRepository/${idOf(group)}`), ["bold"], 2),
      ],
      body: body.map((one) => prose(visible(`  ${one}`), [], 4)),
      diff: [],
      isFolded: false,
    }),
    behind: {
      help: () => helpLines(keys, LAST),
      why: () => whyLines(group.sources),
    },
    subject: `Take the proposal? ${choicesOf(keys)}`,
    commandOf: (typed) => lookUp(keys, typed),
    hint: HINT,
    notice,
  };
}

/** The page after the last answer: the whole file, and one yes before it is written. */
export function filePage(file: string, text: string): Page {
  return {
    main: () => ({
      header: [line(visible(file), "bold")],
      body: text
        .trimEnd()
        .split("\n")
        .map((one) => line(visible(`  ${one}`))),
      diff: [],
      isFolded: false,
    }),
    behind: { help: () => helpLines(FILE_KEYS, LAST) },
    subject: `Write this file? ${choicesOf(FILE_KEYS)}`,
    commandOf: (typed) => lookUp(FILE_KEYS, typed),
    hint: HINT,
    notice: undefined,
  };
}

function whyLines(sources: readonly SourceNode[]): StyledLine[] {
  return sources.flatMap(({ id, declarations, references }) => [
    line(visible(id), "bold"),
    ...declarations.map((one) =>
      place(`declared in ${one.location.file}:${one.location.line}, as ${calledAs(one)}`),
    ),
    ...(declarations.length === 0 ? [place("declared in no file of this tree")] : []),
    ...references.map(({ location, manifest, path }) =>
      place(
        `${location.file}:${location.line} ${manifest.name === undefined ? "patch" : describe(manifest)} ${path}`,
      ),
    ),
  ]);
}

function place(text: string): StyledLine {
  return prose(visible(`  ${text}`), [], 4);
}

/** A choice in words. */
export function choiceText(choice: Choice): string {
  if (choice.action === "keep") return `keep on Git (${choice.reason})`;
  if (choice.action === "open") return `leave it open: ${choice.why}`;
  const { url, tag, semver, note } = choice;
  const ref = tag !== undefined ? `, tag ${tag}` : semver !== undefined ? `, semver ${semver}` : "";
  return `migrate to ${url}${ref}${note === "" ? "" : ` (${note})`}`;
}
