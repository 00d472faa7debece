import { placeOf } from "../../charts/panes/paint-panes.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import { assetName } from "../../data/asset-name.ts";
import { isAdvisory } from "../../data/asset-state.ts";
import { usePlant } from "../../data/context.ts";
import { formatMoment } from "../../data/format.ts";
import { openAlert } from "../../data/signals.ts";
import { local, t } from "../../i18n/language.ts";
import { Badge } from "../../panels/badge.tsx";
import { MOST_MARKS } from "./marks.ts";
import { board, layout, loaded, shownSpan } from "./state.ts";

/** Width of a mark without its text, and the least room that a text needs. */
const MARK_WIDTH = 22;
const TEXT_ROOM = 60;

/** Alerts of the shown assets above the panes, at the time when they were raised. A press opens the alert. */
export function EventMarks() {
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  if (!board.value.showsAlerts) return null;
  const { x } = placeOf(layout.value, shownSpan.value);
  const { left, right } = layout.value;
  const seen = loaded.value.alerts
    .filter(({ raisedMs }) => x(raisedMs) >= left - 1 && x(raisedMs) <= right + 1)
    .sort((a, b) => a.raisedMs - b.raisedMs)
    .slice(-Math.min(MOST_MARKS, Math.floor((right - left) / MARK_WIDTH)));
  const places = sideBySide(
    seen.map(({ raisedMs }) => x(raisedMs)),
    { width: MARK_WIDTH, right },
  );
  return (
    <ul class="explore-marks" aria-label={t("explore.alerts")}>
      {seen.map((alert, i) => {
        const at = places[i] as number;
        const room = (places[i + 1] ?? right) - at - MARK_WIDTH;
        const name = `${assetName(index, alert.assetUid)} ${local(alert.message)}`;
        return (
          <li key={`${alert.alertUid} ${alert.raisedMs}`} style={{ left: `${at}px` }}>
            <button
              type="button"
              class="explore-mark"
              title={`${formatMoment(alert.raisedMs, zone)} · ${name}`}
              onClick={() => (openAlert.value = { alertUid: alert.alertUid, past: alert })}
            >
              <Badge priority={badgeOf(alert)} hollow={alert.clearedMs !== undefined} />
              {room < TEXT_ROOM ? (
                <span class="visually-hidden">{name}</span>
              ) : (
                <span class="explore-mark-text" style={{ maxWidth: `${room}px` }}>
                  {name}
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}

/** Places of marks that would cover each other: moved to the right, and back where the row ends. */
export function sideBySide(
  wanted: readonly number[],
  { width, right }: { readonly width: number; readonly right: number },
): readonly number[] {
  const places: number[] = [];
  for (const at of wanted) places.push(Math.max(at, (places.at(-1) ?? Number.NEGATIVE_INFINITY) + width));
  let most = right;
  for (let i = places.length - 1; i >= 0 && (places[i] as number) > most; i--, most -= width) places[i] = most;
  return places;
}

function badgeOf(alert: AlertRecord): 0 | 1 | 2 | 3 | 4 {
  return isAdvisory(alert) ? 0 : alert.priority;
}
