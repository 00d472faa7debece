import { duration, round, tableRow } from "../report.ts";
import type { SeedJudgement, SeedsFigures } from "./seeds.ts";

const SEED_WIDTHS = [12, 8, 8, 10] as const;
const ALERT_WIDTHS = [12, 21, 12, 16, 30, 0] as const;

/** Report of one scenario with many seeds. */
export interface SeedsReport {
  readonly runs: readonly SeedJudgement[];
  /** Seeds whose judgement an earlier start of the command had kept. */
  readonly kept: readonly number[];
  readonly figures: SeedsFigures;
  readonly wallS: number;
}

/** The figures as a page of text. */
export function seedsReportText({ runs, kept, figures, wallS }: SeedsReport): string {
  const { assetWeeks, samples, faults, detected, alerts, confirmed, falseSaid, falseAlerts } = figures;
  const { per100AssetWeeks, upperBound95, count } = figures.false;
  const [first] = runs;
  const size = `${runs.length} seeds of ${round(first?.hours ?? 0)} h with ${first?.assets} assets`;
  const bound = `at most ${upperBound95.toFixed(2)} (95 %, one-sided)`;
  const { alarm, advisory, prediction } = falseSaid;
  const lines = [
    `${first?.name} (${first?.scenario})`,
    `runs         ${size}: ${assetWeeks.toFixed(1)} asset-weeks, ${samples} samples`,
    `faults       ${detected} of ${faults} detected`,
    `alerts       ${alerts}; ${confirmed} confirmed by a nuisance`,
    `false        ${count}: ${per100AssetWeeks.toFixed(2)} per 100 asset-weeks, ${bound}`,
    `             ${alarm} alarms, ${advisory} advisories, ${prediction} predictions`,
    `took         ${duration(wallS)}${kept.length === 0 ? "" : `; ${kept.length} seeds were judged before`}`,
    "",
    tableRow(["seed", "alerts", "false", "confirmed"], SEED_WIDTHS),
    ...runs.map((one) =>
      tableRow([one.seed, one.alerts, one.falseAlerts.length, one.confirmed].map(String), SEED_WIDTHS),
    ),
  ];
  if (falseAlerts.length > 0)
    lines.push(
      "",
      tableRow(["false alerts", "at", "asset", "during", "rule", "words"], ALERT_WIDTHS),
      ...falseAlerts.map(({ seed, at, asset, during, rule, message }) =>
        tableRow([`seed ${seed}`, timeOf(at), asset, during, rule, message], ALERT_WIDTHS),
      ),
    );
  return `${lines.join("\n")}\n`;
}

function timeOf(micros: number): string {
  return new Date(micros / 1000).toISOString().slice(0, 19);
}
