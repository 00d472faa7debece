/** Parsing of JSON texts, pointers and times. */
import { expect, it } from "vitest";
import { parseJson } from "../../../../edge/sources/mqtt/json-text.ts";
import { timeOf } from "../../../../edge/sources/mqtt/message-time.ts";
import { compileProjection, valueAt } from "../../../../edge/sources/mqtt/projection.ts";

it("follows RFC 6901 pointers, own members only", () => {
  const message = { "a/b": { "m~n": [10, { c: 1 }] }, "": 5 };
  const at = (pointer: string) => valueAt(message, compileProjection(pointer).path);
  expect([at("/a~1b/m~0n/0"), at("/a~1b/m~0n/1/c"), at("/"), at("")]).toEqual([10, 1, 5, message]);
  expect([
    at("/a~1b/m~0n/2"),
    at("/constructor"),
    at("/__proto__"),
    at("/a~1b/m~0n/length/x"),
    at("/toString/name"),
  ]).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

it.each([
  ["2026-03-01T08:00:00.123456Z", Date.UTC(2026, 2, 1, 8) * 1000 + 123_456],
  ["2026-03-01T08:00:00.5Z", Date.UTC(2026, 2, 1, 8) * 1000 + 500_000],
  ["2026-03-01T16:00:00+08:00", Date.UTC(2026, 2, 1, 8) * 1000],
  [1_700_000_000, 1_700_000_000_000_000],
  [1_700_000_000_123, 1_700_000_000_123_000],
])("reads the time %s", (text, micros) => {
  expect(timeOf(text)).toBe(micros);
});

it.each(["", "soon", "2026-13-40T99:00:00Z", null, {}, "9".repeat(50)])("has no time for %j", (value) => {
  expect(timeOf(value)).toBeNaN();
});

it("counts depth outside of strings only", () => {
  expect(parseJson(Buffer.from(`{"a":"${"[".repeat(100)}\\"${"{".repeat(100)}"}`))).toHaveProperty("a");
  expect(() => parseJson(Buffer.from(`${"[".repeat(33)}${"]".repeat(33)}`))).toThrow("deeper");
});
