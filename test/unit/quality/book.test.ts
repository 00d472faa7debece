import { describe, expect, it } from "vitest";
import type { ChartModel } from "../../../edge/contracts/quality/chart.ts";
import { randomOf } from "../../run/seed.ts";
import {
  at,
  BENCH,
  bookOf,
  completed,
  findingsOf,
  frozen,
  made,
  measured,
  PLAN,
  SERIES,
  seriesIn,
} from "./measured.ts";

const GIVEN = { ...PLAN, chart: { ...PLAN.chart, centre: 0.02, sigma: 0.002 } };
const uidOf = (label: string) => BENCH.plant.assets.find((asset) => asset.label === label)?.assetUid;

describe("measurements", () => {
  it("[QY11] a measurement keeps the limits of that time and what was the case when the piece was made", () => {
    const book = bookOf([PLAN]);
    book.take(completed("PC-1", 0, { place: "CNC-202", tools: ["4", "12"], fixture: "FX-3" }));
    book.take(completed("PC-1", 5, { place: "CNC-201", program: "P2", order: "ORD-9" }));
    book.take(measured("PC-1", 30, 0.021));
    expect(book.answers.piece("PC-1")).toEqual([
      {
        ...SERIES,
        piece: "PC-1",
        time: at(30),
        gauge: "CMM-01",
        feature: "flange-flatness",
        value: 0.021,
        unit: "mm",
        lower: 0,
        upper: 0.05,
        ok: true,
        isCharted: true,
        operation: "OP20",
        program: "P2",
        tools: [],
        fixture: "",
        variant: "PH-50A",
        order: "ORD-9",
        by: "",
        position: "",
      },
    ]);
    expect(book.answers.piece("PC-2")).toEqual([]);
    book.close();
  });

  it("[QY12] values come into the plan's unit, another dimension is refused, the plan's limits take precedence", () => {
    const book = bookOf([{ ...PLAN, upper: 0.04 }]);
    book.take(measured("PC-1", 0, 21, { Unit: "um", Lower: 0, Upper: 50 }));
    book.take(measured("PC-2", 1, 21, { Unit: "bar" }));
    book.take(measured("PC-3", 2, 21, { Name: "roughness" }));
    const [one] = book.answers.piece("PC-1");
    expect([one?.value, one?.upper]).toEqual([expect.closeTo(0.021, 12), 0.04]);
    expect(book.answers.counters()).toMatchObject({ measurements: 1, unitDiffers: 1, withoutPlan: 1 });
    book.close();
  });

  it("[QY13] a repeated report counts once", () => {
    const book = bookOf([PLAN]);
    for (let times = 0; times < 3; times++) book.take(measured("PC-1", 10, 0.02));
    book.take(measured("PC-1", 70, 0.02));
    expect(book.answers.counters()).toMatchObject({ measurements: 2, repeated: 2 });
    book.close();
  });

  it("[QY14] each machine has its own chart, and each n-th piece counts for it", () => {
    const book = bookOf([{ ...PLAN, chart: { ...PLAN.chart, every: 3 } }]);
    for (let n = 0; n < 9; n++) made(book, `PC-${n}`, n * 100, 0.02 + n / 1000, n % 3 === 0 ? "CNC-202" : "CNC-201");
    book.take(measured("PC-unknown", 2000, 0.02));
    expect(seriesIn(book)).toMatchObject({ count: 6, subgroups: 2 });
    expect(seriesIn(book, "CNC-202")).toMatchObject({ count: 3, subgroups: 1 });
    expect(seriesIn(book, "")).toMatchObject({ count: 1 });
    expect(book.answers.chart({ ...SERIES, limit: 10 })?.pieces).toEqual([["PC-1"], ["PC-5"]]);
    book.close();
  });

  it("[QY14] variants share a chart of deviations, and their capability is of deviations too", () => {
    const book = bookOf([{ ...PLAN, isDeviation: true }]);
    const random = randomOf("quality-deviation");
    for (let n = 0; n < 40; n++) {
      const nominal = n % 2 === 0 ? 50 : 62;
      const second = n * 100;
      book.take(completed(`PC-${n}`, second));
      const value = nominal + (random() - 0.5) / 100;
      book.take(measured(`PC-${n}`, second + 9, value, { Lower: nominal - 0.02, Upper: nominal + 0.02 }));
    }
    const view = book.answers.capability({ ...SERIES, from: at(0), to: at(9999), confidence: 0.95 });
    expect(view?.tolerance).toEqual({ lower: expect.closeTo(-0.02, 9), upper: expect.closeTo(0.02, 9) });
    expect(Math.abs(view?.capability?.mean as number)).toBeLessThan(0.005);
    expect(view?.capability?.count).toBe(40);
    book.close();
  });
});

describe("limits and alerts", () => {
  it("[QY15] without given or frozen limits nothing is judged", () => {
    const book = bookOf([PLAN]);
    for (let n = 0; n < 30; n++) made(book, `PC-${n}`, n * 100, n === 20 ? 0.9 : 0.02 + (n % 3) / 1000);
    expect(findingsOf(book, 4000)).toEqual([]);
    expect(seriesIn(book)).toMatchObject({ phase: "trial", isOutOfControl: false });
    // The chart shows what trial limits would find.
    expect(book.answers.chart({ ...SERIES, limit: 50 })?.signals.map(({ to }) => to)).toContain(20);
    book.close();
  });

  it("[QY15] limits that a person froze judge from then on, as a new version", () => {
    const book = bookOf([PLAN]);
    for (let n = 0; n < 30; n++) made(book, `PC-${n}`, n * 100, 0.02 + (n % 3) / 1000);
    const question = { ...SERIES, from: 0, to: 29, excluded: [4] };
    const model = book.answers.estimate(question);
    // 11 steps up by 1, and down by 2, of values that repeat after three, without those to and from the fifth.
    expect(model.centre).toBeCloseTo(0.021, 9);
    book.take(frozen(model, 3000));
    expect(seriesIn(book)).toMatchObject({ phase: "frozen", limitsVersion: 1 });
    made(book, "PC-30", 3100, 0.9);
    const [finding] = findingsOf(book, 3200);
    expect(finding).toMatchObject({
      rule: "quality/flatness",
      assetUid: uidOf("CNC-201"),
      kind: "process",
      standing: true,
      severity: 550,
      message: { zh: "CNC-201 平面度：过程失控", en: "CNC-201 Flatness: process out of control" },
    });
    const [evidence] = finding?.evidence ?? [];
    expect(evidence).toMatchObject({ detector: "control-chart", statistic: { value: 0.9, unit: "mm" } });
    expect(evidence?.usual?.high).toBeCloseTo(model.centre + 3 * model.sigma, 12);
    book.take(frozen({ ...model, centre: 0.5 }, 3300));
    expect(book.answers.limits(SERIES).map(({ version, by }) => [version, by])).toEqual([
      [2, "wang"],
      [1, "wang"],
    ]);
    book.close();
  });

  it("[QY16] phase I needs twenty complete subgroups with scatter", () => {
    const book = bookOf([PLAN]);
    for (let n = 0; n < 25; n++) made(book, `PC-${n}`, n * 100, 0.02);
    const question = { ...SERIES, from: 0, to: 24, excluded: [] as number[] };
    expect(() => book.answers.estimate(question)).toThrow("no scatter");
    expect(() => book.answers.estimate({ ...question, excluded: [0, 1, 2, 3, 4, 5] })).toThrow("these are 19");
    expect(() => book.answers.estimate({ ...question, to: -1 })).toThrow("1 to 100000");
    expect(() => book.answers.estimate({ ...question, machine: "CNC-999" })).toThrow("no such chart");
    book.close();
  });

  it("[QY17] an alert is raised again each minute, and ends after five subgroups without a signal", () => {
    const book = bookOf([GIVEN]);
    const said: (readonly [number, boolean])[] = [];
    const measure = (n: number, value: number): void => {
      made(book, `PC-${n}`, n * 100, value);
      said.push(...findingsOf(book, n * 100 + 31).map(({ standing }) => [n, standing] as const));
    };
    measure(0, 0.0201);
    measure(1, 0.03);
    expect(findingsOf(book, 132)).toEqual([]);
    expect(findingsOf(book, 180)).toMatchObject([{ standing: true }]);
    for (let n = 2; n < 7; n++) measure(n, n % 2 === 0 ? 0.0195 : 0.0206);
    measure(7, 0.0201);
    // The step back from the point beyond the limit is a range beyond its own.
    expect(said.filter(([, standing]) => !standing)).toEqual([[7, false]]);
    expect(said[0]).toEqual([1, true]);
    expect(seriesIn(book)?.isOutOfControl).toBe(false);
    book.close();
  });

  it("[QY18] a set-up demands an inspection of what is made from then on", () => {
    const plan = { ...PLAN, inspectAfter: { events: ["setup" as const], downtimeMin: 30, withinPieces: 2 } };
    const book = bookOf([plan]);
    made(book, "PC-0", 0, 0.02);
    book.take(completed("PC-1", 100, { program: "P2" }));
    expect(seriesIn(book)?.demand).toEqual({ after: "setup", since: at(100), pieces: 1 });
    // A piece from before the set-up does not count.
    book.take(measured("PC-0", 150, 0.02));
    book.take(completed("PC-2", 200, { program: "P2" }));
    expect(findingsOf(book, 201)).toEqual([]);
    book.take(completed("PC-3", 300, { program: "P2" }));
    expect(findingsOf(book, 301)).toMatchObject([
      { rule: "quality/flatness/inspection", assetUid: uidOf("CNC-201"), standing: true },
    ]);
    book.take(measured("PC-2", 350, 0.02));
    expect(seriesIn(book)?.demand).toBeNull();
    expect(findingsOf(book, 351)).toMatchObject([{ rule: "quality/flatness/inspection", standing: false }]);
    book.close();
  });

  it("[QY18] downtime demands one too, and ordinary pauses do not", () => {
    const plan = { ...PLAN, inspectAfter: { events: ["downtime" as const], downtimeMin: 30, withinPieces: 2 } };
    const book = bookOf([plan]);
    book.take(completed("PC-1", 0));
    book.take(completed("PC-2", 1790, { program: "P2" }));
    expect(seriesIn(book)).toBeUndefined();
    book.take(completed("PC-3", 1790 + 1801, { program: "P2" }));
    expect(seriesIn(book)?.demand?.after).toBe("downtime");
    book.close();
  });

  it("[QY15] limits of another kind of chart, and events that somebody made up, are not taken", () => {
    const book = bookOf([GIVEN]);
    made(book, "PC-0", 0, 0.02);
    const model: ChartModel = { kind: "xbar-r", size: 5, centre: 1, sigma: 1, lambda: NaN, width: 3, reference: NaN };
    book.take(frozen(model, 10));
    expect(seriesIn(book)?.phase).toBe("given");
    for (const payload of [
      {},
      { plan: 1 },
      { ...SERIES, by: "x", from: 0, to: 1, excluded: [], model: { centre: "a" } },
    ])
      book.take({ ...frozen(model, 11), payload });
    book.take(frozen(model, 12, { plan: "none", machine: "" }));
    expect(seriesIn(book)?.phase).toBe("given");
    book.close();
  });
});
