import { describe, expect, it, vi } from "vitest";
import { fakePlc, HOSTILE, type Manner, type Plc } from "../../../fakes/s7/plc.ts";
import { startS7, tagAt } from "../../../fakes/s7/start.ts";
import { sizeOf } from "../../../run/long-sets.ts";

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
};

it("[SC2] joins neighbours, fills requests to the PDU and never sends a function that writes", async () => {
  await using plc = await fakePlc();
  plc.set("DB1", Buffer.alloc(2_000, 1));
  plc.set("T", words(0, 0x1027));
  plc.set("C", words(0, 0, 0x0123));
  await using running = startS7(plc.port, [
    tagAt("DBW0", "int"),
    tagAt("DBW4", "int"),
    ...Array.from({ length: 30 }, (_, i) => tagAt(`DBB${100 + 30 * i}`, "byte")),
    tagAt("DBB1200", "string", { binding: { length: 254 }, tag: { type: "text" } }),
    tagAt("T1"),
    tagAt("C2"),
  ]);
  await vi.waitFor(() => expect(running.inlet.latest(34)?.value).toBe(123));
  expect(running.inlet.latest(33)?.value).toBe(2_700);
  expect(running.inlet.latest(32)?.text).toBe("\u0001");
  const [first = [], second = [], third = []] = plc.reads;
  // 240 bytes of PDU: 12 for the header and 12 for each item, and answers with at most 222 bytes of data.
  expect(first).toEqual([
    "C 2 1",
    "T 1 1",
    "DB1 0 6",
    ...Array.from({ length: 16 }, (_, i) => `DB1 ${100 + 30 * i} 1`),
  ]);
  expect(second.length).toBe(14);
  expect([...second.slice(14), ...third, ...(plc.reads[3] ?? [])].filter((one) => one.startsWith("DB1 12"))).toEqual([
    "DB1 1200 222",
  ]);
  expect(plc.reads.flat()).toContain("DB1 1422 34");
  expect([...plc.functions].sort((a, b) => a - b)).toEqual([0x04, 0xf0]);
});

it("[SC1] an asset has its own block and offset; TSAPs come from kind, rack and slot, or are given", async () => {
  await using plc = await fakePlc();
  plc.set("DB7", words(1, 2, 3, 4));
  await using running = startS7(plc.port, [tagAt("DBW2", "int", { address: { db: 7, offset: 4 } })], {
    connection: "basic",
    rack: 1,
    slot: 2,
  });
  await vi.waitFor(() => expect(running.inlet.latest(0)?.value).toBe(4));
  expect(plc.tsaps).toEqual(["0100", "0322"]);
  await using other = startS7(plc.port, [tagAt("DB7.DBW0", "int")], { tsap: { local: "02.00", remote: "10.01" } });
  await vi.waitFor(() => expect(other.inlet.latest(0)?.value).toBe(1));
  expect(plc.tsaps).toEqual(["0200", "1001"]);
});

it("[SC3] bytes beyond an end are found by halving; a block that is not there is not halved", async () => {
  await using plc = await fakePlc();
  plc.set("DB1", words(1, 2, 3));
  await using running = startS7(plc.port, [
    ...[0, 2, 4, 6].map((byte) => tagAt(`DBW${byte}`, "int")),
    ...[0, 2].map((byte) => tagAt(`DB5.DBW${byte}`, "int")),
  ]);
  const { inlet, context, logged } = running;
  await vi.waitFor(() => expect([0, 1, 2].map((ref) => inlet.latest(ref)?.value)).toEqual([1, 2, 3]));
  await vi.waitFor(() => expect([3, 4, 5].map((ref) => inlet.latest(ref)?.status)).toEqual(Array(3).fill(0x803a0000)));
  expect(logged.flatMap(({ place }) => (place === undefined ? [] : [place])).sort()).toEqual(["DB1.DBW6", "DB5"]);
  expect(plc.reads.flat()).not.toContain("DB5 0 2");
  expect(context.counters.lastDrift).toMatch(/optimised/);
  plc.set("DB1", words(1, 2, 3, 4));
  await vi.waitFor(() => expect(inlet.latest(3)?.value).toBe(4));
});

it("[SC3] a controller without PUT/GET says so", async () => {
  await using plc = await fakePlc();
  plc.set("DB1", words(1));
  plc.manner = "job-refused";
  await using running = startS7(plc.port, [tagAt("DBW0", "int")]);
  await vi.waitFor(() => expect(running.troubles.length).toBeGreaterThan(0));
  expect(String(running.troubles[0])).toMatch(/does not permit reading \(error 8104\)/);
});

it.each(["refuse", "close", "silent", "garbage"] as const)(
  "[SC5] a controller that meets the connection with `%s` is named, and connected to once it confirms",
  async (greeting) => {
    await using plc = await fakePlc();
    plc.set("DB1", words(5));
    plc.greeting = greeting;
    await using running = startS7(plc.port, [tagAt("DBW0", "int")]);
    await vi.waitFor(() => expect(running.troubles.length).toBeGreaterThan(1));
    expect(String(running.troubles[0])).toContain(`127.0.0.1:${plc.port}`);
    plc.greeting = "confirm";
    await vi.waitFor(() => expect(running.inlet.latest(0)?.value).toBe(5));
  },
);

it("[SC4] answers in single bytes and small frames are read like whole ones", async () => {
  await using plc = await fakePlc();
  plc.set("DB1", Buffer.from("0102030405060708090a0b0c0d0e0f101112", "hex"));
  plc.manner = "pieces";
  await using running = startS7(plc.port, [tagAt("DBD0", "dint"), tagAt("DBW16", "word")]);
  await vi.waitFor(() => expect(running.inlet.latest(1)?.value).toBe(0x1112));
  expect(running.inlet.latest(0)?.value).toBe(0x01020304);
  expect(plc.connections).toBe(1);
});

/** A counter that the controller raises before each read. */
function counting(plc: Plc): { readonly value: number } {
  const state = { value: 0 };
  plc.onRead = () => {
    state.value++;
    const bytes = Buffer.alloc(40);
    bytes.writeUInt32BE(state.value, 0);
    bytes.writeUInt32BE(state.value, 36);
    plc.set("DB1", bytes);
  };
  return state;
}

describe.each(Array.from({ length: sizeOf("GEMBA_S7_ROUNDS", { short: 1, full: 10 }) }, (_, i) => i + 1))(
  "round %i",
  () => {
    it.each([...HOSTILE])(
      "[SC4] `%s`: no wrong value, no counted sample is lost, and reading resumes",
      async (manner: Manner) => {
        await using plc = await fakePlc();
        counting(plc);
        await using running = startS7(plc.port, [tagAt("DBD0", "udint"), tagAt("DBD36", "udint")], { maxGap: 0 });
        const { inlet, context, isLive } = running;
        await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(2));
        plc.turn = { after: 1, into: manner };
        // A busy machine may be in trouble before: the controller has not turned then.
        await vi.waitFor(() => expect([plc.turn, running.troubles.length > 0]).toEqual([undefined, true]));
        plc.manner = "whole";
        const before = inlet.samples(0).length;
        await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(before + 2), { timeout: 5_000 });
        const [one, other] = [0, 1].map((ref) => inlet.samples(ref).map(({ value }) => value));
        // Both come from one answer; each answer counts once, in the order of the controller.
        expect(one).toEqual(other);
        expect(one).toEqual([...new Set(one)].sort((a, b) => a - b));
        expect(context.counters.received).toBe(inlet.samples().length);
        expect(inlet.samples().every(({ status }) => status === 0)).toBe(true);
        expect([...isLive.values()]).toEqual([true]);
      },
    );
  },
);

it("[SC5] a controller that is cut off, stopped and started again is read again", async () => {
  await using plc = await fakePlc();
  const state = counting(plc);
  await using running = startS7(plc.port, [tagAt("DBD0", "udint")]);
  const { inlet } = running;
  for (const act of [async () => plc.dropConnections(), async () => await plc.stop()]) {
    const before = inlet.samples(0).length;
    await vi.waitFor(() => expect(inlet.samples(0).length).toBeGreaterThan(before));
    await act();
    await vi.waitFor(() => expect(running.troubles.length).toBeGreaterThan(0), { timeout: 5_000 });
  }
  await plc.start();
  const seen = state.value;
  await vi.waitFor(() => expect(inlet.latest(0)?.value).toBeGreaterThan(seen), { timeout: 5_000 });
});
