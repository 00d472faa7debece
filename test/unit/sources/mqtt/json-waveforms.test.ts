/** Waveforms in arrays of JSON messages. */
import { expect, it } from "vitest";
import type { JsonAddress, JsonBinding } from "../../../../edge/sources/mqtt/json/config.ts";
import { JsonReader } from "../../../../edge/sources/mqtt/json/reader.ts";
import { Outlet } from "../../../../edge/sources/mqtt/outlet.ts";
import { reading } from "../../../fakes/mqtt/json-reading.ts";
import { FakeInlet } from "../../../fakes/source/inlet.ts";
import { fakeContext } from "../../../fakes/source/source-context.ts";

it("[K13] a waveform takes rate and context from its message, entry before envelope", async () => {
  const waveform = {
    rate: "/fs",
    stamp: "last-point",
    context: { speed: "/rpm", tool: "/tool", piece: "/piece" },
  } as const;
  const { inlet, send } = reading({ timePointer: "/t", samplesPointer: "/bursts" }, [
    { address: { topic: "m" }, binding: { pointer: "/a", waveform }, tag: { type: "waveform" } },
  ]);
  const a = Array.from({ length: 17 }, (_, n) => n);
  await send(
    "m",
    JSON.stringify({
      t: 1_700_000_000_000,
      fs: 1_000,
      tool: "T1",
      rpm: 100,
      bursts: [
        { a, rpm: 200, piece: 7 },
        { a, tool: null, piece: "" },
        { a, fs: "fast" },
      ],
    }),
  );
  expect(inlet.waveforms.map(({ dtS, status, context }) => [dtS, status, context])).toEqual([
    [0.001, 0, { speedPerMin: 200, tool: "T1", pieceId: "7" }],
    [0.001, 0, { speedPerMin: 100 }],
    [0, 0x80740000, { speedPerMin: 100, tool: "T1" }],
  ]);
});

it(
  "[K11] [K12] [K14] an array of more than 16 numbers is a waveform; null in it is a point without value, null " +
    "instead of it an array that is Bad",
  async () => {
    const fake = fakeContext<JsonAddress, JsonBinding>([
      {
        address: { topic: "m" },
        binding: { pointer: "/a", waveform: { dt: 0.25, stamp: "last-point", context: {} } },
        tag: { type: "waveform", unit: "m/s2" },
      },
      {
        address: { topic: "m" },
        binding: { expression: "b", waveform: { rate: 10, stamp: "first-point", context: {} } },
        tag: { type: "waveform" },
      },
    ]);
    const outlet = new Outlet();
    const inlet = new FakeInlet();
    outlet.open(inlet);
    const reader = new JsonReader(fake.context, outlet, { timePointer: "/t" });
    // An expression that gives an array is interpreted, in its thread.
    const send = async (message: object) => {
      const add = await reader.message("m", Buffer.from(JSON.stringify({ t: 1_700_000_004_000, ...message })), false);
      add?.();
      outlet.flush();
    };
    const points = [null, ...Array.from({ length: 16 }, (_, n) => n)];
    await send({ a: points, b: points });
    expect(
      inlet.waveforms.map(({ tag, start, dtS, status, points: { length } }) => [tag, start, dtS, status, length]),
    ).toEqual([
      [0, 1_700_000_000_000_000, 0.25, 0, 17],
      [1, 1_700_000_004_000_000, 0.1, 0, 17],
    ]);
    expect([inlet.waveforms[0]?.points[0], inlet.waveforms[0]?.points[16], inlet.waveforms[0]?.unit]).toEqual([
      Number.NaN,
      15,
      "m/s2",
    ]);
    expect(outlet.newestUs).toBe(1_700_000_005_600_000);
    await send({ a: null, b: points.slice(1) });
    await send({ a: [...points, "7"], b: 5 });
    expect(inlet.waveforms.slice(2).map(({ tag, status, points: { length } }) => [tag, status, length])).toEqual([
      [0, 0x80000000, 0],
      [1, 0x80740000, 0],
      [0, 0x80740000, 0],
      [1, 0x80740000, 0],
    ]);
    expect(fake.context.counters.lastDrift).toContain("are no waveform");
    const before = inlet.waveforms.length;
    await send({});
    expect(inlet.waveforms.length).toBe(before);
    reader.close();
  },
);
