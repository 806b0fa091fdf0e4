/** A word of a command line with its place. */
export interface Word {
  text: string;
  start: number;
}

/** Words of a line of shell, Python or prose; what separates commands is a word of its own. Linear in its length. */
function wordsOf(line: string): Word[] {
  return [...line.matchAll(/[^\s"'`;|&()<>[\],]+|[;|&]+/g)].map((match) => ({
    text: match[0],
    start: match.index,
  }));
}

/** True for what ends a command: a separator, or a comment. */
function isEnd(word: Word): boolean {
  return /^[;|&#]/.test(word.text);
}

/** A legal name of an object, written out. */
export function literalName(text: string | undefined): string | undefined {
  return text !== undefined && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(text) ? text : undefined;
}

/** Programs by their words: each with the words that belong to it and the text as written. */
export interface Invocation {
  words: Word[];
  text: string;
  start: number;
}

/** Every run of `program` in a line, up to where its command ends. */
export function invocations(line: string, program: string): Invocation[] {
  const words = wordsOf(line);
  return words.flatMap((word, i) => {
    if (word.text !== program && !word.text.endsWith(`/${program}`)) return [];
    const quote = line[word.start - 1] ?? "";
    const closing = /["'`]/.test(quote) ? line.indexOf(quote, word.start) : -1;
    const after = words.slice(i + 1);
    const end = after.findIndex(
      (one) => isEnd(one) || (closing !== -1 && one.start > closing) || one.text === program,
    );
    const own = end === -1 ? after : after.slice(0, end);
    const stop = Math.min(
      closing === -1 ? line.length : closing,
      end === -1 ? line.length : (after[end]?.start ?? line.length),
    );
    const text = withoutTail(line.slice(word.start, stop));
    return [{ words: own, text, start: word.start }];
  });
}

/** Without the blanks, quotes and brackets that end it; a pattern would go back and forth over many blanks. */
function withoutTail(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s"'`)\]]/.test(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}
