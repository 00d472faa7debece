import type { LifeTold } from "../../../../edge/contracts/forecast/answer.ts";
import type { ForecastAnswer } from "../../data/forecast-api.ts";
import { formatMoment, formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";
import { shareText } from "./figures.ts";

/** Components whose end is foreseen, and what each costs; nothing where there is none. */
export function LivesNote({ answer, zone }: { answer: ForecastAnswer; zone: string }) {
  const { lives } = answer;
  if (lives === undefined || lives === null) return null;
  return (
    <>
      {lives.parts.length === 0 ? null : (
        <>
          <p class="card-note">{t("forecast.lives")}</p>
          <ul class="forecast-notes">
            {lives.parts.map((life) => (
              <li key={`${life.machine} ${life.component}`}>{lifeText(life)}</li>
            ))}
          </ul>
        </>
      )}
      {lives.isPartial && lives.knownFrom !== null ? (
        <p class="room-advisory">
          {t("forecast.lives-partial", { from: formatMoment(Date.parse(lives.knownFrom), zone) })}
        </p>
      ) : null}
    </>
  );
}

function lifeText({ machine, component, leftH, unplayed, fails, lost }: LifeTold): string {
  const part = component === "" ? machine : `${machine} ${component}`;
  if (unplayed !== null) return t(`forecast.life-${unplayed}`, { part });
  return t("forecast.life", {
    part,
    hours: [leftH.low, leftH.middle, leftH.high].map((hours) => formatNumber(hours, 1)).join(" / "),
    share: shareText(fails),
    lost: lost === null ? "—" : formatNumber(lost.mean, 1),
  });
}
