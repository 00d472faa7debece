import { usePlant, useSession } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { type Loss, livenessOf, lossesOf } from "../data/liveness.ts";
import { clockOffsetMs, linksVersion, liveNowMs, moment, screen, sources } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { reasonInWords } from "../i18n/reasons.ts";

/** Further causes are in the diagnostics only. */
const MOST_CAUSES = 3;
const MOST_NAMES = 4;

/** Lost sources with cause and time of their last data. Disappears when they are back. */
export function SourceBanner() {
  const { mirror } = useSession();
  const zone = usePlant()?.plant.site.timeZone ?? "UTC";
  linksVersion.value;
  clockOffsetMs.value;
  if (moment.value !== null) return null;
  const losses = lossesOf(sources.value, mirror.links(), liveNowMs());
  if (losses.length === 0) return null;
  const count = losses.reduce((sum, loss) => sum + loss.sources.length, 0);
  const isAll = livenessOf(mirror).standing === "none";
  return (
    <div class="no-data source-banner">
      <strong role="alert">
        {t(isAll ? "liveness.all-lost" : "liveness.lost", { count, total: sources.value.length })}
      </strong>
      <ul>
        {losses.slice(0, MOST_CAUSES).map((loss) => (
          <li key={loss.sources.join(" ")}>{causeOf(loss, zone)}</li>
        ))}
        {losses.length > MOST_CAUSES ? <li>{t("liveness.more", { count: losses.length - MOST_CAUSES })}</li> : null}
      </ul>
      <button type="button" class="button small" onClick={() => (screen.value = "diagnostics")}>
        {t("liveness.open-diagnostics")}
      </button>
    </div>
  );
}

/** "milling, turning: the connection was refused; check … (since 10:42:31)". */
function causeOf({ sources: names, reason, sinceMs }: Loss, zone: string): string {
  const shown = names.slice(0, MOST_NAMES).join(t("list.separator"));
  const all =
    names.length > MOST_NAMES ? t("liveness.names-more", { names: shown, count: names.length - MOST_NAMES }) : shown;
  const why = reason === "" ? t("liveness.no-reason") : reasonInWords(reason);
  const since =
    sinceMs === undefined ? t("liveness.never") : t("liveness.since", { time: formatClock(sinceMs, zone, false) });
  return t("liveness.cause", { names: all, why, since });
}
