import type { AlertRecord } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { formatAge } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

interface LifeCycleProps {
  readonly alert: AlertRecord;
  readonly zone: string;
  readonly nowMs: number;
  /** Name of its rule; empty when unknown. */
  readonly rule: string;
}

/** Times of raising, acknowledgement and clearing, the user, and the rule. */
export function LifeCycle({ alert, zone, nowMs, rule }: LifeCycleProps) {
  const { raisedMs, clearedMs, acknowledged, shelf, outOfService, suppressedBy, conditionOf, reraised } = alert;
  const at = (ms: number) => clockOrMoment(ms, zone, nowMs);
  const ago = (ms: number) => t("alerts.at-time", { time: at(ms), age: formatAge(Math.max(0, nowMs - ms)) });
  const rows: readonly (readonly [string, string])[] = [
    [
      t("alerts.column-raised"),
      `${ago(raisedMs)}${reraised > 0 ? ` · ${t("alerts.reraised", { count: reraised })}` : ""}`,
    ],
    [t("alerts.column-by"), acknowledgedText(alert, at)],
    ...(clearedMs === undefined ? [] : [[t("alerts.cleared"), ago(clearedMs)] as const]),
    ...(shelf === undefined
      ? []
      : [
          [
            t("alerts.is-shelved"),
            `${t("alerts.state-shelved", { time: at(shelf.untilMs) })} · ${shelf.by}: ${shelf.reason}`,
          ] as const,
        ]),
    ...(outOfService === undefined
      ? []
      : [
          [
            t("alerts.is-out-of-service"),
            `${outOfService.by} · ${at(outOfService.atMs)} · ${outOfService.comment ?? ""}`,
          ] as const,
        ]),
    ...(suppressedBy === undefined || alert.causedBy !== undefined
      ? []
      : [[t("alerts.is-suppressed"), suppressedBy] as const]),
    ...(rule === "" ? [] : [[t("alerts.column-rule"), rule] as const]),
    ...(conditionOf === undefined
      ? []
      : [[t("alerts.source-name"), t("alerts.source", { source: conditionOf })] as const]),
    ...(alert.isArrivalTime === true ? [[t("alerts.time-note"), t("alerts.arrival-time")] as const] : []),
  ];
  const left = acknowledged === undefined && alert.asksAck ? formatAge(Math.max(0, nowMs - raisedMs)) : "";
  return (
    <section aria-label={t("alerts.life")}>
      <h3>{t("alerts.life")}</h3>
      <dl class="detail-values is-text">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value === "" ? t("alerts.not-acknowledged", { age: left }) : value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Empty while the acknowledgement is pending. */
function acknowledgedText({ acknowledged, asksAck }: AlertRecord, at: (ms: number) => string): string {
  if (acknowledged === undefined) return asksAck ? "" : t("alerts.no-ack-asked");
  const { by, atMs, comment } = acknowledged;
  return `${by} · ${at(atMs)}${comment === undefined || comment === "" ? "" : ` · ${comment}`}`;
}
