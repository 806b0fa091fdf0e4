import type { CodeFile, ImportedName, ImportStatement } from "../core/code.ts";
import type { Range } from "../core/edits.ts";
import { lineEnd, lineEnding, lineStart } from "../core/text.ts";
import { memberEdits } from "./code-members.ts";
import { type ImportNeed, importedAs, sameModule } from "./code-names.ts";
import type { TextEdit } from "./types.ts";

/**
 * The edits of a file's imports that follow from all other edits of it, settled once: what is needed is added, in the
 * place of what nothing uses any more; what lost its last use goes, and a statement that brings nothing goes too.
 * @param edits all other edits of the file
 */
export function settleImports(
  text: string,
  file: CodeFile,
  edits: readonly TextEdit[],
  needs: readonly ImportNeed[],
): TextEdit[] {
  const open = distinct(needs).filter(({ module, name }) => !importedAs(file, module, name));
  const goes = (name: { local: string; uses: readonly Range[] }) =>
    open.some(({ local, instead }) => local === name.local && local === instead) ||
    (name.uses.length > 0 &&
      name.uses.every((use) => isReplaced(use, edits)) &&
      !isWritten(name.local, edits));
  const result: TextEdit[] = [];
  const plans = file.imports.map((statement) => planFor(statement, open, goes, file));
  const taken = new Set(
    plans.flatMap((plan) => [...plan.replaced.values(), ...plan.added.map(({ need }) => need)]),
  );
  for (const plan of plans) result.push(...editsFor(text, plan));
  // A module that nothing is imported from yet: a statement of its own, behind that of the name that it replaces.
  for (const need of open) {
    if (taken.has(need)) continue;
    const plan = plans.find(({ statement }) => bringsName(statement, need.instead)) ?? plans.at(-1);
    if (!plan) continue;
    const line = newStatement(text, file, plan.statement, need);
    const { start, end } = plan.statement;
    const gone = result.findIndex((one) => one.start <= start && one.end >= end);
    if (gone === -1) result.push({ start: end, end, text: lineEnding(text) + line });
    // Several may stand in the place of one that goes.
    else
      result[gone] = { start, end, text: [result[gone]?.text, line].filter(Boolean).join(lineEnding(text)) };
  }
  return joined(result);
}

interface StatementPlan {
  statement: ImportStatement;
  /** Names between the braces that go. */
  gone: Set<ImportedName>;
  /** The names before the braces go, if there are any. */
  wholeGoes: boolean;
  /** What stands in the place of a name that goes. */
  replaced: Map<ImportedName, ImportNeed>;
  added: { need: ImportNeed; after: number }[];
  /** The module of a statement whose only name is replaced by one of another module. */
  module: string | undefined;
}

function planFor(
  statement: ImportStatement,
  open: readonly ImportNeed[],
  goes: (name: ImportedName | ImportStatement["whole"][number]) => boolean,
  file: CodeFile,
): StatementPlan {
  const members = statement.named?.members ?? [];
  const gone = new Set(members.filter(goes));
  const plan: StatementPlan = {
    statement,
    gone,
    wholeGoes: statement.whole.length > 0 && statement.whole.every(goes),
    replaced: new Map(),
    added: [],
    module: undefined,
  };
  for (const need of open) {
    if (statement.typeOnly && !need.isType) continue;
    const at = members.findIndex(({ local }) => local === need.instead);
    const old = members[at];
    const here = statement.named !== undefined && sameModule(statement.module, need.module);
    const isFree = old !== undefined && gone.has(old) && !plan.replaced.has(old);
    if (here && old && isFree) plan.replaced.set(old, need);
    else if (here && homeOf(file, need) === statement)
      plan.added.push({ need, after: at === -1 ? members.length - 1 : at });
    else if (old && isFree && members.length === 1 && statement.whole.length === 0 && !homeOf(file, need)) {
      plan.replaced.set(old, need);
      plan.module = need.module;
    }
  }
  return plan;
}

/** The statement that takes a new name: that of the name it replaces, else the first one of its module. */
function homeOf({ imports }: CodeFile, need: ImportNeed): ImportStatement | undefined {
  const fits = imports.filter(
    (one) => (need.isType || !one.typeOnly) && one.named && sameModule(one.module, need.module),
  );
  return fits.find((one) => bringsName(one, need.instead)) ?? fits[0];
}

function bringsName({ named, whole }: ImportStatement, local: string | undefined): boolean {
  return [...whole, ...(named?.members ?? [])].some((one) => one.local === local);
}

function editsFor(text: string, plan: StatementPlan): TextEdit[] {
  const { statement, gone, replaced, added, wholeGoes, module } = plan;
  const members = statement.named?.members ?? [];
  const removed = new Set(members.flatMap((one, i) => (gone.has(one) && !replaced.has(one) ? [i] : [])));
  if (removed.size === 0 && replaced.size === 0 && added.length === 0 && !wholeGoes) return [];
  const keepsWhole = statement.whole.length > 0 && !wholeGoes;
  const isEmpty = removed.size === members.length && added.length === 0;
  if (isEmpty && !keepsWhole) return [removal(text, statement)];
  const edits: TextEdit[] = [];
  const [whole] = statement.whole;
  if (whole && statement.named && isEmpty && members.length > 0)
    return [{ start: whole.end, end: statement.named.end, text: "" }];
  if (whole && wholeGoes && statement.named)
    edits.push({ start: whole.start, end: statement.named.start, text: "" });
  for (const [{ start, end, typeOnly }, need] of replaced) {
    const written = (typeOnly ? "type " : "") + specifier(need);
    if (text.slice(start, end) !== written) edits.push({ start, end, text: written });
  }
  if (module !== undefined) {
    const start = text.lastIndexOf(statement.module, statement.end);
    edits.push({ start, end: start + statement.module.length, text: module });
  }
  if (statement.named)
    edits.push(
      ...memberEdits(
        text,
        statement.named,
        members.map((one) => ({ ...one, key: one.local })),
        {
          removed,
          inserted: added.map(({ need, after }) => ({ after, text: () => specifier(need) })),
        },
      ),
    );
  return edits;
}

function specifier({ name, local }: ImportNeed): string {
  return name === local ? name : `${name} as ${local}`;
}

/** A statement with its line, where nothing else stands on it. */
function removal(text: string, { start, end }: Range): TextEdit {
  const from = lineStart(text, start);
  const to = lineEnd(text, end);
  const isAlone =
    text.slice(from, start).replace("\uFEFF", "").trim() === "" && text.slice(end, to).trim() === "";
  return isAlone
    ? { start: text[from] === "\uFEFF" ? from + 1 : from, end: to, text: "" }
    : { start, end, text: "" };
}

function newStatement(text: string, file: CodeFile, like: ImportStatement, need: ImportNeed): string {
  const written = text.slice(like.start, like.end);
  const quote = /["'];?$/.exec(written)?.[0][0] ?? file.quote;
  const close = written.endsWith(";") ? ";" : "";
  return `import { ${specifier(need)} } from ${quote}${need.module}${quote}${close}`;
}

function distinct(needs: readonly ImportNeed[]): ImportNeed[] {
  return [...new Map(needs.map((need) => [JSON.stringify([need.module, need.name]), need])).values()];
}

function isReplaced(use: Range, edits: readonly TextEdit[]): boolean {
  return edits.some(({ start, end }) => start <= use.start && use.end <= end && end > start);
}

/** True where a new text may use a name: an override repeats the expression that it is for. */
export function isWritten(local: string, edits: readonly TextEdit[]): boolean {
  return edits.some(({ text }) => {
    for (let at = text.indexOf(local); at !== -1; at = text.indexOf(local, at + 1))
      if (!/[\w$]/.test(text[at - 1] ?? "") && !/[\w$]/.test(text[at + local.length] ?? "")) return true;
    return false;
  });
}

/** Inserts at one offset, in the order they were made, as one. */
function joined(edits: readonly TextEdit[]): TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of edits) {
    const same = result.find(
      (one) => one.start === edit.start && one.end === edit.end && edit.start === edit.end,
    );
    if (same) same.text += edit.text;
    else result.push({ ...edit });
  }
  return result;
}
