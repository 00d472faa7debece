import type { FutureFigures } from "../../../../edge/contracts/forecast/answer.ts";
import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

/** On what the times of transport of a future with moves rest: what was learnt, and what is assumed. */
export function MovedNote({ moved = null }: { moved: FutureFigures["moved"] | null }) {
  if (moved === null) return null;
  const { drive, walks, walkSPerM } = moved;
  return (
    <>
      {drive === null ? null : (
        <p class="card-note">
          {t(drive.isLearnt ? "forecast.moved-learnt" : "forecast.moved-assumed", {
            pace: formatNumber(drive.sPerM, 2),
          })}
        </p>
      )}
      {walks.length === 0 ? null : (
        <p class="card-note">
          {t("forecast.moved-walk", {
            pace: formatNumber(walkSPerM, 1),
            ways: walks
              .map(({ from, to, metres }) => t("forecast.moved-way", { from, to, metres: formatNumber(metres, 1) }))
              .join(t("list.separator")),
          })}
        </p>
      )}
    </>
  );
}
