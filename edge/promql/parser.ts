/** Reads a query: precedence climbing over its words. */

import { durationOf } from "../contracts/promql/duration.ts";
import {
  AGGREGATIONS,
  type Aggregation,
  type Binary,
  type Expression,
  type Matcher,
  type Matching,
  type Selector,
  WITH_PARAMETER,
} from "./ast.ts";
import { wantedBy } from "./label-pattern.ts";
import { checkedCall, typeOf } from "./signatures.ts";
import { type Token, tokensOf, unquoted, wrong } from "./tokens.ts";

/** Operators from the weakest to the strongest; the last one binds to the right. */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and", "unless"],
  ["==", "!=", "<=", "<", ">=", ">"],
  ["+", "-"],
  ["*", "/", "%", "atan2"],
  ["^"],
];
const COMPARISONS: ReadonlySet<string> = new Set(LEVELS[2]);
const SETS: ReadonlySet<string> = new Set(["and", "or", "unless"]);
const MATCHER_OPS: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);
const EVERY_LABEL: Matching = { labels: [], isOn: false, many: undefined, include: [] };
/** Of brackets, signs and operators in one another; deeper ones would use up the stack. */
const MOST_DEPTH = 60;
/** Of one query: a chain of them nests to its left. */
const MOST_OPERATORS = 250;

/** Throws EdgeError `bad-request` with the place of the mistake. */
export function parseQuery(query: string): Expression {
  return new Parser(tokensOf(query)).whole();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #operators = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Expression {
    const expression = this.#binary(0);
    if (this.#next.kind !== "end") throw this.#unexpected("the end of the query");
    return expression;
  }

  get #next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  #take(): Token {
    const token = this.#next;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  #isNext(...texts: readonly string[]): boolean {
    const { kind, text } = this.#next;
    return (kind === "sign" || kind === "name") && texts.includes(kind === "name" ? text.toLowerCase() : text);
  }

  #expect(text: string): void {
    if (!this.#isNext(text)) throw this.#unexpected(`"${text}"`);
    this.#at++;
  }

  #unexpected(wanted: string) {
    const { kind, text, at } = this.#next;
    return wrong(at, `${kind === "end" ? "the query ends" : JSON.stringify(text)}, but ${wanted} is expected`);
  }

  #binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    if (++this.#depth > MOST_DEPTH * LEVELS.length) throw wrong(this.#next.at, "it nests too deeply");
    const isRight = level === LEVELS.length - 1;
    let left = this.#binary(level + 1);
    while (this.#isNext(...operators)) {
      const { text, at } = this.#take();
      if (++this.#operators > MOST_OPERATORS) throw wrong(at, `a query has ${MOST_OPERATORS} operators at most`);
      const op = text.toLowerCase();
      const isBool = this.#isNext("bool");
      if (isBool) {
        this.#take();
        if (!COMPARISONS.has(op)) throw wrong(at, "bool stands after comparisons only");
      }
      const matching = this.#matching(op);
      const right = isRight ? this.#unaryPower(level) : this.#binary(level + 1);
      left = this.#checked({ kind: "binary", op, left, right, isBool, matching }, at);
    }
    this.#depth--;
    return left;
  }

  /** The exponent, which may be negative: `2 ^ -1`. */
  #unaryPower(level: number): Expression {
    return this.#isNext("-", "+") ? this.#unary() : this.#binary(level);
  }

  #checked(binary: Binary, at: number): Binary {
    const [left, right] = [typeOf(binary.left), typeOf(binary.right)];
    for (const type of [left, right])
      if (type !== "scalar" && type !== "vector") throw wrong(at, `${binary.op} takes scalars and instant vectors`);
    const hasScalar = left === "scalar" || right === "scalar";
    if (SETS.has(binary.op) && hasScalar) throw wrong(at, `${binary.op} takes two instant vectors`);
    if (hasScalar && binary.matching !== EVERY_LABEL) throw wrong(at, "on and ignoring take two instant vectors");
    if (left === "scalar" && right === "scalar" && COMPARISONS.has(binary.op) && !binary.isBool)
      throw wrong(at, "a comparison of two scalars needs bool");
    return binary;
  }

  #matching(op: string): Matching {
    if (!this.#isNext("on", "ignoring")) return EVERY_LABEL;
    const isOn = this.#take().text.toLowerCase() === "on";
    const labels = this.#labels();
    if (!this.#isNext("group_left", "group_right")) return { labels, isOn, many: undefined, include: [] };
    const { text, at } = this.#take();
    if (SETS.has(op)) throw wrong(at, `${op} knows no grouping`);
    const include = this.#isNext("(") ? this.#labels() : [];
    return { labels, isOn, many: text.toLowerCase() === "group_left" ? "left" : "right", include };
  }

  #labels(): readonly string[] {
    this.#expect("(");
    const labels: string[] = [];
    while (!this.#isNext(")")) {
      const { kind, text } = this.#next;
      if (kind !== "name") throw this.#unexpected("a label");
      this.#take();
      labels.push(text);
      if (!this.#isNext(")")) this.#expect(",");
    }
    this.#expect(")");
    return labels;
  }

  #unary(): Expression {
    if (!this.#isNext("-", "+")) return this.#primary();
    if (++this.#depth > MOST_DEPTH * LEVELS.length) throw wrong(this.#next.at, "it nests too deeply");
    const { text, at } = this.#take();
    const of = this.#binary(LEVELS.length - 1);
    this.#depth--;
    const type = typeOf(of);
    if (type !== "scalar" && type !== "vector") throw wrong(at, `${text} takes a scalar or an instant vector`);
    return text === "+" ? of : { kind: "negative", of };
  }

  #primary(): Expression {
    const { kind, text } = this.#next;
    if (kind === "number") {
      this.#take();
      return { kind: "number", value: Number(text) };
    }
    if (kind === "text") {
      this.#take();
      return { kind: "text", value: unquoted(text) };
    }
    if (this.#isNext("(")) {
      this.#take();
      const inner = this.#binary(0);
      this.#expect(")");
      if (this.#isNext("[")) throw wrong(this.#next.at, "subqueries are not known here; ask over a range instead");
      return inner;
    }
    if (this.#isNext("{")) return this.#selector(undefined);
    if (kind !== "name") throw this.#unexpected("a value");
    return this.#named(this.#take());
  }

  #named({ text, at }: Token): Expression {
    const word = text.toLowerCase();
    const isCalled = this.#isNext("(", "by", "without");
    if (isCalled && (AGGREGATIONS as readonly string[]).includes(word)) return this.#aggregation(word, at);
    if (this.#isNext("(")) {
      const call = checkedCall({ kind: "call", name: word, args: this.#args(), at });
      if (this.#isNext("[")) throw wrong(this.#next.at, "subqueries are not known here; ask over a range instead");
      return call;
    }
    if (word === "inf") return { kind: "number", value: Number.POSITIVE_INFINITY };
    if (word === "nan") return { kind: "number", value: Number.NaN };
    return this.#selector(text);
  }

  #args(): readonly Expression[] {
    this.#expect("(");
    const args: Expression[] = [];
    while (!this.#isNext(")")) {
      args.push(this.#binary(0));
      if (!this.#isNext(")")) this.#expect(",");
    }
    this.#expect(")");
    return args;
  }

  #aggregation(op: string, at: number): Aggregation {
    const before = this.#grouping();
    const args = this.#args();
    const grouping = before ?? this.#grouping() ?? { labels: [], isWithout: false };
    const takes = WITH_PARAMETER.has(op) ? 2 : 1;
    if (args.length !== takes) throw wrong(at, `${op} takes ${takes} arguments`);
    const of = args.at(-1) as Expression;
    if (typeOf(of) !== "vector") throw wrong(at, `${op} takes an instant vector`);
    const parameter = takes === 2 ? args[0] : undefined;
    const wanted = op === "count_values" ? "string" : "scalar";
    if (parameter !== undefined && typeOf(parameter) !== wanted) throw wrong(at, `${op} takes a ${wanted} first`);
    return { kind: "aggregation", op, ...grouping, parameter, of };
  }

  #grouping(): Pick<Aggregation, "labels" | "isWithout"> | undefined {
    if (!this.#isNext("by", "without")) return undefined;
    const isWithout = this.#take().text.toLowerCase() === "without";
    return { labels: this.#labels(), isWithout };
  }

  #selector(name: string | undefined): Selector {
    const matchers: Matcher[] = name === undefined ? [] : [{ label: "__name__", op: "=", value: name }];
    const { at } = this.#next;
    if (this.#isNext("{")) {
      this.#take();
      while (!this.#isNext("}")) {
        matchers.push(this.#matcher());
        if (!this.#isNext("}")) this.#expect(",");
      }
      this.#expect("}");
    }
    // As in Prometheus: one matcher must leave out series without its label.
    if (matchers.every((matcher) => wantedBy(matcher)("")))
      throw wrong(at, "a selector needs a name, or a label that is not empty");
    let window: number | undefined;
    if (this.#isNext("[")) {
      this.#take();
      window = this.#duration();
      if (this.#isNext(":")) throw wrong(this.#next.at, "subqueries are not known here; ask over a range instead");
      if (window === 0) throw wrong(this.#next.at, "a window has a length");
      this.#expect("]");
    }
    return { kind: "selector", matchers, window, offset: this.#offset() };
  }

  #matcher(): Matcher {
    const label = this.#take();
    if (label.kind !== "name") throw wrong(label.at, "a label is expected");
    const op = this.#take();
    if (!MATCHER_OPS.has(op.text)) throw wrong(op.at, "=, !=, =~ or !~ is expected");
    const value = this.#take();
    if (value.kind !== "text") throw wrong(value.at, "a text in quotation marks is expected");
    return { label: label.text, op: op.text as Matcher["op"], value: unquoted(value.text) };
  }

  #offset(): number {
    if (this.#isNext("@")) throw wrong(this.#next.at, "@ is not known here; use offset");
    if (!this.#isNext("offset")) return 0;
    this.#take();
    const isNegative = this.#isNext("-");
    if (isNegative) this.#take();
    const length = this.#duration();
    return isNegative ? -length : length;
  }

  #duration(): number {
    const { kind, text, at } = this.#take();
    if (kind === "duration") return durationOf(text);
    if (kind === "number") return Number(text) * 1e6;
    throw wrong(at, "a duration such as 5m is expected");
  }
}
