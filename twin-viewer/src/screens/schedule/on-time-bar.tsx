import { formatNumber } from "../../data/format.ts";
import { t } from "../../i18n/language.ts";

/** A probability as a bar with its number; a dash where it was not computed. */
export function OnTimeBar({ share }: { share: number | null }) {
  if (share === null) return <>—</>;
  const text = `${formatNumber(100 * share, 0)} %`;
  return (
    <span class="gantt-on-time">
      <svg
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        role="img"
        aria-label={t("gantt.on-time-of", { share: text })}
      >
        <rect class="gantt-on-time-ground" width="100" height="10" />
        <rect class="gantt-on-time-share" width={100 * share} height="10" />
      </svg>
      <span aria-hidden="true">{text}</span>
    </span>
  );
}
