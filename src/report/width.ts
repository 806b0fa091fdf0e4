import fastStringWidth from "fast-string-width";

/** Nearly every text of a manifest; tables are asked for the others only. */
const ASCII = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes on a terminal: marks none, East Asian letters and pictures two. It holds no control character. */
export function columnsOf(text: string): number {
  return ASCII.test(text) ? text.length : fastStringWidth(text);
}

/** What a person takes for one character each: a letter with its marks, a picture of several code points. */
export function charactersOf(text: string): string[] {
  if (ASCII.test(text)) return [...text];
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}
