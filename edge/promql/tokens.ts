/** The words of a query. */
import { EdgeError } from "../contracts/errors.ts";
import { DURATION } from "../contracts/promql/duration.ts";

export interface Token {
  readonly kind: "name" | "number" | "duration" | "text" | "sign" | "end";
  readonly text: string;
  /** Place in the query, from 1. */
  readonly at: number;
}

const PATTERN = new RegExp(
  [
    /(?<blank>\s+|#[^\n]*)/,
    new RegExp(`(?<duration>${DURATION.source}(?![\\w.]))`),
    /(?<number>0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))/,
    /(?<name>[a-zA-Z_][\w:]*)/,
    /(?<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)/,
    /(?<sign>==|!=|>=|<=|=~|!~|[-+*/%^<>=(){}[\],@:])/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "y",
);

/** Throws EdgeError `bad-request` at a character that no word begins with. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < query.length) {
    PATTERN.lastIndex = at;
    const groups = PATTERN.exec(query)?.groups;
    if (groups === undefined) throw wrong(at + 1, `${JSON.stringify(query[at])} is not understood here`);
    const [kind, text] = Object.entries(groups).find(([, found]) => found !== undefined) as [string, string];
    if (kind !== "blank") tokens.push({ kind: kind as Token["kind"], text, at: at + 1 });
    at += text.length;
  }
  tokens.push({ kind: "end", text: "", at: query.length + 1 });
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** The text within quotation marks; back quotes know no escapes. */
export function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("`")) return inner;
  return inner.replace(/\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|(.))/g, (_, wide, narrow, one) =>
    one === undefined ? String.fromCharCode(Number.parseInt(wide ?? narrow, 16)) : (ESCAPES[one] ?? one),
  );
}

/** The query cannot be read. */
export function wrong(at: number, why: string): EdgeError {
  return new EdgeError("bad-request", `query, character ${at}: ${why}`);
}
