import { useState } from "preact/hooks";
import type { AlertView } from "../../../../edge/contracts/alert.ts";
import type { AssetUid } from "../../../../edge/contracts/tag.ts";
import { acknowledgeName, actOnAlert, canAct } from "../../data/alert-actions.ts";
import { acknowledge, resetAlert, returnScope, returnToService, unshelve } from "../../data/api.ts";
import { byUrgency, withoutLabel } from "../../data/asset-state.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { formatAge, formatClock, formatMoment } from "../../data/format.ts";
import { actionFailure, alerts, edgeNowMs, second, selected, shelving } from "../../data/signals.ts";
import { showBeginning } from "../../data/time-travel.ts";
import { local, t } from "../../i18n/language.ts";
import { Badge } from "../../panels/badge.tsx";
import { usePastAlerts } from "./past-alerts.ts";
import { type AlertRow, filterRows, GROUPINGS, type Grouping, groupRows, isAlarm, rowOfView, rowsOf, TABS, type Tab } from "./rows.ts";

const PAST_MINUTES = 7 * 24 * 60;
const PRIORITIES = [1, 2, 3, 4] as const;

/** Every alert: standing, shelved, advisories and the last week; filtered, grouped, acted on. */
export function AlertTable() {
  const index = usePlant();
  const [tab, setTab] = useState<Tab>("standing");
  const [words, setWords] = useState("");
  const [priorities, setPriorities] = useState<ReadonlySet<number>>(new Set());
  const [grouping, setGrouping] = useState<Grouping>("none");
  const past = usePastAlerts(PAST_MINUTES);
  const labelOf = (uid: AssetUid) => index?.asset(uid)?.label ?? uid;
  const standing = [...alerts.value].sort(byUrgency).map(rowOfView);
  const rows = filterRows(rowsOf(tab, standing, past.rows), { words, priorities, labelOf });
  const headingOf = (row: AlertRow) => {
    const asset = index?.asset(row.assetUid);
    if (grouping === "none" || asset === undefined) return "";
    return grouping === "asset" ? `${asset.label} · ${local(asset.name)}` : (index?.trail(asset) ?? []).map(local).join(" · ");
  };
  const toggle = (priority: number) => {
    const next = new Set(priorities);
    if (!next.delete(priority)) next.add(priority);
    setPriorities(next);
  };
  return (
    <section class="page" aria-label={t("screen.alerts")}>
      <div class="page-bar">
        <div class="segments" role="tablist" aria-label={t("screen.alerts")}>
          {TABS.map((one) => (
            <button key={one} type="button" role="tab" class="segment" aria-selected={tab === one} onClick={() => setTab(one)}>
              {t(`alerts.tab-${one}`)} {one === "past" ? "" : rowsOf(one, standing, past.rows).length}
            </button>
          ))}
        </div>
        <input type="search" class="page-search" placeholder={t("alerts.filter")} aria-label={t("alerts.filter")} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        <fieldset class="segments" aria-label={t("alerts.column-priority")}>
          {PRIORITIES.map((one) => (
            <button key={one} type="button" class="segment" aria-pressed={priorities.has(one)} aria-label={t("alerts.priority", { priority: one })} onClick={() => toggle(one)}>
              <Badge priority={one} hollow={!priorities.has(one)} />
            </button>
          ))}
        </fieldset>
        <label class="page-choice">
          {t("alerts.group")}
          <select value={grouping} onChange={(event) => setGrouping(GROUPINGS.find((one) => one === event.currentTarget.value) ?? "none")}>
            {GROUPINGS.map((one) => (
              <option key={one} value={one}>
                {t(`alerts.group-${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {actionFailure.value === null ? null : (
        <p class="failure" role="alert">
          {t("alerts.failed", { reason: actionFailure.value })}
        </p>
      )}
      {tab === "past" && past.failure !== null ? <p class="failure">{t("alerts.past-failed", { reason: past.failure })}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="page-scroll" tabIndex={0} aria-label={t(`alerts.tab-${tab}`)}>
        {rows.length === 0 ? <p class="empty">{t(tab === "standing" && words === "" && priorities.size === 0 ? "alerts.none" : "alerts.none-here")}</p> : <Table groups={groupRows(rows, headingOf)} />}
      </section>
    </section>
  );
}

function Table({ groups }: { groups: ReturnType<typeof groupRows> }) {
  return (
    <table class="table alert-table">
      <thead>
        <tr>
          <th>
            <span class="visually-hidden">{t("alerts.column-priority")}</span>
          </th>
          <th>{t("asset.title")}</th>
          <th class="wide">{t("alerts.column-message")}</th>
          <th>{t("alerts.column-raised")}</th>
          <th>{t("alerts.column-lasted")}</th>
          <th>{t("alerts.column-state")}</th>
          <th>{t("alerts.column-by")}</th>
          <th>
            <span class="visually-hidden">{t("alerts.column-actions")}</span>
          </th>
        </tr>
      </thead>
      {groups.map(([heading, rows]) => (
        <tbody key={heading}>
          {heading === "" ? null : (
            <tr class="table-group">
              <th colSpan={8} scope="rowgroup">
                {heading} <span class="card-note">{rows.length}</span>
              </th>
            </tr>
          )}
          {rows.map((row) => (
            <Row key={row.alertUid} row={row} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function Row({ row }: { row: AlertRow }) {
  const session = useSession();
  const index = usePlant();
  const zone = index?.plant.site.timeZone ?? "UTC";
  const label = index?.asset(row.assetUid)?.label ?? row.assetUid;
  const advisory = !isAlarm(row);
  second.value;
  return (
    <tr class={`alert-row alert-${row.state}${selected.value === row.assetUid ? " is-selected" : ""}`}>
      <td>
        <Badge
          priority={advisory ? 0 : row.priority}
          hollow={advisory || row.state === "cleared" || row.state === "closed" || row.state === "shelved" || row.state === "suppressed" || row.state === "out-of-service"}
        />
        <span class="visually-hidden">{advisory ? t(`alerts.kind-${row.kind}`) : t("alerts.priority", { priority: row.priority })}</span>
      </td>
      <td>
        <button type="button" class="link alert-label" title={label} onClick={() => (selected.value = row.assetUid)}>
          {label}
        </button>
      </td>
      <td class="wide">{withoutLabel(local(row.message), label)}</td>
      <td>
        <button type="button" class="link" title={t("alerts.beginning")} onClick={() => showBeginning(session, row.raisedMs)}>
          <time>{formatMoment(row.raisedMs, zone)}</time>
        </button>
      </td>
      <td>{formatAge((row.clearedMs ?? edgeNowMs()) - row.raisedMs)}</td>
      <td>{t(`alerts.is-${row.state}`)}</td>
      <td title={row.acknowledged?.comment ?? ""}>{row.acknowledged === undefined ? "" : `${row.acknowledged.by} ${formatClock(row.acknowledged.atMs, zone)}`}</td>
      <td class="table-actions">
        <Actions row={row} label={label} />
      </td>
    </tr>
  );
}

/** What is out with its rule, or all of its asset, comes back with them. */
function backInService({ alertUid, assetUid, rule, outOfService }: AlertView): Promise<unknown> {
  const scope = outOfService?.scope;
  return scope === undefined ? returnToService(alertUid) : returnScope({ assetUid, rule: scope === "rule" ? rule : null });
}

function Actions({ row, label }: { row: AlertRow; label: string }) {
  const alert = alerts.value.find((one) => one.alertUid === row.alertUid);
  if (alert === undefined) return null;
  const button = (text: string, does: () => void) => (
    <button type="button" class="button small" disabled={!canAct()} aria-label={`${text} ${label}`} onClick={does}>
      {text}
    </button>
  );
  if (row.state === "shelved") return button(t("alerts.unshelve"), () => void actOnAlert(() => unshelve(row.alertUid)));
  if (row.state === "out-of-service") return button(t("alerts.return"), () => void actOnAlert(() => backInService(alert)));
  if (row.state === "suppressed") return null;
  return (
    <>
      {row.state === "latched" ? button(t("alerts.reset"), () => void actOnAlert(() => resetAlert(row.alertUid))) : null}
      {row.acknowledged === undefined && row.annunciation !== "event" ? (
        <button type="button" class="button small" disabled={!canAct()} aria-label={acknowledgeName(label)} onClick={() => void actOnAlert(() => acknowledge(row.alertUid))}>
          {t("alerts.ack-short")}
        </button>
      ) : null}
      {button(t("alerts.shelve"), () => (shelving.value = alert))}
    </>
  );
}
