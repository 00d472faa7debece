/** One scenario with many seeds: rule E38 in docs/rules/evaluation.md. Pure. */
import { EdgeError } from "../../contracts/errors.ts";
import { type AlertClass, type FalseAlert, type Judgement, WEEK_H } from "../judge.ts";
import { type FalseRate, falseRate } from "../paired/poisson.ts";
import type { JudgedRun } from "../report.ts";

const MOST_SEEDS = 1000;
const MOST_SEED = 2 ** 31;

/** What was found with one seed. */
export type SeedJudgement = JudgedRun & Judgement;

export interface SeedsFigures {
  readonly assetWeeks: number;
  readonly samples: number;
  readonly faults: number;
  readonly detected: number;
  readonly alerts: number;
  readonly confirmed: number;
  readonly false: FalseRate;
  readonly falseSaid: Readonly<Record<AlertClass, number>>;
  readonly falseAlerts: readonly (FalseAlert & { readonly seed: number })[];
}

/** Seeds such as `20-32` or `3,7,20-24`, each once and in this order. Throws EdgeError `bad-request`. */
export function seedsIn(text: string): readonly number[] {
  const seeds = text.split(",").flatMap((part) => {
    const [from, to = from] = part.split("-").map((number) => (/^\d+$/.test(number) ? Number(number) : Number.NaN));
    const isRange = part.split("-").length <= 2 && (from as number) <= (to as number) && (to as number) <= MOST_SEED;
    if (!isRange || (to as number) - (from as number) >= MOST_SEEDS) return [Number.NaN];
    return Array.from({ length: (to as number) - (from as number) + 1 }, (_, one) => (from as number) + one);
  });
  const each = [...new Set(seeds)];
  if (each.some(Number.isNaN) || each.length > MOST_SEEDS)
    throw new EdgeError("bad-request", `--seeds is ${text}; give at most ${MOST_SEEDS}, such as 20-32 or 3,7,20-24`);
  return each;
}

/** Figures over the runs of all seeds. */
export function seedsFigures(judgements: readonly SeedJudgement[]): SeedsFigures {
  const sum = (of: (one: SeedJudgement) => number): number => judgements.reduce((total, one) => total + of(one), 0);
  const falseAlerts = judgements.flatMap((one) => one.falseAlerts.map((alert) => ({ seed: one.seed, ...alert })));
  const assetWeeks = sum(({ assets, hours }) => (assets * hours) / WEEK_H);
  return {
    assetWeeks,
    samples: sum(({ samples }) => samples),
    faults: sum(({ faults }) => faults.length),
    detected: sum(({ detected }) => detected),
    alerts: sum(({ alerts }) => alerts),
    confirmed: sum(({ confirmed }) => confirmed),
    false: falseRate(falseAlerts.length, assetWeeks),
    falseSaid: {
      alarm: sum(({ said }) => said.alarm.false),
      advisory: sum(({ said }) => said.advisory.false),
      prediction: sum(({ said }) => said.prediction.false),
    },
    falseAlerts,
  };
}
