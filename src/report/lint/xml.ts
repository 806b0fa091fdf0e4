import { visible } from "../colour.ts";

/** An element; attributes and children in the order they are given. */
export interface Element {
  name: string;
  attributes: Readonly<Record<string, string | number>>;
  children?: readonly (Element | string)[];
}

/** A document of XML 1.0 in lines, each element indented. */
export function xmlDocument(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "")}\n`;
}

function written({ name, attributes, children = [] }: Element, indent: string): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${attribute(value)}"`)];
  if (children.length === 0) return `${indent}<${head.join(" ")}/>`;
  // White space around a text would belong to it.
  if (children.every((one) => typeof one === "string"))
    return `${indent}<${head.join(" ")}>${children.map(escaped).join("")}</${name}>`;
  const inner = children.map((one) => (typeof one === "string" ? escaped(one) : written(one, `${indent}  `)));
  return [`${indent}<${head.join(" ")}>`, ...inner, `${indent}</${name}>`].join("\n");
}

/** A reader makes a blank of a line end and of a tab in an attribute, unless they are written as numbers. */
function attribute(value: string | number): string {
  return escaped(String(value)).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}

/** Characters that XML 1.0 has no way to write, beside those that `visible` shows as escapes. */
const NO_CHARACTER = /[\ufffe\uffff]/g;
const ENTITY: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "#": "&#35;",
  ":": "&#58;",
};

/** What a text says in XML: dangerous characters shown as escapes, as in every report for people. */
export function xmlText(text: string): string {
  return visible(text).replace(NO_CHARACTER, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

/** `#` and `::` too: some CI systems obey `##vso[` in any line of a log, and `::` where one begins, also of XML. */
function escaped(text: string): string {
  return xmlText(text).replace(/[&<>"'#]|:(?=:)/g, (one) => ENTITY[one] ?? one);
}
