import { Fragment } from "preact";
import type { FutureFigures } from "../../../../edge/contracts/forecast/answer.ts";
import type { ForecastAnswer, WholeForecast } from "../../data/forecast-api.ts";
import { formatNumber, formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { goodText, rangeText, roundText, scaleOf, shareText } from "./figures.ts";
import { MovedNote } from "./moved-note.tsx";
import { RangeBar } from "./range-bar.tsx";
import { PlayButton } from "./scene/play-button.tsx";

/** The futures side by side as cards, good pieces on one scale. */
export function FuturesTable({ forecast, answer }: { forecast: WholeForecast; answer: ForecastAnswer }) {
  const { futures, replications, metered = null } = answer;
  const happened = forecast.score?.happened ?? null;
  const scale = scaleOf(
    futures.map(({ good }) => good),
    happened === null ? [] : [happened],
  );
  return (
    <section class="card" aria-label={t("forecast.side-by-side")}>
      <div class="card-head">
        <h2>{t("forecast.side-by-side")}</h2>
        <ForecastMark />
      </div>
      <p class="card-note">{t("forecast.scale")}</p>
      {metered === null ? null : <p class="card-note">{meteredText(metered)}</p>}
      {forecast.statesStepS === null ? <p class="card-note">{t("future.not-kept")}</p> : null}
      <ul class="forecast-futures">
        {futures.map((future, at) => (
          <li key={future.name} class={`forecast-card${at === 0 ? " is-base" : ""}`}>
            <h3>{at === 0 ? t("forecast.as-it-is") : future.name}</h3>
            <p class="forecast-good">
              <span>{t("forecast.good")}</span>
              <strong>{goodText(future.good)}</strong>
            </p>
            <RangeBar range={future.good} scale={scale} happened={at === 0 ? happened : null} />
            <p class="forecast-ends" aria-hidden="true">
              <span>{roundText(scale[0])}</span>
              <span>{roundText(scale[1])}</span>
            </p>
            <Figures future={future} runs={replications} />
            <MovedNote moved={future.moved} />
            <PlayButton forecast={forecast} number={at} name={at === 0 ? t("forecast.as-it-is") : future.name} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function meteredText({ with: counted, without }: NonNullable<ForecastAnswer["metered"]>): string {
  const all = t("forecast.metered", { count: counted.length });
  return without.length === 0 ? all : `${all} ${t("forecast.not-metered", { machines: without.join(", ") })}`;
}

/** Marks everything that has not happened. */
export function ForecastMark() {
  return <span class="forecast-tag">◇ {t("forecast.mark")}</span>;
}

function Figures({
  future: { late, wip, energy = null, bottlenecks, crews = [], against },
  runs,
}: {
  future: FutureFigures;
  runs: number;
}) {
  const first = bottlenecks[0];
  return (
    <dl class="forecast-figures">
      {against === null ? null : (
        <>
          <dt>{t("forecast.difference")}</dt>
          <dd>
            {t("forecast.difference-good", {
              middle: formatSigned(against.good.middle),
              low: formatSigned(against.good.low),
              high: formatSigned(against.good.high),
            })}
            <br />
            {t("forecast.more", {
              more: Math.round(against.more * runs),
              fewer: Math.round(against.fewer * runs),
              runs,
            })}
          </dd>
        </>
      )}
      <dt>{t("forecast.late")}</dt>
      <dd>{rangeText(late)}</dd>
      <dt>{t("forecast.wip")}</dt>
      <dd>{rangeText(wip)}</dd>
      {energy === null ? null : (
        <>
          <dt>{t("forecast.energy")}</dt>
          <dd>
            {rangeText(energy.kWh)} kWh
            <br />
            {t("forecast.energy-each", { kWh: rangeText(energy.perGood, 2) })}
            {against?.energyKWh == null ? null : (
              <>
                <br />
                {t("forecast.energy-difference", {
                  middle: formatSigned(against.energyKWh.middle),
                  low: formatSigned(against.energyKWh.low),
                  high: formatSigned(against.energyKWh.high),
                })}
              </>
            )}
          </dd>
        </>
      )}
      <dt>{t("forecast.bottleneck")}</dt>
      <dd>
        {first === undefined
          ? t("forecast.none")
          : t("forecast.busy", {
              stations: first.isCrew === true ? t("forecast.crew", { crew: first.stations }) : first.stations,
              busy: shareText(first.busy),
              share: shareText(first.share),
            })}
      </dd>
      {crews.map(({ crew, busy, waitedH }) => (
        <Fragment key={crew}>
          <dt>{t("forecast.crew", { crew })}</dt>
          <dd>{t("forecast.crew-busy", { busy: shareText(busy), hours: formatNumber(waitedH, 1) })}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
