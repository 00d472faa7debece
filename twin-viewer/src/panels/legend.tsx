import { usePlant } from "../data/context.ts";
import { formatMoment } from "../data/format.ts";
import { pinned } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

/** Meaning of greys, glyphs and lines. */
export function Legend() {
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  return (
    <ul class="legend" aria-label={t("legend.title")}>
      <li>
        <span class="swatch swatch-run" aria-hidden="true">
          ▶
        </span>
        {t("legend.running")}
      </li>
      <li>
        <span class="swatch swatch-idle" aria-hidden="true">
          ❚❚
        </span>
        {t("legend.idle")}
      </li>
      <li>
        <span class="swatch swatch-off" aria-hidden="true">
          ■
        </span>
        {t("legend.stopped")}
      </li>
      <li>
        <span class="swatch swatch-stale" aria-hidden="true">
          ?
        </span>
        {t("legend.stale")}
      </li>
      <li>
        <span class="line line-base" aria-hidden="true" />
        {t("legend.base")}
      </li>
      <li>
        <span class="line line-horizon" aria-hidden="true" />
        {t("legend.horizon")}
      </li>
      <li>
        <span class="line line-zone" aria-hidden="true" />
        {t("legend.zone")}
      </li>
      {pinned.value === null ? null : (
        <li>
          <span class="swatch swatch-ghost" aria-hidden="true" />
          {t("legend.ghost", { time: formatMoment(pinned.value, zone) })}
        </li>
      )}
    </ul>
  );
}
