import { useEffect, useRef } from "preact/hooks";
import { LIVE_RISK_RULES } from "../../../../edge/contracts/safety/live-risk.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import { livedText } from "../../data/alert-times.ts";
import { tagUidOf } from "../../data/alert-values.ts";
import { assetName } from "../../data/asset-name.ts";
import { withoutLabel } from "../../data/asset-state.ts";
import { usePlant, useSession } from "../../data/context.ts";
import { openInExplore } from "../../data/explore-link.ts";
import { lastHeardMs } from "../../data/hub-link.ts";
import { defectOfRule, showDefect } from "../../data/loop-focus.ts";
import { MOST_TITLE, reporting } from "../../data/maintenance-focus.ts";
import { openSeries } from "../../data/quality-rows.ts";
import { isRoomHere } from "../../data/rooms-here.ts";
import { nameOfRule } from "../../data/rule-name.ts";
import { actionFailure, edgeNowMs, moment, openAlert, screen, selected } from "../../data/signals.ts";
import { showBeginning } from "../../data/time-travel.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { ActButton } from "../act-button.tsx";
import { AlertActs } from "../alert-acts.tsx";
import { AssetLink } from "../asset-link.tsx";
import { Badge } from "../badge.tsx";
import { lazyComponent } from "../lazy.tsx";
import { WaitingNote } from "../waiting-note.tsx";
import { Advice } from "./advice.tsx";
import { Evidence } from "./evidence.tsx";
import { Figures } from "./figures.tsx";
import { LifeCycle } from "./life-cycle.tsx";
import { Cause, Members } from "./members.tsx";
import { PiecesThere } from "./pieces-there.tsx";
import { Remarks } from "./remarks.tsx";
import { spanAround, TrendAround } from "./trend-around.tsx";

const ActPicture = lazyComponent(async () => (await import("./act-picture.tsx")).ActPicture, { isSilent: true });

function close(event?: KeyboardEvent): void {
  if (event !== undefined) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
  }
  openAlert.value = null;
}

interface OpenedAlertProps {
  readonly alert: AlertRecord;
  /** The alert is over: the drawer shows its last known state. */
  readonly isOver: boolean;
}

/** The alert that is open in the drawer. */
export function OpenedAlert({ alert, isOver }: OpenedAlertProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  // After the drawer has noted which element had the focus.
  useEffect(() => heading.current?.focus(), [alert.alertUid]);
  const index = usePlant();
  useSecond();
  const label = assetName(index, alert.assetUid);
  const zone = index?.plant.site.timeZone ?? "UTC";
  const isAlarm = alert.annunciation === "alarm";
  return (
    <aside class="drawer" aria-label={t("alerts.details-of", { name: label })} onKeyDown={close}>
      <header class="drawer-head">
        <Badge priority={isAlarm ? alert.priority : 0} hollow={!isAlarm || alert.state === "cleared" || isOver} />
        <AssetLink uid={alert.assetUid} class="link drawer-asset" />
        <span class="drawer-state">{t(`alerts.is-${isOver && moment.value === null ? "closed" : alert.state}`)}</span>
        <button type="button" class="button small icon" aria-label={t("alerts.close-details")} onClick={() => close()}>
          ×
        </button>
      </header>
      <div class="drawer-body" key={alert.alertUid}>
        <h2 ref={heading} tabIndex={-1}>
          {withoutLabel(local(alert.message), label)}
        </h2>
        <p class="drawer-note">
          {isAlarm ? t("alerts.priority", { priority: alert.priority }) : t(`alerts.kind-${alert.kind}`)} ·{" "}
          {livedText(alert, edgeNowMs(), lastHeardMs.value)}
        </p>
        {actionFailure.value === null ? null : (
          <p class="failure" role="alert">
            {t("alerts.failed", { reason: actionFailure.value })}
          </p>
        )}
        {isOver ? null : (
          <p class="drawer-acts">
            <AlertActs alert={alert} label={label} />
            <ReportWork alert={alert} label={label} />
          </p>
        )}
        <WaitingNote alertUid={alert.alertUid} zone={zone} nowMs={edgeNowMs()} />
        <Advice alert={alert} nowMs={edgeNowMs()} />
        <Figures alert={alert} />
        <TrendAround alert={alert} />
        <ExploreAround alert={alert} />
        <ControlChart alert={alert} label={label} />
        <Defect alert={alert} />
        <Cause alert={alert} />
        <Members alert={alert} />
        <PiecesThere alert={alert} />
        <Evidence alert={alert} />
        {/* Those that cameras raised may have a picture. */}
        {alert.rule.startsWith(LIVE_RISK_RULES) ? <ActPicture alert={alert} /> : null}
        <LifeCycle
          alert={alert}
          zone={zone}
          nowMs={edgeNowMs()}
          rule={index === null ? alert.rule : nameOfRule(index, alert.rule, alert.assetUid)}
        />
        <Remarks alert={alert} zone={zone} nowMs={edgeNowMs()} isOver={isOver} />
        <Moment alert={alert} />
      </div>
    </aside>
  );
}

/** Opens the tag of the alert in the explore room, with the time around the raising. */
function ExploreAround({ alert }: { alert: AlertRecord }) {
  const uid = tagUidOf(alert);
  if (uid === undefined) return null;
  const open = () => openInExplore({ tags: [uid], span: spanAround(alert, edgeNowMs()) });
  return (
    <button type="button" class="button small" onClick={open}>
      {t("explore.open")}
    </button>
  );
}

/** Opens the control chart whose alert this is (rules QY17 and QY18). */
function ControlChart({ alert: { rule }, label }: { alert: AlertRecord; label: string }) {
  const plan = /^quality\/([^/]+)(?:\/inspection)?$/.exec(rule)?.[1];
  if (plan === undefined || !isRoomHere("quality")) return null;
  const open = () => {
    openSeries.value = { plan, machine: label };
    screen.value = "quality";
  };
  return (
    <button type="button" class="button small" onClick={open}>
      {t("alerts.control-chart")}
    </button>
  );
}

/** Opens the class of defects whose cause this alert names (rule RC13). */
function Defect({ alert: { rule } }: { alert: AlertRecord }) {
  const key = defectOfRule(rule);
  if (key === undefined || !isRoomHere("quality")) return null;
  const open = () => {
    showDefect(key);
    screen.value = "quality";
  };
  return (
    <button type="button" class="button small" onClick={open}>
      {t("alerts.defect")}
    </button>
  );
}

/** Creates a work item that comes from the alert. */
function ReportWork({ alert: { assetUid, alertUid, message }, label }: { alert: AlertRecord; label: string }) {
  // The edge takes the component from the alert.
  const title = { zh: message.zh.slice(0, MOST_TITLE), en: message.en.slice(0, MOST_TITLE) };
  const report = () => (reporting.value = { assetUid, component: "", title, cause: alertUid });
  return (
    <ActButton asks="operate" name={`${t("work.new")} ${label}`} onAct={report}>
      {t("work.new")}
    </ActButton>
  );
}

/** Shows the plant at the time of raising. */
function Moment({ alert: { raisedMs, assetUid } }: { alert: AlertRecord }) {
  const session = useSession();
  const show = () => {
    selected.value = assetUid;
    showBeginning(session, raisedMs);
  };
  return (
    <button type="button" class="button small" onClick={show}>
      {t("alerts.beginning")}
    </button>
  );
}
