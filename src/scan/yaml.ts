/**
 * The full reader. It drives the lexer, parser and composer of the `yaml` package itself, so that limits are checked
 * token by token and the first error ends the work; yaml-tree.ts makes the tree.
 */
import { Composer, type Document, Lexer, type Node, Parser, Schema } from "yaml";
import { LimitGuard, type YamlResult } from "./yaml-limits.ts";
import { Refusal, refusal, TreeBuilder } from "./yaml-tree.ts";

/** Made once and without known tags, so that no tag of a document changes it or builds values of other types. */
const schema = new Schema({ schema: "core", resolveKnownTags: false });

/** `uniqueKeys` of the library is quadratic; read-yaml.ts has its own check. */
const options = {
  version: "1.2",
  uniqueKeys: false,
  keepSourceTokens: false,
  logLevel: "silent",
  schema,
} as const;

/**
 * Reads one document with the `yaml` library. `offset` is where the document starts in its file and is added to
 * every range; a byte-order mark at the start of `text` counts as a character. Repeated keys are not an error here.
 *
 * Ranges: a scalar or alias is its own characters, quotes included, a block scalar from its indicator through the
 * last line break it owns. A map or list starts at its first key or item (the `-`), or its bracket, and ends with
 * its last value, or its closing bracket. What is missing has the empty range right after the `:`, `-`, anchor or
 * tag that announces it. Anchors and tags are outside the ranges.
 */
export function parseYaml(text: string, offset: number): YamlResult {
  // The library would take the mark for content of the first line and miss that line's indentation.
  const mark = text.startsWith("\uFEFF") ? 1 : 0;
  const source = mark ? text.slice(1) : text;
  try {
    const contents = compose(source, offset + mark);
    return { root: contents ? new TreeBuilder(source, offset + mark).root(contents) : undefined };
  } catch (error) {
    if (error instanceof Refusal) return { error: error.problem };
    throw error;
  }
}

/**
 * The contents of the only document of `text`.
 * @throws Refusal at the first error or exceeded limit.
 */
function compose(text: string, offset: number): Node | null {
  const parser = new Parser();
  const guard = new LimitGuard(parser.stack, text.length);
  const composer = new Composer(options);
  stopAtFirstError(composer, offset);
  const documents: Document.Parsed[] = [];
  const take = (tokens: ReturnType<Parser["next"]>): void => {
    for (const token of tokens) {
      if (token.type === "error") throw refusal("UNEXPECTED_TOKEN", token.message, token.offset + offset);
      for (const document of composer.next(token)) documents.push(document);
    }
  };
  for (const lexeme of new Lexer().lex(text)) {
    take(parser.next(lexeme));
    const problem = guard.after(lexeme);
    if (problem) throw new Refusal({ ...problem, offset: problem.offset + offset });
  }
  take(parser.end());
  for (const document of composer.end(true, text.length)) documents.push(document);
  for (const { errors } of documents)
    if (errors[0]) throw refusal(errors[0].code, errors[0].message, errors[0].pos[0] + offset);
  const second = documents[1];
  if (second) throw refusal("multiple-documents", "another document starts here", second.range[0] + offset);
  return documents[0]?.contents ?? null;
}

/**
 * A text can hold an error a character, and each costs a stack trace. The library cannot be told to stop, so its
 * error handler is replaced; should a later version rename that handler, errors are still found, only slower.
 */
function stopAtFirstError(composer: Composer, offset: number): void {
  let first: Refusal | undefined;
  Reflect.set(composer, "onError", (at: unknown, code: string, message: string, warning?: boolean): void => {
    if (warning) return;
    // The composer catches what is thrown below a collection and reports it again, as another error.
    first ??= refusal(code, message, errorOffset(at) + offset);
    throw first;
  });
}

/** The library names a place by an offset, a range or a token. */
function errorOffset(at: unknown): number {
  if (typeof at === "number") return at;
  const found: unknown = Array.isArray(at) ? at[0] : Reflect.get(Object(at), "offset");
  return typeof found === "number" ? found : 0;
}
