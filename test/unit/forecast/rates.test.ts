import { describe, expect, it } from "vitest";
import type { PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import type { PastMachine, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { type Rate, sumOf, usualOf } from "../../../edge/forecast/learn/rates.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { type Random, seeded } from "../../reliability/random.ts";
import { SEED } from "../../run/seed.ts";

const RUNS = 20;
/** Two lathes side by side, and a packing machine that has no mates. */
const PLANT: PlantDescription = SMALL_PLANT;
const FLOW = flowOf(PLANT);
const [LATHE, PACKING] = [1, 4];

function us(seconds: number): number {
  return START_US + seconds * 1e6;
}

/** Events within a time, by exponential times between them. */
function counted(rate: number, seconds: number, random: Random): Rate {
  let n = 0;
  const between = (): number => -Math.log(1 - random()) / rate;
  for (let at = between(); at < seconds; at += between()) n++;
  return { n, seconds };
}

function withOut(history: PlantHistory, out: Readonly<Record<string, PastMachine["out"]>>): PlantHistory {
  const machines = ["CNC-1", "CNC-2", "PCK-1"].map((machine) => ({ machine, out: out[machine] ?? [], unknown: [] }));
  return { ...history, machines };
}

/** Out so many times for so long, every half an hour from an instant on. */
function outs(count: number, lastsS: number, fromS = 600): PastMachine["out"] {
  return Array.from({ length: count }, (_, at) => ({
    from: us(fromS + 1800 * at),
    to: us(fromS + 1800 * at + lastsS),
  }));
}

describe("rates that few events tell", () => {
  it("[FK58] are nearer to the truth when they are drawn to those of the others, over 20 seeds of 12 machines", () => {
    let [alone, drawn] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      const random = seeded(SEED + run);
      const rates = Array.from({ length: 12 }, () => 1 / (4000 + 8000 * random()));
      const all = rates.map((rate) => counted(rate, 20_000, random));
      for (const [at, own] of all.entries()) {
        const others = all.filter((_, other) => other !== at);
        const { n, seconds } = sumOf([usualOf(others), own]);
        drawn += (n / seconds - (rates[at] as number)) ** 2;
        alone += (own.n / own.seconds - (rates[at] as number)) ** 2;
      }
    }
    expect(drawn).toBeLessThan(0.7 * alone);
  });

  it("[FK58] weigh as four events of the others at most, and what was often seen stays as it was", () => {
    const others = [1, 2, 3].map(() => ({ n: 10, seconds: 10_000 }));
    expect(usualOf(others).n).toBe(4);
    expect(usualOf(others).seconds).toBeCloseTo(4000, 6);
    // Two events cannot say as much as four, and others that never failed say nothing.
    expect(usualOf([{ n: 2, seconds: 600 }]).n).toBeLessThanOrEqual(2);
    expect(usualOf([{ n: 0, seconds: 600 }])).toEqual({ n: 0, seconds: 0 });
    expect(usualOf([])).toEqual({ n: 0, seconds: 0 });
  });

  it("[FK58] one machine with most of the repairs does not say how long those of others take", () => {
    const short = Array.from({ length: 9 }, () => ({ n: 1, seconds: 300 }));
    const { n, seconds } = usualOf([...short, { n: 60, seconds: 180_000 }]);
    // Of all 69 events, one came in 2,650 s.
    expect(seconds / n).toBeLessThan(1500);
  });

  it("[FK58] a machine without mates that never failed has failures of the plant's, over 20 seeds", () => {
    for (let run = 0; run < RUNS; run++) {
      const history = withOut(smallHistory(600, seeded(SEED + run)), { "CNC-1": outs(6, 300), "CNC-2": outs(6, 300) });
      const { places } = learn(history, FLOW);
      const packing = places[PACKING]?.failures;
      expect(packing).toMatchObject({ n: 0, isOfGroup: false, repair: null });
      expect((packing?.repairRate.seconds ?? 0) / (packing?.repairRate.n ?? 1)).toBeCloseTo(300, -2);
      const perHour = (rate: Rate | undefined): number => (3600 * (rate?.n ?? 0)) / (rate?.seconds ?? 1);
      expect(perHour(packing?.rate)).toBeGreaterThan(0);
      expect(perHour(packing?.rate)).toBeLessThan(perHour(places[LATHE]?.failures?.rate));
      expect(places[LATHE]?.failures).toMatchObject({ n: 6, isOfGroup: false, repair: { n: 6 } });
    }
  });

  it("[FK58] an outage that is not over counts with its time and no end", () => {
    const history = withOut(smallHistory(600, seeded(SEED)), { "CNC-1": [...outs(2, 300), ...outs(1, 9000, 7200)] });
    const open = learn(historyUntil(history, us(8400)), FLOW).places[LATHE]?.failures;
    expect(open).toMatchObject({ n: 3, repairRate: { n: 2, seconds: 300 + 300 + 1200 } });
    const closed = learn(historyUntil(history, us(7000)), FLOW).places[LATHE]?.failures;
    expect(closed).toMatchObject({ n: 2, repairRate: { n: 2, seconds: 600 } });
  });
});
