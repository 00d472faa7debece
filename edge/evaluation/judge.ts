/** Compares alerts with the truth. Rules E1 to E10 and E18 in docs/rules/evaluation.md. Pure. */

import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Asset } from "../contracts/plant/plant.ts";
import { isConfirmed } from "./confirmed.ts";
import { type Bearing, bearingOf, isAboutItsAsset, isJudged } from "./expectations.ts";
import { countBy, median, type PredictionFigures, predictionFigures } from "./figures.ts";
import type { JudgedForecast } from "./forecasts.ts";
import { type NotRun, notRunOf } from "./not-run.ts";
import type { Occurrence, Watched } from "./occurrences.ts";
import { ToolLives } from "./tool-lives.ts";
import type { Nuisance, TrueFault, Truth } from "./truth.ts";

/** Consequences of a fault may raise alerts for this time after its repair. */
const AFTER_REPAIR_US = 600e6;
/**
 * Alerts have the time of their source, whose clock may be this far behind: an alert this soon before a fault may be
 * due to it.
 */
const CLOCK_US = 2e6;
export const WEEK_H = 168;

export interface JudgedFault {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly component: string;
  readonly detected: boolean;
  /** The rule that named the right part first. */
  readonly rule?: string;
  /** Seconds from the time at which the fault was observable to the alert; 0 if the alert was already active. */
  readonly delayS?: number;
  /** Seconds from the alert to the end of function, if the function ended within the run. */
  readonly leadS?: number;
  /**
   * Whether the first alert on its asset, or the first right one elsewhere, named the right part; absent when there
   * was none.
   */
  readonly rightFirst?: boolean;
  /** Not found, and nothing missed: its tools were all replaced as planned, before their end (E18). */
  readonly replaced?: boolean;
}

export interface FalseAlert {
  readonly rule: string;
  readonly asset: string;
  readonly at: Micros;
  readonly said: AlertClass;
  readonly during: Nuisance | "operation";
  readonly message: string;
}

/** A prediction is about the future; alarms and advisories are about the present, whatever their detector (A81). */
export type AlertClass = "alarm" | "advisory" | "prediction";

/** Number of findings, and number of these without a cause. */
interface ClassFigures {
  readonly raised: number;
  readonly false: number;
  readonly falsePer100AssetsWeek: number;
}

export interface Judgement {
  readonly hours: number;
  /** Assets of the config with a sample in the run: rates are over these. */
  readonly assets: number;
  readonly samples: number;
  /** Inputs that the run did not give to the detectors, so that they are not evaluated. */
  readonly notRun: NotRun;
  readonly cpuUsPerSample: number;
  readonly faults: readonly JudgedFault[];
  readonly detected: number;
  /** Faults that were not found because the worn part was replaced in time. */
  readonly replaced: number;
  readonly rightFirst: number;
  /** Seconds until detection, for the detected ones. */
  readonly medianDelayS: number | null;
  /** Faults of the truth that could not be seen in this run, by kind. */
  readonly notJudged: Readonly<Record<string, number>>;
  readonly alerts: number;
  /** Alerts without a fault whose words a nuisance had made true (E37); they are not false. */
  readonly confirmed: number;
  /** Figures by kind of alert; each alert is of one kind. */
  readonly said: Readonly<Record<AlertClass, ClassFigures>>;
  readonly falseAlerts: readonly FalseAlert[];
  readonly falsePer100AssetsWeek: number;
  readonly falseDuring: Readonly<Record<string, number>>;
  readonly predictions: PredictionFigures;
}

/** Compares the findings of a recording with its truth. */
export function judge(watched: Watched, truth: Pick<Truth, "faults" | "nuisanceAt" | "toolChanges">): Judgement {
  const { plant, from, to, samples, cpuUs, hasSample } = watched;
  const heard = heardOf(watched);
  const grounds = groundsOf(watched, truth);
  const judged = truth.faults.filter(isJudged);
  const faults = judged.map((fault) => judgeFault(fault, heard, grounds));
  const found = faults.filter(({ detected }) => detected);
  const groundless = heard.filter((alert) => isFalse(alert, grounds));
  const falseAlerts = groundless.filter((alert) => !isConfirmed(alert, truth)).map((alert) => falseAlert(alert, truth));
  const hours = (to - from) / 3600e6;
  const assets = plant.assets.filter(({ tags }) => tags.some(hasSample)).length;
  const perWeek = (count: number): number => (count === 0 ? 0 : (count / assets / hours) * 100 * WEEK_H);
  return {
    hours,
    assets,
    samples,
    notRun: notRunOf(watched),
    cpuUsPerSample: cpuUs / Math.max(1, samples),
    faults,
    detected: found.length,
    replaced: faults.filter(({ replaced }) => replaced === true).length,
    rightFirst: found.filter(({ rightFirst }) => rightFirst === true).length,
    medianDelayS: median(found.flatMap(({ delayS }) => delayS ?? [])),
    notJudged: countBy(truth.faults.filter((fault) => !isJudged(fault)).map(({ kind }) => kind)),
    alerts: heard.length,
    confirmed: groundless.length - falseAlerts.length,
    said: figuresByClass(heard.map(classOf), falseAlerts, perWeek),
    falseAlerts,
    falsePer100AssetsWeek: perWeek(falseAlerts.length),
    falseDuring: countBy(falseAlerts.map(({ during }) => during)),
    predictions: predictionFigures(grounds.forecasts),
  };
}

/** The truth that alerts are compared with. */
export function groundsOf(watched: Watched, truth: Pick<Truth, "faults" | "toolChanges">): Grounds {
  const tools = new ToolLives(truth.toolChanges);
  const heard = heardOf(watched);
  const forecasts = watched.forecasts.map((one) =>
    tools.outcomeOf(
      one,
      heard.find((alert) => isForecastOf(one, alert)),
    ),
  );
  const assetOf = new Map(watched.plant.assets.map((asset) => [asset.label, asset]));
  return { faults: truth.faults, forecasts, assetOf, tools };
}

/** Alerts that were shown to people, in order of time. */
export function heardOf({ occurrences }: Pick<Watched, "occurrences">): readonly Occurrence[] {
  return occurrences
    .filter(({ isSuppressed, annunciation }) => !isSuppressed && annunciation !== "event")
    .sort((a, b) => a.raisedAt - b.raisedAt);
}

/** Whether and when the alerts named the fault, which is visible from `observableAt` on (E3, E5). */
export function judgeFault(fault: TrueFault, heard: readonly Occurrence[], grounds: Grounds): JudgedFault {
  const { id, kind, asset, component, failureAt } = fault;
  const observableAt = fault.observableAt as Micros;
  const { assetOf, tools } = grounds;
  const during = heard.filter((alert) => countsFor(fault, observableAt, standing(alert, tools)));
  const isRight = (alert: Occurrence): boolean =>
    bearingOf(fault, alert, assetOf.get(alert.label)) === "right" && !isOfOldTool(alert, grounds);
  const first = during.find(isRight);
  const named = during.find((alert) => isRight(alert) || isAboutItsAsset(fault, alert));
  const about = {
    id,
    kind,
    asset,
    component,
    detected: first !== undefined,
    ...(named === undefined ? {} : { rightFirst: isRight(named) }),
  };
  if (first === undefined) return tools.wereReplacedAsPlanned(fault) ? { ...about, replaced: true } : about;
  const foundAt = Math.max(first.raisedAt, observableAt);
  return {
    ...about,
    rule: first.rule,
    delayS: (foundAt - observableAt) / 1e6,
    ...(failureAt === undefined ? {} : { leadS: (failureAt - foundAt) / 1e6 }),
  };
}

/**
 * Whether the alert was raised while the fault was visible, or after it began and was still active when it became
 * visible (E2).
 */
export function countsFor(
  fault: TrueFault,
  observableAt: Micros,
  { raisedAt, clearedAt }: Pick<Occurrence, "raisedAt" | "clearedAt">,
): boolean {
  if (raisedAt + CLOCK_US < fault.beginsAt || raisedAt > (fault.repairedAt ?? Number.POSITIVE_INFINITY)) return false;
  return raisedAt + CLOCK_US >= observableAt || (clearedAt ?? Number.POSITIVE_INFINITY) > observableAt;
}

/** An alert does not apply to the tool after its own, however long it is active. */
export function standing(alert: Occurrence, tools: ToolLives): Pick<Occurrence, "raisedAt" | "clearedAt"> {
  const { raisedAt, clearedAt } = alert;
  const end = tools.endOf(alert)?.at;
  return { raisedAt, clearedAt: end === undefined ? clearedAt : Math.min(end, clearedAt ?? end) };
}

export interface Grounds {
  readonly faults: readonly TrueFault[];
  readonly forecasts: readonly JudgedForecast[];
  readonly assetOf: ReadonlyMap<string, Asset>;
  readonly tools: ToolLives;
}

function isForecastOf({ rule, assetUid, saidAt }: JudgedForecast, alert: Occurrence): boolean {
  return rule === alert.rule && assetUid === alert.assetUid && saidAt === alert.raisedAt;
}

/** A prediction that came true was right about the tool in use, whatever its fit covered. */
export function isOfOldTool(alert: Occurrence, { tools, forecasts }: Grounds): boolean {
  return (
    tools.isOfOldTool(alert) &&
    !forecasts.some((forecast) => isForecastOf(forecast, alert) && forecast.outcome === "crossed")
  );
}

/** How a fault explains the alert at its time (E4, E6). */
export function explains(fault: TrueFault, alert: Occurrence, asset: Asset | undefined): Bearing {
  const { raisedAt } = alert;
  const isInTime =
    raisedAt + CLOCK_US >= fault.beginsAt &&
    raisedAt <= (fault.repairedAt ?? Number.POSITIVE_INFINITY) + AFTER_REPAIR_US;
  return isInTime ? bearingOf(fault, alert, asset) : undefined;
}

function isFalse(alert: Occurrence, grounds: Grounds): boolean {
  const { faults, forecasts, assetOf, tools } = grounds;
  if (isOfOldTool(alert, grounds)) return true;
  if (tools.isOfWornTool(alert)) return false;
  if (faults.some((fault) => explains(fault, alert, assetOf.get(alert.label)) !== undefined)) return false;
  const forecast = forecasts.find((one) => isForecastOf(one, alert));
  return forecast === undefined || forecast.outcome === "missed";
}

function falseAlert(alert: Occurrence, truth: Pick<Truth, "nuisanceAt">): FalseAlert {
  const { rule, label, raisedAt, message } = alert;
  return {
    rule,
    asset: label,
    at: raisedAt,
    said: classOf(alert),
    during: truth.nuisanceAt(label, raisedAt) ?? "operation",
    message,
  };
}

function classOf({ kind, annunciation }: Pick<Occurrence, "kind" | "annunciation">): AlertClass {
  if (kind === "prediction") return "prediction";
  return annunciation === "alarm" ? "alarm" : "advisory";
}

function figuresByClass(
  raised: readonly AlertClass[],
  falseAlerts: readonly FalseAlert[],
  perWeek: (count: number) => number,
): Record<AlertClass, ClassFigures> {
  const of = (said: AlertClass): ClassFigures => {
    const wrong = falseAlerts.filter((alert) => alert.said === said).length;
    return { raised: raised.filter((one) => one === said).length, false: wrong, falsePer100AssetsWeek: perWeek(wrong) };
  };
  return { alarm: of("alarm"), advisory: of("advisory"), prediction: of("prediction") };
}
