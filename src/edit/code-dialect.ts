import type { ClassPath, CodeUnit, EnumForm } from "../core/code.ts";
import { cdk8sEnum, cdk8sProperty } from "../core/generators.ts";
import { type FieldOp, isRecord, type PlainValue } from "../core/ops.ts";
import { isRefused, type Refusal, refuse } from "../core/refusal.ts";
import type { MapNode, PathStep } from "../core/tree.ts";
import { type ClassAfter, classAfter, expressionFor, renameClass } from "./code-class.ts";
import { enumMemberFor } from "./code-enums.ts";
import type { ImportNeed } from "./code-names.ts";
import { type CodeValue, Expression } from "./code-values.ts";
import type { TextEdit } from "./types.ts";

/**
 * How the fields of one object are written: as in YAML, or as the generator of its class has them. It settles the
 * class of the object first, because the enumerations of fields are called after it.
 */
export class Dialect {
  /** What has to be imported for what was written. */
  readonly needs: ImportNeed[] = [];
  /** The edits that give the object its class. */
  readonly edits: TextEdit[] = [];
  readonly #unit: CodeUnit | undefined;
  readonly #after: ClassAfter | undefined;

  private constructor(unit: CodeUnit | undefined, after: ClassAfter | undefined) {
    this.#unit = unit;
    this.#after = after;
  }

  /** @returns a refusal where the object cannot become what the operations make of it */
  static of(
    unit: CodeUnit | undefined,
    object: MapNode,
    ops: readonly FieldOp[],
    isCopy: boolean,
  ): Dialect | Refusal {
    const model = unit?.model;
    if (!model) return new Dialect(unit, undefined);
    const after = classAfter(model, object, ops);
    if (isRefused(after)) return after;
    const dialect = new Dialect(unit, after);
    if (!after.path) return dialect;
    const renamed = renameClass(model, after.path, unit, isCopy);
    if (isRefused(renamed)) return renamed;
    dialect.edits.push(...renamed.edits);
    dialect.needs.push(...renamed.needs);
    return dialect;
  }

  /** A property name as the generator spells it. */
  key(field: string): string {
    return this.#style === "cdk8s" ? cdk8sProperty(field) : field;
  }

  /** A value for the field at a path of the object. */
  value(path: readonly PathStep[], value: PlainValue): CodeValue | Refusal {
    if (this.#style !== "cdk8s") return value;
    if (isRecord(value)) {
      const record: { [key: string]: CodeValue } = {};
      for (const [key, one] of Object.entries(value)) {
        const written = this.value([...path, key], one);
        if (isRefusal(written)) return written;
        record[this.key(key)] = written;
      }
      return record;
    }
    if (Array.isArray(value)) {
      const items = value.map((one, i) => this.value([...path, i], one));
      return items.find(isRefusal) ?? (items as CodeValue[]);
    }
    return typeof value === "string" ? this.#text(path, value) : value;
  }

  /** The member of another enumeration that a member has to become, because the class changes; undefined where it stays. */
  follow(path: readonly PathStep[], form: EnumForm, value: string): Expression | undefined | Refusal {
    if (!this.#after?.path || this.#style !== "cdk8s") return undefined;
    const old = this.#unit?.model?.declared ?? "";
    if (!form.declared.startsWith(`${old}Spec`)) return undefined;
    return this.#member(this.#after.className + form.declared.slice(old.length), value, path, form.member);
  }

  #text(path: readonly PathStep[], value: string): CodeValue | Refusal {
    const { className, kind } = this.#after ?? { className: "", kind: "" };
    const steps = path.map((step) => (typeof step === "number" ? "*" : step));
    const name = cdk8sEnum(className, kind, steps);
    return name === undefined ? value : this.#member(name, value, path);
  }

  /** @param same the member that stands there, which keeps its name where nobody knows what it is worth */
  #member(name: string, value: string, path: readonly PathStep[], same?: string): Expression | Refusal {
    const model = this.#unit?.model;
    if (!model || !this.#unit) return new Expression(JSON.stringify(value), value, name);
    const members = model.enums?.get(name);
    const home = this.#home();
    const known = members || same === undefined ? enumMemberFor({ members }, value) : same;
    const member = model.enums && !members ? undefined : known;
    if (member === undefined)
      return refuse(`${home.module} has no ${name} for ${path.join(".")}: ${value}; write it by hand`);
    const named = expressionFor(model, { ...home, names: [...home.names, name] }, this.#unit.file, []);
    if (isRefused(named)) return named;
    this.needs.push(...named.needs);
    return new Expression([...named.names, member].join("."), value, name);
  }

  /** The module of the class, and the names before it. */
  #home(): ClassPath {
    const { from, steps } = this.#unit?.model ?? { from: undefined, steps: [] };
    const own = steps.map(({ text }) => text);
    const names = from?.name === undefined ? own.slice(1) : [from.name, ...own.slice(1)];
    const path = this.#after?.path ?? { module: from?.module ?? "", names };
    return { module: path.module, names: path.names.slice(0, -1) };
  }

  get #style(): string | undefined {
    return this.#unit?.model?.style;
  }
}

/** True where a value could not be written; apart from `isRefused`, because values of any type stand beside it. */
export function isRefusal(value: CodeValue | Refusal | undefined): value is Refusal {
  return (
    typeof value === "object" &&
    value !== null &&
    !(value instanceof Expression) &&
    !Array.isArray(value) &&
    typeof value.refused === "string"
  );
}
