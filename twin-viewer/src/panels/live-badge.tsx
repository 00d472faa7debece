import { usePlant, useSession } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { livenessOf, type Standing } from "../data/liveness.ts";
import {
  clockOffsetMs,
  connection,
  dictionaryVersion,
  linksVersion,
  plantFailure,
  screen,
  second,
} from "../data/signals.ts";
import type { TextKey } from "../i18n/catalogue.ts";
import { t } from "../i18n/language.ts";

/** Shape, word and figure have the same meaning; colour adds none. */
const SHAPES: Readonly<Record<Standing, string>> = {
  live: "●",
  partial: "◐",
  none: "○",
  gone: "○",
  connecting: "◌",
  "signed-out": "⊘",
};

/** Share of the plant with live data, and the time at the site. Opens the diagnostics. */
export function LiveBadge() {
  const { mirror } = useSession();
  const zone = usePlant()?.plant.site.timeZone;
  linksVersion.value;
  dictionaryVersion.value;
  connection.value;
  plantFailure.value;
  const { standing, percent } = livenessOf(mirror);
  const nowMs = second.value * 1000 + clockOffsetMs.value;
  const isKnown = standing === "live" || standing === "partial" || standing === "none";
  return (
    <button
      type="button"
      class={`clock clock-${standing}`}
      title={isKnown ? t("liveness.share", { percent }) : t(`liveness.why-${standing}` as TextKey)}
      onClick={() => (screen.value = "diagnostics")}
    >
      <span class="clock-dot" aria-hidden="true">
        {SHAPES[standing]}
      </span>
      {t(`liveness.${standing}`)}
      {isKnown ? ` ${percent} %` : ""} {zone === undefined ? null : <time>{formatClock(nowMs, zone)}</time>}
    </button>
  );
}
