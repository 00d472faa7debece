import { flowOf } from "../../forecast/model/flow.ts";
import { foreseen, goodBetween } from "../../forecast/whatif/foresee.ts";
import { historyOf, type Means } from "./judged-run.ts";

/** Forecasts of one run begin this far apart, the first after so many hours of learning. */
const LEARNS_H = 8;
const APART_H = 2;
const FORKS_OF_RUN = 4;
const REPLICATIONS = 30;

/** A forecast and what happened. */
export interface Fork {
  readonly seed: number;
  /** Hours since the begin of the run. */
  readonly atH: number;
  readonly happened: number;
  /** Good pieces: middle of the runs, and the interval of 90 %. */
  readonly middle: number;
  readonly low: number;
  readonly high: number;
}

export interface ForecastFigures {
  readonly scenario: string;
  readonly horizonH: number;
  readonly forks: readonly Fork[];
  /** Mean of |forecast / happened - 1|, the same with its sign, and the largest. */
  readonly error: number;
  readonly bias: number;
  readonly worst: number;
  /** Share of the forks within 3 %, and of the intervals that held what happened. */
  readonly within: number;
  readonly covered: number;
}

export interface Judged {
  readonly scenario: string;
  readonly seed: number;
  readonly forks: number;
  readonly horizonH: number;
}

/** Forecasts of simulated plants by what their controllers reported, against what they made (rules FK30 and FK31). */
export async function forecastFigures(
  { description, stream }: Means,
  { scenario, seed, forks, horizonH }: Judged,
  told: (fork: Fork) => void,
): Promise<ForecastFigures> {
  const found: Fork[] = [];
  const flow = flowOf(description);
  for (let run = 0; found.length < forks; run++) {
    const hours = LEARNS_H + APART_H * (FORKS_OF_RUN - 1) + horizonH;
    const history = await historyOf({ description, stream }, { scenario, seed: seed + run, hours });
    for (let fork = 0; fork < FORKS_OF_RUN && found.length < forks; fork++) {
      const atH = LEARNS_H + APART_H * fork;
      const at = history.from + atH * 3600e6;
      const until = at + horizonH * 3600e6;
      const ahead = { at, horizonS: 3600 * horizonH, replications: REPLICATIONS, seed: seed + run };
      const { good } = foreseen(history, description, ahead);
      const happened = goodBetween(history, { description, flow }, at, until);
      const made = { seed: seed + run, atH, happened, ...good };
      found.push(made);
      told(made);
    }
  }
  return { scenario, horizonH, forks: found, ...summary(found) };
}

function summary(forks: readonly Fork[]): Omit<ForecastFigures, "scenario" | "horizonH" | "forks"> {
  const errors = forks.map(({ middle, happened }) => middle / happened - 1);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sizes = errors.map(Math.abs);
  return {
    error: mean(sizes),
    bias: mean(errors),
    worst: Math.max(...sizes),
    within: sizes.filter((size) => size <= 0.03).length / forks.length,
    covered: forks.filter(({ low, high, happened }) => low <= happened && happened <= high).length / forks.length,
  };
}

export function forecastText({
  scenario,
  horizonH,
  forks,
  error,
  bias,
  worst,
  within,
  covered,
}: ForecastFigures): string {
  const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
  const asked = `good pieces of the next ${horizonH} h, ${forks.length} forks after ${LEARNS_H} h or more`;
  return `Forecasts of ${scenario}: ${asked}
  mean error             ${percent(error)}  (bias ${percent(bias)}, worst ${percent(worst)})
  within 3 %             ${percent(within, 0)}
  90 % interval covers   ${percent(covered, 0)}
`;
}
