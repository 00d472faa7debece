/** What an edge recorded of two lathes side by side that fail, and always have a next piece. */
import type { PlantDescription } from "../../edge/contracts/forecast/description.ts";
import type { PastMachine, PastPiece, PlantHistory } from "../../edge/contracts/forecast/history.ts";
import type { Random } from "../reliability/random.ts";
import { SMALL_PLANT, START_US } from "./forecast-history.ts";

export const FAILING_PLANT: PlantDescription = {
  ...SMALL_PLANT,
  assets: SMALL_PLANT.assets.filter(({ label }) => label.startsWith("CNC")),
  material: {
    ...SMALL_PLANT.material,
    ways: ["IN > CNC-* > OUT"],
    buffers: [{ id: "IN" }, { id: "OUT" }],
    operations: [{ stations: ["CNC-*"], id: "OP10" }],
  },
  kpis: { idealCycles: [], breaks: [], endOfLine: { assets: ["CNC-*"] } },
};

export interface Failing {
  readonly workS: number;
  /** Means of exponential times: working time between failures, and time to repair. */
  readonly betweenS: number;
  readonly repairS: number;
}

/** For so long, by each of the lathes. */
export function failingHistory(lastsS: number, { workS, betweenS, repairS }: Failing, random: Random): PlantHistory {
  const us = (seconds: number): number => START_US + Math.round(seconds * 1e6);
  const exponential = (mean: number): number => -mean * Math.log(1 - random());
  const pieces: PastPiece[] = [];
  const machines = ["CNC-1", "CNC-2"].map((machine): PastMachine => {
    const out: { from: number; to: number }[] = [];
    let toFailure = exponential(betweenS);
    for (let now = 0; now < lastsS; ) {
      const start = now;
      let left = workS;
      while (toFailure < left) {
        now += toFailure;
        left -= toFailure;
        const repaired = now + exponential(repairS);
        out.push({ from: us(now), to: us(repaired) });
        now = repaired;
        toFailure = exponential(betweenS);
      }
      toFailure -= left;
      now += left;
      pieces.push({
        piece: `P-${pieces.length}`,
        variant: "A",
        order: "O",
        stays: [
          { place: "IN", from: us(0), to: us(start) },
          { place: machine, from: us(start), to: us(now) },
          { place: "OUT", from: us(now), to: Number.NaN },
        ],
        operations: [{ station: machine, start: us(start), end: us(now), verdict: "good" }],
      });
    }
    return { machine, out, unknown: [] };
  });
  const order = { order: "O", variant: "A", quantity: 1e6, priority: 1, due: Number.NaN };
  const steps = [{ time: START_US, state: "Running", started: pieces.length, good: 0, scrapped: 0 }];
  return { from: START_US, to: us(lastsS), pieces, orders: [{ ...order, steps }], machines };
}
