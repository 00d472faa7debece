import type { PredictionFigures } from "./figures.ts";
import type { AlertClass, FalseAlert, JudgedFault, Judgement } from "./judge.ts";
import type { NotRun } from "./not-run.ts";

const MOST_LINES = 60;

/** The run that was judged. */
export interface JudgedRun {
  /** Scenario, or folder of a kept run. */
  readonly name: string;
  /** Title of the scenario. */
  readonly scenario: string;
  readonly seed: number;
}

/** The judgement as a page of text. */
export function reportText({ name, scenario, seed }: JudgedRun, judgement: Judgement): string {
  const { hours, assets, samples, cpuUsPerSample, faults, detected, rightFirst, medianDelayS, said } = judgement;
  const { alerts, falseAlerts, predictions } = judgement;
  const cpu = cpuUsPerSample.toFixed(3);
  const delay = medianDelayS === null ? "-" : duration(medianDelayS);
  const [error, held] = [percent(predictions.medianRelativeError), percent(predictions.coverage)];
  const errors = `median error ${error} of the time left, interval held ${held}`;
  const perWeek = judgement.falsePer100AssetsWeek.toFixed(1);
  const perSample = `${samples} samples, ${cpu} µs CPU a sample`;
  const inTime = judgement.replaced === 0 ? "" : `, ${judgement.replaced} replaced in time`;
  const found = `${detected} of ${faults.length} detected${inTime}`;
  const lines = [
    `${name} (${scenario}), seed ${seed}`,
    `run          ${round(hours)} h of simulated time, ${assets} assets with samples, ${perSample}`,
    `faults       ${found}, the right part first in ${rightFirst}, median delay ${delay}`,
    `not judged   ${counts(judgement.notJudged) || "none"}`,
    `alerts       ${alerts}, ${falseAlerts.length} of them false: ${perWeek} per 100 assets and week`,
    `confirmed    ${judgement.confirmed} state what a nuisance had made true, and are not false`,
    ...(["alarm", "advisory", "prediction"] as const).map((what) => classRow(what, said[what])),
    `false during ${counts(judgement.falseDuring) || "none"}`,
    `predictions  ${predictions.said} said: ${outcomesText(predictions)}; ${errors}`,
    ...notRunRows(judgement.notRun),
    "",
    row(["fault", "kind", "asset", "part", "found", "delay", "before failure", "first word", "by rule"]),
    ...faults.map(faultRow),
  ];
  if (falseAlerts.length > 0)
    lines.push("", row(["false alerts", "", "", "", "count", "", "during", "", "rule"]), ...falseRows(falseAlerts));
  return `${lines.join("\n")}\n`;
}

const PLURALS = { alarm: "alarms", advisory: "advisories", prediction: "predictions" } as const;

function classRow(
  what: AlertClass,
  { raised, false: wrong, falsePer100AssetsWeek }: Judgement["said"][AlertClass],
): string {
  const rate = falsePer100AssetsWeek.toFixed(1);
  return ` ${PLURALS[what].padEnd(12)}${raised}, ${wrong} of them false: ${rate} per 100 assets and week`;
}

/** Rows for the parts that were not evaluated. */
function notRunRows({ parts, tags, tagsWithoutSample, unknownSamples }: NotRun): string[] {
  const without = Object.values(tagsWithoutSample).reduce((sum, count) => sum + count, 0);
  const silent = without === 0 ? "" : `${without} of ${tags} tags, which had no sample (${counts(tagsWithoutSample)})`;
  const unknown = unknownSamples === 0 ? "" : `${unknownSamples} samples of tags that the config does not have`;
  const all = [...parts, silent, unknown].filter((text) => text !== "");
  return all.map((text, at) => `${at === 0 ? "not run" : ""}`.padEnd(13) + text);
}

const WIDTHS = [18, 20, 14, 10, 7, 10, 15, 11, 0];

const row = (cells: readonly string[]): string => tableRow(cells, WIDTHS);

function faultRow(fault: JudgedFault): string {
  const { id, kind, asset, component, detected, replaced, delayS, leadS, rightFirst, rule } = fault;
  const word = rightFirst === undefined ? "none" : rightFirst ? "right" : "other part";
  return row([
    id,
    kind,
    asset,
    component,
    detected ? "yes" : replaced === true ? "in time" : "no",
    delayS === undefined ? "" : duration(delayS),
    leadS === undefined ? "" : duration(leadS),
    word,
    rule ?? "",
  ]);
}

function falseRows(alerts: readonly FalseAlert[]): string[] {
  const groups = new Map<string, { readonly alert: FalseAlert; count: number }>();
  for (const alert of alerts) {
    const key = `${alert.asset}\n${alert.rule}\n${alert.during}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { alert, count: 1 });
    else group.count++;
  }
  const sorted = [...groups.values()].sort((a, b) => b.count - a.count);
  const rows = sorted
    .slice(0, MOST_LINES)
    .map(({ alert, count }) => row([alert.asset, alert.said, "", "", String(count), "", alert.during, "", alert.rule]));
  return sorted.length > MOST_LINES ? [...rows, `… and ${sorted.length - MOST_LINES} more`] : rows;
}

/** Outcomes of predictions. */
export function outcomesText({ crossed, replaced, missed, open }: PredictionFigures): string {
  return `${crossed} came true, ${replaced} replaced before, ${missed} did not, ${open} open`;
}

/** A row of a table of text. */
export function tableRow(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, at) => cell.padEnd(widths[at] as number))
    .join(" ")
    .trimEnd();
}

/** A duration in seconds, minutes or hours, whichever is shortest. */
export function duration(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.abs(seconds);
  if (whole < 120) return `${sign}${whole.toFixed(0)} s`;
  return whole < 7200 ? `${sign}${(whole / 60).toFixed(1)} min` : `${sign}${(whole / 3600).toFixed(1)} h`;
}

function counts(of: Readonly<Record<string, number>>): string {
  return Object.entries(of)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

export function percent(share: number | null): string {
  return share === null ? "-" : `${Math.round(share * 100)} %`;
}

/** To hundredths. */
export function round(hours: number): number {
  return Math.round(hours * 100) / 100;
}
