import { afterEach, expect, it, vi } from "vitest";
import {
  bindingProblems,
  type ModbusAddress,
  type ModbusBinding,
  type ModbusConfig,
  orderOf,
} from "../../../../edge/sources/modbus/config.ts";
import { digitsAt, numberAt, textAt } from "../../../../edge/sources/modbus/decode.ts";
import { type Item, planOf } from "../../../../edge/sources/modbus/plan.ts";
import { modbusSource } from "../../../../edge/sources/modbus/plugin.ts";
import { modbusDevice } from "../../../fakes/modbus/device.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { keepRunning } from "../../../fakes/source/run-source.ts";
import { fakeContext, type Wanted } from "../../../fakes/source/source-context.ts";
import { fakeTag } from "../../../fakes/source/tags.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const binding = (more: Partial<ModbusBinding>): ModbusBinding => ({ table: "holding", type: "uint16", ...more });

async function device() {
  const one = await modbusDevice();
  cleanups.push(async () => await one[Symbol.asyncDispose]());
  return one;
}

function start(
  port: number,
  wanted: readonly Wanted<ModbusAddress, ModbusBinding>[],
  more: { timeoutMs?: number; maxGap?: number } = {},
) {
  const fake = fakeContext<ModbusAddress, ModbusBinding>(wanted);
  const inlet = new FakeInlet();
  const abort = new AbortController();
  const source = modbusSource.create(
    {
      host: "127.0.0.1",
      port,
      timeoutMs: 100,
      pollMs: 50,
      maxRegisters: 125,
      maxGap: 8,
      expectEveryMs: 1_000,
      ...more,
    },
    fake.context,
  );
  const ended = keepRunning(source, inlet, abort.signal, 20);
  cleanups.push(async () => {
    abort.abort();
    await ended;
  });
  return { ...fake, inlet };
}

it.each([
  ["int16", "big", "8000", -32_768],
  ["uint16", "little", "ffff", 65_535],
  ["int32", "big", "fffffffe", -2],
  ["int32", "little", "fffeffff", -2],
  ["uint32", "little", "00010000", 1],
  ["int64", "big", "ffffffffffffffff", -1],
  ["uint64", "little", "0002000100000000", 65_538],
  ["float32", "big", "42280000", 42],
  ["float32", "little", "00004228", 42],
  ["float64", "little", "0000000000004045", 42],
] as const)("decodes %s, %s words first, from %s", (type, wordOrder, hex, value) => {
  const bytes = Buffer.from(`aaaa${hex}`, "hex");
  expect(numberAt(bytes, 2, { order: wordOrder === "big" ? "ABCD" : "CDAB", binding: { type } })).toBe(value);
});

it.each([
  ["int64", "ABCD", "ffdfffffffffffff", "-9007199254740993"],
  ["uint64", "CDAB", "ffffffffffffffff", "18446744073709551615"],
  ["uint64", "CDAB", "0001000000000020", "9007199254740993"],
  ["uint64", "DCBA", "0100000000002000", "9007199254740993"],
  ["uint64", "BADC", "2000000000000100", "9007199254740993"],
] as const)("[D9] [K20] all digits of %s in the order %s", (type, order, hex, digits) => {
  expect(digitsAt(Buffer.from(`aaaa${hex}`, "hex"), 2, { order, binding: { type } })).toBe(digits);
  expect(digitsAt(Buffer.from(hex, "hex"), 0, { order, binding: { type: "float64" } })).toBeUndefined();
});

it.each([
  ["ABCD", "0102030405060708", "4142434400"],
  ["CDAB", "0708050603040102", "4142434400"],
  ["BADC", "0201040306050807", "4241444300"],
  ["DCBA", "0807060504030201", "4241444300"],
] as const)("[F3] decodes values of 2, 4 and 8 bytes and texts in the order %s", (order, hex, text) => {
  const bytes = Buffer.from(hex, "hex");
  const isSwapped = order === "BADC" || order === "DCBA";
  const low = order === "CDAB" || order === "DCBA";
  expect(numberAt(bytes, 0, { order, binding: { type: "uint64" } })).toBe(Number(0x0102030405060708n));
  expect(numberAt(bytes, low ? 4 : 0, { order, binding: { type: "uint32" } })).toBe(0x01020304);
  expect(numberAt(bytes, low ? 6 : 0, { order, binding: { type: "uint16" } })).toBe(0x0102);
  expect(numberAt(bytes, low ? 6 : 0, { order, binding: { type: "bool", bit: 8 } })).toBe(1);
  expect(textAt(Buffer.from(`${text}00`, "hex"), 0, 3, order)).toBe("ABCD");
  expect(
    numberAt(Buffer.from(isSwapped ? (low ? "00002842" : "28420000") : low ? "00004228" : "42280000", "hex"), 0, {
      order,
      binding: { type: "float32" },
    }),
  ).toBe(42);
});

it("[F3] a tag's byte order goes before its device's, that before the source's; older configs' wordOrder still counts, and SunSpec is always ABCD", () => {
  const of = (own: Partial<ModbusBinding>, address: Partial<ModbusAddress> = {}, config: Partial<ModbusConfig> = {}) =>
    orderOf(binding(own), { unit: 1, ...address }, config);
  expect(of({})).toBe("ABCD");
  expect(of({}, {}, { byteOrder: "BADC" })).toBe("BADC");
  expect(of({}, { byteOrder: "CDAB" }, { byteOrder: "BADC" })).toBe("CDAB");
  expect(of({ byteOrder: "DCBA" }, { byteOrder: "CDAB" }, { byteOrder: "BADC" })).toBe("DCBA");
  expect([of({ wordOrder: "little" }, { byteOrder: "DCBA" }), of({ wordOrder: "big" }, { byteOrder: "DCBA" })]).toEqual(
    ["CDAB", "ABCD"],
  );
  expect(of({ sunspec: { model: 103, offset: 2, instance: 1 } }, { byteOrder: "DCBA" })).toBe("ABCD");
  expect(bindingProblems(binding({ register: 1, byteOrder: "CDAB", wordOrder: "big" }))).toEqual([
    expect.stringContaining("either byteOrder or wordOrder"),
  ]);
  expect(bindingProblems(binding({ register: 1, table: "coil", type: "bool", byteOrder: "CDAB" }))).toEqual([
    expect.stringContaining("has no byteOrder"),
  ]);
});

it("[F3] reads a device whose registers are all in another order", async () => {
  const meter = await device();
  meter.set(1, 0, [0x0000, 0x2842, 0x0a00]);
  const address = { unit: 1, byteOrder: "DCBA" } as const;
  const { inlet } = start(meter.port, [
    { address, binding: binding({ register: 0, type: "float32" }) },
    { address, binding: binding({ register: 2 }) },
    { address, binding: binding({ register: 2, byteOrder: "ABCD" }) },
  ]);
  await vi.waitFor(() => expect([0, 1, 2].map((ref) => inlet.latest(ref)?.value)).toEqual([42, 10, 2560]));
});

it("decodes bits and texts, and SunSpec's 'not implemented' as nothing", () => {
  expect(
    [0, 1, 15].map((bit) => numberAt(Buffer.from("8001", "hex"), 0, { order: "ABCD", binding: { type: "bool", bit } })),
  ).toEqual([1, 0, 1]);
  expect(textAt(Buffer.from("ACME  \0\0xx"), 0, 5, "ABCD")).toBe("ACME");
  for (const [type, hex] of [
    ["int16", "8000"],
    ["uint16", "ffff"],
    ["int32", "80000000"],
    ["uint32", "ffffffff"],
    ["uint64", "ffffffffffffffff"],
    ["float32", "7fc00000"],
  ] as const)
    expect(
      numberAt(Buffer.from(hex, "hex"), 0, {
        order: "ABCD",
        binding: { type, sunspec: { model: 1, offset: 2, instance: 1 } },
      }),
      type,
    ).toBeNaN();
});

it("joins neighbours of one unit, table and period into few requests, within the limits", () => {
  const item = (unit: number, register: number, more: Partial<ModbusBinding> = {}, words = 1): Item => ({
    tag: fakeTag(0),
    unit,
    register,
    words,
    order: "ABCD",
    binding: binding(more),
    factor: 1,
  });
  const plan = planOf(
    [
      item(1, 10),
      item(1, 0, {}, 2),
      item(2, 3),
      item(1, 30),
      item(1, 11, { table: "input" }),
      item(1, 5, { every: 9 }),
    ],
    1_000,
    { maxRegisters: 20, maxGap: 8 },
  );
  const shown = plan.map(({ everyMs, blocks }) => [
    everyMs,
    ...blocks.map(({ unit, table, from, count }) => `${unit} ${table} ${from}+${count}`),
  ]);
  expect(shown).toEqual([
    [1_000, "1 holding 0+11", "1 holding 30+1", "1 input 11+1", "2 holding 3+1"],
    [9, "1 holding 5+1"],
  ]);
  const many = Array.from({ length: 100 }, (_, n) => item(1, 2 * n, {}, 2));
  expect(planOf(many, 1, { maxRegisters: 125, maxGap: 0 })[0]?.blocks.map(({ count }) => count)).toEqual([124, 76]);
});

it("says what is wrong with a binding", () => {
  expect(bindingProblems(binding({ register: 1 }))).toEqual([]);
  expect(bindingProblems(binding({}))).toEqual(["give either register or sunspec"]);
  expect(bindingProblems(binding({ register: 1, table: "coil" }))).toHaveLength(1);
  expect(bindingProblems(binding({ register: 1, type: "bool" }))).toEqual([
    "say which bit of the register; or take table: coil",
  ]);
  expect(bindingProblems(binding({ register: 1, type: "text" }))).toEqual([
    "a text needs length, and nothing else has one",
  ]);
});

it("reads registers of two units with scale and offset, neighbours in one request", async () => {
  const meter = await device();
  meter.set(1, 0, [2_300, 0, 0, 0x0001, 0x86a0]);
  meter.set(2, 7, [0b100]);
  const { inlet, isLive } = start(meter.port, [
    { address: { unit: 1 }, binding: binding({ register: 0, scale: 0.1, offset: -30 }) },
    { address: { unit: 1 }, binding: binding({ register: 3, type: "uint32" }) },
    { address: { unit: 2 }, binding: binding({ register: 7, type: "bool", bit: 2 }), tag: { type: "boolean" } },
  ]);
  await vi.waitFor(() => expect([0, 1, 2].map((ref) => inlet.latest(ref)?.value)).toEqual([200, 100_000, 1]));
  expect([...isLive]).toEqual([
    [0, true],
    [1, true],
  ]);
  expect(meter.requests).toContain("1 3 0 5");
});

it("walks a SunSpec map and reads points with their scale factor", async () => {
  const inverter = await device();
  inverter.set(1, 40_000, [0x5375, 0x6e53, 1, 2, 0, 0, 103, 4, 1234, 0xffff, 0x8000, 5, 0xffff, 0]);
  const sunspec = { model: 103, instance: 1 };
  const { inlet, logged } = start(inverter.port, [
    { address: { unit: 1 }, binding: binding({ sunspec: { ...sunspec, offset: 2, scaleFactor: 3 } }) },
    { address: { unit: 1 }, binding: binding({ type: "int16", sunspec: { ...sunspec, offset: 4 } }) },
    { address: { unit: 1 }, binding: binding({ sunspec: { model: 203, instance: 1, offset: 2 } }) },
  ]);
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBeCloseTo(123.4, 9));
  expect(inlet.latest(1)).toMatchObject({ value: Number.NaN, status: 0x80000000 });
  expect(inlet.latest(2)).toBeUndefined();
  expect(logged).toContainEqual(expect.objectContaining({ missing: ["unit 1 model 203 offset 2"] }));
});

it("a register that the device refuses is Bad and named once; its neighbours are read without it", async () => {
  const meter = await device();
  meter.set(1, 0, [1, 2]);
  meter.set(1, 3, [4]);
  const { inlet, logged, context } = start(
    meter.port,
    [0, 1, 2, 3].map((register) => ({ address: { unit: 1 }, binding: binding({ register }) })),
  );
  await vi.waitFor(() => expect([0, 1, 3].map((ref) => inlet.latest(ref)?.value)).toEqual([1, 2, 4]));
  await vi.waitFor(() => expect(inlet.latest(2)).toMatchObject({ value: Number.NaN, status: 0x803a0000 }));
  await vi.waitFor(() => expect(context.counters.named.get("refused")).toBeGreaterThan(2));
  expect(logged.filter(({ register }) => register === "unit 1 holding 2")).toHaveLength(1);
});

it("a silent unit goes stale without the others; a dropped connection is made anew", async () => {
  const gateway = await device();
  gateway.set(1, 0, [1]);
  gateway.set(2, 0, [2]);
  const { inlet, isLive } = start(
    gateway.port,
    [1, 2].map((unit) => ({ address: { unit }, binding: binding({ register: 0 }) })),
  );
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([true, true]));
  gateway.silence(2);
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([true, false]), { timeout: 5_000 });
  const before = inlet.samples(0).length;
  gateway.dropConnections();
  await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(before + 2), { timeout: 5_000 });
});

it("a gateway that answers for a device that does not says nothing of its registers: the unit is stale, its tags are not Bad", async () => {
  const gateway = await device();
  gateway.set(1, 0, [1]);
  gateway.set(2, 0, [2, 3]);
  const { inlet, isLive, context } = start(gateway.port, [
    { address: { unit: 1 }, binding: binding({ register: 0 }) },
    ...[0, 1].map((register) => ({ address: { unit: 2 }, binding: binding({ register }) })),
  ]);
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([true, true]));
  gateway.silence(2, 0x0b);
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([true, false]), { timeout: 5_000 });
  expect([inlet.samples(1).some(({ status }) => status !== 0), context.counters.named.get("refused")]).toEqual([
    false,
    undefined,
  ]);
  gateway.wake(2);
  await vi.waitFor(() => expect([...isLive.values()]).toEqual([true, true]), { timeout: 5_000 });
  expect(gateway.requests.findLast((request) => request.startsWith("2 "))).toBe("2 3 0 2");
});

it("a unit that is off when the session begins holds up no other, and its SunSpec map is walked when it is there", async () => {
  const gateway = await device();
  gateway.set(1, 0, [7]);
  gateway.set(2, 40_000, [0x5375, 0x6e53, 103, 1, 1234, 0xffff, 0]);
  gateway.silence(2);
  const { inlet, isLive } = start(gateway.port, [
    { address: { unit: 1 }, binding: binding({ register: 0 }) },
    { address: { unit: 2 }, binding: binding({ sunspec: { model: 103, instance: 1, offset: 2 } }) },
  ]);
  await vi.waitFor(() => expect([inlet.latest(0)?.value, isLive.get(1)]).toEqual([7, false]), { timeout: 5_000 });
  gateway.wake(2);
  await vi.waitFor(() => expect([inlet.latest(1)?.value, isLive.get(1)]).toEqual([1234, true]), { timeout: 20_000 });
});

it("[D9] answers that are no Modbus, too short or of another unit are counted and survived", async () => {
  const meter = await device();
  meter.set(1, 0, [1]);
  const { inlet, context } = start(meter.port, [{ address: { unit: 1 }, binding: binding({ register: 0 }) }]);
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBe(1));
  for (const hostile of [
    Buffer.from([0, 1, 0, 0, 0, 0, 0]),
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.alloc(70_000, 0xff),
    Buffer.from("000100000005020302002a", "hex"),
  ]) {
    const before = (context.counters.named.get("unanswered") ?? 0) + (context.counters.named.get("refused") ?? 0);
    meter.say(hostile);
    await vi.waitFor(
      () =>
        expect(
          (context.counters.named.get("unanswered") ?? 0) + (context.counters.named.get("refused") ?? 0),
        ).toBeGreaterThan(before),
      { timeout: 5_000 },
    );
    meter.say(undefined);
    const samples = inlet.samples(0).length;
    await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(samples), { timeout: 5_000 });
  }
});

it("[D9] an answer that is shorter than what was asked is a refusal: the tag without registers is Bad and named, the others are read", async () => {
  const server = await device();
  server.set(1, 0, [1, 2]);
  server.cutsShort = true;
  const { inlet, isLive, context, logged } = start(
    server.port,
    [0, 1, 2].map((register) => ({ address: { unit: 1 }, binding: binding({ register }) })),
  );
  await vi.waitFor(() => expect([0, 1, 2].map((ref) => inlet.latest(ref)?.status)).toEqual([0, 0, 0x803a0000]), {
    timeout: 5_000,
  });
  expect([inlet.latest(1)?.value, [...isLive.values()], context.counters.named.get("unanswered")]).toEqual([
    2,
    [true],
    undefined,
  ]);
  expect(logged.filter(({ msg }) => msg === "the device refuses a register")).toMatchObject([
    { register: "unit 1 holding 2", reason: "holding: the device sent 0 bytes instead of 2" },
  ]);
});

it("[D9] the edge ends a connection so that an answer that comes late is no reset, which some servers do not survive", async () => {
  const server = await device();
  server.set(1, 0, [1]);
  server.lateMs = 500;
  start(server.port, [{ address: { unit: 1 }, binding: binding({ register: 0 }) }]);
  await vi.waitFor(() => expect(server.closed).toBeGreaterThan(1), { timeout: 10_000 });
  expect(server.socketErrors).toEqual([]);
});
