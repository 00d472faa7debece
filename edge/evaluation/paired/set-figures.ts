/** Figures over all runs of a set: rules E23, E26 and E28 in docs/rules/evaluation.md. Pure. */
import { type CrewFigures, crewFigures } from "../crew/crew-figures.ts";
import { median, type PredictionFigures, predictionFigures } from "../figures.ts";
import type { PairedFault, PairJudgement } from "./judge-pair.ts";
import { type FalseRate, falseRate } from "./poisson.ts";
import { type LifeFigures, lifeFigures } from "./remaining-life.ts";

/** Faults of one kind, or of all. */
export interface FaultFigures {
  readonly judged: number;
  readonly visible: number;
  readonly found: number;
  readonly asset: number;
  readonly component: number;
  readonly kindInTop3: number;
  /** Hits: asset, component and kind. */
  readonly kindFirst: number;
  /** Seconds from the time at which the fault showed to the first finding on the right component. */
  readonly medianDelayS: number | null;
  /** Seconds from that finding to the end of function. */
  readonly medianLeadS: number | null;
  /** Forecasts of functional failures (E29). */
  readonly remainingLife: LifeFigures;
}

export interface SetFigures {
  readonly kinds: Readonly<Record<string, FaultFigures>>;
  readonly all: FaultFigures;
  readonly assetWeeks: number;
  /** Each false finding once: those of the sound runs, and further ones of the faulty runs. */
  readonly false: Readonly<Record<"sound" | "faulty" | "all", FalseRate>>;
  readonly disputed: number;
  /** Predictions in the faulty runs. */
  readonly predictions: PredictionFigures;
  /** Faults that the same findings would name if they were moved in time, or to other assets. */
  readonly chance: Readonly<Record<"byTime" | "byAsset", { readonly component: number; readonly hits: number }>>;
  /** A maintenance team with these findings and without. */
  readonly crew: CrewFigures;
}

export function setFigures(judgements: readonly PairJudgement[]): SetFigures {
  const faults = judgements.flatMap((judgement) => judgement.faults);
  const kinds = [...new Set(faults.map(({ kind }) => kind))].sort();
  const assetWeeks = sum(judgements.map((one) => one.assetWeeks));
  const falses = judgements.flatMap(({ falseAlerts }) => falseAlerts);
  const rate = (count: number): FalseRate => falseRate(count, assetWeeks);
  const ofRun = (run: "sound" | "faulty"): number => falses.filter((one) => one.run === run).length;
  const chance = (way: "byTime" | "byAsset") => ({
    component: sum(judgements.map((one) => one.chance[way].component)),
    hits: sum(judgements.map((one) => one.chance[way].hits)),
  });
  return {
    kinds: Object.fromEntries(kinds.map((kind) => [kind, faultFigures(faults.filter((fault) => fault.kind === kind))])),
    all: faultFigures(faults),
    assetWeeks,
    false: { sound: rate(ofRun("sound")), faulty: rate(ofRun("faulty")), all: rate(falses.length) },
    disputed: sum(judgements.map(({ disputed }) => disputed.length)),
    predictions: predictionFigures(judgements.flatMap((one) => one.forecasts)),
    chance: { byTime: chance("byTime"), byAsset: chance("byAsset") },
    crew: crewFigures(judgements),
  };
}

function faultFigures(faults: readonly PairedFault[]): FaultFigures {
  const count = (test: (fault: PairedFault) => boolean): number => faults.filter(test).length;
  return {
    judged: faults.length,
    visible: count(({ visibleAfterS }) => visibleAfterS !== undefined),
    found: count(({ isFound }) => isFound),
    asset: count(({ namesAsset }) => namesAsset),
    component: count(({ namesComponent }) => namesComponent),
    kindInTop3: count(({ inTop3 }) => inTop3),
    kindFirst: count(({ isHit }) => isHit),
    medianDelayS: median(faults.flatMap(({ delayS }) => delayS ?? [])),
    medianLeadS: median(faults.flatMap(({ leadS }) => leadS ?? [])),
    remainingLife: lifeFigures(faults),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
