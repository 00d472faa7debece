/** Forecasts of the ends of simulated bearings, from bursts to the finding: share that holds, and error. */
import type { AssetUid } from "../edge/contracts/plant/tag.ts";
import { ComponentHealth } from "../edge/health/book/component-health.ts";
import { Experience } from "../edge/health/book/experience.ts";
import { EarlierLives } from "../edge/health/prognosis/earlier-lives.ts";
import { GROWTH_LAWS } from "../edge/health/prognosis/growth-laws.ts";
import { GrowthPath } from "../simulators/kernel/faults/growth.ts";
import { Random } from "../simulators/kernel/random.ts";
import { type Figures, figure, quantile } from "./report.ts";
import { BURSTS_PER_H, PARTS, WorkingSpindle } from "./working-spindle.ts";

const LIVES_H = [5, 20];
const SOUND_H = 2;
/** Machines of the bench; thresholds were chosen on those from 300 to 330. */
const FIRST_MACHINE = 950;

interface Life {
  /** Share of the forecasts whose interval of 90 % held the end, and median error as a share of the time left. */
  readonly held: number;
  readonly error: number;
  /** Share of the life at the first forecast. */
  readonly from: number;
  /** Factor of the intervals with which nine in ten of its forecasts would have held (`EarlierLives`). */
  readonly factor: number;
  /** Median logarithm of the forecast over the true time left. */
  readonly bias: number;
}

/**
 * `npm run bench -- bearing-lives`; `rounds` is the number of machines for each part and length of growth. About 4 s of
 * CPU for each hour of a life in ten machines. Growth is exponential (e^4u) along a random path to a random level from
 * 0.8 to 1, as in the simulated plant.
 */
export async function benchBearingLives({ rounds }: { readonly rounds: number }): Promise<Figures> {
  return LIVES_H.flatMap((hours) =>
    PARTS.flatMap((part) => {
      const all = Array.from({ length: rounds }, (_, at) => lifeOf(FIRST_MACHINE + at, part, hours));
      const lives = all.filter((life) => life !== undefined);
      const of = (key: string, what: string, value: (life: Life) => number) =>
        figure(`${part}-${hours}h-${key}`, `${part}, growth over ${hours} h: ${what}`, "", lives.map(value));
      const meanOf = (key: string, what: string, value: (life: Life) => number) =>
        figure(`${part}-${hours}h-${key}`, `${part}, growth over ${hours} h: ${what}, mean of lives`, "", [
          lives.reduce((sum, life) => sum + value(life), 0) / lives.length,
        ]);
      return [
        figure(`${part}-${hours}h-foretold`, `${part}, growth over ${hours} h: share of lives with a forecast`, "", [
          lives.length / all.length,
        ]),
        of("from", "share of the growth at the first forecast", ({ from }) => from),
        meanOf("held", "intervals that held", ({ held }) => held),
        meanOf("error", "median error of a life over the time left", ({ error }) => error),
        of("factor", "factor of the intervals with which nine in ten would hold", ({ factor }) => factor),
        of("bias", "logarithm of the forecast over the time left", ({ bias }) => bias),
      ];
    }),
  );
}

/** Forecasts of one life; undefined where there was none. */
export function lifeOf(machine: number, part: (typeof PARTS)[number], hours: number): Life | undefined {
  const random = new Random(machine).at(`${part} ${hours}`);
  const path = new GrowthPath(GROWTH_LAWS[1] as (typeof GROWTH_LAWS)[number], random);
  const level = random.between(0.8, 1);
  const spindle = new WorkingSpindle(machine);
  const health = new ComponentHealth({
    assetUid: "bench" as AssetUid,
    path: "spindle/front-bearing",
    name: { zh: "轴承", en: "Bearing" },
    newest: () => undefined,
    watches: [spindle.lines],
    earlier: new EarlierLives(),
    assetType: "bench",
    experience: new Experience(),
  });
  for (let burst = 0; burst < SOUND_H * BURSTS_PER_H; burst++) {
    spindle.take({});
    health.tick(spindle.now, false);
  }
  const [begin, end] = [spindle.now, spindle.now + hours * 3.6e9];
  const said: {
    readonly at: number;
    readonly error: number;
    readonly held: boolean;
    readonly away: number;
    readonly score: number;
  }[] = [];
  for (let burst = 0; burst < hours * BURSTS_PER_H; burst++) {
    spindle.take({ [part]: level * path.at(burst / (hours * BURSTS_PER_H)) });
    const rul = health.tick(spindle.now, false)?.rul;
    if (rul === undefined || rul.at === said.at(-1)?.at || rul.at >= end) continue;
    const leftS = (end - rul.at) / 1e6;
    const held = leftS >= rul.p05 && leftS <= rul.p95;
    const away = Math.log(rul.p50 / leftS);
    const score = Math.abs(away) / Math.log(away > 0 ? rul.p50 / rul.p05 : rul.p95 / rul.p50);
    said.push({ at: rul.at, error: Math.abs(rul.p50 - leftS) / leftS, held, away, score });
  }
  const [first] = said;
  if (first === undefined) return undefined;
  return {
    held: said.filter(({ held }) => held).length / said.length,
    error: quantile(
      said.map(({ error }) => error),
      0.5,
    ),
    factor: quantile(
      said.map(({ score }) => score),
      0.9,
    ),
    bias: quantile(
      said.map(({ away }) => away),
      0.5,
    ),
    from: (first.at - begin) / (end - begin),
  };
}
