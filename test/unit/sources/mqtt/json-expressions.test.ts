import fc from "fast-check";
import jsonata from "jsonata";
import { afterEach, expect, it } from "vitest";
import { NOT_HERE } from "../../../../edge/sources/mqtt/json/compiled.ts";
import { parseExpression, problemOf } from "../../../../edge/sources/mqtt/json/expression.ts";
import { Interpreter } from "../../../../edge/sources/mqtt/json/interpreter.ts";
import { compileTopic, TOPIC_PATTERN, withoutCovered } from "../../../../edge/sources/mqtt/json/topics.ts";

const open: Interpreter[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
function interpreter(...expressions: string[]): Interpreter {
  const one = new Interpreter(expressions);
  open.push(one);
  return one;
}
const question = (context: unknown, captures: Record<string, string> = {}) => ({
  contexts: [context],
  captures,
  wanted: [0],
});

const NONE = new Map<string, string>();
const HERE = [
  "a",
  "a.b",
  "a.b.c",
  "a[0]",
  "a[-1].b",
  "a.b[1]",
  "`x y`.b",
  "a + 1",
  "a.b * 2 - c",
  "a / c",
  "a % 3",
  "-a.b",
  "a > c",
  'a = "t"',
  "a != c",
  "a and c",
  "a or b",
  '"n" & c',
  "a ? b : c",
  "a.b ? 1",
  "(a > 1) = true",
  "5",
  "null",
];

it("compiled expressions give the interpreter's result, or leave it to the interpreter", async () => {
  const leaf = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom("t", "", null, true, false),
  );
  const node = fc.oneof(
    { weight: 2, arbitrary: leaf },
    fc.array(leaf, { maxLength: 3 }),
    fc.record({ b: leaf, c: leaf }, { requiredKeys: [] }),
    fc.array(fc.record({ b: leaf }), { maxLength: 3 }),
  );
  const message = fc.record({ a: node, b: leaf, c: node, "x y": node }, { requiredKeys: [] });
  for (const text of HERE) {
    const { compiled } = parseExpression(text);
    const reference = jsonata(text);
    if (text.startsWith("(")) continue;
    expect(compiled, text).toBeDefined();
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(message, async (given) => {
        const found = compiled?.(given, NONE);
        if (found === NOT_HERE) return;
        answered++;
        expect([text, found]).toEqual([text, await reference.evaluate(given)]);
      }),
      { numRuns: 60 },
    );
    expect(answered, text).toBeGreaterThan(0);
  }
});

it("operations that only the interpreter supports are left to it", () => {
  for (const text of [
    "$sum(a.b)",
    "a[b > 1].c",
    "a.*",
    "**",
    "$map(a, function($x) { $x })",
    "$",
    "a^(b)",
    "a{b: c}",
    "a[]",
    "[a, b]",
    "a ~> $sum",
  ])
    expect(parseExpression(text).compiled, text).toBeUndefined();
});

it("captures of the topic are variables, and unknown ones have no value", () => {
  expect(parseExpression('$line & "-" & id').compiled?.({ id: "7" }, new Map([["line", "L1"]]))).toBe("L1-7");
  expect(parseExpression("$line").compiled?.({}, NONE)).toBeUndefined();
});

it("no name reaches a prototype", async () => {
  const message = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}}}') as unknown;
  expect(parseExpression("toString").compiled?.(message, NONE)).toBeUndefined();
  expect(parseExpression("hasOwnProperty.name").compiled?.(message, NONE)).toBeUndefined();
  await interpreter("$merge([$, {'x': 1}])").evaluate(question(message));
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

it("interprets in order, with captures, and gives the reason of a refusal", async () => {
  const one = interpreter("$sum(readings.v) & $unit");
  const answers = [[1, 2], [3]].map((values) =>
    one.evaluate(question({ readings: values.map((v) => ({ v })) }, { unit: "kW" })),
  );
  expect(await Promise.all(answers)).toEqual([[["3kW"]], [["3kW"]]]);
  await expect(interpreter('$number("x")').evaluate(question({}))).rejects.toThrow("expression: Unable to cast");
  await expect(interpreter("function($x) { $x }").evaluate(question({}))).rejects.toThrow("function");
});

it(
  "[Q8] expressions that never end, grow without bound or explode in a regular expression are refused, " +
    "and the next message is evaluated",
  async () => {
    const bombs = [
      "($f := function() { $f() }; $f())",
      "$sum([1..9000000])",
      "$map([1..3000], function($x) { $map([1..3000], function($y) { $x * $y }) })",
      "$match(t, /^(a+)+$/)",
    ];
    const one = new Interpreter([...bombs, "ok"], { evaluateMs: 300, answerMs: 2_000, stack: 200, sequence: 100_000 });
    open.push(one);
    const context = { ok: 1, t: `${"a".repeat(40)}!` };
    const outcomes = bombs.map((_bomb, index) =>
      one.evaluate({ contexts: [context], captures: {}, wanted: [index] }).then(
        () => "answered",
        (error: Error) => error.message,
      ),
    );
    const last = one.evaluate({ contexts: [context], captures: {}, wanted: [bombs.length] });
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatch(/^expression: /);
    expect(await last).toEqual([[1]]);
  },
);

it("names the mistake in an expression", () => {
  expect(problemOf("a.b + 1")).toBeUndefined();
  expect(problemOf("a +")?.message.en).toMatch(/not valid JSONata: .*character 3/);
});

it("[MQTT 4.7] topic patterns match levels and capture them", () => {
  const captured = (pattern: string, topic: string) => {
    const captures = compileTopic(pattern).match(topic);
    return captures === undefined ? undefined : Object.fromEntries(captures);
  };
  expect(captured("a/{x}/b/{y}", "a/1/b/2")).toEqual({ x: "1", y: "2" });
  expect(captured("a/{x}", "a/1/2")).toBeUndefined();
  expect(captured("a/+/c", "a/b/c")).toEqual({});
  expect([captured("a/#", "a"), captured("a/#", "a/b/c"), captured("a/#", "b")]).toEqual([{}, {}, undefined]);
  expect([captured("+/b", "$SYS/b"), captured("#", "$SYS/b"), captured("$SYS/#", "$SYS/b")]).toEqual([
    undefined,
    undefined,
    {},
  ]);
  expect(compileTopic("a/{x}/#").filter).toBe("a/+/#");
  const isPattern = (text: string) => new RegExp(TOPIC_PATTERN).test(text);
  expect(["a/b", "/a", "a/{x}/+/#", "#"].map(isPattern)).toEqual([true, true, true, true]);
  expect(["a/b+", "a/#/b", "a/{x", "a/{x}y", "{1}"].map(isPattern)).toEqual([false, false, false, false, false]);
});

it("[MQTT-3.3.5-1] filters that another one covers are not subscribed to twice", () => {
  expect(withoutCovered(["a/b", "a/+", "a/+", "a/b/c", "d/#", "d", "d/e/+"])).toEqual(["a/+", "a/b/c", "d/#"]);
});
