import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { EdgeEvent } from "../../../../edge/contracts/path/event-batch.ts";
import type { CostBy, CostView } from "../../../../edge/contracts/quality/costs.ts";
import type { CostsConfig } from "../../../../edge/quality/costs/config.ts";
import { CostBook } from "../../../../edge/quality/costs/cost-book.ts";
import { randomOf } from "../../../run/seed.ts";
import { at, BENCH, completed } from "../measured.ts";

const COSTS: CostsConfig = {
  material: [
    { variants: ["PH-62*"], perPiece: 60 },
    { variants: ["*"], perPiece: 40 },
  ],
  value: [{ variants: ["PH-62*"], perPiece: 200 }],
  steps: [
    { stations: ["CNC-20*"], kind: "make", perPiece: 2, perHour: 90 },
    { stations: ["PRS-01"], kind: "make", perPiece: 5, perHour: 0 },
    { stations: ["RWK-01"], kind: "rework", perPiece: 0, perHour: 60 },
    { stations: ["CMM-01"], kind: "inspection", perPiece: 1.5, perHour: 0 },
  ],
  endsAt: ["PCK-01"],
  series: { operations: [], variants: [] },
};
const OPERATIONS = [{ stations: ["PRS-*"], id: "OP100", name: { zh: "压装", en: "Press-fit" } }];

function bookAt(path = join(mkdtempSync(join(tmpdir(), "gemba-costs-")), "costs.db")): CostBook {
  const figures = { assetUid: null, scopes: [] };
  const config = { costs: COSTS, keepDays: 400, operations: OPERATIONS, figures };
  const { plant, tags } = BENCH;
  return new CostBook({ config, plant, tags, isSimulated: false, path, log: pino({ level: "silent" }) });
}

/** A completion at a station; `workedS`: how long it took. */
function done(
  piece: string,
  [place, second, workedS]: readonly [place: string, second: number, workedS?: number],
  more: Readonly<Record<string, unknown>> = {},
): EdgeEvent {
  const startedAt = workedS === undefined ? {} : { startedAt: new Date(at(second - workedS) / 1000).toISOString() };
  const operation = place.startsWith("CNC") ? { operation: "OP20" } : { operation: undefined };
  return completed(piece, second, { place, ...startedAt, ...operation, ...more });
}

const costs = (book: CostBook, by: CostBy = "operation"): CostView =>
  book.answers.costs({ from: at(-3600), to: at(400_000), by });
const row = (view: CostView, name: string) => view.rows.find((one) => one.name === name);

describe("costs of pieces", () => {
  it("[QC1] a step costs its rate per piece, and per hour from begin to completion", () => {
    const book = bookAt();
    book.take(done("PC-1", ["CNC-201", 600, 240]));
    book.take(done("PC-2", ["CNC-202", 700]));
    book.take(done("PC-3", ["CNC-202", 800, 90_000_000]));
    book.take(done("PC-4", ["DBR-01", 800, 60]));
    // 4 min of 90 an hour and 2; 2 without a begin; 24 h at most of a wrong begin.
    expect(row(costs(book, "station"), "CNC-201")).toMatchObject({ good: 1, made: 8 });
    expect(row(costs(book, "station"), "CNC-202")).toMatchObject({ good: 2, made: 2 + 2 + 24 * 90 });
    expect(costs(book)).toMatchObject({ untimed: 1, unrated: 1 });
    book.close();
  });

  it("[QC2] scrap costs its material and what was added until then, at the step that scrapped it", () => {
    const book = bookAt();
    book.take(done("PC-1", ["CNC-201", 600, 240], { variant: "PH-62B" }));
    book.take(done("PC-1", ["PRS-01", 900], { variant: undefined }));
    book.take(done("PC-1", ["CMM-01", 1000], { verdict: "scrap", variant: undefined }));
    const view = costs(book, "station");
    expect(row(view, "CMM-01")).toMatchObject({
      scrapped: 1,
      inspected: 1,
      inspection: 1.5,
      scrap: 60 + 8 + 5,
      good: 0,
    });
    expect(row(view, "CNC-201")).toMatchObject({ scrap: 0, made: 8 });
    expect(row(costs(book), "OP100")).toMatchObject({ made: 5, title: { zh: "压装", en: "Press-fit" } });
    expect(row(costs(book, "variant"), "PH-62B")).toMatchObject({ scrap: 73, scrapped: 1 });
    book.close();
  });

  it("[QC3] rework is a step of rework, or a step that is done again; neither adds value", () => {
    const book = bookAt();
    book.take(done("PC-1", ["PRS-01", 100]));
    book.take(done("PC-1", ["CMM-01", 200], { verdict: "rework" }));
    book.take(done("PC-1", ["RWK-01", 1400, 600]));
    book.take(done("PC-1", ["PRS-01", 1500]));
    book.take(done("PC-1", ["CMM-01", 1600], { verdict: "scrap" }));
    expect(costs(book).total).toMatchObject({
      reworked: 1,
      scrapped: 1,
      inspected: 2,
      made: 5,
      rework: 10 + 5,
      inspection: 3,
      scrap: 40 + 5,
    });
    book.close();
  });

  it("[QC4] a repeated report counts once, and a piece that ended begins anew", () => {
    const book = bookAt();
    for (let times = 0; times < 3; times++) book.take(done("PC-1", ["PRS-01", 100]));
    book.take(done("PC-1", ["PCK-01", 200]));
    expect(costs(book).total).toMatchObject({ good: 1, made: 5, rework: 0 });
    book.take(done("PC-1", ["PRS-01", 300]));
    expect(costs(book).total).toMatchObject({ made: 10, rework: 0 });
    book.close();
  });

  it("[QC5] rows are by operation, station, variant, order or local day, the dearest bad quality first", () => {
    const book = bookAt();
    book.take(done("PC-1", ["PRS-01", 100], { order: "ORD-1" }));
    book.take(done("PC-2", ["PRS-01", 200], { order: "ORD-2", verdict: "scrap" }));
    book.take(done("PC-3", ["PRS-01", 86_400], { order: "ORD-3" }));
    expect(costs(book, "order").rows.map(({ name }) => name)).toEqual(["ORD-2", "ORD-1", "ORD-3"]);
    // The story begins at 0:00 UTC, which is 8:00 of the site.
    expect(costs(book, "day").rows.map(({ name, made }) => [name, made])).toEqual([
      ["2026-03-02", 10],
      ["2026-03-03", 5],
    ]);
    expect(book.answers.costs({ from: at(3600), to: at(90_000), by: "order" }).rows).toHaveLength(1);
    book.close();
  });

  it("[QC14] good pieces have their output value, by variant, and steps have none", () => {
    const book = bookAt();
    for (const [piece, variant] of Object.entries({ "PC-1": "PH-62B", "PC-2": "PH-62A", "PC-3": "PH-50A" })) {
      book.take(done(piece, ["PRS-01", 100], { variant }));
      book.take(done(piece, ["PCK-01", 200], { variant: undefined }));
    }
    book.take(done("PC-4", ["PRS-01", 300], { variant: "PH-62B", verdict: "scrap" }));
    expect(costs(book, "variant").rows.map(({ name, value }) => [name, value])).toEqual([
      ["PH-62B", 200],
      ["PH-50A", 0],
      ["PH-62A", 200],
    ]);
    expect(costs(book, "order").total).toMatchObject({ value: 400, good: 3 });
    expect(row(costs(book, "station"), "PCK-01")).toMatchObject({ value: 0 });
    book.close();
  });

  it("[QC6] sums are exact and the same however often the book was written, closed and opened", () => {
    const random = randomOf("quality-costs");
    const stations = ["CNC-201", "PRS-01", "CMM-01", "RWK-01", "PCK-01"];
    const events = Array.from({ length: 400 }, (_, n) => {
      const place = stations[Math.floor(random() * stations.length)] as string;
      const verdict = random() < 0.1 ? "scrap" : random() < 0.1 ? "rework" : "good";
      return done(`PC-${Math.floor(random() * 60)}`, [place, n * 30, Math.round(random() * 900)], { verdict });
    });
    const whole = bookAt();
    for (const event of events) whole.take(event);
    const path = join(mkdtempSync(join(tmpdir(), "gemba-costs-")), "costs.db");
    let book = bookAt(path);
    for (const [n, event] of events.entries()) {
      book.take(event);
      if (random() < 0.1) book.write({ position: n, time: at(n * 30) });
      if (random() > 0.03) continue;
      book.write({ position: n, time: at(n * 30) });
      book.close();
      book = bookAt(path);
    }
    for (const by of ["operation", "station", "variant", "order", "day"] as const)
      expect(costs(book, by)).toEqual(costs(whole, by));
    const { rows, total } = costs(book, "station");
    expect(rows.reduce((sum, one) => sum + one.scrap, 0)).toBeCloseTo(total.scrap, 9);
    book.close();
    whole.close();
  });

  it("[QC7] deletes hours after keepDays, and pieces that nobody reported for 90 days", () => {
    const book = bookAt();
    book.take(done("PC-1", ["PRS-01", 100]));
    book.tick(at(100));
    book.write({ position: 1, time: at(100) });
    const later = 401 * 86_400;
    book.take(done("PC-2", ["PRS-01", later]));
    book.tick(at(later));
    book.write({ position: 2, time: at(later) });
    const view = book.answers.costs({ from: at(0), to: at(later + 10), by: "station" });
    expect(view.total.made).toBe(5);
    book.take(done("PC-1", ["PRS-01", later + 5]));
    expect(book.answers.costs({ from: at(0), to: at(later + 10), by: "station" }).total).toMatchObject({
      made: 10,
      rework: 0,
    });
    book.close();
  });
});
