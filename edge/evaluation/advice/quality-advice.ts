/** What bad quality costs when somebody looks first where causes are named, and when nobody does (E68, E70). */
import type { Plant } from "../../contracts/plant/plant.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { DefectView } from "../../contracts/quality/causes.ts";
import type { CostQuestion, CostSums, CostView } from "../../contracts/quality/costs.ts";
import type { PlantConfig } from "../../plugins.ts";
import { type PlantCauseFigures, PlantCauses } from "../causes/plant-causes.ts";
import { CREW, OTHER_EXAMINATION } from "../crew/assumptions.ts";
import type { TrueFault } from "../truth.ts";
import { type LeanMeans, type LeanMoment, type LeanOrder, leanRun } from "./lean-run.ts";

const HOUR_US = 3600e6;
/** Causes of a ranking that the crew examines before it searches by itself. */
const LOOKED_AT = 3;
/** From the examination of the right place to its correction (assumed). */
export const CORRECTS_H = 0.25;
/** Castings and programs can be wrong as well as stations. */
const OTHER_PLACES = 2;

interface Located {
  readonly id: string;
  readonly kind: string;
  /** Hours from the fault's beginning to the tenth bad piece, and from there to the examination of the right place. */
  readonly knownH: number;
  readonly searchH: number;
}

export interface QualityRun {
  readonly located: readonly Located[];
  /** Faults with fewer than ten bad pieces. */
  readonly unknown: number;
  /** How the causes were named in this run. */
  readonly causes: PlantCauseFigures | undefined;
  readonly costs: Pick<CostSums, "scrap" | "rework" | "inspection" | "made" | "good">;
}

export interface QualityFigures {
  readonly without: QualityRun;
  readonly with: QualityRun;
}

type Run = Omit<LeanOrder, "followers" | "everyS">;

export async function qualityFigures(means: LeanMeans, run: Run, signal: AbortSignal): Promise<QualityFigures> {
  const order = { ...run, followers: ["causes", "costs"], everyS: 5 };
  const one = async (follows: boolean): Promise<QualityRun> => {
    const crew = new QualityCrew(means.config, follows);
    let costs: CostView["total"] | undefined;
    let from = Number.NaN;
    const each = (moment: LeanMoment): void => {
      if (Number.isNaN(from)) from = moment.second.at;
      crew.second(moment);
    };
    const end = ({ answersOf, second }: LeanMoment): void => {
      const ask = answersOf("costs")?.["costs"] as ((question: CostQuestion) => CostView) | undefined;
      // Rows are of whole hours.
      costs = ask?.({ from: Math.floor(from / HOUR_US) * HOUR_US, to: second.at, by: "day" }).total;
    };
    await leanRun(means, order, { each, end }, signal);
    const { scrap = 0, rework = 0, inspection = 0, made = 0, good = 0 } = costs ?? {};
    return { ...crew.result, costs: { scrap, rework, inspection, made, good } };
  };
  return { without: await one(false), with: await one(true) };
}

/** Starts at the tenth bad piece of a class of defects, with the causes that are named when it arrives, or without. */
export class QualityCrew {
  readonly #config: Pick<PlantConfig, "material">;
  readonly #follows: boolean;
  #causes: PlantCauses | undefined;
  readonly #located = new Map<TrueFault, Located>();

  constructor(config: Pick<PlantConfig, "material">, follows: boolean) {
    this.#config = config;
    this.#follows = follows;
  }

  get result(): Pick<QualityRun, "located" | "unknown" | "causes"> {
    const located = [...this.#located.values()];
    const causes = this.#causes;
    return { located, unknown: (causes?.faults.length ?? 0) - located.length, causes: causes?.figures() };
  }

  second({ second, truth, answersOf, built, command }: LeanMoment): void {
    this.#causes ??= new PlantCauses(() => truth.faults);
    const causes = this.#causes;
    const views = (): readonly DefectView[] => {
      const ask = answersOf("causes")?.["defects"] as (() => readonly DefectView[]) | undefined;
      return ask?.() ?? [];
    };
    causes.second(second, views);
    if (Math.round(second.at / 1e6) % 60 !== 0) return;
    for (const fault of causes.faults) {
      const tenthAt = causes.tenthOf(fault);
      if (tenthAt === undefined || this.#located.has(fault) || fault.repairedAt !== undefined) continue;
      const arrivesAt = tenthAt + CREW.reaction.value * HOUR_US;
      if (second.at < arrivesAt) continue;
      const searchH = this.#searchH(fault, causes, views(), built.plant);
      command({ kind: "repair", fault: fault.id, atMs: (arrivesAt + (searchH + CORRECTS_H) * HOUR_US) / 1000 });
      this.#located.set(fault, {
        ...{ id: fault.id, kind: fault.kind },
        knownH: (tenthAt - fault.beginsAt) / HOUR_US,
        searchH: CREW.reaction.value + searchH,
      });
    }
  }

  /** Hours of examination until the right place was examined, without the way. */
  #searchH(fault: TrueFault, causes: PlantCauses, views: readonly DefectView[], plant: Pick<Plant, "assets">): number {
    const searched = meanSearchH(placesBefore(fault, this.#config, plant));
    if (!this.#follows) return searched;
    const named = (causes.viewOf(fault, views)?.ranking?.causes ?? []).slice(0, LOOKED_AT);
    const place = named.findIndex((cause) => causes.isOf(fault, cause));
    return place < 0 ? named.length * OTHER_EXAMINATION.hours + searched : (place + 1) * OTHER_EXAMINATION.hours;
  }
}

/** Mean time to the right one of some places in random order, of which symptoms rule some of the sound ones out. */
export function meanSearchH(places: number): number {
  const others = Math.max(0, places - 1) * (1 - CREW.ruledOut.value);
  return OTHER_EXAMINATION.hours * (1 + others / 2);
}

/** Places that may be wrong: stations up to the one that finds the defect, castings, programs. */
export function placesBefore(
  { cause }: Pick<TrueFault, "cause">,
  { material }: Pick<PlantConfig, "material">,
  { assets }: Pick<Plant, "assets">,
): number {
  const last = material.operations.findIndex(({ id }) => id === cause?.defect.operation);
  const words = material.operations.slice(0, last + 1).flatMap(({ stations }) => stations);
  return OTHER_PLACES + assets.filter(({ label }) => words.some((word) => matchesWord(word, label))).length;
}
