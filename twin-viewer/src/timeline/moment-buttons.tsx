import { usePlant, useSession } from "../data/context.ts";
import { formatMoment } from "../data/format.ts";
import { linkToMoment } from "../data/link-to-moment.ts";
import { pinnedFailure } from "../data/pinned-moment.ts";
import { endRecap, recap, startRecap } from "../data/recap.ts";
import { edgeNowMs, pinned, sharing } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

/** Actions on the shown moment: compare with it, send it, recap the shift up to now. */
export function MomentButtons() {
  const session = useSession();
  const site = usePlant()?.plant.site;
  const playing = recap.value;
  const isPinned = pinned.value !== null;
  const zone = site?.timeZone ?? "UTC";
  const pinText = isPinned
    ? pinnedFailure.value === null
      ? `${t("time.pinned", { time: formatMoment(pinned.value ?? 0, zone) })}. ${t("time.unpin")}`
      : t("time.pin-failed", { reason: pinnedFailure.value })
    : t("time.pin");
  return (
    <div class="moment-buttons">
      <button
        type="button"
        class="button small"
        aria-pressed={isPinned}
        aria-label={pinText}
        title={pinText}
        onClick={() => (pinned.value = isPinned ? null : Math.floor(edgeNowMs()))}
      >
        <span aria-hidden="true">◎</span> {t("time.pin-short")}
      </button>
      <button
        type="button"
        class="button small"
        aria-pressed={playing !== null}
        aria-label={t(playing === null ? "time.recap" : "time.recap-end")}
        title={
          playing === null
            ? t("time.recap")
            : t("time.recap-at", { passed: playing.passed, total: playing.stops.length })
        }
        onClick={() => {
          if (playing !== null) endRecap();
          else if (site !== undefined) void startRecap(session, site);
        }}
      >
        <span aria-hidden="true">»</span> {t("time.recap-short")}
      </button>
      <button
        type="button"
        class="button small"
        aria-label={t("share.open")}
        title={t("share.open")}
        onClick={() => (sharing.value = linkToMoment())}
      >
        <span aria-hidden="true">↗</span> {t("share.short")}
      </button>
    </div>
  );
}
