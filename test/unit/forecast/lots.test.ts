import { describe, expect, it } from "vitest";
import { lognormal } from "../../../edge/forecast/kernel/distributions.ts";
import { EMPTY_START, type ModelPlan, type OrderPlan, type StartState } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { ReleaseTurns } from "../../../edge/forecast/model/release-turns.ts";
import { outcomesOf } from "../../../edge/forecast/study/outcomes.ts";
import { type Change, changed } from "../../../edge/forecast/whatif/changes.ts";
import { readChange } from "../../../edge/forecast/whatif/question.ts";
import { writtenChange } from "../../../edge/forecast/whatif/written-change.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";
import { SEED } from "../../run/seed.ts";

const order = (name: string, variant: number, pieces: number, more: Partial<OrderPlan> = {}): OrderPlan => ({
  name,
  variant,
  toRelease: pieces,
  open: pieces,
  dueS: Number.POSITIVE_INFINITY,
  ...more,
});
const lot = (pieces: number, variants = "*"): Change => ({ kind: "lot", pieces, variants });

/** Names of the orders in their release, `A3` for three pieces of A. */
function releases(orders: readonly OrderPlan[], sequence?: readonly number[]): string {
  const turns = new ReleaseTurns({ orders, ...(sequence === undefined ? {} : { sequence }) });
  const runs: [string, number][] = [];
  for (let at = turns.next(); at !== undefined; at = turns.next()) {
    const name = orders[at]?.name ?? "?";
    const last = runs.at(-1);
    if (last?.[0] === name) last[1]++;
    else runs.push([name, 1]);
  }
  return runs.map(([name, count]) => `${name}${count}`).join(" ");
}

describe("orders in lots", () => {
  it("[FK90] take turns with those of other variants behind them, each variant once a round", () => {
    const [a, b, c] = [order("A", 0, 7, { lot: 3 }), order("B", 1, 4, { lot: 3 }), order("C", 0, 5, { lot: 3 })];
    expect(releases([a, b])).toBe("A3 B3 A3 B1 A1");
    // C is of the variant of A, and begins when A and B are done.
    expect(releases([a, b, c])).toBe("A3 B3 A3 B1 A1 C5");
    expect(releases([a, c, b])).toBe("A7 C3 B3 C2 B1");
    expect(releases([a, b, c], [2, 1, 0])).toBe("C3 B3 C2 B1 A7");
  });

  it("[FK90] leave orders without lots whole, and nothing changes where no order has any", () => {
    const [a, b, c] = [order("A", 0, 7, { lot: 3 }), order("B", 1, 4), order("C", 2, 5, { lot: 2 })];
    expect(releases([a, b, c])).toBe("A7 B4 C5");
    expect(releases([order("A", 0, 2), order("B", 1, 0), order("C", 0, 3)])).toBe("A2 C3");
    expect(releases([])).toBe("");
  });
});

/** Two machines with set-ups: one is slow with A, the other with B, so that large lots pile up before one of them. */
function shop(): ModelPlan {
  const setUp = (from: number, to: number) => (from === to ? undefined : lasting(20));
  const scatter = (seconds: number) => lognormal({ median: seconds, spread: 0.1 });
  const groups = [
    [stationOf("M1", lasting(1), { work: [scatter(40), scatter(80)], setUp })],
    [bufferOf("MID", 1000)],
    [stationOf("M2", lasting(1), { work: [scatter(80), scatter(40)], setUp })],
  ];
  const plan = line(groups);
  return { ...plan, variants: ["A", "B"], routes: plan.routes.map(([choices = []]) => [choices, choices]) };
}

const start: StartState = {
  ...EMPTY_START,
  orders: Array.from({ length: 8 }, (_, at) => order(`O${at}`, at % 2, 60, { dueS: 3600 * (at + 2) })),
};

it("[FK90] smaller lots have more set-ups and shorter lead times, and results stay those of orders, 20 seeds", () => {
  const HOURS = 6;
  const runOf = (changes: readonly Change[], seed: number) => {
    const future = changed({ plan: shop(), start }, changes, "lots");
    return { future, result: new PlantRun(future.plan, future.start, seed).run(3600 * HOURS) };
  };
  /** Share of the time in which the first machine was set up or worked, for each piece that it made. */
  const perPiece = ({ result }: ReturnType<typeof runOf>): number =>
    (result.busy[1] as number) / Math.max(1, result.good + result.wipAtEnd);
  for (let seed = 0; seed < 20; seed++) {
    const [whole, small] = [runOf([], (SEED % 2 ** 20) + seed), runOf([lot(6)], (SEED % 2 ** 20) + seed)];
    const lead = ({ result, future }: ReturnType<typeof runOf>): number =>
      outcomesOf(result, future.start.orders, 3600 * HOURS)[4] as number;
    expect(perPiece(small)).toBeGreaterThan(perPiece(whole));
    expect(lead(small)).toBeLessThan(lead(whole));
    expect(small.result.finishedS).toHaveLength(start.orders.length);
    expect(small.future.start.orders.map(({ name, dueS }) => [name, dueS])).toEqual(
      start.orders.map(({ name, dueS }) => [name, dueS]),
    );
    expect(runOf([lot(6)], (SEED % 2 ** 20) + seed).result).toEqual(small.result);
  }
});

describe("a lot size as a change", () => {
  const begun = { ...start, orders: start.orders.with(0, order("O0", 0, 60, { isBegun: true })) };
  const lots = (changes: readonly Change[], from: StartState = begun): StartState =>
    changed({ plan: shop(), start: from }, changes, "here").start;

  it("[FK90] is of the named variants, of orders that have not begun, and of those that follow", () => {
    const follow = { ...begun, refill: { shares: [0.5, 0.5], quantity: 60 } };
    const made = lots([lot(10, "A")], follow);
    expect(made.orders.map((one) => one.lot)).toEqual([
      undefined,
      undefined,
      10,
      undefined,
      10,
      undefined,
      10,
      undefined,
    ]);
    expect([...(made.refill?.lots ?? [])]).toEqual([[0, 10]]);
    expect(
      lots([lot(10), lot(5, "B")], follow)
        .orders.map((one) => one.lot)
        .slice(1, 3),
    ).toEqual([5, 10]);
    // Each order that follows has the size of its variant.
    const busy = {
      ...EMPTY_START,
      refill: {
        shares: [0.5, 0.5],
        quantity: 50,
        lots: new Map([
          [0, 2],
          [1, 3],
        ]),
      },
    };
    expect(new PlantRun(shop(), busy, SEED).run(36_000).good).toBeGreaterThan(100);
  });

  it("[FK90] is refused for an unknown variant, no whole number, and less than vehicles take", () => {
    expect(() => lots([lot(10, "C")])).toThrow(/here, change 1 \(lot\): the variant C is unknown; .* A, B/);
    for (const bad of [0, -1, 1.5, Number.NaN])
      expect(() => lots([lot(bad)])).toThrow(/give a whole number of at least 1/);
    const lane = { from: 2, to: [[3], [3]], load: 8, approach: lasting(1), carry: lasting(1) };
    expect(() => changed({ plan: { ...shop(), lanes: [lane] }, start }, [lot(4)], "here")).toThrow(
      /vehicles take 8 pieces at a time from MID; give lots of at least as many, or a smaller load/,
    );
    // What counts is the load that all changes of the future make, wherever they stand.
    const changes: readonly Change[] = [lot(4), { kind: "load", pieces: 4, from: "MID" }];
    const made = changed({ plan: { ...shop(), lanes: [lane] }, start }, changes, "here");
    expect(made.start.orders.map((one) => one.lot)).toEqual(start.orders.map(() => 4));
    const small = { ...shop(), lanes: [{ ...lane, load: 2 }] };
    expect(() => changed({ plan: small, start }, [lot(4), { kind: "load", pieces: 6, from: "MID" }], "here")).toThrow(
      /here, change 1 \(lot\): vehicles take 6 pieces at a time from MID/,
    );
  });

  it("[FK90] is read from a file with all variants as default, and written as it is", () => {
    expect(readChange({ lot: 12 })).toEqual({ kind: "lot", pieces: 12, variants: "*" });
    const written = { lot: 12, variant: "PH-*" };
    expect(writtenChange(readChange(structuredClone(written)) as Change)).toEqual(written);
    for (const bad of [{ lot: 0 }, { lot: 1.5 }, { lot: 12, variant: 3 }, { lot: 12, at: "A" }])
      expect(readChange(bad)).toEqual(expect.arrayContaining([expect.any(String)]));
  });
});
