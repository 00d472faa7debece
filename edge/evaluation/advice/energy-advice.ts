/** What a plant uses when somebody follows the recommendations on energy, beside the same plant without (E68, E69). */

import { adviceAt } from "../../compose/energy-advice.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { Asset } from "../../contracts/plant/plant.ts";
import type { LoadReader } from "../../contracts/production/load.ts";
import type { CostQuestion, CostView } from "../../contracts/quality/costs.ts";
import type { NewAdvice } from "../../contracts/records/advice-book.ts";
import type { PlantCommand } from "../input/plant-run.ts";
import { type LeanMeans, type LeanMoment, type LeanOrder, leanRun } from "./lean-run.ts";

const HOUR_US = 3600e6;
/** Somebody carries a recommendation out after so long (assumed). */
export const CARRIES_OUT_H = 1;
/** Nobody switches stations off that must be heated up again: the simulated plant does not have the heating. */
const HEATED: ReadonlySet<string> = new Set(["oven", "washer", "dryer"]);

/** One recommendation, and what the crew did with it. */
interface Followed {
  readonly rule: string;
  readonly what: string;
  readonly at: Micros;
  /** Empty where it was followed. */
  readonly whyNot: string;
}

export interface EnergyUse {
  readonly kWh: number;
  /** Operations on pieces that were completed. */
  readonly steps: number;
  /** Value that steps added, in the site's currency by the rates of `quality.costs`. */
  readonly value: number;
}

export interface EnergyFigures {
  readonly advice: readonly Followed[];
  /** Hours that were compared: from the first whole hour after the last recommendation was carried out. */
  readonly hours: number;
  readonly without: EnergyUse;
  readonly with: EnergyUse;
}

type Run = Omit<LeanOrder, "followers" | "everyS">;

export async function energyFigures(
  means: LeanMeans,
  run: Run,
  signal: AbortSignal,
): Promise<EnergyFigures | undefined> {
  const order = { ...run, followers: ["load", "costs"], everyS: 15 };
  const crew = new EnergyCrew();
  let followed: EnergyUse | undefined;
  let [from, to] = [Number.NaN, Number.NaN];
  await leanRun(
    means,
    order,
    {
      each: (moment) => crew.second(moment),
      end(moment) {
        [from, to] = [crew.comparedFrom, moment.second.at];
        followed = useOf(moment, from);
      },
    },
    signal,
  );
  if (followed === undefined || Number.isNaN(from) || !(to - from >= HOUR_US)) return undefined;
  let without: EnergyUse | undefined;
  const end = (moment: LeanMoment): void => {
    without = useOf(moment, from);
  };
  await leanRun(means, order, { each: () => {}, end }, signal);
  return {
    advice: crew.advice,
    hours: (to - from) / HOUR_US,
    without: without as unknown as EnergyUse,
    with: followed,
  };
}

/** Looks at the recommendations once an hour, as the edge makes them. */
export class EnergyCrew {
  readonly #advice = new Map<string, Followed>();
  #hour = Number.NaN;
  #doneAt = Number.NaN;

  get advice(): readonly Followed[] {
    return [...this.#advice.values()];
  }

  /** The first whole hour after everything was carried out; NaN where nothing was. */
  get comparedFrom(): Micros {
    return Math.ceil(this.#doneAt / HOUR_US) * HOUR_US;
  }

  async second(moment: LeanMoment): Promise<void> {
    const { at } = moment.second;
    const hour = Math.floor(at / HOUR_US);
    if (hour === this.#hour) return;
    this.#hour = hour;
    const load = moment.answersOf("load") as unknown as Pick<LoadReader, "since" | "idle" | "utilities">;
    for (const advice of await adviceAt(load, at)) {
      if (this.#advice.has(advice.key)) continue;
      const answer = commandOf(advice, moment.built.plant.assets, at / 1000 + CARRIES_OUT_H * 3600e3);
      const whyNot = typeof answer === "string" ? answer : "";
      this.#advice.set(advice.key, { rule: advice.rule, what: advice.what.en, at, whyNot });
      if (typeof answer === "string") continue;
      moment.command(answer);
      this.#doneAt = Math.max(Number.isNaN(this.#doneAt) ? 0 : this.#doneAt, answer.atMs * 1000);
    }
  }
}

/** What somebody who reads the recommendation does, or why nobody does it. */
export function commandOf(
  { rule, what, about }: Pick<NewAdvice, "rule" | "what" | "about">,
  assets: readonly Asset[],
  atMs: number,
): PlantCommand | string {
  const number = Number(/by ([\d.]+) (?:bar|K)/.exec(what.en)?.[1]);
  if (rule === "energy/pressure-band") return { kind: "air-band", byBar: -number, atMs };
  if (rule === "energy/set-point") return { kind: "chilled-water", byK: number, atMs };
  if (rule === "energy/unloaded") return "it needs another drive or compressor";
  if (rule !== "energy/idle") return "the plant has nothing to set";
  const asset = assets.find(({ assetUid }) => assetUid === about?.assetUid);
  const machine = assets.find(({ assetUid }) => assetUid === asset?.meters) ?? asset;
  if (machine === undefined || HEATED.has(machine.kind)) return "it must be heated up again";
  return { kind: "standby", station: machine.label, atMs };
}

function useOf({ truth, second, answersOf }: LeanMoment, from: Micros): EnergyUse {
  const to = second.at;
  const within = (timeMs: number): boolean => timeMs * 1000 > from && timeMs * 1000 <= to;
  const ask = answersOf("costs")?.["costs"] as (question: CostQuestion) => CostView;
  const { total } = ask({ from, to, by: "day" });
  return {
    // Mean power of quarters of an hour.
    kWh: truth.demands.filter(({ timeMs }) => within(timeMs)).reduce((sum, { kW }) => sum + kW / 4, 0),
    steps: truth.pieceSteps.filter(({ timeMs }) => within(timeMs)).length,
    value: total.made,
  };
}
