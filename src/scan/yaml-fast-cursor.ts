import { MAX_FAST_BLANK_LINES } from "./yaml-limits.ts";

/** Character codes that the fast reader looks for. */
export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;
export const HASH = 35;
export const DASH = 45;
const DOT = 46;
export const COLON = 58;

/** Says that the document is outside the fast reader's subset. Made once, so that a throw costs no stack trace. */
export const HAND_OVER = new Error("not in the subset of the fast reader");

/** A position that moves through the text from one line with content to the next. */
export class Cursor {
  readonly text: string;
  pos: number;
  /** Column of the current line's content; -1 at the end of the text. */
  indent = -1;

  constructor(text: string, pos: number) {
    this.text = text;
    this.pos = pos;
  }

  /** The code at the position; NaN at the end. */
  code(): number {
    return this.text.charCodeAt(this.pos);
  }

  /** A `-` or `:` is an indicator only where a blank, a line break or the end of the text follows it, at `at`. */
  endsWord(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === SPACE || code === LF || code === CR || at >= this.text.length;
  }

  /** At a `- ` that announces an item. */
  atItem(): boolean {
    return this.code() === DASH && this.endsWord(this.pos + 1);
  }

  /** At the `---` or `...` of a document's start or end; words that only begin so are taken for it too. */
  atMarker(): boolean {
    const code = this.code();
    if (this.indent !== 0 || (code !== DASH && code !== DOT)) return false;
    return this.text.charCodeAt(this.pos + 1) === code && this.text.charCodeAt(this.pos + 2) === code;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.pos) === SPACE) this.pos++;
  }

  /** Skips spaces; true where only a comment or nothing follows on the line. */
  atLineEnd(): boolean {
    this.skipSpaces();
    const code = this.code();
    if (code === LF || code === CR || this.pos >= this.text.length) return true;
    if (code !== HASH) return false;
    // Without a blank before it, a `#` belongs to a word or is an error.
    if (this.text.charCodeAt(this.pos - 1) !== SPACE) throw HAND_OVER;
    return true;
  }

  /** Steps over the line break, or the comment and its line break, that `atLineEnd` found. */
  finishLine(): void {
    const code = this.code();
    if (code === LF) this.pos++;
    else if (code === HASH) {
      const at = this.text.indexOf("\n", this.pos);
      this.pos = at === -1 ? this.text.length : at + 1;
    } else if (code === CR) {
      if (this.text.charCodeAt(this.pos + 1) !== LF) throw HAND_OVER;
      this.pos += 2;
    }
  }

  /** From the start of a line over blank lines and comments to the next content; sets `indent`. */
  nextLine(): void {
    let blank = 0;
    let commented = false;
    for (;;) {
      const start = this.pos;
      this.skipSpaces();
      const code = this.code();
      if (code === HASH) commented = true;
      else if (code === LF || code === CR) {
        if (!commented && ++blank > MAX_FAST_BLANK_LINES) throw HAND_OVER;
      } else {
        this.indent = this.pos < this.text.length ? this.pos - start : -1;
        return;
      }
      this.finishLine();
    }
  }
}
