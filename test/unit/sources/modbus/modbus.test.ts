import { afterEach, expect, it, vi } from "vitest";
import type { ModbusAddress, ModbusBinding } from "../../../../edge/sources/modbus/config.ts";
import { modbusSource } from "../../../../edge/sources/modbus/plugin.ts";
import { modbusDevice } from "../../../fakes/modbus/device.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { keepRunning } from "../../../fakes/source/run-source.ts";
import { fakeContext, type Wanted } from "../../../fakes/source/source-context.ts";

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
  const ended = keepRunning(source, inlet, abort.signal, { pauseMs: 20 });
  cleanups.push(async () => {
    abort.abort();
    await ended;
  });
  return { ...fake, inlet };
}

it("reads a device with another register order", async () => {
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

it("a silent unit goes stale without the others; a dropped connection is opened again", async () => {
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

it(
  "a gateway's answer for a silent device says nothing about its registers: the unit is stale, its " +
    "tags are not Bad",
  async () => {
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
  },
);

it("a unit that is off at the start delays no other; its SunSpec map is read once it answers", async () => {
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

it("[S28] answers that are not Modbus, too short or of another unit are counted and survived", async () => {
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

it(
  "an answer that is shorter than requested is a refusal: the tag without registers is Bad and " +
    "named, the others are read",
  async () => {
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
  },
);

it(
  "the edge ends a connection so that a late answer does not cause a reset, which some servers do not " + "survive",
  async () => {
    const server = await device();
    server.set(1, 0, [1]);
    server.lateMs = 500;
    start(server.port, [{ address: { unit: 1 }, binding: binding({ register: 0 }) }]);
    await vi.waitFor(() => expect(server.closed).toBeGreaterThan(1), { timeout: 10_000 });
    expect(server.socketErrors).toEqual([]);
  },
);
