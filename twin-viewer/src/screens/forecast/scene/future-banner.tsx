import "../../../i18n/forecasts-catalogue.ts";
import { useSession } from "../../../data/context.ts";
import { played } from "../../../data/played.ts";
import { t } from "../../../i18n/language.ts";
import { futureName } from "./future-words.ts";

/** Across the page, in the place of the key figures, which are of now: this has not happened. */
export function FutureBanner() {
  const session = useSession();
  const player = played.value;
  const main = player?.main.value ?? null;
  if (player === null || main === null) return null;
  return (
    <section class="future-banner" aria-label={t("future.title")}>
      <strong>◇ {t("future.banner", { name: player.forecast.name, future: futureName(main) })}</strong>
      <button type="button" class="button small" onClick={() => session.live()}>
        {t("future.leave")}
      </button>
    </section>
  );
}
