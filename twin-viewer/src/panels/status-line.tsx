import { useSession } from "../data/context.ts";
import { formatNumber } from "../data/format.ts";
import { isPlantAway } from "../data/hub-link.ts";
import { connection, dictionaryVersion, linksVersion, moment, motionDelayMs, traffic } from "../data/signals.ts";
import { t } from "../i18n/language.ts";

/** Rate and delay of the samples, and the number of sources. */
export function StatusLine() {
  const { mirror } = useSession();
  dictionaryVersion.value;
  linksVersion.value;
  const isOpen = connection.value.state === "open";
  const links = mirror.links();
  const live = isOpen && !isPlantAway.value ? links.filter((link) => link.live).length : 0;
  const { samplesPerSecond, lagMs } = traffic.value;
  return (
    <p class={`status${isOpen ? "" : " is-old"}`}>
      <span>{t("status.tags", { count: formatNumber(mirror.tagCount, 0) })}</span>
      <span>{t("status.rate", { count: formatNumber(isOpen ? samplesPerSecond : 0, 0) })}</span>
      <span>{t("status.motion", { s: formatNumber(motionDelayMs.value / 1000, 2) })}</span>
      <span>{isOpen ? t("status.lag", { ms: formatNumber(lagMs, 0) }) : t("live.gone")}</span>
      {moment.value === null ? (
        <span class={live < links.length ? "is-partial" : ""}>{t("status.links", { live, total: links.length })}</span>
      ) : (
        <span>{t("asset.past")}</span>
      )}
    </p>
  );
}
