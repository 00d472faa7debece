/** The due list in words. */
import { local, t } from "../i18n/language.ts";
import { dayAndClock } from "./alert-times.ts";
import type { DueAnswer } from "./due-api.ts";
import { formatAge, formatDate, formatNumber } from "./format.ts";

const DAY_MS = 86_400_000;

/** The expected day with its interval; within a day of now the clock stands with it. */
export function whenText({ due, source }: DueAnswer, zone: string, nowMs: number): string {
  if (due.at === null) return t("due.no-time");
  const away = Date.parse(due.at) - nowMs;
  const isNear = Math.abs(away) < DAY_MS;
  const day = (time: string) =>
    isNear ? dayAndClock(Date.parse(time), zone, nowMs) : formatDate(Date.parse(time), zone);
  const at = day(due.at);
  const distance = away < 0 ? t("due.ago", { age: formatAge(-away) }) : t("due.in", { age: formatAge(away) });
  const isPoint = due.earliest === due.latest && due.earliest !== null;
  if (source === "work-item" || isPoint) return `${at} · ${distance}`;
  if (due.earliest === null) return `${t("due.about", { day: at })} · ${distance}`;
  const to = due.latest === null ? t("due.open-end") : day(due.latest);
  return `${at} [${day(due.earliest)} – ${to}] · ${distance}`;
}

/** The used part of an interval, and the basis of its forecast. */
export function meterText({
  by,
  every,
  used,
  perDay,
  basisDays,
  unseenS,
  unknown,
}: DueAnswer["criteria"][number]): string {
  if (used === null) return t(unknown === "no-meter" ? "due.no-meter" : "due.not-counted");
  const [shown, of] = [formatNumber(used, 0), formatNumber(every, 0)];
  const meter = t(`due.by-${by}`, { used: shown, every: of });
  if (by === "calendar") return meter;
  const rate =
    perDay === null || basisDays === null
      ? ""
      : ` · ${t("due.rate", { rate: formatNumber(perDay, 1), age: formatAge(basisDays * 86_400_000) })}`;
  // Less than an hour in which nothing was seen changes no plan.
  const unseen = unseenS < 3_600 ? "" : ` · ${t("due.unseen", { age: formatAge(unseenS * 1000) })}`;
  return `${meter}${rate}${unseen}`;
}

/** What a stop of the machine costs production, with its basis; empty where nobody knows. */
export function stopText({ stop }: Pick<DueAnswer, "stop">): string {
  if (stop === null) return "";
  const { line, share, piecesPerHour, lostPieces } = stop;
  const said = t("due.stop", {
    line,
    rate: formatNumber(share * piecesPerHour, 1),
    share: formatNumber(100 * share, 0),
  });
  return lostPieces === null ? said : `${said} · ${t("due.stop-lost", { n: formatNumber(lostPieces, 0) })}`;
}

export function lastText({ at, how }: NonNullable<DueAnswer["lastDone"]>, zone: string): string {
  return t(`due.last-${how}`, { day: at === null ? "—" : formatDate(Date.parse(at), zone) });
}

/** A spare part, and whether it is there in time. */
export function partText(
  { name, quantity, onHand, short, arrives, isLate }: DueAnswer["parts"][number],
  zone: string,
): string {
  return [
    t("due.part", { quantity, name: local(name) }),
    short > 0 ? t("due.short", { short }) : t("due.on-hand", { count: onHand }),
    ...(arrives === null ? [] : [t("due.arrives", { day: formatDate(Date.parse(arrives), zone) })]),
    ...(isLate ? [t("due.late")] : []),
  ].join(" · ");
}

/** A proposed window with its reason, or why there is none. */
export function windowText({ window, noWindow }: DueAnswer, zone: string, nowMs: number): string {
  if (window === null || window.from === null) return noWindow === null ? "—" : t(`due.no-window-${noWindow}`);
  const basis = window.title === null ? t(`due.basis-${window.basis}`) : local(window.title);
  return `${dayAndClock(Date.parse(window.from), zone, nowMs)} · ${basis}`;
}
