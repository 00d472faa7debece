import "../../i18n/floods-catalogue.ts";
import { useState } from "preact/hooks";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { recordOfView } from "../../data/alert-record.ts";
import { tagUidOf, valueText } from "../../data/alert-values.ts";
import { assetName } from "../../data/asset-name.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { lastHeardMs } from "../../data/hub-link.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { actionFailure, alerts, edgeNowMs } from "../../data/signals.ts";
import { useSteadyOrder } from "../../data/steady-order.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { LastHeard } from "../../panels/last-heard.tsx";
import { AlertTools } from "./alert-tools.tsx";
import { type CauseGroup, useCauseGroups } from "./cause-groups.ts";
import { linesOf, visibleRows } from "./cause-lines.ts";
import { FloodNote } from "./cause-note.tsx";
import { type CellContext, type Choice, COLUMNS, nextSorting, readColumns, sortRows } from "./columns.ts";
import { usePastAlerts } from "./past-alerts.ts";
import { type AlertRow, filterRows, type Grouping, groupRows, rowsOf, TABS, type Tab } from "./rows.ts";
import type { Shown } from "./shown.ts";
import { TableOfAlerts } from "./table-of-alerts.tsx";

const PAST_MINUTES = 7 * 24 * 60;

/**
 * Every alert: active, shelved, advisories and the last week; with filter, sorting, groups, actions and export.
 */
export function AlertTable() {
  const { mirror } = useSession();
  const index = usePlant();
  useSecond();
  const [tab, setTab] = useState<Tab>("standing");
  const [shown, setShown] = useState<Shown>(beginning);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const past = usePastAlerts(PAST_MINUTES);
  const context = useCells();
  const standing = alerts.value.map((alert) => recordOfView(alert, (ref) => mirror.tag(ref)?.tagUid));
  const inTab = (one: Tab) => rowsOf(one, standing, past.rows);
  const causes = useCauseGroups();
  const grouping = groupingOf(shown.grouping, tab, causes.isFlood);
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const listed = filterRows(inTab(tab), { ...shown, labelOf: context.labelOf });
  const { rows, isHeld, ...pointer } = useSteadyOrder(
    sortRows(listed, shown.sorting, context),
    ({ alertUid }) => alertUid,
  );
  const groups: readonly CauseGroup[] = grouping === "cause" ? causes.groups : [];
  const below = filterRows(standing, { ...shown, withMembers: true, labelOf: context.labelOf });
  const lines = linesOf(rows, groups, below);
  const visible = visibleRows(lines, opened);
  const headingOf = headingsBy(grouping, index);
  const isFiltered = shown.words !== "" || shown.priorities.size > 0;
  const columns = COLUMNS.filter((column) => !isChoice(column) || shown.columns.has(column));
  return (
    <section class="page" aria-label={t("screen.alerts")}>
      <Tabs
        tab={tab}
        onTab={setTab}
        countOf={(one) =>
          filterRows(inTab(one), { ...NO_FILTER, withMembers: shown.withMembers, labelOf: context.labelOf }).length
        }
      />
      <AlertTools
        {...{ tab, rows, visible, grouping, columns, context, shown, chosen, setShown, setChosen }}
        memberCount={inTab(tab).filter(({ causedBy }) => causedBy !== undefined).length}
      />
      <FloodNote
        isFlood={causes.isFlood && tab === "standing"}
        isByCause={grouping === "cause"}
        alarms={rows.length}
        lines={linesOf(rows, causes.groups, below).length}
        onSwitch={() => setShown({ ...shown, grouping: grouping === "cause" ? "none" : "cause" })}
      />
      {grouping === "cause" && causes.failure !== null ? (
        <p class="failure">{t("floods.failed", { reason: causes.failure })}</p>
      ) : null}
      {actionFailure.value === null ? null : (
        <p class="failure" role="alert">
          {t("alerts.failed", { reason: actionFailure.value })}
        </p>
      )}
      {tab === "past" && past.failure !== null ? (
        <p class="failure">{t("alerts.past-failed", { reason: past.failure })}</p>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach what scrolls (WCAG 2.1.1) */}
      <section class="page-scroll" tabIndex={0} aria-label={t(`alerts.tab-${tab}`)} {...pointer}>
        {isHeld ? <p class="order-held">{t("alerts.order-held")}</p> : null}
        {rows.length === 0 ? (
          <p class="empty">{t(tab === "standing" && !isFiltered ? "alerts.none" : "alerts.none-here")}</p>
        ) : (
          <TableOfAlerts
            groups={groupRows(visible, headingOf)}
            {...{ columns, context, chosen, setChosen, opened }}
            lines={new Map(groups.length === 0 ? [] : lines.map((line) => [line.row.alertUid, line]))}
            onToggle={(uid) => setOpened(toggled(opened, uid))}
            sorting={shown.sorting}
            onSort={(column) => setShown({ ...shown, sorting: nextSorting(shown.sorting, column) })}
          />
        )}
      </section>
    </section>
  );
}

/** What the list is grouped by: as chosen, else by cause in a flood. Only active alarms are grouped by cause. */
function groupingOf(chosen: Grouping | null, tab: Tab, isFlood: boolean): Grouping {
  const wanted = chosen ?? (isFlood ? "cause" : "none");
  return wanted === "cause" && tab !== "standing" ? "none" : wanted;
}

function headingsBy(grouping: Grouping, index: ReturnType<typeof usePlant>): (row: AlertRow) => string {
  return ({ assetUid }) => {
    const asset = index?.asset(assetUid);
    if (grouping === "none" || grouping === "cause") return "";
    if (asset === undefined) return assetName(index, assetUid);
    return grouping === "asset"
      ? `${asset.label} · ${local(asset.name)}`
      : (index?.trail(asset) ?? []).map(local).join(" · ");
  };
}

function toggled(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

const NO_FILTER = { words: "", priorities: new Set<number>() };

function beginning(): Shown {
  return { ...NO_FILTER, withMembers: false, grouping: null, columns: readColumns(), sorting: null };
}

function isChoice(column: (typeof COLUMNS)[number]): column is Choice {
  return column !== "priority" && column !== "asset" && column !== "message";
}

function Tabs({ tab, onTab, countOf }: { tab: Tab; onTab: (tab: Tab) => void; countOf: (tab: Tab) => number }) {
  return (
    <div class="page-bar page-tabs">
      <div class="segments" role="tablist" aria-label={t("screen.alerts")}>
        {TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            class="segment"
            aria-selected={tab === one}
            onClick={() => onTab(one)}
          >
            {t(`alerts.tab-${one}`)} {one === "past" ? "" : countOf(one)}
          </button>
        ))}
      </div>
      <span class="card-note">
        <LastHeard />
      </span>
    </div>
  );
}

/** Present format of names, times and values of rows. */
function useCells(): CellContext {
  const index = usePlant();
  return {
    nowMs: edgeNowMs(),
    lastHeardMs: lastHeardMs.value,
    zone: index?.plant.site.timeZone ?? "UTC",
    labelOf: (uid: AssetUid) => assetName(index, uid),
    ruleOf: ({ rule, assetUid }) => (index === null ? rule : nameOfRule(index, rule, assetUid)),
    measuredOf: (row) => {
      const uid = tagUidOf(row);
      return valueText(row, uid === undefined ? undefined : index?.tag(uid));
    },
  };
}
