/** What page of all sites and a site's own page say of a link, in the page's language. */
import { local, t } from "../i18n/language.ts";
import type { SiteLink, SiteMissing } from "./company-api.ts";
import { formatAge, formatClock, formatDate, formatDuration, formatMoment } from "./format.ts";
import { isLinked, timeOf } from "./site-standing.ts";

/** Ages below this change with every question; they say no more than "now". */
const NOW_MS = 10_000;

/** Time zone of this browser: a company has no site of its own whose clock would do. */
export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** A time of today as a clock, any other with its day. */
export function timeText(ms: number, nowMs: number, zone = ownZone()): string {
  const isToday = formatDate(ms, zone) === formatDate(nowMs, zone);
  return isToday ? formatClock(ms, zone, false) : formatMoment(ms, zone, false);
}

export function agoText(ageMs: number): string {
  return ageMs < NOW_MS ? t("hub.now") : t("hub.ago", { age: formatAge(ageMs) });
}

/** "connected", "away since 09:12 (3 h)", with the reason that the hub gives. */
export function linkWords({ state, heardAt, behindSeconds, why }: SiteLink, nowMs: number, zone?: string): string {
  const heardMs = timeOf(heardAt);
  // A second or two are the way of a message, and no history that is missing; without a link its time says it all.
  const behind = state === "behind" ? behindText(behindSeconds) : "";
  // How far it is behind says more than that it is.
  const parts = [t(`hub.link-${behind !== "" ? "connected" : state}`)];
  if (!isLinked(state) && heardMs !== null)
    parts.push(t("hub.since", { time: timeText(heardMs, nowMs, zone), age: formatAge(Math.max(0, nowMs - heardMs)) }));
  if (behind !== "") parts.push(behind);
  if (why !== null) parts.push(local(why));
  return parts.join(" · ");
}

function behindText(seconds: number | null): string {
  return seconds === null || seconds <= 0 ? "" : t("hub.behind-by", { age: formatDuration(seconds) });
}

/** What the hub lacks; empty if it lacks nothing. */
export function missingWords({ lost, leftOutWaveforms }: Pick<SiteMissing, "lost" | "leftOutWaveforms">): string {
  return [
    lost > 0 ? t("hub.lost", { count: lost }) : "",
    leftOutWaveforms > 0 ? t("hub.waveforms", { count: leftOutWaveforms }) : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

export function storedWords(storedTo: string | null, nowMs: number, zone?: string): string {
  const ms = timeOf(storedTo);
  return ms === null ? t("hub.nothing-stored") : t("hub.stored-to", { time: timeText(ms, nowMs, zone) });
}
