import { usePlant } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { clockOffsetMs, connection, plantFailure, second } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

/** Says across the page that nothing on it is live, and since when. */
export function NoData() {
  const index = usePlant();
  const { state, heardMs } = connection.value;
  if (state !== "gone") {
    return plantFailure.value === null ? null : <Banner text={t("app.load-failed", { reason: plantFailure.value })} />;
  }
  // By the edge's clock, as all times on the page. Follows the clock so that a reconnect attempt is not taken for a frozen page.
  second.value;
  return <Banner text={heardMs === 0 ? t("live.never") : t("live.banner", { time: formatClock(heardMs + clockOffsetMs.value, index?.plant.site.timeZone ?? "UTC") })} />;
}

function Banner({ text }: { text: string }) {
  return (
    <div class="no-data" role="alert">
      {text}
    </div>
  );
}
