import { mustSignIn } from "../data/account.ts";
import { usePlant } from "../data/context.ts";
import { formatClock } from "../data/format.ts";
import { isPlantAway } from "../data/hub-link.ts";
import { clockOffsetMs, connection, plantFailure, second } from "../data/signals.ts";
import { t } from "../i18n/language.ts";
import { SourceBanner } from "./source-banner.tsx";

/** Banner across the page: the state of the connection, its cause and its start. */
export function NoData() {
  const index = usePlant();
  const { state, heardMs } = connection.value;
  if (mustSignIn.value) return null;
  if (state !== "gone") {
    // The bar of the hub says so, and why.
    if (isPlantAway.value) return null;
    return plantFailure.value === null ? (
      <SourceBanner />
    ) : (
      <Banner text={t("app.load-failed", { reason: plantFailure.value })} />
    );
  }
  // By the edge's clock, as all times on the page. Follows the clock so that a reconnect attempt is not taken for a
  // frozen page.
  second.value;
  return (
    <Banner
      text={
        heardMs === 0
          ? t("live.never")
          : t("live.banner", { time: formatClock(heardMs + clockOffsetMs.value, index?.plant.site.timeZone ?? "UTC") })
      }
    />
  );
}

function Banner({ text }: { text: string }) {
  return (
    <div class="no-data" role="alert">
      {text}
    </div>
  );
}
