/** Words of a source of STEP 7 or TIA Portal. Comments stay, because they describe members. */
import { EdgeError } from "../../../contracts/errors.ts";

export interface Token {
  readonly kind: "word" | "name" | "number" | "mark" | "text";
  /** A name without its quotes. */
  readonly text: string;
  readonly line: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** Comment behind the declarations of a line. */
  readonly comments: ReadonlyMap<number, string>;
}

const MOST_TOKENS = 2_000_000;
/** What a source is made of, in the order of the groups below. */
const PIECE = new RegExp(
  [
    /(\s+)/,
    /\/\/([^\n]*)/,
    /\(\*([\s\S]*?)\*\)/,
    /"([^"\n]*)"/,
    /'((?:[^'$\n]|\$.)*)'/,
    // A range such as 1..9 is two numbers.
    /(-?\d[\w#.]*?)(?=\.\.|[^\w#.]|$)/,
    /([\p{L}_][\p{L}\p{N}_#]*)/u,
    /(:=|\.\.|[^\s])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "gu",
);

/** Throws EdgeError `bad-request` for a source that is too large. */
export function tokensOf(source: string): Tokens {
  const tokens: Token[] = [];
  const comments = new Map<number, string>();
  let line = 1;
  for (const match of source.matchAll(PIECE)) {
    const [whole, space, comment, block, name, text, number, word, mark] = match;
    if (comment !== undefined) comments.set(line, comment.trim());
    else if (name !== undefined) tokens.push({ kind: "name", text: name, line });
    else if (text !== undefined) tokens.push({ kind: "text", text, line });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, line });
    else if (word !== undefined) tokens.push({ kind: "word", text: word, line });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark, line });
    if (tokens.length > MOST_TOKENS)
      throw new EdgeError("bad-request", `line ${line}: a source has at most ${MOST_TOKENS} words`);
    if (space !== undefined || block !== undefined) line += whole.split("\n").length - 1;
  }
  return { tokens, comments };
}
