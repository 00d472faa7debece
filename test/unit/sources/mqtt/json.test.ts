import { expect, it } from "vitest";
import type { JsonAddress, JsonBinding } from "../../../../edge/sources/mqtt/json/config.ts";
import { mqttJsonSource } from "../../../../edge/sources/mqtt/json/plugin.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { reading } from "../../../fakes/mqtt/json-reading.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

function setUp() {
  const fake = fakeContext<JsonAddress, JsonBinding>([
    { address: { topic: "store/1" }, binding: { pointer: "/pallets" } },
    {
      address: { topic: "store/1" },
      binding: { pointer: "/state", topic: "store/1/state", map: { OPEN: 1 } },
      tag: { type: "enum" },
    },
    { address: { topic: "bare" }, binding: { pointer: "" } },
  ]);
  const outlet = new Outlet();
  const inlet = new FakeInlet();
  outlet.open(inlet);
  const reader = new JsonReader(fake.context, outlet, { timePointer: "/t" });
  const send = (topic: string, text: string, isRetained = false) => {
    void reader.message(topic, Buffer.from(text), isRetained);
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

it("[K20] whole numbers beyond 2^53, whose digits JSON loses, are Uncertain, counted and named once", () => {
  const { inlet, send, context, logged } = setUp();
  const statuses = ["9007199254740991", "9007199254740993", "18446744073709551615", "1e300"].map((text) => {
    send("store/1", `{"pallets":${text}}`);
    return inlet.latest(0)?.status;
  });
  expect(statuses).toEqual([0, 0x4000_0000, 0x4000_0000, 0]);
  expect(context.counters.named.get("inexact")).toBe(2);
  expect(context.counters.lastDrift).toMatch(
    /^store\/1 \/pallets: JSON numbers beyond 2\^53 lose their last digits; let the sender/,
  );
  expect(logged.length).toBe(1);
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

it("[K10] gives the remedy once where a number is bound to a whole array", () => {
  const { inlet, send, logged, context } = setUp();
  send("store/1", '{"pallets":[1,2]}');
  send("store/1", '{"pallets":[1,2]}');
  expect(inlet.latest(0)?.status).toBe(0x80740000);
  expect(logged.map(({ drift }) => drift)).toEqual([
    expect.stringMatching(/\/pallets is an array; point at an element/),
  ]);
  expect(context.counters.named.get("drifted")).toBe(2);
});

it("[F12] a retained message has values but does not make the link live", () => {
  const { inlet, send, isLive } = setUp();
  send("store/1", '{"t":"2026-03-01T08:00:00Z","pallets":3}', true);
  expect([inlet.latest(0)?.value, isLive.get(0)]).toEqual([3, undefined]);
  send("store/1", '{"t":"2026-03-01T08:00:01Z","pallets":3}');
  expect(isLive.get(0)).toBe(true);
});

it("reads arrays of samples, each with its own time in the declared unit, else the message's", async () => {
  const { inlet, send } = reading({ timePointer: "/t", timeUnit: "us", samplesPointer: "/data" }, [
    { address: { topic: "a" }, binding: { pointer: "/v" } },
  ]);
  await send(
    "a",
    '{"t":1700000000000009,"data":[{"t":1700000000000001,"v":1},{"t":"1700000000000002","v":2},{"v":3}]}',
  );
  expect(inlet.samples(0).map(({ time, value, flags }) => [time, value, flags])).toEqual([
    [1_700_000_000_000_001, 1, 0],
    [1_700_000_000_000_002, 2, 0],
    [1_700_000_000_000_009, 3, 0],
  ]);
  await expect(send("a", '{"data":{"v":1}}')).rejects.toThrow("/data is not an array");
});

it("reads expressions, compiled or interpreted, with captures of the topic", async () => {
  const topic = "hall/{area}/{id}";
  const { inlet, send, reader } = reading({}, [
    { address: { topic }, binding: { expression: "temp * 0.1" } },
    { address: { topic }, binding: { expression: "$sum(parts.n)" } },
    { address: { topic }, binding: { expression: '$area & "/" & $id' }, tag: { type: "text" } },
    { address: { topic }, binding: { pointer: "/temp" } },
  ]);
  await send("hall/b/7", '{"temp":215,"parts":[{"n":2},{"n":3}]}');
  expect([0, 1, 3].map((ref) => inlet.latest(ref)?.value)).toEqual([21.5, 5, 215]);
  expect(inlet.latest(2)?.text).toBe("b/7");
  reader.close();
});

it("reads plain text payloads", async () => {
  const { inlet, send } = reading({ format: "text" }, [
    { address: { topic: "n" }, binding: { pointer: "" } },
    { address: { topic: "s" }, binding: { pointer: "", map: { ON: 1 } }, tag: { type: "enum" } },
  ]);
  await send("n", " -21.5\n");
  await send("s", "ON");
  expect([inlet.latest(0)?.value, inlet.latest(1)?.value]).toEqual([-21.5, 1]);
});

it("counts schema drift: wrong types, missing members, new members", async () => {
  const { context, send } = reading({}, [{ address: { topic: "a" }, binding: { pointer: "/v" } }]);
  const drifted = () => [context.counters.named.get("drifted") ?? 0, context.counters.lastDrift];
  await send("a", '{"v":1}');
  expect(drifted()).toEqual([0, undefined]);
  await send("a", '{"v":"one"}');
  expect(drifted()).toEqual([1, "a /v has values that are no number; check the sender, or correct the tag's type"]);
  await send("a", '{"v":1,"w":2}');
  expect(drifted()).toEqual([2, 'a has a new member "w"']);
  for (let n = 0; n < 40; n++) await send("a", '{"w":2}');
  expect(drifted()).toEqual([3, "a /v is gone from the payloads; check the sender, or correct the tag's pointer"]);
});

it("[S16] [S28] hostile payloads give no sample and no name reaches a prototype; a good one is read", async () => {
  const { inlet, send, context } = reading({ timePointer: "/t" }, [
    { address: { topic: "a" }, binding: { pointer: "/v" } },
  ]);
  const refused = ['{"v":1', "[".repeat(100_000), `{"v":${"[".repeat(40)}${"]".repeat(40)}}`, "", "\u0000", "{'v':1}"];
  for (const payload of refused)
    await expect((async () => await send("a", payload))(), payload.slice(0, 20)).rejects.toThrow();
  for (const payload of [
    '{"__proto__":{"v":1}}',
    '{"constructor":{"prototype":{"v":1}}}',
    "[]",
    "null",
    '"text"',
    "7",
    `{"w":"${"x".repeat(900_000)}"}`,
  ])
    await send("a", payload);
  expect(inlet.samples(0)).toEqual([]);
  expect(({} as Record<string, unknown>)["v"]).toBeUndefined();
  await send("a", '{"v":{"deep":1},"t":{}}');
  await send("a", '{"v":2,"t":-1e300}');
  expect(inlet.samples(0).map(({ value, flags }) => [value, flags])).toEqual([
    [Number.NaN, 16],
    [2, 16],
  ]);
  expect(context.counters.named.get("drifted")).toBeGreaterThan(0);
});

it("a binding needs either a pointer or an expression, and JSONata that parses", () => {
  const problems = (binding: JsonBinding) =>
    mqttJsonSource.checkBinding?.(binding, new Map(), "number").map(({ message }) => message.en);
  expect(problems({ pointer: "/v" })).toEqual([]);
  expect(problems({ expression: "v * 2" })).toEqual([]);
  for (const wrong of [{}, { pointer: "/v", expression: "v" }])
    expect(problems(wrong)).toEqual(["give either pointer or expression"]);
  expect(problems({ expression: "v *" })).toEqual([expect.stringContaining("not valid JSONata")]);
});

it("[T9] times without a zone are local times of the topic, the source or the site, in this order", async () => {
  const wanted = [
    { address: { topic: "plain" }, binding: { pointer: "/v" } },
    { address: { topic: "abroad", timeZone: "America/New_York" }, binding: { pointer: "/v" } },
  ];
  const message = '{"t":"2026-07-01T12:00:00.5","v":1}';
  const timesWith = async (timeZone?: string) => {
    const fake = fakeContext<JsonAddress, JsonBinding>(wanted, { timeZone: "Asia/Shanghai" });
    const outlet = new Outlet();
    const inlet = new FakeInlet();
    outlet.open(inlet);
    const reader = new JsonReader(fake.context, outlet, {
      timePointer: "/t",
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    for (const topic of ["plain", "abroad"]) (await reader.message(topic, Buffer.from(message), false))?.();
    outlet.flush();
    return [0, 1].map((ref) => new Date((inlet.latest(ref)?.time ?? 0) / 1000).toISOString());
  };
  expect(await timesWith()).toEqual(["2026-07-01T04:00:00.500Z", "2026-07-01T16:00:00.500Z"]);
  expect(await timesWith("Europe/Berlin")).toEqual(["2026-07-01T10:00:00.500Z", "2026-07-01T16:00:00.500Z"]);
  expect(mqttJsonSource.checkConfig?.({ timeZone: "Mars/Olympus" } as never, new Map())).toMatchObject([
    { message: { en: expect.stringContaining("no IANA time zone") } },
  ]);
});
