/**
 * Regular expressions of label matchers, in time that grows with the text only: all states of the automaton at once
 * (K. Thompson, CACM 11, 1968). The engine of the language may take for ever, and patterns come from outside.
 */
import { EdgeError } from "../contracts/errors.ts";
import type { Matcher } from "./ast.ts";

/** States of one automaton: the product of this and the length of a text bounds the time of a match. */
const MOST_STATES = 2_000;

type Test = (code: number) => boolean;
/** A state goes on with a character that passes the test, or without one to each of `next`. */
interface State {
  readonly test: Test | undefined;
  readonly next: State[];
}

interface Part {
  readonly begin: State;
  readonly end: State;
}

const CLASSES: Readonly<Record<string, Test>> = {
  d: (code) => code >= 48 && code <= 57,
  w: (code) => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122),
  s: (code) => code === 32 || (code >= 9 && code <= 13),
};

/** Whether a value of the matcher's label is wanted; a label that is absent is empty. Throws as `labelPattern`. */
export function wantedBy({ op, value }: Pick<Matcher, "op" | "value">): (text: string) => boolean {
  const matches = op.endsWith("~") ? labelPattern(value) : (text: string) => text === value;
  return op.startsWith("!") ? (text) => !matches(text) : matches;
}

/** Whether a text is matched as a whole. Throws EdgeError `bad-request` for a pattern that is not understood. */
export function labelPattern(pattern: string): (text: string) => boolean {
  const { begin, end } = new PatternReader(pattern).whole();
  return (text) => {
    let now = closure([begin]);
    for (const character of text) {
      const code = character.codePointAt(0) as number;
      const then: State[] = [];
      for (const { test, next } of now) if (test?.(code) === true) then.push(...next);
      if (then.length === 0) return false;
      now = closure(then);
    }
    return now.has(end);
  };
}

function closure(states: readonly State[]): ReadonlySet<State> {
  const all = new Set<State>();
  const open = [...states];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (all.has(state)) continue;
    all.add(state);
    if (state.test === undefined) open.push(...state.next);
  }
  return all;
}

class PatternReader {
  readonly #pattern: string;
  readonly #characters: readonly string[];
  #at = 0;
  #states = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#characters = [...pattern];
  }

  whole(): Part {
    const part = this.#choice(0);
    if (this.#at < this.#characters.length) throw this.#refused();
    return part;
  }

  #state(test?: Test): State {
    if (++this.#states > MOST_STATES) throw this.#refused();
    return { test, next: [] };
  }

  #refused(): EdgeError {
    return new EdgeError("bad-request", `the pattern ${JSON.stringify(this.#pattern)} is not understood or too long`);
  }

  #choice(depth: number): Part {
    if (depth > 50) throw this.#refused();
    const parts = [this.#sequence(depth)];
    while (this.#characters[this.#at] === "|") {
      this.#at++;
      parts.push(this.#sequence(depth));
    }
    if (parts.length === 1) return parts[0] as Part;
    const [begin, end] = [this.#state(), this.#state()];
    for (const part of parts) {
      begin.next.push(part.begin);
      part.end.next.push(end);
    }
    return { begin, end };
  }

  #sequence(depth: number): Part {
    const begin = this.#state();
    let end = begin;
    for (let one = this.#characters[this.#at]; one !== undefined && one !== "|" && one !== ")"; ) {
      const part = this.#repeated(depth);
      end.next.push(part.begin);
      end = part.end;
      one = this.#characters[this.#at];
    }
    return { begin, end };
  }

  #repeated(depth: number): Part {
    const from = this.#at;
    const part = this.#atom(depth);
    const [least, most] = this.#times();
    if (least === 1 && most === 1) return part;
    const to = this.#at;
    const copy = (): Part => {
      this.#at = from;
      const again = this.#atom(depth);
      this.#at = to;
      return again;
    };
    const begin = this.#state();
    let end = begin;
    const append = ({ begin: first, end: last }: Part): void => {
      end.next.push(first);
      end = last;
    };
    for (let count = 0; count < least; count++) append(count === 0 ? part : copy());
    const stop = this.#state();
    if (most === Number.POSITIVE_INFINITY) {
      const loop = this.#state();
      const again = least === 0 ? part : copy();
      end.next.push(loop);
      loop.next.push(again.begin, stop);
      again.end.next.push(loop);
      return { begin, end: stop };
    }
    for (let count = least; count < most; count++) {
      end.next.push(stop);
      append(count === 0 ? part : copy());
    }
    end.next.push(stop);
    return { begin, end: stop };
  }

  /** How often the atom before comes; lazy ones match the same texts. */
  #times(): readonly [least: number, most: number] {
    const rest = this.#characters.slice(this.#at, this.#at + 12).join("");
    const [sign] = /^(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})/.exec(rest) ?? [];
    if (sign === undefined) return [1, 1];
    this.#at += sign.length;
    if (this.#characters[this.#at] === "?") this.#at++;
    if (sign === "*") return [0, Number.POSITIVE_INFINITY];
    if (sign === "+") return [1, Number.POSITIVE_INFINITY];
    if (sign === "?") return [0, 1];
    const [least, most] = sign.slice(1, -1).split(",");
    const low = Number(least);
    const high = most === undefined ? low : most === "" ? Number.POSITIVE_INFINITY : Number(most);
    if (high < low) throw this.#refused();
    return [low, high];
  }

  #atom(depth: number): Part {
    const one = this.#characters[this.#at++];
    if (one === undefined || "*+?".includes(one)) throw this.#refused();
    if (one === "(") {
      if (this.#characters[this.#at] === "?") {
        if (this.#characters[this.#at + 1] !== ":") throw this.#refused();
        this.#at += 2;
      }
      const part = this.#choice(depth + 1);
      if (this.#characters[this.#at++] !== ")") throw this.#refused();
      return part;
    }
    if (one === "^" || one === "$") return this.#anchored(one);
    const end = this.#state();
    const begin = this.#state(one === "[" ? this.#class() : one === "." ? () => true : this.#character(one));
    begin.next.push(end);
    return { begin, end };
  }

  /** A matcher is about the whole text, so that an anchor at its end says nothing. */
  #anchored(anchor: string): Part {
    const isAtEnd = anchor === "^" ? this.#at === 1 : this.#at === this.#characters.length;
    if (!isAtEnd) throw this.#refused();
    const state = this.#state();
    return { begin: state, end: state };
  }

  #character(one: string): Test {
    if (one !== "\\") return equal(one);
    const escaped = this.#characters[this.#at++];
    if (escaped === undefined) throw this.#refused();
    const known = CLASSES[escaped.toLowerCase()];
    if (known === undefined) {
      if (/[a-zA-Z0-9]/.test(escaped)) throw this.#refused();
      return equal(escaped);
    }
    return escaped === escaped.toLowerCase() ? known : (code) => !known(code);
  }

  #class(): Test {
    const isNegated = this.#characters[this.#at] === "^";
    if (isNegated) this.#at++;
    const tests: Test[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const one = this.#characters[this.#at++];
      if (one === undefined || (one === "[" && this.#characters[this.#at] === ":")) throw this.#refused();
      if (one === "]" && !isFirst) break;
      const isRange = this.#characters[this.#at] === "-" && ![undefined, "]"].includes(this.#characters[this.#at + 1]);
      if (one === "\\" || !isRange) {
        tests.push(this.#character(one));
        continue;
      }
      const last = this.#characters[this.#at + 1] as string;
      this.#at += 2;
      const [low, high] = [one.codePointAt(0) as number, last.codePointAt(0) as number];
      if (last === "\\" || high < low) throw this.#refused();
      tests.push((code) => code >= low && code <= high);
    }
    return (code) => tests.some((test) => test(code)) !== isNegated;
  }
}

function equal(character: string): Test {
  const wanted = character.codePointAt(0);
  return (code) => code === wanted;
}
