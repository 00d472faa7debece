import fc from "fast-check";
import { expect, it } from "vitest";
import { EdgeError } from "../../../edge/contracts/errors.ts";
import { labelPattern } from "../../../edge/promql/label-pattern.ts";
import { parseQuery } from "../../../edge/promql/parser.ts";

it.each([
  ["a b", 'query, character 3: "b", but the end of the query is expected'],
  ["sum(", "query, character 5: the query ends, but a value is expected"],
  ["a{b=c}", "query, character 5: a text in quotation marks is expected"],
  ["a[5]", undefined],
  ["a[5x]", "query, character 3"],
  ["a[5m:1m]", "query, character 5: subqueries are not known here"],
  ["a @ 5", "query, character 3: @ is not known here; use offset"],
  ["rate(a)", "query, character 1: rate takes a range vector such as x[5m] as argument 1"],
  ["abs(a[5m])", "query, character 1: abs takes an instant vector as argument 1"],
  ["frobnicate(a)", "query, character 1: there is no function frobnicate here"],
  ["topk(a)", "query, character 1: topk takes 2 arguments"],
  ["{}", "query, character 1: a selector needs a name, or a label that is not empty"],
  ['{a=~".*"}', "query, character 1: a selector needs a name, or a label that is not empty"],
  ['{__name__!=""}', undefined],
  ['{a!="b"}', "query, character 1: a selector needs a name, or a label that is not empty"],
  ["1 and 2", "query, character 3: and takes two instant vectors"],
  ["1 < 2", "query, character 3: a comparison of two scalars needs bool"],
  ["a[5m] + 1", "query, character 7: + takes scalars and instant vectors"],
  ["a + on (b) 1", "query, character 3: on and ignoring take two instant vectors"],
  ["a and on (b) group_left c", "query, character 14: and knows no grouping"],
  [`1${" + 1".repeat(251)}`, "query, character 1003: a query has 250 operators at most"],
  ["a € b", 'query, character 3: "€" is not understood here'],
  [`${"(".repeat(2_000)}1${")".repeat(2_000)}`, "it nests too deeply"],
  [`${"-".repeat(9_000)}1`, "it nests too deeply"],
])("[PQ1] %s is refused with its place", (query, why) => {
  if (why === undefined) expect(() => parseQuery(query)).not.toThrow();
  else expect(() => parseQuery(query)).toThrow(why);
});

it("[PQ1] any text gives an expression or a refusal that names a place", () => {
  const words = fc.constantFrom(
    "a",
    "sum",
    "rate",
    "by",
    "(",
    ")",
    "[5m]",
    "{",
    "}",
    '"x"',
    "=",
    "=~",
    "+",
    "-",
    "^",
    "1",
    "offset",
    ",",
    "on",
    "bool",
    "<",
  );
  const texts = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.array(words, { maxLength: 12 }).map((some) => some.join(" ")),
  );
  fc.assert(
    fc.property(texts, (query) => {
      try {
        parseQuery(query);
      } catch (error) {
        expect(error).toBeInstanceOf(EdgeError);
        expect((error as Error).message).toMatch(/^query, character \d+: /);
      }
    }),
    { numRuns: 500 },
  );
});

it("[PQ3] patterns match what regular expressions match", () => {
  const atom = fc.constantFrom("a", "b", "-", ".", "[ab]", "[^a]", "\\.", "\\d", "(a|b)", "(?:ab)", "(a|)");
  const times = fc.constantFrom("", "*", "+", "?", "{2}", "{1,2}", "{0,}");
  const pattern = fc
    .array(
      fc.tuple(atom, times).map(([one, often]) => one + often),
      { minLength: 1, maxLength: 5 },
    )
    .chain((parts) => fc.constantFrom(parts.join(""), parts.join("|")));
  const text = fc.array(fc.constantFrom("a", "b", "-", ".", "1"), { maxLength: 8 }).map((all) => all.join(""));
  fc.assert(
    fc.property(pattern, text, (source, subject) => {
      expect(labelPattern(source)(subject)).toBe(new RegExp(`^(?:${source})$`, "u").test(subject));
    }),
    { numRuns: 1_000 },
  );
});

it("[PQ3] a pattern over which engines think for ever is answered", () => {
  expect(labelPattern("(a*)*(a*)*(a*)*b")("a".repeat(2_000))).toBe(false);
  expect(labelPattern("^CNC-1.*$")("CNC-101")).toBe(true);
});

it.each(["(", "a)", "[a", "*a", "a{3,2}", "\\k", "(?=a)", "a^b", "(((a{99}){99}){99})", "\\"])(
  "[PQ3] the pattern %s is refused",
  (pattern) => {
    expect(() => labelPattern(pattern)).toThrow("is not understood or too long");
  },
);
