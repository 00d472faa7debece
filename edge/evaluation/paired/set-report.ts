import { crewRows } from "../crew/crew-report.ts";
import { duration, outcomesText, percent, tableRow } from "../report.ts";
import type { PairJudgement } from "./judge-pair.ts";
import type { PairedRun } from "./set.ts";
import type { FaultFigures, SetFigures } from "./set-figures.ts";

const MOST_FALSE = 40;
const WIDTHS = [22, 7, 8, 6, 6, 10, 11, 7, 9, 9] as const;
const row = (cells: readonly string[]): string => tableRow(cells, WIDTHS);

/** Report of a set of paired runs. */
export interface SetReport {
  readonly title: string;
  readonly runs: readonly { readonly run: PairedRun; readonly judgement: PairJudgement }[];
  /** Those of the runs that an earlier start of the command had kept. */
  readonly kept: readonly PairedRun[];
  readonly figures: SetFigures;
  /** Seconds for all runs, also those that were kept. */
  readonly wallS: number;
}

/** The figures as a page of text. */
export function setReportText({ title, runs, kept, figures, wallS }: SetReport): string {
  const { kinds, all, assetWeeks, predictions, chance, disputed } = figures;
  const rates = (["all", "sound", "faulty"] as const).map((run) => {
    const { count, per100AssetWeeks, upperBound95 } = figures.false[run];
    const name = { all: "false", sound: " sound runs", faulty: " faulty only" }[run];
    const bound = `at most ${upperBound95.toFixed(1)} (95 %, one-sided)`;
    return `${name.padEnd(13)}${count}: ${per100AssetWeeks.toFixed(1)} per 100 asset-weeks, ${bound}`;
  });
  const of = ({ component, hits }: SetFigures["chance"]["byTime"]): string =>
    `${component.toFixed(1)} components, ${hits.toFixed(1)} hits`;
  const { said, coverage, medianRelativeError } = predictions;
  const errors = `interval held ${percent(coverage)}, median error ${percent(medianRelativeError)} of the time left`;
  const lines = [
    title,
    ...runs.map(({ run, judgement }) => `run          ${runText(run, judgement)}`),
    ...rates,
    `disputed     ${disputed}`,
    `predictions  ${said} said: ${outcomesText(predictions)}; ${errors}`,
    `by chance    moved in time ${of(chance.byTime)}; on other assets ${of(chance.byAsset)}`,
    `exposure     ${assetWeeks.toFixed(1)} asset-weeks in each run of the pairs`,
    `took         ${duration(wallS)}${kept.length === 0 ? "" : `, of which ${kept.length} pairs earlier`}`,
    "",
    row(["kind of fault", "judged", "visible", "found", "asset", "component", "kind first", "top 3", "delay", "lead"]),
    ...Object.entries(kinds).map(([kind, faults]) => faultsRow(kind, faults)),
    faultsRow("all", all),
    ...lifeRows([...Object.entries(kinds), ["all", all]]),
    "",
    ...crewRows(figures.crew),
    ...falseRows(runs.map(({ judgement }) => judgement)),
  ];
  return `${lines.join("\n")}\n`;
}

function runText({ scenario, seed, hours }: PairedRun, { assets, samples, findings }: PairJudgement): string {
  const { faulty, both, sound } = findings;
  const size = `${hours} h, ${assets} assets, ${samples} samples`;
  return `${scenario}, seed ${seed}, ${size}; findings: ${faulty} faulty, ${sound} sound, ${both} in both`;
}

function faultsRow(kind: string, faults: FaultFigures): string {
  const { judged, visible, found, asset, component, kindFirst, kindInTop3, medianDelayS, medianLeadS } = faults;
  const counts = [judged, visible, found, asset, component, kindFirst, kindInTop3].map(String);
  const times = [medianDelayS, medianLeadS].map((seconds) => (seconds === null ? "-" : duration(seconds)));
  return row([kind, ...counts, ...times]);
}

function lifeRows(kinds: readonly (readonly [string, FaultFigures])[]): string[] {
  const rows = kinds.flatMap(([kind, { remainingLife }]) => {
    const { faults, said, coverage, medianRelativeError } = remainingLife;
    return faults === 0
      ? []
      : [row([kind, ...[faults, said].map(String), percent(coverage), percent(medianRelativeError)])];
  });
  return rows.length === 0 ? [] : ["", row(["remaining life", "faults", "said", "held", "error"]), ...rows];
}

function falseRows(judgements: readonly PairJudgement[]): string[] {
  const counts = new Map<string, number>();
  for (const { run, asset, rule, during } of judgements.flatMap(({ falseAlerts }) => falseAlerts)) {
    const key = [run.padEnd(8), asset.padEnd(14), during.padEnd(16), rule].join(" ");
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  if (sorted.length === 0) return [];
  const rows = sorted.slice(0, MOST_FALSE).map(([key, count]) => `${String(count).padEnd(6)}${key}`);
  const rest = sorted.length > MOST_FALSE ? [`… and ${sorted.length - MOST_FALSE} more`] : [];
  return ["", "false findings", ...rows, ...rest];
}
