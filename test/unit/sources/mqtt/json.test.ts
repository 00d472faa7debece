import { expect, it } from "vitest";
import type { JsonAddress, JsonBinding } from "../../../../edge/sources/mqtt/json/plugin.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { parseJson } from "../../../../edge/sources/mqtt/json-text.ts";
import { timeOf } from "../../../../edge/sources/mqtt/message-time.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { compileProjection, valueAt } from "../../../../edge/sources/mqtt/projection.ts";
import { FakeInlet } from "../../../fakes/inlet.ts";
import { fakeContext } from "../../../fakes/source-context.ts";

it("follows RFC 6901 pointers, own members only", () => {
  const message = { "a/b": { "m~n": [10, { c: 1 }] }, "": 5 };
  const at = (pointer: string) => valueAt(message, compileProjection(pointer).path);
  expect([at("/a~1b/m~0n/0"), at("/a~1b/m~0n/1/c"), at("/"), at("")]).toEqual([10, 1, 5, message]);
  expect([at("/a~1b/m~0n/2"), at("/constructor"), at("/__proto__"), at("/a~1b/m~0n/length/x"), at("/toString/name")]).toEqual([undefined, undefined, undefined, undefined, undefined]);
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

function setUp() {
  const fake = fakeContext<JsonAddress, JsonBinding>([
    { address: { topic: "store/1" }, binding: { pointer: "/pallets" } },
    { address: { topic: "store/1" }, binding: { pointer: "/state", topic: "store/1/state", map: { OPEN: 1 } }, tag: { type: "enum" } },
    { address: { topic: "bare" }, binding: { pointer: "" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const reader = new JsonReader(fake.context, outlet, { timePointer: "/t" });
  const send = (topic: string, text: string, isRetained = false) => {
    reader.message(topic, Buffer.from(text), isRetained);
    outlet.flush();
  };
  return { ...fake, inlet, send };
}

it("reads pointers with the message's time and marks the arrival time where there is none", () => {
  const { inlet, send } = setUp();
  send("store/1", '{"t":"2026-03-01T08:00:00Z","pallets":3}');
  expect(inlet.latest(0)).toMatchObject({ value: 3, time: Date.UTC(2026, 2, 1, 8) * 1000, flags: 0 });
  send("store/1", '{"pallets":4}');
  expect(inlet.latest(0)).toMatchObject({ value: 4, flags: 16 });
  send("store/1/state", '{"state":"OPEN"}');
  expect(inlet.latest(1)?.value).toBe(1);
  send("bare", "21.5");
  expect(inlet.latest(2)?.value).toBe(21.5);
});

it.each([
  ['{"pallets":null}', 0x80000000],
  ['{"pallets":"many"}', 0x80740000],
  ['{"pallets":1e999}', 0x803c0000],
  ['{"pallets":[1]}', 0x80740000],
])("gives %s the status %i", (text, status) => {
  const { inlet, send } = setUp();
  send("store/1", text);
  expect(inlet.latest(0)).toMatchObject({ value: Number.NaN, status });
});

it("[F12] a retained message brings its values but proves no life", () => {
  const { inlet, send, isLive } = setUp();
  send("store/1", '{"t":"2026-03-01T08:00:00Z","pallets":3}', true);
  expect([inlet.latest(0)?.value, isLive.get(0)]).toEqual([3, undefined]);
  send("store/1", '{"t":"2026-03-01T08:00:01Z","pallets":3}');
  expect(isLive.get(0)).toBe(true);
});
