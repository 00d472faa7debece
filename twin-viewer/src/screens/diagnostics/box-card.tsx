import { formatAge, formatNumber } from "../../data/format.ts";
import type { HealthAnswer } from "../../data/health-api.ts";
import { edgeNowMs } from "../../data/signals.ts";
import { t } from "../../i18n/language.ts";
import { useHealth } from "./health.ts";

/** Which of two boxes writes, and how far the other one is behind (rule SB32). Nothing where there is one box. */
export function BoxCard() {
  const standby = useHealth()?.standby;
  if (standby === undefined) return null;
  const isFine = standby.aloneSince === null && standby.isWitnessed;
  return (
    <section class="card" aria-label={t("diagnostics.boxes")}>
      <div class="card-head">
        <h2>{t("diagnostics.boxes")}</h2>
        <span class="card-note">{t("diagnostics.box-writes", { box: standby.box })}</span>
      </div>
      <div class="part">
        <span class="part-name">
          <span aria-hidden="true">{isFine ? "●" : "○"}</span> {standby.other.name}
        </span>
        <span class={`part-state${isFine ? "" : " is-stale"}`}>{standingOf(standby)}</span>
        {standby.isWitnessed ? null : <span class="part-reason">{t("diagnostics.no-witness")}</span>}
      </div>
    </section>
  );
}

function standingOf({ aloneSince, behindBytes, behindSeconds }: NonNullable<HealthAnswer["standby"]>): string {
  if (aloneSince !== null) return t("diagnostics.box-away", { age: formatAge(edgeNowMs() - Date.parse(aloneSince)) });
  if (behindBytes === null || behindBytes === 0) return t("diagnostics.box-level");
  return t("diagnostics.box-behind", {
    kilobytes: formatNumber(behindBytes / 1_000, 1),
    seconds: formatNumber(behindSeconds, 1),
  });
}
