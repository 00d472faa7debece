import type { ComponentChildren } from "preact";
import type { Tag } from "../../../../edge/contracts/plant/tag.ts";
import type { AlertRecord } from "../../data/alert-record.ts";
import { clockOrMoment } from "../../data/alert-times.ts";
import { limitOf, type Measured, tagUidOf } from "../../data/alert-values.ts";
import { usePlant } from "../../data/context.ts";
import { formatAge, formatMeasured } from "../../data/format.ts";
import { edgeNowMs, openTrend } from "../../data/signals.ts";
import { tagTitle } from "../../i18n/components.ts";
import { t } from "../../i18n/language.ts";
import { LiveValue } from "../live-value.tsx";

/** Value at raising, the worst since, and now with its age and quality, against the limit. */
export function Figures({ alert }: { alert: AlertRecord }) {
  const index = usePlant();
  const uid = tagUidOf(alert);
  const tag = uid === undefined ? undefined : index?.tag(uid);
  if (tag === undefined) return null;
  const zone = index?.plant.site.timeZone ?? "UTC";
  return (
    <section class="drawer-figures" aria-label={t("alerts.values")}>
      <h3>
        <button type="button" class="link" title={t("alerts.open-trend")} onClick={() => (openTrend.value = tag.ref)}>
          {tagTitle(tag)}
        </button>
      </h3>
      <ValueRows alert={alert} tag={tag} now={<NowValue tag={tag} />} zone={zone} nowMs={edgeNowMs()} />
    </section>
  );
}

function NowValue({ tag }: { tag: Tag }) {
  return <LiveValue tag={tag.ref} withAge />;
}

interface ValueRowsProps {
  readonly alert: Pick<AlertRecord, "values" | "evidence" | "raisedMs">;
  readonly tag: Measured;
  /** The present value of the source. */
  readonly now: ComponentChildren;
  readonly zone: string;
  readonly nowMs: number;
}

/** The same without a live twin, as on a phone. */
export function ValueRows({ alert, tag, now, zone, nowMs }: ValueRowsProps) {
  const { values, evidence, raisedMs } = alert;
  const limit = limitOf(alert);
  const raised = values?.raised ?? evidence[0]?.value;
  const row = (name: string, value: ComponentChildren) => (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
  const at = (ms: number) =>
    t("alerts.at-time", { time: clockOrMoment(ms, zone, nowMs), age: formatAge(Math.max(0, nowMs - ms)) });
  return (
    <dl class="detail-values">
      {raised === undefined
        ? null
        : row(t("alerts.value-raised"), <Figure value={raised} tag={tag} note={at(raisedMs)} />)}
      {values?.peak === undefined
        ? null
        : row(t("alerts.value-peak"), <Figure value={values.peak} tag={tag} note={at(values.peakMs ?? raisedMs)} />)}
      {row(t("alerts.value-now"), now)}
      {limit === undefined ? null : row(t("alerts.value-limit-is"), <Figure value={limit} tag={tag} note="" />)}
    </dl>
  );
}

function Figure({ value, tag, note }: { value: number; tag: Measured; note: string }) {
  return (
    <>
      {formatMeasured(value, tag)} {note === "" ? null : <small>{note}</small>}
    </>
  );
}
