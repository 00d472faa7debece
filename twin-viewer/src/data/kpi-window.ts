/** How reliable a figure of the strip is, and its time window. */

import type { Site } from "../../../edge/contracts/plant/plant.ts";
import { siteCalendar } from "../../../edge/contracts/plant/time-zone.ts";
import type { Kpi } from "../../../edge/contracts/production/kpi.ts";
import { local, t } from "../i18n/language.ts";
import { formatClock } from "./format.ts";
import type { Connection } from "./signals.ts";

/** `part`: some inputs are silent; `dead`: all are, or the edge does not answer. */
export type Trust = "whole" | "part" | "dead";

export function trustOf(kpi: Pick<Kpi, "liveShare"> | undefined, { state }: Pick<Connection, "state">): Trust {
  if (state === "gone" || kpi?.liveShare === 0) return "dead";
  return kpi?.liveShare !== undefined && kpi.liveShare < 1 ? "part" : "whole";
}

/** A figure with a shorter window counts as current. */
const NOW_MS = 5_000;

/** "since 18:00, Late", "last 10 min"; empty for a current figure. */
export function windowOf(
  { id, since }: Pick<Kpi, "id" | "since">,
  site: Pick<Site, "timeZone" | "shifts">,
  nowMs: number,
): string {
  const fromMs = since / 1000;
  if (nowMs - fromMs < NOW_MS) return "";
  if (id === "alarm-rate") return t("kpi.last-minutes", { n: Math.max(1, Math.round((nowMs - fromMs) / 60_000)) });
  const time = formatClock(fromMs, site.timeZone, false);
  const shift = id === "oee" || id === "output" ? shiftName(site, nowMs) : undefined;
  return shift === undefined ? t("kpi.since", { time }) : t("kpi.since-shift", { time, shift });
}

/** Name of the present shift; undefined between shifts. */
function shiftName(site: Pick<Site, "timeZone" | "shifts">, atMs: number): string | undefined {
  const name = siteCalendar(site).shiftAt(atMs * 1000)?.shift.name;
  return name === undefined ? undefined : local(name);
}
