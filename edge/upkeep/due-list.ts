/** Puts plans, predictions and open work together into one list of what is due. */
import type { Alert } from "../contracts/alerts/alert.ts";
import type { ExpectedLife } from "../contracts/health/expected-life.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetConfig } from "../contracts/plant/edge-config.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { DueEntry, DueTime, LastDone, StopCost, StopRate } from "../contracts/records/due-list.ts";
import type { WorkItem } from "../contracts/records/work-book.ts";
import { progressOf, type WorkProgress, workState } from "../contracts/records/work-item.ts";
import type { SpareConfig } from "./config.ts";
import { type Assessed, type Duty, occurrenceOf } from "./duties.ts";
import { lifeEntry } from "./life-entry.ts";
import { DAY_US } from "./meter.ts";
import { Allocation, fitting } from "./parts.ts";
import { proposedWindow, type WindowContext } from "./windows.ts";

export interface DueInputs {
  readonly now: Micros;
  readonly assets: readonly AssetConfig[];
  readonly duties: readonly { readonly duty: Duty; readonly last: LastDone; readonly assessed: Assessed }[];
  /** Standing alerts that foresee an end. */
  readonly predictions: readonly Alert[];
  /** Open items. */
  readonly work: readonly WorkItem[];
  /** Lives that makers expect, of all components that have one. */
  readonly lives: readonly ExpectedLife[];
  readonly spares: readonly SpareConfig[];
  readonly onHand: ReadonlyMap<string, number>;
  readonly windows: WindowContext;
  /** By label of the machine. */
  readonly stopRates: ReadonlyMap<string, StopRate>;
}

type Draft = Omit<DueEntry, "parts" | "window" | "noWindow" | "assetLabel" | "stop"> & {
  readonly needs: readonly { readonly part: string; readonly quantity: number }[];
  readonly asset: AssetConfig | undefined;
};

/** Within a stretch up to so many days ahead, cost decides before time: a day, a week, four weeks, a year, later. */
const STRETCHES_DAYS = [1, 7, 28, 366, Number.POSITIVE_INFINITY] as const;
const UNKNOWN: DueTime = { at: null, earliest: null, latest: null };

export function dueList(inputs: DueInputs): readonly DueEntry[] {
  const { now, spares, onHand, windows } = inputs;
  const assetOf = new Map(inputs.assets.map((asset) => [asset.assetUid, asset]));
  const byCause = Map.groupBy(inputs.work, ({ cause }) => cause ?? "");
  const plans = inputs.duties.map((one) => planEntry(one, byCause));
  const predictions = inputs.predictions.map((one) => predictionEntry(one, { assetOf, byCause, spares, now }));
  const lives = lifeEntries(inputs, assetOf);
  const listed = new Set([...plans, ...predictions].flatMap(({ work }) => work?.itemUid ?? []));
  const others = inputs.work
    .filter(({ itemUid, acts }) => !listed.has(itemUid) && workState({ acts }) !== "finished")
    .map((item) => workEntry(item, { assetOf, spares, now }));
  const stock = new Allocation(spares, onHand, now);
  const drafts = [...plans, ...predictions, ...lives, ...others].map((one) => ({
    ...one,
    stop: stopCost(one, inputs.stopRates),
  }));
  return drafts.sort(byUrgency(now)).map(({ needs, asset, ...entry }) => ({
    ...entry,
    assetLabel: asset?.label ?? "",
    parts: stock.next(needs, { due: entry.due.at, takes: entry.source === "plan" }),
    ...(asset === undefined
      ? { window: null, noWindow: "no-plan-known" as const }
      : proposedWindow({ asset, lastsMin: entry.lastsMin, due: entry.due.at }, windows)),
  }));
}

/** The newest open item of a cause. */
function workOn(cause: string, byCause: ReadonlyMap<string, readonly WorkItem[]>): WorkProgress | null {
  const item = byCause.get(cause)?.[0];
  return item === undefined ? null : progressOf(item);
}

function planEntry(
  { duty, last, assessed }: DueInputs["duties"][number],
  byCause: ReadonlyMap<string, readonly WorkItem[]>,
): Draft {
  const { key, plan, asset } = duty;
  return {
    key,
    source: "plan",
    asset,
    assetUid: asset.assetUid,
    component: plan.component ?? null,
    title: plan.title,
    ...assessed,
    lastDone: last,
    work: workOn(occurrenceOf(duty, last).cause, byCause),
    alertUid: null,
    lastsMin: plan.lastsMin ?? null,
    responsible: plan.responsible ?? null,
    needs: plan.parts,
  };
}

/**
 * Worn components by their makers' word, where no plan replaces them and no evidence of wear says more.
 */
function lifeEntries(
  { lives, duties, predictions, spares, now }: DueInputs,
  assetOf: ReadonlyMap<AssetUid, AssetConfig>,
): readonly Draft[] {
  const planned = duties.filter(({ duty }) => duty.plan.replaces);
  const said = new Set([
    ...planned.map(({ duty }) => `${duty.asset.assetUid} ${duty.plan.component ?? ""}`),
    ...predictions.map(({ assetUid, component = "" }) => `${assetUid} ${component}`),
  ]);
  return lives.flatMap((life) => {
    const asset = assetOf.get(life.assetUid);
    if (asset === undefined || !life.isWorn || said.has(`${life.assetUid} ${life.component}`)) return [];
    const none = { lastDone: null, work: null, alertUid: null, lastsMin: null, responsible: null };
    const needs = oneOfEach(fitting(spares, asset, life.component));
    return [{ ...lifeEntry(life, asset, now), ...none, source: "expected-life" as const, asset, needs }];
  });
}

interface Around {
  readonly assetOf: ReadonlyMap<AssetUid, AssetConfig>;
  readonly byCause: ReadonlyMap<string, readonly WorkItem[]>;
  readonly spares: readonly SpareConfig[];
  readonly now: Micros;
}

/** Whether an alert foresees something that maintenance can prevent, and still stands. */
export function isPrediction({ kind, rul, clearedAt, outOfService }: Alert): boolean {
  return clearedAt === undefined && outOfService === undefined && (kind === "prediction" || rul !== undefined);
}

/** A prediction names what will end. The spares that fit are named with it; nothing is reserved for what may not be. */
function predictionEntry(alert: Alert, { assetOf, byCause, spares, now }: Around): Draft {
  const { alertUid, assetUid, component = "", message } = alert;
  const asset = assetOf.get(assetUid);
  const due = foreseenBy(alert);
  const { earliest, latest } = due;
  return {
    key: alertUid,
    source: "prediction",
    asset,
    assetUid,
    component: component === "" ? null : component,
    title: message,
    // From the moment at which one in ten has ended, waiting is a risk.
    state:
      earliest === null || latest === null ? "unknown" : latest < now ? "overdue" : earliest <= now ? "due" : "later",
    due,
    criteria: [],
    lastDone: null,
    work: workOn(alertUid, byCause),
    alertUid,
    lastsMin: null,
    responsible: null,
    needs: asset === undefined ? [] : oneOfEach(fitting(spares, asset, component)),
  };
}

/** The remaining life of a component, or the time at which a tag crosses its limit. */
function foreseenBy({ rul, evidence }: Alert): DueTime {
  if (rul !== undefined) {
    const after = (seconds: number): Micros => rul.at + seconds * 1e6;
    return { at: after(rul.p50), earliest: after(rul.p10), latest: after(rul.p90) };
  }
  const prediction = evidence.find((one) => one.prediction !== undefined)?.prediction;
  return prediction === undefined ? UNKNOWN : { at: prediction.at, earliest: prediction.from, latest: prediction.to };
}

function workEntry(item: WorkItem, { assetOf, spares, now }: Pick<Around, "assetOf" | "spares" | "now">): Draft {
  const { itemUid, about, title, acts } = item;
  const work = progressOf(item);
  const at = work.due;
  const asset = assetOf.get(about.assetUid);
  const { component } = about;
  return {
    key: itemUid,
    source: "work-item",
    asset,
    assetUid: about.assetUid,
    component: component ?? null,
    title,
    state: at === null ? "unknown" : at < now ? "overdue" : "later",
    due: { at, earliest: at, latest: at },
    criteria: [],
    lastDone: null,
    work,
    alertUid: null,
    lastsMin: null,
    responsible: acts.findLast(({ kind }) => kind === "plan")?.assignee ?? null,
    needs: asset === undefined || component === undefined ? [] : oneOfEach(fitting(spares, asset, component)),
  };
}

function oneOfEach(spares: readonly SpareConfig[]): Draft["needs"] {
  return spares.map(({ part }) => ({ part, quantity: 1 }));
}

function stopCost({ asset, lastsMin }: Draft, rates: ReadonlyMap<string, StopRate>): StopCost | null {
  const rate = rates.get(asset?.label ?? "");
  if (rate === undefined) return null;
  return { ...rate, lostPieces: lastsMin === null ? null : (rate.piecesPerHour * rate.share * lastsMin) / 60 };
}

type Costed = Draft & Pick<DueEntry, "stop">;

/** Overdue first; then what is due within the same stretch of days, with what costs production most at first. */
function byUrgency(now: Micros): (a: Costed, b: Costed) => number {
  const stretchOf = ({ due: { at } }: Costed): number =>
    at === null ? STRETCHES_DAYS.length : STRETCHES_DAYS.findIndex((days) => at - now <= days * DAY_US);
  const costOf = ({ stop }: Costed): number => (stop === null ? 0 : stop.piecesPerHour * stop.share);
  return (a, b) =>
    rankOf(a) - rankOf(b) ||
    stretchOf(a) - stretchOf(b) ||
    costOf(b) - costOf(a) ||
    (a.due.at ?? Number.MAX_VALUE) - (b.due.at ?? Number.MAX_VALUE) ||
    (a.key < b.key ? -1 : 1);
}

/** Overdue first; what nobody can date comes last. */
function rankOf({ state, due }: Draft): number {
  if (state === "overdue") return 0;
  return due.at === null ? 2 : 1;
}
