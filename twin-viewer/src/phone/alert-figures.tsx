import type { AlertRecord } from "../data/alert-record.ts";
import { type Measured, tagUidOf } from "../data/alert-values.ts";
import { formatAge } from "../data/format.ts";
import { t } from "../i18n/language.ts";
import { ValueRows } from "../panels/alert-detail/figures.tsx";
import { TrendOf } from "../panels/alert-detail/trend-around.tsx";
import { edgeClockMs } from "./edge-clock.ts";
import type { PhoneAsset, PhoneTag } from "./read-asset.ts";
import { tagText } from "./tag-text.ts";

interface AlertFiguresProps {
  readonly record: AlertRecord;
  readonly shown: PhoneAsset;
}

/** Value at raising, the worst since and now, and the curve of the tag that the alert is about. */
export function AlertFigures({ record, shown }: AlertFiguresProps) {
  const tag = shown.tags.find(({ tagUid }) => tagUid === tagUidOf(record));
  if (tag === undefined) return null;
  const { timeZone: zone } = shown;
  const nowMs = edgeClockMs();
  const isCurve = tag.type !== "text" && tag.type !== "waveform";
  return (
    <>
      <ValueRows alert={record} tag={measured(tag)} now={<Now tag={tag} shown={shown} />} zone={zone} nowMs={nowMs} />
      {isCurve ? (
        <TrendOf alert={record} tagUid={tag.tagUid} source={tag.source} tag={measured(tag)} zone={zone} nowMs={nowMs} />
      ) : null}
    </>
  );
}

/** How values of the tag are written. */
function measured({ unit, range }: PhoneTag): Measured {
  return { ...(unit === null ? {} : { unit }), ...(range === null ? {} : { range }) };
}

/** The present value of the source, its age and its quality. */
function Now({ tag, shown }: { tag: PhoneTag; shown: PhoneAsset }) {
  const sample = shown.samples.get(tag.tagUid);
  if (sample === undefined) return <>{t("value.none")}</>;
  const age = sample.time === null ? "" : formatAge(edgeClockMs() - Date.parse(sample.time));
  const doubt = sample.live ? (sample.status >>> 30 === 0 ? "" : t("value.bad")) : t("value.stale");
  return (
    <>
      {tagText(tag, sample.value)} <small>{[doubt, age].filter((part) => part !== "").join(" · ")}</small>
    </>
  );
}
