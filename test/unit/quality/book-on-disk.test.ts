import { describe, expect, it } from "vitest";
import type { EdgeEvent } from "../../../edge/contracts/path/event-batch.ts";
import type { ChartModel } from "../../../edge/contracts/quality/chart.ts";
import { randomOf } from "../../run/seed.ts";
import {
  at,
  bookOf,
  completed,
  findingsOf,
  folderForBook,
  frozen,
  made,
  measured,
  PLAN,
  SERIES,
  seriesIn,
} from "./measured.ts";

describe("the book on disk", () => {
  function* story(): Generator<EdgeEvent> {
    const random = randomOf("quality-story");
    for (let n = 0; n < 120; n++) {
      const machine = random() < 0.5 ? "CNC-201" : "CNC-202";
      yield completed(`PC-${n}`, n * 60, { place: machine, program: n % 40 < 20 ? "P1" : "P2" });
      const value = 0.02 + (random() - 0.5) / 100 + (n > 80 ? 0.004 : 0);
      yield measured(`PC-${n}`, n * 60 + 30, value);
      if (n === 60) yield frozen({ ...MODEL, centre: 0.0201 }, n * 60 + 40);
    }
  }
  const MODEL: ChartModel = {
    kind: "ewma",
    size: 3,
    centre: 0.02,
    sigma: 0.003,
    lambda: 0.2,
    width: 2.9,
    reference: Number.NaN,
  };
  const plan = {
    ...PLAN,
    chart: { kind: "ewma" as const, size: 3, every: 1, rules: "nelson" as const },
    inspectAfter: { events: ["setup" as const], downtimeMin: 30, withinPieces: 3 },
  };

  it("[QY19] continues after each write as if it had never been closed", () => {
    const events = [...story()];
    const whole = bookOf([plan]);
    const path = folderForBook();
    let parted = bookOf([plan], path);
    const random = randomOf("quality-kills");
    const said: [string, string][] = [];
    events.forEach((event, position) => {
      const second = Math.round((event.time - at(0)) / 1e6);
      const both = [whole, parted].map((book) => {
        const findings = findingsOf(book, second);
        book.take(event);
        return JSON.stringify(findings);
      });
      said.push(both as [string, string]);
      if (random() < 0.8) return;
      parted.write({ position: position + 1, time: event.time });
      parted.close();
      parted = bookOf([plan], path);
      expect(parted.mark).toEqual({ position: position + 1, time: event.time });
    });
    expect(said.filter(([a, b]) => a !== b)).toEqual([]);
    for (const machine of ["CNC-201", "CNC-202"]) {
      const question = { plan: "flatness", machine, limit: 100 };
      expect(parted.answers.chart(question)).toEqual(whole.answers.chart(question));
      const range = { plan: "flatness", machine, from: at(0), to: at(1e5), confidence: 0.9 };
      expect(parted.answers.capability(range)).toEqual(whole.answers.capability(range));
    }
    expect(parted.answers.features()).toEqual(whole.answers.features());
    expect(parted.answers.piece("PC-7")).toEqual(whole.answers.piece("PC-7"));
    expect(parted.answers.counters()).toEqual(whole.answers.counters());
    whole.close();
    parted.close();
  });

  it("[QY20] a chart of another size goes on with complete subgroups only", () => {
    const path = folderForBook();
    const first = bookOf([PLAN], path);
    for (let n = 0; n < 7; n++) made(first, `PC-${n}`, n * 100, 0.02 + n / 1000);
    first.write({ position: 1, time: at(700) });
    first.close();
    const second = bookOf([{ ...PLAN, chart: { kind: "xbar-r", size: 4, every: 1, rules: "nelson" } }], path);
    for (let n = 7; n < 12; n++) made(second, `PC-${n}`, n * 100, 0.02 + n / 1000);
    expect(second.answers.chart({ ...SERIES, limit: 10 })?.pieces).toEqual([
      ["PC-0", "PC-1", "PC-2", "PC-3"],
      ["PC-7", "PC-8", "PC-9", "PC-10"],
    ]);
    second.close();
  });

  it("[QY20] measurements older than the config keeps are deleted, and the chart's numbers go on", () => {
    const book = bookOf([PLAN]);
    for (let n = 0; n < 3; n++) made(book, `PC-${n}`, n * 100, 0.02);
    findingsOf(book, 400);
    book.write({ position: 1, time: at(400) });
    const later = 3651 * 86_400;
    made(book, "PC-3", later, 0.02);
    findingsOf(book, later + 3600);
    book.write({ position: 2, time: at(later + 3600) });
    expect(book.answers.piece("PC-0")).toEqual([]);
    expect(book.answers.piece("PC-3")).toHaveLength(1);
    expect(seriesIn(book)).toMatchObject({ count: 4, subgroups: 4 });
    expect(book.answers.chart({ ...SERIES, limit: 10 })?.first).toBe(3);
    book.close();
  });

  it("[QY13] names that are too long are refused and counted", () => {
    const book = bookOf([PLAN]);
    book.take(measured("P".repeat(201), 0, 0.02));
    expect(book.answers.counters()).toMatchObject({ measurements: 0, refused: 1 });
    book.close();
  });
});
