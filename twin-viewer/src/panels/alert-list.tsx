import type { ComponentChildren } from "preact";
import type { AlertView } from "../../../edge/contracts/alerts/alert.ts";
import { asksForAck, byAttention } from "../../../edge/contracts/alerts/alert-order.ts";
import type { Asset } from "../../../edge/contracts/plant/plant.ts";
import { isSounding, silence, soundOn } from "../data/alarm-sound.ts";
import { recordOfView } from "../data/alert-record.ts";
import { clockOrMoment, livedText } from "../data/alert-times.ts";
import { tagUidOf, valueText } from "../data/alert-values.ts";
import { assetName } from "../data/asset-name.ts";
import { isAdvisory, withoutLabel } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import { lastHeardMs } from "../data/hub-link.ts";
import { inFrame } from "../data/in-frame.ts";
import { componentOf, predictionOf, predictionText, standingAdvisories } from "../data/predictions.ts";
import { actionFailure, alerts, edgeNowMs, openAlert, selected } from "../data/signals.ts";
import { useSteadyOrder } from "../data/steady-order.ts";
import { useSecond } from "../data/use-refresh.ts";
import { local, t } from "../i18n/language.ts";
import { AlertActs } from "./alert-acts.tsx";
import { Badge } from "./badge.tsx";
import { LastHeard } from "./last-heard.tsx";
import { WaitingNote } from "./waiting-note.tsx";
import { WearNote } from "./wear-note.tsx";

/** Active alarms, most urgent first; shelved ones and advisories in lists of their own. */
export function AlertList() {
  const alarms = alerts.value.filter((alert) => !isAdvisory(alert));
  const standing = alarms
    .filter(({ state }) => state !== "shelved" && state !== "suppressed" && state !== "out-of-service")
    .sort(byAttention);
  const shelved = alarms.filter((alert) => alert.state === "shelved").sort(byAttention);
  const unacknowledged = standing.filter(asksForAck).length;
  return (
    <section class="card" aria-labelledby="alerts-title">
      <div class="card-head">
        <h2 id="alerts-title" tabIndex={-1}>
          {t("alerts.title")}
        </h2>
        <span class="card-note">
          {t("alerts.counts", { unack: unacknowledged, total: standing.length })}
          {lastHeardMs.value === null ? null : " · "}
          <LastHeard />
        </span>
        <Sound />
      </div>
      {actionFailure.value === null ? null : (
        <p class="failure" role="alert">
          {t("alerts.failed", { reason: actionFailure.value })}
        </p>
      )}
      {standing.length === 0 ? <p class="empty">{t("alerts.none")}</p> : <AlertRows list={standing} />}
      {shelved.length === 0 ? null : (
        <details class="shelved">
          <summary>
            {t("alerts.shelved")} {shelved.length}
          </summary>
          <AlertRows list={shelved} />
        </details>
      )}
    </section>
  );
}

/** Sound on or off, and silence for present alarms. */
function Sound() {
  const name = t(soundOn.value ? "sound.off" : "sound.on");
  return (
    <>
      {isSounding() ? (
        <button type="button" class="button small" onClick={silence}>
          {t("sound.silence")}
        </button>
      ) : null}
      <button
        type="button"
        class="button small icon"
        aria-pressed={soundOn.value}
        aria-label={name}
        title={name}
        onClick={() => (soundOn.value = !soundOn.value)}
      >
        <svg viewBox="0 0 20 20" class="icon-svg" aria-hidden="true">
          <path d="M3 8h3l4-4v12l-4-4H3Z" />
          <path
            class="icon-lines"
            d={soundOn.value ? "M13 7q2.500 3 0 6M15.500 5q4.500 5 0 10" : "M13 7.500l5 5M18 7.500l-5 5"}
          />
        </svg>
      </button>
    </>
  );
}

/** Active alerts of one asset, if any. */
export function AssetAlerts({ asset }: { asset: Asset }) {
  const own = alerts.value.filter((alert) => alert.assetUid === asset.assetUid && !isAdvisory(alert)).sort(byAttention);
  if (own.length === 0) return null;
  return (
    <section class="card" aria-label={t("alerts.title")}>
      <AlertRows list={own} />
    </section>
  );
}

/** Alerts as rows that open their details. */
export function AlertRows({ list }: { list: readonly AlertView[] }) {
  const { rows, isHeld: _, ...pointer } = useSteadyOrder(list, ({ alertUid }) => alertUid);
  return (
    <ul class="alerts" {...pointer}>
      {rows.map((alert) => (
        <Row key={alert.alertUid} alert={alert} />
      ))}
    </ul>
  );
}

/** Selects the asset and opens the details of the alert. */
function show({ alertUid, assetUid }: AlertView): void {
  selected.value = assetUid;
  openAlert.value = { alertUid };
}

const HOLLOW: ReadonlySet<AlertView["state"]> = new Set(["cleared", "latched", "shelved"]);

/** The row as a button, where there are details to open. */
function Main({ alert, children }: { alert: AlertView; children: ComponentChildren }) {
  const title = local(alert.message);
  if (inFrame.value)
    return (
      <div class="alert-main" title={title}>
        {children}
      </div>
    );
  return (
    <button
      type="button"
      class="alert-main"
      onClick={() => show(alert)}
      title={title}
      aria-expanded={openAlert.value?.alertUid === alert.alertUid}
    >
      {children}
    </button>
  );
}

function Row({ alert }: { alert: AlertView }) {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const label = assetName(index, alert.assetUid);
  const record = recordOfView(alert, (ref) => mirror.tag(ref)?.tagUid);
  const isSelected = selected.value === alert.assetUid;
  const uid = tagUidOf(record);
  const value = valueText(record, uid === undefined ? undefined : index?.tag(uid));
  return (
    <li class={`alert alert-${alert.state}${isSelected ? " is-selected" : ""}`}>
      <Main alert={alert}>
        <Badge priority={alert.priority} hollow={HOLLOW.has(alert.state)} />
        <span class="visually-hidden">
          {t("alerts.priority", { priority: alert.priority })} {t(`alerts.is-${alert.state}`)}
        </span>
        <span class="alert-asset">{label}</span>
        <span class="alert-message">
          {withoutLabel(local(alert.message), label)}
          {value === "" ? null : <span class="alert-value"> {value}</span>}
          {record.memberCount > 0 ? (
            <span class="card-note"> {t("alerts.member-count", { count: record.memberCount })}</span>
          ) : null}
        </span>
        <When alert={alert} />
      </Main>
      <span class="alert-actions">
        <AlertActs alert={record} label={label} withShelve={false} />
      </span>
      <WaitingNote alertUid={alert.alertUid} zone={index?.plant.site.timeZone ?? "UTC"} nowMs={edgeNowMs()} />
    </li>
  );
}

/** The time of raising, and the duration or the time of clearing. */
function When({ alert }: { alert: AlertView }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { raisedAt, clearedAt, state, shelf } = alert;
  const [raisedMs, nowMs] = [raisedAt / 1000, edgeNowMs()];
  const until = state === "shelved" ? shelf?.until : undefined;
  const lived = livedText(
    { raisedMs, state, ...(clearedAt === undefined ? {} : { clearedMs: clearedAt / 1000 }) },
    nowMs,
    lastHeardMs.value,
  );
  return (
    <span class="alert-when">
      <time>{clockOrMoment(raisedMs, zone, nowMs)}</time> ·{" "}
      {until === undefined
        ? lived
        : `${t("alerts.is-shelved")} ${t("alerts.state-shelved", { time: clockOrMoment(until / 1000, zone, nowMs) })}`}
    </span>
  );
}

const NONE: ReadonlySet<string> = new Set();

interface AdvisoryListProps {
  readonly only?: "anomaly" | "prediction";
  /** `alertUid`s of alerts that are shown elsewhere on the screen. */
  readonly without?: ReadonlySet<string>;
}

/** Anomalies and predictions: worth knowing, no response demanded, hence neither priority nor blinking. */
export function AdvisoryList({ only, without = NONE }: AdvisoryListProps) {
  const list = standingAdvisories(alerts.value).filter(
    (alert) => (only === undefined || alert.kind === only) && !without.has(alert.alertUid),
  );
  const title =
    only === undefined ? t("alerts.advisories") : t(only === "anomaly" ? "maintenance.anomalies" : "maintenance.title");
  const none =
    only === undefined
      ? t("alerts.no-advisories")
      : t(only === "anomaly" ? "maintenance.no-anomalies" : "maintenance.none");
  return (
    <section class="card" aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="card-note">{list.length === 0 ? "" : list.length}</span>
      </div>
      {list.length === 0 ? <p class="empty">{none}</p> : null}
      <ul class="alerts advisories">
        {list.map((alert) => (
          <Advisory key={alert.alertUid} alert={alert} />
        ))}
      </ul>
    </section>
  );
}

function Advisory({ alert }: { alert: AlertView }) {
  const index = usePlant();
  const { mirror } = useSession();
  useSecond();
  const label = assetName(index, alert.assetUid);
  const prediction = predictionOf(alert);
  const percent = Math.round((prediction?.confidence ?? 0) * 100);
  const confidence = prediction === undefined ? "" : t("maintenance.confidence", { percent });
  return (
    <li class={`alert advisory${selected.value === alert.assetUid ? " is-selected" : ""}`}>
      <button
        type="button"
        class="alert-main"
        onClick={() => show(alert)}
        title={`${local(alert.message)} ${confidence}`}
        aria-expanded={openAlert.value?.alertUid === alert.alertUid}
      >
        <Badge priority={0} hollow />
        <span class="visually-hidden">{t(`alerts.kind-${alert.kind}`)}</span>
        <span class="alert-asset">{label}</span>
        <span class="alert-message">{withoutLabel(local(alert.message), label)}</span>
        <span class="alert-when pred">
          {prediction === undefined
            ? t(`alerts.kind-${alert.kind}`)
            : `${predictionText(alert, mirror)} · ${confidence}`}{" "}
          <WearNote asset={alert.assetUid} component={componentOf(alert, mirror)} />
        </span>
      </button>
    </li>
  );
}
