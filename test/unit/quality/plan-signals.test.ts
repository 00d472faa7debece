import { describe, expect, it } from "vitest";
import {
  at,
  BENCH,
  bookOf,
  completed,
  findingsOf,
  folderForBook,
  measured,
  PLAN,
  SERIES,
  seriesIn,
  shown,
} from "./measured.ts";

const FORCE = {
  ...PLAN,
  id: "force",
  feature: "peak-force",
  gauges: ["PRS-*"],
  unit: "kN",
  lower: 14,
  upper: 22,
  madeBy: [],
  signal: "result/peak-force",
  reads: "signal" as const,
};
const OF_PRESS = ["PRS-01", "peak-force"] as const;
const pressed = (piece: string, second: number) => completed(piece, second, { place: "PRS-01", program: "" });

describe("results that a station publishes as values", () => {
  it("[QY29] the value at the completion of a piece is its measurement, in the plan's unit", () => {
    const book = bookOf([FORCE]);
    expect(book.needs.tags).toEqual([BENCH.ref(...OF_PRESS)]);
    shown(book, OF_PRESS, 10, 18_200);
    book.take(pressed("PC-1", 10));
    expect(findingsOf(book, 11)).toEqual([]);
    expect(book.answers.piece("PC-1")).toEqual([]);
    shown(book, OF_PRESS, 40, 19_000);
    book.take(pressed("PC-2", 40));
    findingsOf(book, 44);
    expect(book.answers.piece("PC-1")).toMatchObject([
      { feature: "peak-force", gauge: "PRS-01", value: 18.2, unit: "kN", lower: 14, upper: 22, time: at(10), ok: true },
    ]);
    expect(book.answers.piece("PC-2")).toMatchObject([{ value: 19 }]);
    book.close();
  });

  it("[QY29] a piece whose value has not arrived at a stop gets it after the restart, once", () => {
    const path = folderForBook();
    const first = bookOf([FORCE], path);
    shown(first, OF_PRESS, 10, 18_200);
    first.take(pressed("PC-1", 10));
    first.write({ position: 7, time: at(11) });
    first.close();
    const second = bookOf([FORCE], path);
    findingsOf(second, 20);
    findingsOf(second, 21);
    expect(second.answers.piece("PC-1")).toMatchObject([{ value: 18.2 }]);
    expect(second.answers.counters().measurements).toBe(1);
    second.close();
  });
});

const inspects = (toolCount?: string) => ({
  ...PLAN,
  inspectAfter: {
    events: ["tool-change" as const],
    downtimeMin: 30,
    withinPieces: 1,
    ...(toolCount === undefined ? {} : { toolCount }),
  },
});

describe("a tool change", () => {
  it("[QY18] by the machine's count of replaced tools demands an inspection of what is made from then on", () => {
    const count = ["CNC-201", "tool-changes"] as const;
    const book = bookOf([inspects("counter/tool-changes")]);
    shown(book, count, 0, 41);
    book.take(completed("PC-0", 10));
    book.take(completed("PC-1", 110, { tools: ["9"] }));
    expect(seriesIn(book)).toBeUndefined();
    shown(book, count, 150, 42);
    book.take(completed("PC-2", 210));
    expect(seriesIn(book)?.demand).toEqual({ after: "tool-change", since: at(210), pieces: 1 });
    book.take(completed("PC-3", 310));
    expect(findingsOf(book, 311)).toMatchObject([
      { rule: "quality/flatness/inspection", message: { en: "CNC-201 Flatness: not inspected after a tool change" } },
    ]);
    book.take(measured("PC-2", 350, 0.02));
    expect(seriesIn(book)?.demand).toBeNull();
    book.close();
  });

  it("[QY18] without a count, other tools of the same program are one, and another program is not", () => {
    const book = bookOf([inspects()]);
    book.take(completed("PC-0", 10, { tools: ["4", "12"] }));
    book.take(completed("PC-1", 110, { tools: ["4", "12"] }));
    book.take(completed("PC-2", 210, { tools: ["7"], program: "P2" }));
    expect(seriesIn(book)).toBeUndefined();
    book.take(completed("PC-3", 310, { tools: ["17"], program: "P2" }));
    expect(seriesIn(book)?.demand?.after).toBe("tool-change");
    book.close();
  });
});

it("[QY30] a chart of the past has the subgroups that were complete then, on disk or not", () => {
  const path = folderForBook();
  const book = bookOf([PLAN], path);
  const piece = (n: number): void => {
    book.take(completed(`PC-${n}`, n * 100));
    book.take(measured(`PC-${n}`, n * 100 + 30, n === 12 ? 0.04 : 0.02 + (n % 3) / 1000));
  };
  const until = (second: number) => book.answers.chart({ ...SERIES, limit: 5, at: at(second) });
  for (let n = 0; n < 30; n++) piece(n);
  book.write({ position: 60, time: at(2930) });
  for (let n = 30; n < 40; n++) piece(n);
  expect(until(2029)?.pieces.flat()).toEqual(["PC-15", "PC-16", "PC-17", "PC-18", "PC-19"]);
  expect(until(2030)?.pieces.flat().at(-1)).toBe("PC-20");
  expect(until(3530)?.pieces.flat().at(-1)).toBe("PC-35");
  expect(until(29)?.pieces).toEqual([]);
  expect(until(1129)?.signals).toEqual([]);
  expect(until(1330)?.signals.length).toBeGreaterThan(0);
  expect(
    book.answers
      .chart({ ...SERIES, limit: 5 })
      ?.pieces.flat()
      .at(-1),
  ).toBe("PC-39");
  book.close();
});
