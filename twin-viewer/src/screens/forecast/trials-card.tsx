import type { ForecastAnswer } from "../../data/forecast-api.ts";
import { formatDuration, formatMoment, formatNumber, formatSigned } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { ScrolledTable } from "../../panels/scrolled-table.tsx";
import { roundText } from "./figures.ts";
import { LivesNote } from "./lives-note.tsx";

/** Forecasts of the past beside what happened, and what the model leaves out. */
export function TrialsCard({ answer, zone }: { answer: ForecastAnswer; zone: string }) {
  const { trials, unplaced, learntFrom, pieces, machines, changed, horizonS } = answer;
  const shortS = Math.min(...trials.map((trial) => trial.horizonS ?? horizonS));
  const out = machines?.out ?? [];
  const time = (at: string): string => formatMoment(Date.parse(at), zone);
  return (
    <section class="card" aria-label={t("forecast.how-good")}>
      <div class="card-head">
        <h2>{t("forecast.how-good")}</h2>
      </div>
      <p class="card-note">{t("forecast.learnt", { pieces, from: time(learntFrom) })}</p>
      {out.length === 0 ? null : (
        <p class="card-note">{t("forecast.out", { machines: out.map(({ machine }) => machine).join(", ") })}</p>
      )}
      <LivesNote answer={answer} zone={zone} />
      {changed.length === 0 ? null : (
        <>
          <p class="card-note">{t("forecast.changed")}</p>
          <ul class="forecast-notes">
            {changed.map(({ machine, variant, fromMin, toMin, since }) => (
              <li key={`${machine} ${variant}`}>
                {t("forecast.changed-time", {
                  machine,
                  variant,
                  from: formatNumber(fromMin, 2),
                  to: formatNumber(toMin, 2),
                  since: time(since),
                })}
              </li>
            ))}
          </ul>
        </>
      )}
      {trials.length === 0 ? (
        <p class="empty">{t("forecast.trials-none")}</p>
      ) : (
        <>
          <p class="card-note">{t("forecast.trials-note")}</p>
          {shortS < horizonS ? (
            <p class="room-advisory">
              {t("forecast.trials-short", { trial: formatDuration(shortS), asked: formatDuration(horizonS) })}
            </p>
          ) : null}
          <ScrolledTable label={t("forecast.how-good")}>
            <thead>
              <tr>
                <th>{t("forecast.trial-at")}</th>
                <th class="is-number">{t("forecast.trial-length")}</th>
                <th class="is-number">{t("forecast.trial-foreseen")}</th>
                <th class="is-number">{t("forecast.trial-happened")}</th>
                <th class="is-number">{t("forecast.trial-error")}</th>
              </tr>
            </thead>
            <tbody>
              {trials.map(({ at, foreseen, happened, horizonS: lengthS }) => (
                <tr key={at}>
                  <td>{time(at)}</td>
                  <td class="is-number">{formatDuration(lengthS)}</td>
                  <td class="is-number">◇ {formatNumber(foreseen, 0)}</td>
                  <td class="is-number">{roundText(happened)}</td>
                  <td class="is-number">
                    {happened === 0 ? "—" : `${formatSigned(100 * (foreseen / happened - 1), 1)} %`}
                  </td>
                </tr>
              ))}
            </tbody>
          </ScrolledTable>
        </>
      )}
      <h3 class="forecast-subhead">{t("forecast.not-known")}</h3>
      <ul class="forecast-notes">
        {unplaced.length === 0 ? null : (
          <li>
            {t("forecast.unplaced", {
              places: unplaced.map((one) => `${one.place} ${one.pieces}`).join(", "),
            })}
          </li>
        )}
        <li>{t("forecast.not-known-rules")}</li>
        <li>{t(machines === null ? "forecast.no-states" : "forecast.not-known-events")}</li>
        <li>{t("forecast.no-plan")}</li>
      </ul>
    </section>
  );
}
