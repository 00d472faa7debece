import fc from "fast-check";
import { expect, it } from "vitest";
import { compileExpression } from "../../../../edge/detect/rules/expression.ts";

const judge = (text: string, values: Record<string, number> = {}) =>
  compileExpression(text, Object.keys(values))(Float64Array.from(Object.values(values)));

it.each([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["2 - 3 - 4", -5],
  ["-2 * -3", 6],
  ["8 / 4 / 2", 1],
  ["1 < 2 and 2 <= 2", 1],
  ["1 > 2 or 3 >= 4", 0],
  ["not 1 == 2", 1],
  ["! (1 != 2)", 0],
  ["1 == 1 && 0 || 1", 1],
  ["abs(-3) + min(1, 2) + max(1, 2)", 6],
  ["true and not false", 1],
  ["1e3", 1000],
])("[A51] %s is %d", (text, value) => expect(judge(text)).toBe(value));

it("[A51] unknown is neither true nor false: a result that does not depend on it is known", () => {
  const x = Number.NaN;
  expect(judge("x > 3", { x })).toBeNaN();
  expect(judge("not x > 3", { x })).toBeNaN();
  expect(judge("x > 3 and 0", { x })).toBe(0);
  expect(judge("x > 3 or 1", { x })).toBe(1);
  expect(judge("x > 3 and 1", { x })).toBeNaN();
  expect(judge("x > 3 or 0", { x })).toBeNaN();
  expect(judge("1 / 0 > 3")).toBeNaN();
});

it.each([
  ["", "too early"],
  ["1 +", "too early"],
  ["(1", "not closed"],
  ["1 2", "not expected"],
  ["speed > 3", 'knows no "speed"'],
  ["sqrt(2)", "no function"],
  ["min(1)", "takes 2"],
  ["a = 1", "cannot be read"],
  ["constructor", 'knows no "constructor"'],
  ["1 > 2; process.exit()", "cannot be read"],
  [`${"(".repeat(40)}1`, "nested"],
  ["1+".repeat(300), "at most 500"],
])("[A51] %j is refused with what is wrong", (text, words) =>
  expect(() => compileExpression(text, ["a"])).toThrow(words),
);

it("[A51] arithmetic and comparisons agree with JavaScript's own", () => {
  const number = fc.integer({ min: -50, max: 50 }).map(String);
  const expression = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: "small" },
      number,
      fc
        .tuple(tie("any"), fc.constantFrom("+", "-", "*", "<", "<=", ">", ">=", "==", "!="), tie("any"))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
    ),
  })).any as fc.Arbitrary<string>;
  fc.assert(
    fc.property(expression, (text) => {
      fc.pre(text.length <= 500);
      // biome-ignore lint/security/noGlobalEval: the reference of the compiler; text is made above
      expect(judge(text)).toBe(Number(eval(text)));
    }),
    { numRuns: 300 },
  );
});

it("[A51] any text compiles or is refused", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      try {
        expect(typeof compileExpression(text, ["a", "b"])(new Float64Array(2))).toBe("number");
      } catch (error) {
        expect(error).toMatchObject({ code: "bad-config" });
      }
    }),
    { numRuns: 2000 },
  );
});
