import { useState } from "preact/hooks";
import { acknowledge, comment, shelve, unshelve } from "../data/alert-acts-api.ts";
import { type AlertRecord, recordOfEntry } from "../data/alert-record.ts";
import { clockOrMoment, livedText } from "../data/alert-times.ts";
import { type PastAlert, wordsOf } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { lastHeardMs } from "../data/hub-link.ts";
import { type Sent, waitsFor } from "../data/waiting-acts.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { Advice } from "../panels/alert-detail/advice.tsx";
import { NewRemark } from "../panels/alert-detail/remarks.tsx";
import { Badge } from "../panels/badge.tsx";
import { WaitingNote } from "../panels/waiting-note.tsx";
import { AlertDetails } from "./alert-details.tsx";
import { AlertFigures } from "./alert-figures.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import { Rating } from "./rating.tsx";
import type { PhoneAsset } from "./read-asset.ts";
import { ShelveForm } from "./shelve-form.tsx";

/** Detector whose alerts are findings about components. */
const HEALTH = "health";

interface AlertCardProps {
  readonly alert: PastAlert;
  readonly shown: PhoneAsset;
}

/** One alert: what it is, what to do, its figures and its curve, the acts that it allows, and its grounds, folded. */
export function AlertCard({ alert, shown }: AlertCardProps) {
  const [note, setNote] = useState("");
  const record = recordOfEntry(alert);
  const { timeZone: zone } = shown;
  const nowMs = edgeClockMs();
  const isFinding = record.evidence.some(({ detector }) => detector === HEALTH);
  const advises = isAdvisory(record);
  const state =
    record.acknowledged === undefined
      ? t(`alerts.is-${record.state}`)
      : t("phone.acknowledged", { by: record.acknowledged.by });
  return (
    <article class={`phone-alert${advises ? "" : ` phone-p${record.priority}`}`} aria-label={local(record.message)}>
      <p class="phone-title">
        <Badge priority={advises ? 0 : record.priority} hollow={record.state !== "active"} />
        <span class="visually-hidden">
          {advises ? t("phone.advisory") : t("alerts.priority", { priority: record.priority })}
        </span>
        <strong>{local(record.message)}</strong>
      </p>
      <p class="phone-note">
        {clockOrMoment(record.raisedMs, zone, nowMs)} · {livedText(record, nowMs, lastHeardMs.value)} · {state}
      </p>
      <Advice alert={record} nowMs={nowMs} />
      <AlertFigures record={record} shown={shown} />
      <Acts record={record} onNote={setNote} />
      <WaitingNote alertUid={record.alertUid} zone={zone} nowMs={nowMs} />
      {note === "" ? null : <p role="status">{note}</p>}
      <Rating record={record} isFinding={isFinding} title={record.message} onNote={setNote} />
      <AlertDetails record={record} zone={zone} />
    </article>
  );
}

/** What a person may do about the alert now. */
function Acts({ record, onNote }: { record: AlertRecord; onNote: (note: string) => void }) {
  const [asking, setAsking] = useState<"shelf" | "remark" | null>(null);
  const { alertUid, state } = record;
  const act = (action: () => Promise<Sent>, done: string) => {
    setAsking(null);
    action().then(
      (sent) => onNote(sent === "waiting" ? "" : done),
      (error: unknown) => onNote(t("alerts.failed", { reason: wordsOf(error) })),
    );
  };
  const opens = (one: "shelf" | "remark") => () => setAsking(asking === one ? null : one);
  const mayShelve = state === "active" || state === "acknowledged" || state === "cleared";
  return (
    <>
      <div class="phone-actions">
        {record.asksAck && !waitsFor(alertUid, "acknowledge") ? (
          <ActButton
            asks="operate"
            act="acknowledge"
            class="button primary"
            onAct={() => act(() => acknowledge(alertUid, record.occurrenceUid), t("alerts.is-acknowledged"))}
          >
            {t("alerts.ack")}
          </ActButton>
        ) : null}
        {state === "shelved" && !waitsFor(alertUid, "unshelve") ? (
          <ActButton
            asks="operate"
            act="unshelve"
            class="button"
            onAct={() => act(() => unshelve(alertUid), t("phone.unshelved"))}
          >
            {t("alerts.unshelve")}
          </ActButton>
        ) : null}
        {mayShelve && !waitsFor(alertUid, "shelve") ? (
          <ActButton asks="operate" act="shelve" class="button" onAct={opens("shelf")}>
            {t("alerts.shelve")}
          </ActButton>
        ) : null}
        <ActButton asks="operate" act="comment" class="button" onAct={opens("remark")}>
          {t("alerts.remark")}
        </ActButton>
      </div>
      {asking === "shelf" ? (
        <ShelveForm
          onShelve={(shelf) => act(() => shelve(alertUid, { ...shelf, kind: "timed" }), t("alerts.is-shelved"))}
        />
      ) : null}
      {asking === "remark" ? (
        <NewRemark onAdd={(text) => act(() => comment(alertUid, text), t("phone.rated"))} />
      ) : null}
    </>
  );
}
