import { useState } from "preact/hooks";
import type { AlertView } from "../../../edge/contracts/alert.ts";
import type { Asset } from "../../../edge/contracts/plant.ts";
import { isSounding, silence, soundOn } from "../data/alarm-sound.ts";
import { acknowledgeName, actOnAlert, canAct } from "../data/alert-actions.ts";
import { acknowledge, comment, unshelve } from "../data/api.ts";
import { byUrgency, isAcknowledged, isAdvisory, withoutLabel } from "../data/asset-state.ts";
import { usePlant, useSession } from "../data/context.ts";
import { formatAge, formatClock } from "../data/format.ts";
import { componentOf, predictionOf, predictionText, standingAdvisories } from "../data/predictions.ts";
import { actionFailure, alerts, edgeNowMs, second, selected, shelving } from "../data/signals.ts";
import { showBeginning } from "../data/time-travel.ts";
import { local, t } from "../i18n/language.ts";
import { Badge } from "./badge.tsx";
import { WearNote } from "./wear-note.tsx";

const RATINGS = ["right", "wrong"] as const;
/** Older alerts show how long they stand instead of the time of day. */
const AGE_AFTER_MS = 3_600_000;

/** Standing alarms, most urgent first; shelved ones and advisories apart. */
export function AlertList() {
  const alarms = alerts.value.filter((alert) => !isAdvisory(alert));
  const standing = alarms.filter(({ state }) => state !== "shelved" && state !== "suppressed" && state !== "out-of-service").sort(byUrgency);
  const shelved = alarms.filter((alert) => alert.state === "shelved").sort(byUrgency);
  const unacknowledged = standing.filter((alert) => !isAcknowledged(alert)).length;
  return (
    <section class="card" aria-labelledby="alerts-title">
      <div class="card-head">
        <h2 id="alerts-title" tabIndex={-1}>
          {t("alerts.title")}
        </h2>
        <span class="card-note">{t("alerts.counts", { unack: unacknowledged, total: standing.length })}</span>
        <Sound />
      </div>
      {actionFailure.value === null ? null : (
        <p class="failure" role="alert">
          {t("alerts.failed", { reason: actionFailure.value })}
        </p>
      )}
      {standing.length === 0 ? <p class="empty">{t("alerts.none")}</p> : <Rows list={standing} />}
      {shelved.length === 0 ? null : (
        <details class="shelved">
          <summary>
            {t("alerts.shelved")} {shelved.length}
          </summary>
          <Rows list={shelved} />
        </details>
      )}
    </section>
  );
}

/** Sound on or off, and quiet for what stands now. */
function Sound() {
  const name = t(soundOn.value ? "sound.off" : "sound.on");
  return (
    <>
      {isSounding() ? (
        <button type="button" class="button small" onClick={silence}>
          {t("sound.silence")}
        </button>
      ) : null}
      <button type="button" class="button small icon" aria-pressed={soundOn.value} aria-label={name} title={name} onClick={() => (soundOn.value = !soundOn.value)}>
        <svg viewBox="0 0 20 20" class="icon-svg" aria-hidden="true">
          <path d="M3 8h3l4-4v12l-4-4H3Z" />
          <path class="icon-lines" d={soundOn.value ? "M13 7q2.500 3 0 6M15.500 5q4.500 5 0 10" : "M13 7.500l5 5M18 7.500l-5 5"} />
        </svg>
      </button>
    </>
  );
}

/** What stands at one asset, where there is anything. */
export function AssetAlerts({ asset }: { asset: Asset }) {
  const own = alerts.value.filter((alert) => alert.assetUid === asset.assetUid && !isAdvisory(alert)).sort(byUrgency);
  if (own.length === 0) return null;
  return (
    <section class="card" aria-label={t("alerts.title")}>
      <Rows list={own} />
    </section>
  );
}

function Rows({ list }: { list: readonly AlertView[] }) {
  return (
    <ul class="alerts">
      {list.map((alert) => (
        <Row key={alert.alertUid} alert={alert} />
      ))}
    </ul>
  );
}

function Row({ alert }: { alert: AlertView }) {
  const index = usePlant();
  const label = index?.asset(alert.assetUid)?.label ?? alert.assetUid;
  const isSelected = selected.value === alert.assetUid;
  return (
    <li class={`alert alert-${alert.state}${isSelected ? " is-selected" : ""}`}>
      <button type="button" class="alert-main" onClick={() => (selected.value = alert.assetUid)} title={local(alert.message)}>
        <Badge priority={alert.priority} hollow={alert.state === "cleared" || alert.state === "latched" || alert.state === "shelved"} />
        <span class="visually-hidden">
          {t("alerts.priority", { priority: alert.priority })} {t(`alerts.state-${alert.state === "closed" ? "cleared" : alert.state}`, { time: "" })}
        </span>
        <span class="alert-asset">{label}</span>
        <span class="alert-message">{withoutLabel(local(alert.message), label)}</span>
        <When alert={alert} />
      </button>
      {isSelected ? <Details alert={alert} /> : null}
      <span class="alert-actions">
        {isAcknowledged(alert) || alert.state === "shelved" ? null : (
          <button type="button" class="button small" disabled={!canAct()} aria-label={acknowledgeName(label)} onClick={() => void actOnAlert(() => acknowledge(alert.alertUid))}>
            {t("alerts.ack-short")}
          </button>
        )}
        {alert.state === "shelved" ? (
          <button type="button" class="button small" disabled={!canAct()} aria-label={`${t("alerts.unshelve")} ${label}`} onClick={() => void actOnAlert(() => unshelve(alert.alertUid))}>
            {t("alerts.unshelve")}
          </button>
        ) : isSelected ? (
          <button type="button" class="button small" disabled={!canAct()} aria-label={`${t("alerts.shelve")} ${label}`} onClick={() => (shelving.value = alert)}>
            {t("alerts.shelve")}
          </button>
        ) : null}
      </span>
    </li>
  );
}

function When({ alert }: { alert: AlertView }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const raisedMs = alert.raisedAt / 1000;
  second.value;
  if (alert.state === "cleared") {
    return (
      <span class="alert-when">
        {t("alerts.state-cleared")} {alert.clearedAt === undefined ? "" : formatAge(alert.clearedAt / 1000 - raisedMs)}
      </span>
    );
  }
  if (alert.state === "shelved" && alert.shelf !== undefined) return <span class="alert-when">{t("alerts.state-shelved", { time: formatClock(alert.shelf.until / 1000, zone, false) })}</span>;
  const ageMs = edgeNowMs() - raisedMs;
  return <time class="alert-when">{ageMs > AGE_AFTER_MS ? formatAge(ageMs) : formatClock(raisedMs, zone)}</time>;
}

function Details({ alert }: { alert: AlertView }) {
  const session = useSession();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  second.value;
  return (
    <div class="alert-details">
      {t("alerts.since", { time: formatClock(alert.raisedAt / 1000, zone), age: formatAge(edgeNowMs() - alert.raisedAt / 1000) })}
      {alert.evidence
        .filter((one) => !local(alert.message).includes(local(one.why)))
        .map((one) => (
          <span key={one.tag} class="alert-why">
            {local(one.why)}
          </span>
        ))}
      <span class="alert-why">
        <WearNote asset={alert.assetUid} component={componentOf(alert, session.mirror)} />
      </span>
      <button type="button" class="link" onClick={() => showBeginning(session, alert.raisedAt / 1000)}>
        {t("alerts.beginning")}
      </button>
      <Response alert={alert} />
      <Remark alertUid={alert.alertUid} />
    </div>
  );
}

/** What to do and by when, where it comes from, and what others remarked. */
function Response({ alert }: { alert: AlertView }) {
  const { response, origin, comments } = alert;
  return (
    <>
      {response === undefined ? null : (
        <span class="alert-why">
          <strong>{t("alerts.todo", { n: Math.round(response.withinS / 60) })}</strong>
          {local(response.action)}
        </span>
      )}
      {response === undefined ? null : (
        <span class="alert-why">
          <strong>{t("alerts.else")}</strong>
          {local(response.consequence)}
        </span>
      )}
      {origin.conditionId === undefined ? null : <span class="alert-why">{t("alerts.source", { source: origin.source })}</span>}
      {comments.map((one) => (
        <span key={one.at} class="alert-why">
          {t("alerts.said", { who: one.by, what: sayRemark(one.comment ?? "") })}
        </span>
      ))}
    </>
  );
}

/** What was answered on a phone to whether the alert was right is a remark of fixed words (phone/asset-card.tsx). */
function sayRemark(comment: string): string {
  const rating = RATINGS.find((one) => comment === `rating: ${one}`);
  return rating === undefined ? comment : t(`phone.${rating}`);
}

/** One more remark, which stands with the alert and in the record. */
function Remark({ alertUid }: { alertUid: string }) {
  const [text, setText] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    void actOnAlert(() => comment(alertUid, text.trim()));
    setText("");
  };
  return (
    <form class="remark" onSubmit={submit}>
      <input type="text" maxLength={1000} aria-label={t("alerts.remark")} placeholder={t("alerts.remark")} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" class="button small" disabled={!canAct() || text.trim() === ""}>
        {t("alerts.remark-send")}
      </button>
    </form>
  );
}

/** Anomalies and predictions: worth knowing, no response demanded, hence neither priority nor blinking. */
export function AdvisoryList({ only }: { only?: "anomaly" | "prediction" }) {
  const list = standingAdvisories(alerts.value).filter((alert) => only === undefined || alert.kind === only);
  const title = only === undefined ? t("alerts.advisories") : t(only === "anomaly" ? "maintenance.anomalies" : "maintenance.title");
  const none = only === undefined ? t("alerts.no-advisories") : t(only === "anomaly" ? "maintenance.no-anomalies" : "maintenance.none");
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
  const label = index?.asset(alert.assetUid)?.label ?? "";
  const { mirror } = useSession();
  const prediction = predictionOf(alert);
  const confidence = prediction === undefined ? "" : t("maintenance.confidence", { percent: Math.round(prediction.confidence * 100) });
  second.value;
  return (
    <li class={`alert advisory${selected.value === alert.assetUid ? " is-selected" : ""}`}>
      <button type="button" class="alert-main" onClick={() => (selected.value = alert.assetUid)} title={`${local(alert.message)} ${confidence}`}>
        <Badge priority={0} hollow />
        <span class="visually-hidden">{t(`alerts.kind-${alert.kind}`)}</span>
        <span class="alert-asset">{label}</span>
        <span class="alert-message">{withoutLabel(local(alert.message), label)}</span>
        <span class="alert-when pred">
          {prediction === undefined ? t(`alerts.kind-${alert.kind}`) : predictionText(alert)} <WearNote asset={alert.assetUid} component={componentOf(alert, mirror)} />
        </span>
      </button>
      {alert.evidence[0] === undefined || selected.value !== alert.assetUid ? null : (
        <p class="alert-details">
          {t("alerts.why")}
          {local(alert.evidence[0].why)} {local(alert.evidence[0].why).includes("%") ? "" : confidence}
        </p>
      )}
    </li>
  );
}
