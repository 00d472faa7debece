import "../../i18n/load-catalogue.ts";
import "./load.css";
import type { BandCost } from "../../../../edge/contracts/production/load.ts";
import { usePlant } from "../../data/context.ts";
import { formatClock, formatMoment, formatNumber } from "../../data/format.ts";
import { type CurveEntry, curveBars, type DemandEntry, fetchLoad, type IdleEntry } from "../../data/load-api.ts";
import { useQuestion } from "../../data/use-question.ts";
import { useSecond } from "../../data/use-refresh.ts";
import { local, t } from "../../i18n/language.ts";
import { AnswerNote } from "../../panels/answer-note.tsx";

const REFRESH_MS = 30_000;
const MOST_MACHINES = 8;
const MOST_NAMED = 5;

/** The running demand window with its forecast, the day's load curve by band, and machines that waste power. */
export function LoadCard() {
  useSecond();
  const question = useQuestion("load", fetchLoad, REFRESH_MS);
  const { answer } = question;
  if (answer !== undefined && answer.demands.length === 0 && answer.idle.length === 0) return null;
  return (
    <section class="card" aria-label={t("load.title")}>
      <div class="card-head">
        <h3>{t("load.title")}</h3>
      </div>
      <AnswerNote question={question} isCurrent={undefined} />
      {answer?.demands.map((demand) => (
        <Window key={demand.contract} demand={demand} />
      ))}
      {answer === undefined || answer.demands.length === 0 ? null : answer.curve.every(({ kW }) => kW === null) ? (
        <p class="empty">{t("load.no-curve")}</p>
      ) : (
        <Curve curve={answer.curve} bands={answer.bands} />
      )}
      {answer === undefined ? null : <Idle machines={answer.idle} />}
    </section>
  );
}

function Window({ demand }: { demand: DemandEntry }) {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  const { from, to, soFarKw, minutes, forecast, limitKw, monthPeak, accuracy, canShift } = demand;
  const kW = (value: number | null): string => (value === null ? t("load.unknown") : `${formatNumber(value, 0)} kW`);
  const clock = (time: string): string => formatClock(Date.parse(time), zone);
  const range =
    forecast === null
      ? t("load.unknown")
      : t("load.range", {
          kW: formatNumber(forecast.kW, 0),
          low: formatNumber(forecast.low, 0),
          high: formatNumber(forecast.high, 0),
        });
  const isAbove = limitKw !== null && forecast !== null && forecast.kW > limitKw;
  const list = canShift.slice(0, MOST_NAMED).map((one) => `${one.label} ${formatNumber(one.kW, 0)} kW`);
  const rows = [
    [t("load.so-far", { minutes }), kW(soFarKw)],
    [t("load.forecast"), range],
    ...(limitKw === null ? [] : [[t("load.limit"), kW(limitKw)]]),
    [t("load.peak"), kW(monthPeak?.kW ?? null)],
    ...(accuracy === null ? [] : [[t("load.error"), `${formatNumber(accuracy.meanErrorPercent, 1)} %`]]),
  ] as const;
  return (
    <>
      <p class="answer-note">
        {t("load.window", { from: clock(from), to: clock(to) })}
        {isAbove && list.length > 0 ? ` · ${t("load.can-wait", { list: list.join(", ") })}` : ""}
      </p>
      <table class="table is-fitted">
        <tbody>
          {rows.map(([name, value]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="is-number">{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Curve({ curve, bands }: { curve: readonly CurveEntry[]; bands: readonly BandCost[] }) {
  const { bars, mostKw } = curveBars(curve);
  const { currency = "", timeZone = "UTC" } = usePlant()?.plant.site ?? {};
  const clock = (start: string | undefined): string =>
    start === undefined ? "" : formatMoment(Date.parse(start), timeZone, false);
  const levelOf = (band: string): string => `load-${bands.find(({ id }) => id === band)?.level ?? "flat"}`;
  const name = t("load.curve", { kW: formatNumber(mostKw, 0) });
  return (
    <>
      <p class="answer-note">{name}</p>
      <svg class="load-curve" viewBox="0 0 1 1" preserveAspectRatio="none" role="img" aria-label={name}>
        {bars.map(({ x, width, height, band }) => (
          <rect key={x} class={levelOf(band)} x={x} y={1 - height} width={width} height={height} />
        ))}
      </svg>
      <p class="load-times" aria-hidden="true">
        <span>{clock(curve[0]?.start)}</span>
        <span>{clock(curve.at(-1)?.start)}</span>
      </p>
      <table class="table is-fitted">
        <thead>
          <tr>
            <th>{t("load.band")}</th>
            <th class="is-number">{t("load.price", { currency })}</th>
            <th class="is-number">{t("load.amount")}</th>
            <th class="is-number">{t("load.cost", { currency })}</th>
          </tr>
        </thead>
        <tbody>
          {bands.map(({ id, name: of, level, price, amount, cost }) => (
            <tr key={id}>
              <th scope="row">
                <span class={`load-key load-${level}`} aria-hidden="true" />
                {local(of)}
              </th>
              <td class="is-number">{formatNumber(price, 2)}</td>
              <td class="is-number">{formatNumber(amount, 0)}</td>
              <td class="is-number">{formatNumber(cost, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Idle({ machines }: { machines: readonly IdleEntry[] }) {
  const currency = usePlant()?.plant.site.currency ?? "";
  const more = machines.length - MOST_MACHINES;
  if (machines.length === 0) return <p class="empty">{t("load.no-idle")}</p>;
  return (
    <>
      <table class="table is-fitted" aria-label={t("load.idle")}>
        <caption>{t("load.idle")}</caption>
        <thead>
          <tr>
            <th>{t("load.machine")}</th>
            <th class="is-number">{t("load.hours")}</th>
            <th class="is-number">{t("load.power")}</th>
            <th class="is-number">{t("load.amount")}</th>
            <th class="is-number">{t("load.cost", { currency })}</th>
          </tr>
        </thead>
        <tbody>
          {machines.slice(0, MOST_MACHINES).map(({ assetUid, label, hours, meanKw, kWh, cost }) => (
            <tr key={assetUid}>
              <th scope="row">{label}</th>
              <td class="is-number">{formatNumber(hours, 1)}</td>
              <td class="is-number">{formatNumber(meanKw, 1)}</td>
              <td class="is-number">{formatNumber(kWh, 0)}</td>
              <td class="is-number">{cost === null ? t("load.unknown") : formatNumber(cost, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 ? <p class="room-advisory">{t("load.more", { count: more })}</p> : null}
    </>
  );
}
