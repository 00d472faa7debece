import { computed, effect, signal } from "@preact/signals";
import { placesOf } from "../../../../edge/contracts/dashboards/generated.ts";
import type { Asset, Site } from "../../../../edge/contracts/plant/plant.ts";
import { REPORT_KINDS, type ReportKind } from "../../../../edge/contracts/reports/document.ts";
import { periodAt, periodBefore, type ReportPeriod } from "../../../../edge/contracts/reports/periods.ts";
import { openReport } from "../../data/report-link.ts";
import { language } from "../../i18n/chosen.ts";

/** What the report on the page is about. `atMs`: an instant of its period; null: the newest one that is over. */
interface ChosenReport {
  readonly kind: ReportKind;
  readonly atMs: number | null;
  readonly asset: string | null;
  /** Path of an area; null: the whole plant. */
  readonly area: string | null;
  readonly order: string | null;
}

export const chosenReport = signal<ChosenReport>({ kind: "shift", atMs: null, asset: null, area: null, order: null });

// A link opens its kind, also while the page is open.
effect(() => {
  const kind = REPORT_KINDS.find((one) => one === openReport.value);
  if (kind !== undefined && kind !== chosenReport.peek().kind) chooseReport({ kind, atMs: null });
});

/** Chooses another report; the address follows. */
export function chooseReport(some: Partial<ChosenReport>): void {
  chosenReport.value = { ...chosenReport.peek(), ...some };
  openReport.value = chosenReport.peek().kind;
}

/** Address of the chosen report without its format; null while a machine or an order is to be chosen. */
export const reportAddress = computed((): string | null => {
  const { kind, atMs, asset, area, order } = chosenReport.value;
  if ((kind === "machine" && asset === null) || (kind === "order" && order === null)) return null;
  const query = new URLSearchParams({ lang: language.value });
  if (atMs !== null && hasPeriod(kind)) query.set("at", new Date(atMs).toISOString());
  if (kind === "machine" && asset !== null) query.set("asset", asset);
  if (area !== null && isOfAreas(kind)) query.set("area", area);
  if (kind === "order" && order !== null) query.set("order", order);
  return `/api/v1/reports/${kind}?${query.toString()}`;
});

/** Whether a report of this kind is about a period of the calendar. */
export function hasPeriod(kind: ReportKind): boolean {
  return kind !== "order" && kind !== "changes" && kind !== "brief";
}

/** Whether a report of this kind can be about some of the plant's machines. */
export function isOfAreas(kind: ReportKind): boolean {
  return kind === "shift" || kind === "day" || kind === "changes" || kind === "brief";
}

/** Areas, and their lines, in which one of these machines stands. */
export function areaChoices(
  assets: readonly Pick<Asset, "label" | "equipmentPath">[],
  machines: readonly string[],
): readonly string[] {
  const labels = new Set(machines);
  const read = assets.filter(({ label }) => labels.has(label));
  return [...new Set(read.flatMap(({ equipmentPath }) => placesOf(equipmentPath).slice(0, 2)))].sort();
}

const MOST_PERIODS = 12;

/** The present period and those before, newest first. */
export function recentPeriods(
  site: Pick<Site, "timeZone" | "shifts">,
  kind: ReportKind,
  nowMs: number,
): readonly ReportPeriod[] {
  const now = nowMs * 1000;
  const present = periodAt(site, kind, now);
  const periods = present === undefined ? [] : [present];
  for (let at = now; periods.length < MOST_PERIODS; ) {
    const before = periodBefore(site, kind, at);
    if (before === undefined) break;
    periods.push(before);
    at = before.from;
  }
  return periods;
}
