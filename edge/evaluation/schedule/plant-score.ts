/** How much better a plan is than dispatch rules, on made plants with random durations (rules in docs/rules/schedule.md). */
import type { PlanObjective } from "../../contracts/schedule/work-plan.ts";
import { dispatchRules } from "../../schedule/dispatch/rules.ts";
import { runByRule } from "../../schedule/dispatch/shop-floor.ts";
import { improve } from "../../schedule/improve/improve.ts";
import { readPlant } from "../../schedule/plant/read.ts";
import { drawShares, onTimeShare, PlanRun, USUAL_SPREAD } from "../../schedule/replicate.ts";
import { tableRow } from "../report.ts";
import { MADE, madePlan } from "./made-plan.ts";

/** On-time delivery counts, lateness little: the objective that the rules are compared with. */
const ON_TIME: Partial<PlanObjective> = { late: 1_000, tardiness: 0.05, marginMin: 240 };

/** Seed of the random durations; the search never sees them. */
const RUNS_SEED = 7_919;

export interface ScoredPlant {
  readonly seed: number;
  readonly tightness: number;
  readonly operations: number;
  /** Shares of orders on time, means over the replications: by rule, ATCS by its best scale. */
  readonly rules: Readonly<Record<string, number>>;
  readonly plan: number;
  /** The plan without random durations. */
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
  const { decisions, timeline, steps } = improve(plant, seed, () => spent() / seconds, {
    improved: () => {
      firstMs ??= performance.now() - begunMs;
    },
  });
  const run = new PlanRun(decisions, timeline);
  return {
    seed,
    tightness,
    operations: plant.orderOf.length,
    rules,
    plan: mean(runs.map((shares) => onTimeShare(plant, run.run(shares).orderEnd))),
    planned: onTimeShare(plant, timeline.orderEnd),
    firstMs: firstMs ?? 0,
    steps,
    seconds: spent(),
  };
}

const WIDTHS = [10, 8, 8, 8, 8, 8, 8, 13, 8, 8, 9, 12] as const;

/** Means over the seeds by tightness, then each plant. The best rule is the best of each plant. */
export function plantScoreText(
  scored: readonly ScoredPlant[],
  { seconds, replications }: Pick<PlantQuestion, "seconds" | "replications">,
): string {
  const names = Object.keys(scored[0]?.rules ?? {});
  const head = ["tightness", "seed", ...names, "best", "plan", "better", "first plan"];
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
        plan: mean(all.map(({ plan }) => plan)),
        firstMs: Math.max(...all.map(({ firstMs }) => firstMs)),
      },
      "all",
      mean(all.map(bestOf)),
    ),
  );
  const lines = [
    `${scored[0]?.operations} operations, ${MADE.variants} variants; orders on time in ${replications} runs with random durations; ${seconds} s of one core for a plan`,
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
