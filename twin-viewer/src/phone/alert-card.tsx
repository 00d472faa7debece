import { useState } from "preact/hooks";
import { recordOfEntry } from "../data/alert-record.ts";
import { clockOrMoment, livedText, responseText } from "../data/alert-times.ts";
import { tagUidOf, valueText } from "../data/alert-values.ts";
import { acknowledge, comment, type PastAlert, wordsOf } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { AlertDetails, measured } from "./alert-details.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import { Rating } from "./rating.tsx";
import type { PhoneAsset, PhoneTag } from "./read-asset.ts";

/** Detector whose alerts are findings about components. */
const HEALTH = "health";

interface AlertCardProps {
  readonly alert: PastAlert;
  readonly shown: PhoneAsset;
  readonly textOf: (tag: PhoneTag, value: number | boolean | string | null) => string;
}

/**
 * One alert: acknowledge it where needed, rate it, and unfold its details.
 */
export function AlertCard({ alert, shown, textOf }: AlertCardProps) {
  const [note, setNote] = useState("");
  const record = recordOfEntry(alert);
  const { timeZone: zone } = shown;
  const nowMs = edgeClockMs();
  const tag = shown.tags.find(({ tagUid }) => tagUid === tagUidOf(record));
  const value = valueText(record, tag === undefined ? undefined : measured(tag));
  const act = (action: () => Promise<unknown>, done: string) =>
    void action().then(
      () => setNote(done),
      (error: unknown) => setNote(t("alerts.failed", { reason: wordsOf(error) })),
    );
  const remark = (text: string) => act(() => comment(record.alertUid, text), t("phone.rated"));
  const isFinding = record.evidence.some(({ detector }) => detector === HEALTH);
  const advises = isAdvisory(record);
  const left = responseText(record, nowMs);
  const state =
    record.acknowledged === undefined
      ? t(`alerts.is-${record.state}`)
      : t("phone.acknowledged", { by: record.acknowledged.by });
  return (
    <article class={`phone-alert${advises ? "" : ` phone-p${record.priority}`}`}>
      <p>
        <strong>{advises ? "◇" : `[${record.priority}]`}</strong> {local(record.message)} <strong>{value}</strong>
      </p>
      <p class="phone-note">
        {clockOrMoment(record.raisedMs, zone, nowMs)} · {livedText(record, nowMs)} · {state}
        {left === "" ? "" : ` · ${left}`}
      </p>
      <div class="phone-actions">
        {record.asksAck ? (
          <ActButton
            asks="operate"
            class="button"
            onAct={() => act(() => acknowledge(record.alertUid, record.occurrenceUid), t("alerts.is-acknowledged"))}
          >
            {t("alerts.ack")}
          </ActButton>
        ) : null}
      </div>
      <Rating record={record} isFinding={isFinding} title={record.message} onNote={setNote} />
      {note === "" ? null : <p role="status">{note}</p>}
      <AlertDetails record={record} shown={shown} textOf={textOf} onRemark={remark} />
    </article>
  );
}
