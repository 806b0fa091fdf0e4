import { hideCredentials } from "../core/credentials.ts";
import type { Setting, SettingOrigin } from "../core/setting.ts";
import type { PathStep } from "../core/tree.ts";
import { pathText } from "../core/wording.ts";
import { writeScalar } from "../edit/yaml-scalar.ts";
import { oneLine, type Paint } from "./colour.ts";
import { API_VERSION } from "./model.ts";
import { columnsOf } from "./width.ts";

/** What `config print --format json` prints; the contract is schema/config-report.schema.json. */
export type ConfigReport = ReturnType<typeof configReport>;

/** The settings in force. @param file the configuration that was read, if any */
export function configReport(settings: readonly Setting[], file: string | undefined) {
  return {
    apiVersion: API_VERSION,
    kind: "ConfigReport",
    file: file ?? null,
    settings: settings.map(({ path, value, from }) => ({
      path: isOption(path) ? String(path[0]) : pathText(path),
      value: typeof value === "string" ? hideCredentials(value) : value,
      from: from.by,
      file: from.by === "file" ? from.file : null,
      line: from.by === "file" ? from.line : null,
      column: from.by === "file" ? from.column : null,
      flag: from.by === "flag" ? hideCredentials(from.flag) : null,
      rule: from.by === "default" ? (from.rule ?? null) : null,
    })),
  };
}

/** A line of YAML, and what its comment says. */
interface Line {
  text: string;
  comment: string;
}

/** Comments stand in one column, up to this one. */
const WIDEST = 60;

/** The settings in force as a git2oci.yaml, with a comment at each value that says where it comes from. */
export function settingsText(settings: readonly Setting[], file: string | undefined, { dim }: Paint): string {
  const head = file === undefined ? "No configuration file" : `Configuration: ${file}`;
  const keys = settings.filter(({ path }) => !isOption(path));
  const options = settings.filter(({ path, from }) => isOption(path) && from.by === "flag");
  const lines = blockOf(keys, 0);
  const width = Math.min(WIDEST, Math.max(...lines.map(({ text }) => columnsOf(text))));
  const said = (comment: string) => dim(`# ${oneLine(comment)}`);
  return [
    said(head),
    ...lines.map(({ text, comment }) =>
      comment === "" ? text : `${text}${" ".repeat(Math.max(0, width - columnsOf(text)))}  ${said(comment)}`,
    ),
    ...options.map(({ from }) => said(`Without a key in the file: ${originText(from)}`)),
  ]
    .map((one) => `${one}\n`)
    .join("");
}

function isOption(path: readonly PathStep[]): boolean {
  return String(path[0]).startsWith("--");
}

/** The lines of settings whose paths agree up to a depth. */
function blockOf(settings: readonly Setting[], depth: number): Line[] {
  return groupsOf(settings, depth).flatMap((group): Line[] => {
    const [first] = group;
    const step = first.path[depth]!;
    const inner = depth + 1 < first.path.length ? blockOf(group, depth + 1) : undefined;
    if (typeof step === "number") return asItem(inner ?? [leaf(first)]);
    const key = oneLine(writeScalar(step));
    if (inner) return [{ text: `${key}:`, comment: "" }, ...inner.map(indented)];
    const { text, comment } = leaf(first);
    return [{ text: text === "" ? `# ${key}:` : `${key}: ${text}`, comment }];
  });
}

/** Settings side by side that share the step of a depth. */
function groupsOf(settings: readonly Setting[], depth: number): [Setting, ...Setting[]][] {
  const groups: [Setting, ...Setting[]][] = [];
  for (const setting of settings) {
    const last = groups.at(-1);
    if (last && last[0].path[depth] === setting.path[depth]) last.push(setting);
    else groups.push([setting]);
  }
  return groups;
}

/** A default without a value is a comment as a whole: an empty text stands for it. */
function leaf({ value, from }: Setting): Line {
  const comment = originText(from);
  if (value === null) return { text: "", comment };
  if (typeof value === "object") return { text: "[]", comment };
  const text = typeof value === "string" ? oneLine(writeScalar(hideCredentials(value))) : String(value);
  return { text, comment };
}

function asItem([first, ...rest]: readonly Line[]): Line[] {
  return [{ ...first!, text: `- ${first!.text}` }, ...rest.map(indented)];
}

function indented({ text, comment }: Line): Line {
  return { text: `  ${text}`, comment };
}

function originText(from: SettingOrigin): string {
  if (from.by === "file") return `${from.file}:${from.line}:${from.column}`;
  if (from.by === "flag") return hideCredentials(from.flag);
  return from.rule === undefined ? "default" : `default: ${from.rule}`;
}
