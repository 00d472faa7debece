import { useState } from "preact/hooks";
import type { AlertRecord } from "../data/alert-record.ts";
import { type Measured, tagUidOf } from "../data/alert-values.ts";
import { formatAge } from "../data/format.ts";
import { foreseenText } from "../data/predictions.ts";
import { local, t } from "../i18n/language.ts";
import { Advice } from "../panels/alert-detail/advice.tsx";
import { ValueRows } from "../panels/alert-detail/figures.tsx";
import { LifeCycle } from "../panels/alert-detail/life-cycle.tsx";
import { Remarks } from "../panels/alert-detail/remarks.tsx";
import { TrendOf } from "../panels/alert-detail/trend-around.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import type { PhoneAsset, PhoneTag } from "./read-asset.ts";

interface AlertDetailsProps {
  readonly record: AlertRecord;
  readonly shown: PhoneAsset;
  readonly textOf: (tag: PhoneTag, value: number | boolean | string | null) => string;
  readonly onRemark: (text: string) => void;
}

/** The grounds of an alert, folded: advice, values, trend, evidence, life cycle and remarks. */
export function AlertDetails({ record, shown, textOf, onRemark }: AlertDetailsProps) {
  const [isOpen, setOpen] = useState(false);
  const { timeZone: zone } = shown;
  const nowMs = edgeClockMs();
  const tag = shown.tags.find(({ tagUid }) => tagUid === tagUidOf(record));
  return (
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
          <Remarks alert={record} zone={zone} nowMs={nowMs} isOver={false} onAdd={onRemark} />
        </div>
      ) : null}
    </details>
  );
}

/** How values of the tag are written. */
export function measured({ unit, range }: PhoneTag): Measured {
  return { ...(unit === null ? {} : { unit }), ...(range === null ? {} : { range }) };
}

/** The present value of the source, its age and its quality. */
function Now({ tag, shown, textOf }: { tag: PhoneTag } & Pick<AlertDetailsProps, "shown" | "textOf">) {
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
