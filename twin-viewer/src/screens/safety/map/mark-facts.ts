/** What the card of a mark says, as pairs of name and value. Pure. */

import { clockOrMoment } from "../../../data/alert-times.ts";
import { formatAge, formatClock, formatNumber } from "../../../data/format.ts";
import { local, t } from "../../../i18n/language.ts";
import { type DueState, dueWord, type Mark } from "./marks.ts";
import { type PermitState, permitWords } from "./permit-state.ts";

export interface CardTimes {
  readonly nowMs: number;
  /** When the permits were compared with records and sensors. */
  readonly permitsMs: number;
  /** Time zone of the site. */
  readonly zone: string;
}

type Facts = readonly (readonly [name: string, value: string])[];

export function factsOf(mark: Mark, times: CardTimes): Facts {
  const { place, area, at, hazard, resource, permit, says } = mark;
  return [
    [t("sr.place"), [local(place), local(area)].filter((name) => name !== "").join(" · ") || t("map.whole-plant")],
    [t("map.position"), at === null ? t("map.unplaced") : metres(at)],
    ...(hazard === undefined
      ? []
      : ([
          [t("sr.risk"), t(`risk.${hazard.level}`)],
          [t("map.may-cause"), local(hazard.mayCause)],
          [t("sr.owner"), hazard.owner],
          [t("sr.controlled-by"), t(`level.${hazard.controlledBy}`)],
        ] as const)),
    ...(resource === undefined ? [] : ofResource(resource)),
    ...(permit === undefined ? [] : ofPermit(permit, times)),
    ...(mark.kind === "danger" || mark.kind === "inspection" ? ([[t("map.state"), says]] as const) : []),
  ];
}

function ofResource({ everyDays, expires, owner, due }: NonNullable<Mark["resource"]>): Facts {
  return [
    [t("map.inspected"), everyDays === null ? t("map.not-inspected") : t("sr.every", { days: everyDays })],
    [t("map.expires"), expires ?? "—"],
    [t("map.state"), stateWord(due)],
    [t("sr.owner"), owner ?? "—"],
  ];
}

function stateWord(due: DueState): string {
  return dueWord(due) || t(due.state === "unknown" ? "map.unknown" : "map.no-finding");
}

function ofPermit(state: PermitState, times: CardTimes): Facts {
  const { permit, conflicts } = state;
  const { zone, nowMs, permitsMs } = times;
  const at = (time: string) => clockOrMoment(Date.parse(time), zone, nowMs);
  const against = permit.conflicts ?? [];
  return [
    [t("map.state"), `${t(`pm.stage-${permit.stage}`)} · ${permitWords(state, times)}`],
    [t("map.time"), t("pm.from-to", { from: at(permit.from), to: at(permit.until) })],
    ...(against.length === 0
      ? []
      : ([[t("pm.conflicts"), against.map(({ text }) => local(text)).join(t("map.semicolon"))]] as const)),
    ...(conflicts === null ? ([[t("pm.conflicts"), t("map.conflicts-unknown")]] as const) : []),
    [
      t("map.compared"),
      t("map.compared-at", { time: formatClock(permitsMs, zone), age: formatAge(Math.max(0, nowMs - permitsMs)) }),
    ],
  ];
}

function metres([x, y]: readonly [number, number]): string {
  return `x ${formatNumber(x, 1)} m · y ${formatNumber(y, 1)} m`;
}
