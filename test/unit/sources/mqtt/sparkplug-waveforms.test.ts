import { expect, it } from "vitest";
import { setUp } from "../../../fakes/mqtt/sparkplug-metrics.ts";

it(
  "[K11] [K12] an array of more than 16 numbers is a waveform: points, distance, the time of its first point; " +
    "anything else is BadTypeMismatch",
  () => {
    const waveform = { rate: 1_000, stamp: "last-point", context: {} } as const;
    const { inlet, send } = setUp([
      { metric: "Burst", waveform, tag: { type: "waveform", unit: "g" } },
      { metric: "Short", waveform: { dt: 0.5, stamp: "first-point", context: {} }, tag: { type: "waveform" } },
      { metric: "Texts", waveform, tag: { type: "waveform" } },
    ]);
    const points = Array.from({ length: 17 }, (_, n) => n / 2 - 4);
    const [INT16, FLOAT, STRING] = [23, 30, 33];
    const bytesOf = (array: Float32Array | Int16Array) => new Uint8Array(array.buffer);
    const metric = (name: string, value: Uint8Array, ms: number) => ({ name, type: "Bytes", value, timestamp: ms });
    const burst = metric("Burst", bytesOf(Float32Array.from(points)), 1_700_000_000_016);
    send(
      "DBIRTH",
      [
        burst,
        metric("Short", bytesOf(new Int16Array(16)), 1_700_000_000_000),
        metric("Texts", Buffer.from("a\0".repeat(17)), 1_700_000_000_000),
      ],
      [FLOAT, INT16, STRING],
    );
    const [good, short, texts] = inlet.waveforms;
    expect(good).toMatchObject({
      tag: 0,
      start: 1_700_000_000_000_000,
      dtS: 0.001,
      unit: "g",
      status: 0,
      flags: 0,
      context: {},
    });
    expect([...(good?.points ?? [])]).toEqual(points);
    expect([short, texts].map((block) => [block?.tag, block?.points.length, block?.status])).toEqual([
      [1, 0, 0x80740000],
      [2, 0, 0x80740000],
    ]);
    send(
      "DDATA",
      [metric("Short", bytesOf(Int16Array.from({ length: 20 }, (_, n) => -n)), 1_700_000_000_500)],
      [INT16],
    );
    expect(inlet.waveforms.at(-1)).toMatchObject({ tag: 1, start: 1_700_000_000_500_000, dtS: 0.5, status: 0 });
    expect(inlet.waveforms.at(-1)?.points.at(-1)).toBe(-19);
    send("DDATA", [{ name: "Burst", type: "Bytes", value: null, isNull: true }]);
    expect(inlet.waveforms.at(-1)).toMatchObject({ tag: 0, status: 0x80000000, points: new Float32Array(0) });
    expect(inlet.samples()).toEqual([]);
  },
);

it(
  "[K13] a waveform takes speed, tool, program and piece from metrics of its device: the newest that is not " +
    "later than its last point",
  () => {
    const context = { speed: "Spindle/Speed", tool: "Spindle/Tool", program: "Program", piece: "Piece" };
    const { inlet, send, logged } = setUp([
      { metric: "Burst", waveform: { rate: "Spindle/Rate", stamp: "last-point", context }, tag: { type: "waveform" } },
      { metric: "Spindle/Speed" },
    ]);
    const FLOAT = 30;
    const T0 = 1_700_000_000_000;
    const burst = (ms: number) => ({ name: "Burst", type: "Bytes", value: new Uint8Array(17 * 4), timestamp: T0 + ms });
    const text = (name: string, value: string | null, ms: number) => ({
      name,
      type: "String",
      value,
      timestamp: T0 + ms,
    });
    const number = (name: string, value: number, ms: number) => ({ name, type: "Double", value, timestamp: T0 + ms });
    // The rate comes after the array, and the program is empty.
    send(
      "DBIRTH",
      [
        burst(100),
        number("Spindle/Rate", 1_000, 0),
        number("Spindle/Speed", 3_000, 100),
        text("Spindle/Tool", "T7", 50),
        text("Program", "", 0),
      ],
      [FLOAT],
    );
    expect(inlet.waveforms[0]).toMatchObject({ dtS: 0.001, start: (T0 + 84) * 1000 });
    expect(inlet.waveforms[0]?.context).toEqual({ speedPerMin: 3_000, tool: "T7" });
    // Report by exception: unchanged values still count; values later than the last point, or null, do not.
    send(
      "DDATA",
      [number("Spindle/Speed", 6_000, 300), burst(200), text("Spindle/Tool", null, 150), text("Piece", "P9", 160)],
      [FLOAT],
    );
    expect(inlet.waveforms[1]?.context).toEqual({ speedPerMin: 3_000, tool: "T7" });
    expect(inlet.samples(1).map(({ value }) => value)).toEqual([3_000, 6_000]);
    expect(logged.find((line) => "missing" in line)?.["missing"]).toEqual(["Piece"]);
  },
);
