/**
 * `npm run bench -- quality`: run lengths of control charts against published ones, and how often the interval of Cpk
 * holds the true value, both by simulation through the code that judges measurements, with fixed random numbers; and
 * what a measurement costs the book.
 */
import type { ChartModel, RuleSet } from "../edge/contracts/quality/chart.ts";
import { capabilityOf } from "../edge/quality/statistics/capability.ts";
import { ChartJudge } from "../edge/quality/statistics/chart-judge.ts";
import { seeded } from "../test/reliability/random.ts";
import { rankTime } from "./quality/causes.ts";
import { type BookCost, costOfBook } from "./quality/measurements.ts";
import { type Figures, figure } from "./report.ts";

/** Runs of a chart in a round: the standard error of a mean run length is 0.5 %. */
const RUNS = 40_000;
/** Processes of which the interval of Cpk is asked, for each true value and place of the mean. */
const PROCESSES = 4000;

const UNIT = { size: 1, centre: 0, sigma: 1, lambda: Number.NaN, width: 3, reference: Number.NaN } as const;
const SINGLE: ChartModel = { ...UNIT, kind: "i-mr" };
const MEANS: ChartModel = { ...UNIT, kind: "xbar-s", size: 5 };
const EWMA: ChartModel = { ...UNIT, kind: "ewma", lambda: 0.1, width: 2.814 };
const CUSUM: ChartModel = { ...UNIT, kind: "cusum", reference: 0.5, width: 5 };

interface Published {
  readonly key: string;
  readonly what: string;
  readonly model: ChartModel;
  readonly set: RuleSet;
  /** Of the mean, in standard deviations of the plotted value or mean. */
  readonly shift: number;
  readonly runLength: number;
}

const CHAMP = "C. W. Champ and W. H. Woodall, Technometrics 29 (1987) 393";
const LUCAS = "J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990) 1";
const CROSIER = "J. M. Lucas and R. B. Crosier, Technometrics 24 (1982) 199";

const PUBLISHED: readonly Published[] = [
  { key: "shewhart", what: CHAMP, model: SINGLE, set: "limits", shift: 0, runLength: 370.4 },
  { key: "shewhartMeans", what: `${CHAMP}, means of five`, model: MEANS, set: "limits", shift: 0, runLength: 370.4 },
  { key: "shewhartShifted", what: `${CHAMP}, shift 1σ`, model: SINGLE, set: "limits", shift: 1, runLength: 43.89 },
  { key: "westernElectric", what: CHAMP, model: SINGLE, set: "western-electric", shift: 0, runLength: 91.75 },
  {
    key: "westernElectricShifted",
    what: `${CHAMP}, shift 1σ`,
    model: SINGLE,
    set: "western-electric",
    shift: 1,
    runLength: 9.22,
  },
  { key: "ewma", what: LUCAS, model: EWMA, set: "limits", shift: 0, runLength: 500 },
  { key: "ewmaShifted", what: `${LUCAS}, shift 1σ`, model: EWMA, set: "limits", shift: 1, runLength: 10.3 },
  { key: "cusum", what: CROSIER, model: CUSUM, set: "limits", shift: 0, runLength: 465 },
  { key: "cusumShifted", what: `${CROSIER}, shift 1σ`, model: CUSUM, set: "limits", shift: 1, runLength: 10.4 },
];

type Normal = () => number;

export async function benchQuality({ rounds }: { rounds: number }): Promise<Figures> {
  const normal = normalNumbers(20_261_129);
  const lengths = PUBLISHED.map((one) => ({
    ...one,
    found: Array.from({ length: rounds }, () => runLength(one, normal)),
  }));
  const off = lengths.map(({ found, runLength: published }) => {
    const mean = found.reduce((sum, value) => sum + value, 0) / rounds;
    return Math.abs(mean / published - 1) * 100;
  });
  const coverage = coverages(normal);
  const costs: BookCost[] = [];
  for (let round = 0; round < rounds; round++) costs.push(await costOfBook());
  const of = (key: keyof BookCost, what: string, unit: string) =>
    figure(
      key,
      what,
      unit,
      costs.map((cost) => cost[key]),
    );
  return [
    ...lengths.map(({ key, what, found, runLength: published }) =>
      figure(`${key}Arl`, `mean run length; ${published} in ${what}`, "1", found),
    ),
    figure("arlOffPercent", "largest difference from a published run length, means of all rounds", "%", [
      Math.max(...off),
    ]),
    figure(
      "cpkCoveragePercent",
      "intervals of 95 % that hold the true Cpk: median and extremes of 24 cases",
      "%",
      coverage,
    ),
    of("usPerMeasurement", "processor time of a measurement, with the work before it and writes", "µs"),
    of("chartMs", "a control chart of 100 subgroups", "ms"),
    of("capabilityMs", "capability of a chart's 16,667 values", "ms"),
    figure(
      "rankMs",
      "ranking of 500 circumstances of 100,000 pieces",
      "ms",
      Array.from({ length: rounds }, (_, round) => rankTime(round)),
    ),
    figure("rssMb", "memory of the process", "MiB", [process.memoryUsage.rss() / 2 ** 20]),
  ];
}

/** Mean number of points up to the first signal of the location; published figures are without the spread. */
function runLength({ model, set, shift }: Published, normal: Normal): number {
  const judge = new ChartJudge(model, set);
  const values = new Float64Array(model.size);
  const isTwoSided = model.kind === "cusum";
  const mean = shift / Math.sqrt(model.size);
  let points = 0;
  for (let run = 0; run < RUNS; run++) {
    judge.restart();
    for (;;) {
      points++;
      for (let at = 0; at < values.length; at++) values[at] = normal() + mean;
      const found = judge.add(values);
      if ((isTwoSided ? found : found & 0xff) !== 0) break;
    }
  }
  return points / RUNS;
}

/** Percentages of intervals of Ppk and Cpk that hold the true value, by true value, place of the mean and number. */
function coverages(normal: Normal): number[] {
  const found: number[] = [];
  for (const count of [30, 100])
    for (const truth of [1, 1.33, 1.67, 2])
      for (const offset of [0, 0.5, 1]) {
        let held = 0;
        for (let process = 0; process < PROCESSES; process++) {
          const values = Float64Array.from({ length: count }, () => normal() + offset);
          const limit = 3 * truth + offset;
          const tolerance = { lower: -limit, upper: limit };
          const { ppk } = capabilityOf({ values, size: 1, tolerance, distribution: "normal" }) ?? {};
          if (ppk != null && ppk.low <= truth && truth <= ppk.high) held++;
        }
        found.push((100 * held) / PROCESSES);
      }
  return found;
}

/** Standard normal numbers by the method of Box and Muller. */
function normalNumbers(seed: number): Normal {
  const random = seeded(seed);
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
