import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { AlertRecord } from "../data/alert-record.ts";
import { foreseenText } from "../data/predictions.ts";
import { local, t } from "../i18n/language.ts";
import { LifeCycle } from "../panels/alert-detail/life-cycle.tsx";
import { Remarks } from "../panels/alert-detail/remarks.tsx";
import { edgeClockMs } from "./edge-clock.ts";

interface AlertDetailsProps {
  readonly record: AlertRecord;
  readonly zone: string;
  /** Absent: remarks are shown, and another one is made elsewhere. */
  readonly onRemark?: (text: string) => void;
  /** What stands before the evidence; not made while it is folded. */
  readonly before?: () => ComponentChildren;
}

/** The grounds of an alert, folded: evidence, life cycle and remarks. */
export function AlertDetails({ record, zone, onRemark, before }: AlertDetailsProps) {
  const [isOpen, setOpen] = useState(false);
  const nowMs = edgeClockMs();
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("alerts.details")}</summary>
      {isOpen ? (
        <div class="phone-detail">
          {before?.()}
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
            isOver={onRemark === undefined}
            {...(onRemark === undefined ? {} : { onAdd: onRemark })}
          />
        </div>
      ) : null}
    </details>
  );
}
