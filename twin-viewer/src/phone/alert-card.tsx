import { useState } from "preact/hooks";
import { recordOfEntry } from "../data/alert-record.ts";
import { clockOrMoment, livedText, responseText } from "../data/alert-times.ts";
import { type Measured, tagUidOf, valueText } from "../data/alert-values.ts";
import { acknowledge, comment, type PastAlert, wordsOf } from "../data/api.ts";
import { isAdvisory } from "../data/asset-state.ts";
import { formatAge } from "../data/format.ts";
import { foreseenText } from "../data/predictions.ts";
import { local, t } from "../i18n/language.ts";
import { ActButton } from "../panels/act-button.tsx";
import { Advice } from "../panels/alert-detail/advice.tsx";
import { ValueRows } from "../panels/alert-detail/figures.tsx";
import { LifeCycle } from "../panels/alert-detail/life-cycle.tsx";
import { Remarks } from "../panels/alert-detail/remarks.tsx";
import { TrendOf } from "../panels/alert-detail/trend-around.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import type { PhoneAsset, PhoneTag } from "./read-asset.ts";

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
  const [isOpen, setOpen] = useState(false);
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
  const remark = (text: string, done: string) => act(() => comment(record.alertUid, text), done);
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
        <ActButton asks="operate" class="button" onAct={() => remark("rating: right", t("phone.rated"))}>
          {t("phone.right")}
        </ActButton>
        <ActButton asks="operate" class="button" onAct={() => remark("rating: wrong", t("phone.rated"))}>
          {t("phone.wrong")}
        </ActButton>
      </div>
      {note === "" ? null : <p role="status">{note}</p>}
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("alerts.details")}</summary>
        {isOpen ? (
          <div class="phone-detail">
            <Advice alert={record} nowMs={nowMs} />
            {tag === undefined ? null : (
              <>
                <ValueRows
                  alert={record}
                  tag={measured(tag)}
                  now={<Now tag={tag} shown={shown} textOf={textOf} />}
                  zone={zone}
                  nowMs={nowMs}
                />
                <TrendOf
                  alert={record}
                  tagUid={tag.tagUid}
                  source={tag.source}
                  tag={measured(tag)}
                  zone={zone}
                  nowMs={nowMs}
                />
              </>
            )}
            <ul class="detail-list">
              {record.evidence.map(({ why, prediction, value: start, limit }) => (
                <li key={why.en}>
                  {local(why)}
                  {prediction === undefined ? null : (
                    <span class="pred"> {foreseenText({ ...prediction, value: start, limit }, nowMs)}</span>
                  )}
                </li>
              ))}
            </ul>
            <LifeCycle alert={record} zone={zone} nowMs={nowMs} rule="" />
            <Remarks
              alert={record}
              zone={zone}
              nowMs={nowMs}
              isOver={false}
              onAdd={(text) => remark(text, t("phone.rated"))}
            />
          </div>
        ) : null}
      </details>
    </article>
  );
}

function measured({ unit, range }: PhoneTag): Measured {
  return { ...(unit === null ? {} : { unit }), ...(range === null ? {} : { range }) };
}

/** The present value of the source, its age and its quality. */
function Now({ tag, shown, textOf }: { tag: PhoneTag } & Pick<AlertCardProps, "shown" | "textOf">) {
  const sample = shown.samples.get(tag.tagUid);
  if (sample === undefined) return <>{t("value.none")}</>;
  const age = sample.time === null ? "" : formatAge(edgeClockMs() - Date.parse(sample.time));
  const doubt = sample.live ? (sample.status >>> 30 === 0 ? "" : t("value.bad")) : t("value.stale");
  return (
    <>
      {textOf(tag, sample.value)} <small>{[doubt, age].filter((part) => part !== "").join(" · ")}</small>
    </>
  );
}
