import { clockOrMoment } from "../../data/alert-times.ts";
import { usePlant } from "../../data/context.ts";
import { formatNumber } from "../../data/format.ts";
import { type ChartAnswer, fetchLimits, type LimitsVersionAnswer } from "../../data/quality-api.ts";
import type { FeatureRow } from "../../data/quality-rows.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { useQuestion } from "../../data/use-question.ts";
import { t } from "../../i18n/language.ts";
import { decimalsOfSpread } from "./chart-shape.ts";

/** Versions change only when a person freezes new limits, which asks again. */
const REFRESH_MS = 300_000;

/** The versions of limits before the one in force, with who froze each, when and from which subgroups. */
export function LimitsHistory({ chart, row }: { chart: ChartAnswer; row: FeatureRow }) {
  const newest = chart.limits?.version ?? 0;
  if (newest < 2) return null;
  return <Earlier key={newest} row={row} newest={newest} />;
}

function Earlier({ row, newest }: { row: FeatureRow; newest: number }) {
  const { answer, failure } = useQuestion(
    `limits ${row.plan} ${row.machine} ${newest}`,
    () => fetchLimits(row),
    REFRESH_MS,
  );
  const earlier = (answer ?? []).filter(({ version }) => version < newest);
  if (failure !== undefined && answer === undefined) return <p class="failure">{failure}</p>;
  return (
    <details>
      <summary>{t("spc.history", { count: newest - 1 })}</summary>
      <ul class="spc-history">
        {earlier.map((one) => (
          <li key={one.version}>
            <Version limits={one} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Version({ limits: { version, by, at, from, to, excluded, comment, model } }: { limits: LimitsVersionAnswer }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const number = (value: number) => formatNumber(value, decimalsOfSpread(model.sigma ?? Math.abs(value) / 100));
  const when = clockOrMoment(Date.parse(at ?? ""), zone, edgeNowMs());
  return (
    <>
      {t("spc.history-one", { version, by, at: when, from, to })}{" "}
      {excluded.length === 0 ? "" : t("spc.limits-left-out", { numbers: excluded.join(", ") })}{" "}
      <small>
        {t("spc.history-model", {
          centre: number(model.centre),
          sigma: model.sigma === null ? "—" : number(model.sigma),
        })}{" "}
        {comment === null ? "" : t("spc.limits-said", { text: comment })}
      </small>
    </>
  );
}
