import type { PlainValue } from "../core/ops.ts";

/** An expression that stands for a text: a member of an enumeration. */
export class Expression {
  readonly text: string;
  /** What it is worth. */
  readonly value: string;
  /** What its enumeration is called where it is declared. */
  readonly declared: string;

  constructor(text: string, value: string, declared: string) {
    this.text = text;
    this.value = value;
    this.declared = declared;
  }
}

/** What is written into a program: plain data, with expressions in the place of some texts. */
export type CodeValue = string | number | boolean | null | Expression | CodeValue[] | CodeRecord;

/** An object to write. */
export interface CodeRecord {
  [key: string]: CodeValue;
}

/** True for a value that is an object. */
export function isCodeRecord(value: CodeValue): value is CodeRecord {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Expression)
  );
}

/** The value without expressions. */
export function plainOf(value: CodeValue): PlainValue {
  if (value instanceof Expression) return value.value;
  if (Array.isArray(value)) return value.map(plainOf);
  if (isCodeRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plainOf(one)]));
  return value;
}
