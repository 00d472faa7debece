import { describe, expect, it } from "vitest";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { type Fork, forecastFigures, forecastText } from "../../../edge/evaluation/forecast/judge.ts";
import { RunHistory } from "../../../edge/evaluation/forecast/run-history.ts";
import type { PlantRun, RunOrder, RunReport } from "../../../edge/evaluation/input/plant-run.ts";
import { SMALL_PLANT, smallHistory } from "../../fakes/forecast-history.ts";
import { seeded } from "../../reliability/random.ts";

/** What the controllers would have reported. */
function reportsOf({ pieces, orders }: PlantHistory): readonly RunReport[] {
  const events: RunReport["event"][] = [];
  for (const { piece, variant, order, stays, operations } of pieces) {
    const of = { piece, variant, order };
    for (const { place, from, to } of stays) {
      events.push({ type: "piece-arrived", timeMs: from / 1000, ...of, place: { kind: "buffer", id: place } });
      if (!Number.isNaN(to))
        events.push({ type: "piece-departed", timeMs: to / 1000, ...of, place: { kind: "buffer", id: place } });
    }
    for (const { station, start, end, verdict } of operations) {
      events.push({ type: "operation-started", timeMs: start / 1000, ...of, station });
      events.push({ type: "operation-completed", timeMs: end / 1000, ...of, station, startMs: start / 1000, verdict });
    }
  }
  for (const { order, variant, quantity, priority, due, steps } of orders)
    for (const { time, ...step } of steps)
      events.push({
        type: "order-changed",
        timeMs: time / 1000,
        order,
        variant,
        quantity,
        priority,
        dueMs: due / 1000,
        ...step,
      });
  return events.toSorted((a, b) => a.timeMs - b.timeMs).map((event) => ({ event }));
}

function streamed(order: RunOrder): PlantRun {
  const reports = reportsOf(smallHistory(2000, seeded(order.seed)));
  return {
    head: {} as PlantRun["head"],
    async *blocks() {
      yield { reports } as never;
    },
    command: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

describe("forecasts against what happened", () => {
  it("[FK30] learns from reports alone, and knows nothing of what comes after the start", async () => {
    const history = smallHistory(200, seeded(1));
    const read = new RunHistory();
    for (const { event } of reportsOf(history)) read.take(event);
    const sorted = (all: PlantHistory["pieces"]) => all.toSorted((a, b) => (a.piece < b.piece ? -1 : 1));
    expect(sorted(read.history.pieces)).toEqual(sorted(history.pieces));
  });

  it("[FK31] counts errors and held intervals of forks from unseen seeds", async () => {
    const told: Fork[] = [];
    const figures = await forecastFigures(
      { description: SMALL_PLANT, stream: async (order) => streamed(order) },
      { scenario: "small", seed: 5, forks: 2, horizonH: 2 },
      (fork) => told.push(fork),
    );
    expect(figures.forks).toEqual(told);
    expect(told.map(({ seed, atH }) => [seed, atH])).toEqual([
      [5, 8],
      [5, 10],
    ]);
    for (const { happened } of told) expect(happened).toBeGreaterThan(100);
    expect(figures.error).toBeLessThan(0.12);
    expect(forecastText(figures)).toMatch(
      /mean error +\d+\.\d %.*\n +within 3 % +\d+ %\n +90 % interval covers +\d+ %/,
    );
  });
});
