import { ConfigFault, listed } from "../../contracts/plant/config-text.ts";
import { sentence } from "./problem-table.ts";

/**
 * A compiled expression: the values of its names in, a number out. Truth is 1 and 0. NaN means unknown: a name without
 * a value, or an answer that depends on one (three-valued logic after Kleene: unknown or 1 is 1, unknown and 0 is 0).
 */
export type Judge = (values: Float64Array) => number;

/** Bounds of one expression; a rule that needs more is several rules. */
const MOST = { characters: 500, depth: 32 } as const;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(<=|>=|==|!=|&&|\|\||[-+*/()<>!,]))/y;
const FUNCTIONS: ReadonlyMap<string, { readonly arity: number; readonly of: (...numbers: number[]) => number }> =
  new Map([
    ["abs", { arity: 1, of: Math.abs }],
    ["min", { arity: 2, of: Math.min }],
    ["max", { arity: 2, of: Math.max }],
  ]);

/** Binary operators with their precedence. */
const BINARY: ReadonlyMap<string, { readonly binds: number; readonly of: (a: number, b: number) => number }> = new Map([
  [
    "or",
    { binds: 1, of: (a: number, b: number) => (isTrue(a) || isTrue(b) ? 1 : a === 0 && b === 0 ? 0 : Number.NaN) },
  ],
  [
    "and",
    { binds: 2, of: (a: number, b: number) => (a === 0 || b === 0 ? 0 : isTrue(a) && isTrue(b) ? 1 : Number.NaN) },
  ],
  ["<", { binds: 4, of: known((a, b) => a < b) }],
  ["<=", { binds: 4, of: known((a, b) => a <= b) }],
  [">", { binds: 4, of: known((a, b) => a > b) }],
  [">=", { binds: 4, of: known((a, b) => a >= b) }],
  ["==", { binds: 4, of: known((a, b) => a === b) }],
  ["!=", { binds: 4, of: known((a, b) => a !== b) }],
  ["+", { binds: 5, of: (a: number, b: number) => a + b }],
  ["-", { binds: 5, of: (a: number, b: number) => a - b }],
  ["*", { binds: 6, of: (a: number, b: number) => a * b }],
  ["/", { binds: 6, of: (a: number, b: number) => (b === 0 ? Number.NaN : a / b) }],
]);
const WORDS: ReadonlyMap<string, string> = new Map([
  ["&&", "and"],
  ["||", "or"],
  ["!", "not"],
]);
const NOT_BINDS = 3;
const SIGN_BINDS = 7;

/**
 * Compiles `text`; the index of a name in `names` is its index in the values. Throws EdgeError `bad-config`; the
 * message names the mistake and its position.
 */
export function compileExpression(text: string, names: readonly string[]): Judge {
  if (text.length > MOST.characters) throw new ConfigFault(sentence("expression-long", { most: MOST.characters }));
  return new Parser(tokensOf(text), names).whole();
}

function known(of: (a: number, b: number) => boolean): (a: number, b: number) => number {
  return (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : of(a, b) ? 1 : 0);
}

function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== "") {
    const match = TOKEN.exec(text);
    if (match === null)
      throw new ConfigFault(sentence("expression-unreadable", { from: text.slice(at, at + 20).trim() }));
    const token = (match[1] ?? match[2] ?? match[3]) as string;
    tokens.push(WORDS.get(token) ?? token);
    at = TOKEN.lastIndex;
  }
  return tokens;
}

/** Precedence climbing. */
class Parser {
  readonly #tokens: readonly string[];
  readonly #names: readonly string[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly string[], names: readonly string[]) {
    this.#tokens = tokens;
    this.#names = names;
  }

  whole(): Judge {
    const judge = this.#expression(0);
    const token = this.#tokens[this.#next];
    if (token !== undefined) throw new ConfigFault(sentence("expression-unexpected", { token }));
    return judge;
  }

  #expression(least: number): Judge {
    if (++this.#depth > MOST.depth) throw new ConfigFault(sentence("expression-deep", { most: MOST.depth }));
    let left = this.#operand();
    for (;;) {
      const operator = BINARY.get(this.#tokens[this.#next] ?? "");
      if (operator === undefined || operator.binds < least) break;
      this.#next++;
      const [a, b, { of }] = [left, this.#expression(operator.binds + 1), operator];
      left = (values) => of(a(values), b(values));
    }
    this.#depth--;
    return left;
  }

  #operand(): Judge {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw new ConfigFault(sentence("expression-ends", {}));
    if (token === "(") return this.#closing(this.#expression(0));
    if (token === "-") {
      const of = this.#expression(SIGN_BINDS);
      return (values) => -of(values);
    }
    if (token === "not") {
      const of = this.#expression(NOT_BINDS);
      return (values) => {
        const value = of(values);
        return Number.isNaN(value) ? value : value === 0 ? 1 : 0;
      };
    }
    const number = Number(token);
    if (!Number.isNaN(number)) return () => number;
    return this.#tokens[this.#next] === "(" ? this.#call(token) : this.#name(token);
  }

  #name(name: string): Judge {
    if (name === "true" || name === "false") return () => (name === "true" ? 1 : 0);
    const place = this.#names.indexOf(name);
    if (place < 0) {
      const names = this.#names.length === 0 ? { en: "none", zh: "无" } : listed(this.#names);
      throw new ConfigFault(sentence("expression-name", { name, names }));
    }
    return (values) => values[place] as number;
  }

  #call(name: string): Judge {
    const called = FUNCTIONS.get(name);
    if (called === undefined)
      throw new ConfigFault(sentence("expression-function", { name, names: listed([...FUNCTIONS.keys()]) }));
    this.#next++;
    const inputs = [this.#expression(0)];
    while (this.#tokens[this.#next] === ",") {
      this.#next++;
      inputs.push(this.#expression(0));
    }
    if (inputs.length !== called.arity)
      throw new ConfigFault(sentence("expression-arity", { name, count: called.arity }));
    const [first, second] = inputs as [Judge, Judge?];
    return this.#closing(
      second === undefined
        ? (values) => called.of(first(values))
        : (values) => called.of(first(values), second(values)),
    );
  }

  #closing(judge: Judge): Judge {
    if (this.#tokens[this.#next++] !== ")") throw new ConfigFault(sentence("expression-bracket", {}));
    return judge;
  }
}
