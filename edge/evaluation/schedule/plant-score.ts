/** How much better a plan is than dispatch rules, on made plants with random durations (rule SD16). */
import type { PlanObjective } from "../../contracts/schedule/work-plan.ts";
import { dispatchRules } from "../../schedule/dispatch/rules.ts";
import { runByRule } from "../../schedule/dispatch/shop-floor.ts";
import { improve } from "../../schedule/improve/improve.ts";
import { readPlant } from "../../schedule/plant/read.ts";
import { drawShares, onTimeShare, PlanRun, USUAL_SPREAD } from "../../schedule/replicate.ts";
import { tableRow } from "../report.ts";
import { type Followed, followPlan } from "./follow-plan.ts";
import { MADE, madePlan } from "./made-plan.ts";
import { reachableShare } from "./reachable.ts";

/** On-time delivery counts, lateness little: the objective that the rules are compared with. */
const ON_TIME: Partial<PlanObjective> = { late: 1_000, tardiness: 0.05, marginMin: 60 };
/** Work is planned that much longer than it takes in the mean, because what does not fit before a night costs one. */
const RESERVE = 1.05;
/** The plan is made again twice in a shift. */
const FOLLOWED: Followed = { everyS: 4 * 3_600, steps: 5_000 };

/** Seed of the random durations; the search never sees them. */
const RUNS_SEED = 7_919;

export interface ScoredPlant {
  readonly seed: number;
  readonly tightness: number;
  readonly operations: number;
  /** Shares of orders on time, means over the replications: by rule, ATCS by its best scale. */
  readonly rules: Readonly<Record<string, number>>;
  /** What no way to schedule gets over, with the mean durations (rule SD46). */
  readonly reachable: number;
  /** The plan, made again every four hours. */
  readonly plan: number;
  /** The first plan to the end. */
  readonly fixed: number;
  /** The first plan without random durations. */
  readonly planned: number;
  readonly firstMs: number;
  readonly steps: number;
  readonly seconds: number;
}

export interface PlantQuestion {
  readonly seed: number;
  readonly tightness: number;
  /** CPU seconds of the search. */
  readonly seconds: number;
  readonly replications: number;
}

/** Plans one made plant, then runs plan and rules with the same random durations. */
export function scorePlant({ seed, tightness, seconds, replications }: PlantQuestion): ScoredPlant {
  const made = madePlan({ ...MADE, seed, tightness });
  const plant = readPlant({ ...made, objective: { ...made.objective, ...ON_TIME } });
  const runs = Array.from({ length: replications }, (_, replication) =>
    drawShares(plant, { seed: RUNS_SEED + seed, replication, spread: USUAL_SPREAD }),
  );
  const rules: Record<string, number> = {};
  for (const { name, rule } of dispatchRules(plant)) {
    const share = mean(runs.map((shares) => onTimeShare(plant, runByRule(plant, rule, shares).orderEnd)));
    rules[name] = Math.max(share, rules[name] ?? 0);
  }
  const begunMs = performance.now();
  let firstMs: number | undefined;
  const begun = process.threadCpuUsage().user;
  const spent = (): number => (process.threadCpuUsage().user - begun) / 1e6;
  const planned = { ...plant, workOf: plant.workOf.map((work) => Math.round(work * RESERVE)) };
  const first = improve(planned, seed, () => spent() / seconds, {
    improved: () => {
      firstMs ??= performance.now() - begunMs;
    },
  });
  const { decisions, timeline, steps } = first;
  const taken = spent();
  const run = new PlanRun(decisions, timeline, plant);
  const followed = runs.map((shares) => followPlan({ plant, planned }, first, shares, FOLLOWED));
  return {
    seed,
    tightness,
    operations: plant.orderOf.length,
    rules,
    reachable: reachableShare(plant),
    plan: mean(followed.map(({ orderEnd }) => onTimeShare(plant, orderEnd))),
    fixed: mean(runs.map((shares) => onTimeShare(plant, run.run(shares).orderEnd))),
    planned: onTimeShare(plant, timeline.orderEnd),
    firstMs: firstMs ?? 0,
    steps,
    seconds: taken,
  };
}

const WIDTHS = [10, 8, 8, 8, 8, 8, 8, 12, 8, 8, 8, 10, 10, 8, 12] as const;

/** Means over the seeds by tightness, then each plant. The best rule is the best of each plant. */
export function plantScoreText(
  scored: readonly ScoredPlant[],
  { seconds, replications }: Pick<PlantQuestion, "seconds" | "replications">,
): string {
  const names = Object.keys(scored[0]?.rules ?? {});
  const head = ["tightness", "seed", ...names, "best", "plan", "better", "at most", "of these", "fixed", "first plan"];
  const row = (
    one: Omit<ScoredPlant, "seed" | "steps" | "planned" | "operations" | "seconds">,
    seed: string,
    best: number,
  ) =>
    tableRow(
      [
        String(one.tightness),
        seed,
        ...names.map((name) => percent(one.rules[name] ?? 0)),
        percent(best),
        percent(one.plan),
        (100 * (one.plan - best)).toFixed(1),
        percent(one.reachable),
        one.reachable > best ? percent((one.plan - best) / (one.reachable - best)) : "",
        percent(one.fixed),
        `${Math.round(one.firstMs)} ms`,
      ],
      WIDTHS,
    );
  const bestOf = ({ rules }: ScoredPlant): number => Math.max(...Object.values(rules));
  const means = [...Map.groupBy(scored, ({ tightness }) => tightness)].map(([tightness, all]) =>
    row(
      {
        tightness,
        rules: Object.fromEntries(names.map((name) => [name, mean(all.map(({ rules }) => rules[name] ?? 0))])),
        reachable: mean(all.map(({ reachable }) => reachable)),
        plan: mean(all.map(({ plan }) => plan)),
        fixed: mean(all.map(({ fixed }) => fixed)),
        firstMs: Math.max(...all.map(({ firstMs }) => firstMs)),
      },
      "all",
      mean(all.map(bestOf)),
    ),
  );
  const lines = [
    `${scored[0]?.operations} operations, ${MADE.variants} variants, ${seconds} s of one core for a plan`,
    `share of orders on time in ${replications} runs with random durations`,
    "at most: what no schedule gets over, by a relaxation with mean durations",
    "of these: gained over the best rule, as a share of what can be gained at most",
    "",
    tableRow(head, WIDTHS),
    ...means,
    "",
    ...scored.map((one) => row(one, String(one.seed), bestOf(one))),
  ];
  return `${lines.join("\n")}\n`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
